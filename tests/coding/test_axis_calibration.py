"""The axis held against coded sides: counted by hand, and nothing where nobody coded."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.coding.all_coders import gather_axis_calibration
from helpers.coding.axis_calibration import compute_axis_calibration
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


def test_shares_along_the_axis_and_the_order_of_pairs_are_counted_by_hand():
    axis = pd.DataFrame({"paper_id": list("abcdefg"), "axis": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, np.nan]})
    stance = ["sparse", "sparse", "dense", "sparse", "dense", "dense", "dense"]
    found = compute_axis_calibration(axis, axis[["paper_id"]].assign(stance=stance), THEME)
    assert found["n"].tolist() == [2, 2, 2, 6] and found["second"].tolist() == [0, 1, 2, 3]
    assert found["ordered"].iloc[-1] == pytest.approx(8 / 9), "of nine pairs only c and d stand the wrong way"


def test_papers_on_no_side_take_no_part_and_none_gives_an_empty_table():
    axis = pd.DataFrame({"paper_id": ["a"], "axis": [0.1]})
    assert compute_axis_calibration(axis, pd.DataFrame({"paper_id": ["a"], "stance": ["both"]}), THEME).empty
    assert gather_axis_calibration({}, axis, pd.DataFrame({"paper_id": [], "title": [], "abstract": []}), THEME).empty


def test_each_coder_is_held_against_the_axis_from_embeddings_and_from_words():
    papers = pd.DataFrame({"paper_id": ["a", "b"], "title": ["Few", "Many"], "abstract": ["zero", "active"]})
    rows = papers[["paper_id"]].assign(coded_stance=["sparse", "dense"])
    axis = papers[["paper_id"]].assign(axis=[-0.5, 0.5])
    found = gather_axis_calibration({"anna": rows, "ben": rows}, axis, papers, THEME)
    whole = found[found["group"] == "all"]
    assert found.columns[:2].tolist() == ["coder", "axis"] and set(found["coder"]) == {"anna", "ben"}
    assert whole["axis"].tolist() == ["embeddings", "words"] * 2
    assert whole.loc[whole["axis"] == "embeddings", "ordered"].eq(1).all()
