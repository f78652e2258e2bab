import pytest

from helpers.run.atomic_files import clean_parts, replacing


def test_a_file_is_replaced_only_when_all_went_well(tmp_path):
    path = tmp_path / "a" / "t.txt"
    with replacing(path) as part:
        part.write_text("one")
        assert not path.exists()
    with pytest.raises(KeyboardInterrupt), replacing(path) as part:
        part.write_text("two")
        raise KeyboardInterrupt
    assert path.read_text() == "one"
    assert [file.name for file in path.parent.iterdir()] == ["t.txt"]


def test_what_a_killed_process_left_is_removed(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / ".123.part.t.parquet").write_text("half")
    (tmp_path / "tables" / "t.parquet").write_text("whole")
    clean_parts(tmp_path)
    assert [file.name for file in (tmp_path / "tables").iterdir()] == ["t.parquet"]
