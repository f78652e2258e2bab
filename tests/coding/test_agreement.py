"""Krippendorff's alpha against a computation by hand, and the list of papers on which coders differ."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.coding.accuracy import SCORES, match_readings
from helpers.coding.agreement import compute_agreement, list_disagreements, match_coders
from helpers.coding.all_coders import gather_agreement, gather_disagreements, gather_matches, gather_prevalence
from helpers.coding.annotations import place_coding, read_coders, write_annotations
from helpers.coding.prevalence import draw_sample
from helpers.run.opening import open_run
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


def make_coding(senses, value="sought"):
    return pd.DataFrame(
        {"paper_id": [f"p{i}" for i in range(len(senses))], "main": True, "sense": senses, "role": "given",
         "first_value": value, "second_value": "neutral"}
    )  # fmt: skip


def test_alpha_is_that_of_a_computation_by_hand():
    a = make_coding(["weights", "weights", "views", "views", "data"])
    b = make_coding(["weights", "views", "views", "views", "data"])
    found = compute_agreement(match_coders(a, b, THEME)).set_index("field").loc["sense"]
    # Of ten labels 3, 5 and 2: expected disagreement 1 - (3*2 + 5*4 + 2*1) / (10*9) = 62/90, observed 1/5.
    assert found["alpha"] == pytest.approx(1 - (1 / 5) / (62 / 90))
    assert (found["n"], found["agree"]) == (5, 4) and found["low"] <= found["alpha"] <= found["high"]


def test_one_label_alone_has_no_alpha_and_full_agreement_has_one():
    a = make_coding(["weights", "views"] * 10)
    found = compute_agreement(match_coders(a, a, THEME)).set_index("field")
    assert found.loc["sense", "alpha"] == 1 and np.isnan(found.loc["role", "alpha"])
    assert found.loc["role", "share"] == 1


def test_coding_by_chance_has_an_alpha_about_zero():
    rng = np.random.default_rng(1)
    a, b = (make_coding(rng.choice(THEME.sense_ids, 400)) for _ in range(2))
    found = compute_agreement(match_coders(a, b, THEME)).set_index("field").loc["sense"]
    assert abs(found["alpha"]) < 0.06 and found["low"] < 0 < found["high"]


def test_only_papers_that_both_coded_count_and_stances_follow_from_values():
    a, b = make_coding(["weights"] * 4), make_coding(["weights"] * 3, value="overcome")
    matched = match_coders(a, b, THEME)
    assert len(matched) == 3 and set(matched["stance_a"]) == {"sparse"} and set(matched["stance_b"]) == {"without"}


def test_disagreements_are_listed_with_both_labels():
    a, b = make_coding(["weights", "views", "data"]), make_coding(["weights", "data", "data"])
    b.loc[2, "first_value"] = "endured"
    papers = a[["paper_id"]].assign(title=["One", "Two", "Three"])
    listed = list_disagreements(match_coders(a, b, THEME), papers)
    assert listed["title"].tolist() == ["Three", "Two"] and listed["fields"].tolist() == [2, 1]
    assert listed["sense"].tolist() == ["", "views / data"]
    assert listed["first_value"].tolist() == ["sought / endured", ""]


def test_no_common_paper_gives_whole_tables():
    a = make_coding([])
    matched = match_coders(a, a, THEME)
    assert compute_agreement(matched)["n"].eq(0).all()
    assert list_disagreements(matched, pd.DataFrame({"paper_id": [], "title": []})).empty


def test_each_pair_of_coders_is_compared_and_one_coder_with_nobody():
    coded = {name: make_coding(["weights", "views"]) for name in ("anna", "ben", "cleo")}
    papers = pd.DataFrame({"paper_id": ["p0", "p1"], "title": ["One", "Two"]})
    found = gather_agreement(coded, THEME)
    assert found["coders"].unique().tolist() == ["anna, ben", "anna, cleo", "ben, cleo"] and found["share"].eq(1).all()
    assert gather_disagreements(coded, papers, THEME).empty
    assert gather_agreement({"anna": coded["anna"]}, THEME).empty


def test_each_coder_corrects_the_shares():
    coding = make_coding(["weights", "views", "data", "views"])
    table = coding.assign(uncertain=False, stance="dense", **dict.fromkeys(SCORES.values(), 0.9))
    matched = {"anna": match_readings(table, coding, THEME)}
    shares = gather_prevalence(matched, table, draw_sample(table, 4), THEME).set_index("category")
    assert shares.loc["sparse", ["read", "share"]].tolist() == [0, 1] and shares["coder"].eq("anna").all()
    assert gather_prevalence({}, table, draw_sample(table, 4), THEME).empty


def test_coders_files_are_read_as_they_are_now(tmp_path):
    dump = tmp_path / "d.json"
    dump.write_text('[{"title": "Sparse", "abstract": "Dense."}]')
    run = open_run(dump, outputs=tmp_path / "out")
    assert read_coders(run, THEME) == {}
    coding = make_coding(["weights", "views"])
    table = coding.assign(uncertain=False, stance="dense", **dict.fromkeys(SCORES.values(), 0.9))
    for n in (1, 2):
        write_annotations(coding.iloc[:n], place_coding(run, "anna"))
        coded = read_coders(run, THEME)
        assert {coder: len(rows) for coder, rows in coded.items()} == {"anna": n}
        assert len(gather_matches(table, coded, THEME)["anna"]) == n
