import numpy as np
import pandas as pd

from helpers.run.table_cache import keep_table

TABLE = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})


def call(folder, *parts, made):
    return keep_table(folder, "t", parts, lambda: made.append(1) or TABLE.copy())


def test_the_same_content_is_made_once(tmp_path):
    made = []
    for _ in range(2):
        table = call(tmp_path, np.arange(3), TABLE, "seed 1", made=made)
        pd.testing.assert_frame_equal(table, TABLE)
    assert len(made) == 1


def test_another_array_table_or_setting_is_made_anew(tmp_path):
    made = []
    call(tmp_path, np.arange(3), TABLE, 1, made=made)
    call(tmp_path, np.arange(3.0), TABLE, 1, made=made)
    call(tmp_path, np.arange(3), TABLE.assign(a=[1, 3]), 1, made=made)
    call(tmp_path, np.arange(3), TABLE, 2, made=made)
    assert len(made) == 4


def test_a_damaged_file_is_made_anew_and_no_folder_keeps_nothing(tmp_path):
    made = []
    call(tmp_path, 1, made=made)
    next(tmp_path.rglob("*.parquet")).write_bytes(b"junk")
    call(tmp_path, 1, made=made)
    call(None, 1, made=made)
    call(None, 1, made=made)
    assert len(made) == 4
