"""Sentences on what changed against their numbers, with tables that are extreme, empty or tied."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.compare import claim_changes, paper_changes, share_changes, topic_changes
from helpers.figures import change_figure
from helpers.stats.verdicts import CLEAR, NOT_CLEAR, SIZE_OPEN, SMALLER, TOO_FEW

CHECKED = {
    paper_changes.describe_base, paper_changes.describe_papers, topic_changes.describe_topics,
    share_changes.describe_shares, claim_changes.describe_claims, change_figure.title_changes,
}  # fmt: skip
COLUMNS = ["kind", "name", "n_first", "n_second", "difference", "low", "high", "p", "verdict"]


def build_papers(**counts):
    rows = [change for change, n in counts.items() for _ in range(n)]
    table = pd.DataFrame({"change": pd.Series(rows, dtype="str"), "matched_by": "paper_id"})
    table["fields"] = [["title", "published_low"] if change == "changed" else [] for change in rows]
    return table


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, ""),
        ({"kept": 3}, "Nothing changed: all 3 papers are as in the base."),
        ({"kept": 1}, "Nothing changed: the only paper is as in the base."),
        ({"new": 1, "gone": 1200}, "1 paper is new, 1,200 are gone, 0 changed and 0 are as in the base."),
        ({"new": 2, "changed": 2, "kept": 1}, "2 papers are new, 0 are gone, 2 changed and 1 is as in the base. "
         "Changed: title of 2, published low of 2."),
    ],
)  # fmt: skip
def test_papers_are_counted(counts, told):
    assert paper_changes.describe_papers(build_papers(**counts)) == told


def test_papers_known_by_title_alone_are_told():
    table = build_papers(new=1, kept=1).assign(matched_by=[None, "title"])
    assert paper_changes.describe_papers(table).endswith("One was known again by title alone.")


def test_the_base_is_named_or_its_absence_told():
    changes, inputs = build_papers(kept=1, changed=1, new=5), {"dump": "a"}
    run = SimpleNamespace(base=None, inputs=inputs)
    assert paper_changes.describe_base(run, changes).startswith("There is nothing to compare with")
    run.base = SimpleNamespace(name="old", checksum="b")
    assert "old. 2 papers are in both" in paper_changes.describe_base(run, changes)
    assert "1 paper is in both" in paper_changes.describe_base(run, build_papers(kept=1))
    run.base.checksum = "a"
    assert "the same dump, byte for byte" in paper_changes.describe_base(run, changes)


def test_topics_are_counted_by_what_became_of_them():
    rows = [("tea", "cup", "kept"), ("pot", None, "born"), (None, "jar", "died"), ("lid", "cup", "split")]
    rows += [("tea", f"m{i}", "merged") for i in range(6)]
    table = pd.DataFrame(rows, columns=["label", "base_label", "change"])
    told = topic_changes.describe_topics(table)
    assert told.startswith("1 topic of the base goes on. 1 is new: “pot”. 1 is a part of one of the base: “lid”.")
    assert "1 is gone: “jar”." in told and "6 went into others: “m0”, “m1”, “m2”, “m3”, …." in told
    assert topic_changes.describe_topics(table.head(0)) == ""
    assert topic_changes.describe_topics(table[table["change"] == "born"]).startswith("The base had no topics")


def build_shares(*rows, n=(20, 180)):
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(size_first=n[0], size_second=n[1])


UP, FLAT = ("sense", "tea", 9, 10, 0.4, 0.2, 0.6, 0.001, CLEAR), ("topic", "cup", 2, 18, 0, -0.1, 0.1, 1, NOT_CLEAR)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([UP, FLAT], "1 of 2 shares differs clearly between 20 new papers and 180 of the base: "
         "“green tea”, 9 of 20 against 10 of 180"),
        ([UP, (*FLAT[:7], 0.002, SIZE_OPEN)], "2 of 2 shares differ clearly between 20 new papers and 180 of the base"),
        ([FLAT], "None of 1 share of topics and readings differs clearly between 20 new papers and 180 of the base"),
        ([(*FLAT[:8], SMALLER), (*FLAT[:8], TOO_FEW)], "None of 2 shares of topics"),
        ([(*FLAT[:5], np.nan, np.nan, np.nan, None)], "Too few papers are new, or were in the base"),
        ([], "Too few papers are new, or were in the base"),
    ],
)  # fmt: skip
def test_a_title_counts_what_is_clear_and_the_sentence_agrees(rows, title):
    shares, labels = build_shares(*rows), {("sense", "tea"): "green tea"}
    assert change_figure.title_changes(shares, labels).startswith(title)
    told, tested = (
        share_changes.describe_shares(shares, build_papers(new=20, kept=180)),
        sum(row[-1] is not None for row in rows),
    )
    clear = sum(row[-1] in (CLEAR, SIZE_OPEN) for row in rows)
    if tested:
        assert f"{clear} of {tested} share" in told and "How papers were collected differs too" in told
    else:
        wanted = "Nothing is tested between 20 new papers and 180 papers" if rows else "The papers are in no topic"
        assert told.startswith(wanted)


def test_a_value_is_named_with_its_pole_and_a_long_name_leaves_two_lines():
    row = ("dense is", "sought", *UP[2:])
    assert "“dense is sought”, 9 of 20" in change_figure.title_changes(build_shares(row), {})
    long = build_shares(("topic", "a very long name " * 12, *UP[2:]))
    assert len(change_figure.title_changes(long, {})) <= 150


def test_topics_of_one_run_alone_are_told_as_not_tested():
    shares = build_shares(UP, (*FLAT[:5], np.nan, np.nan, np.nan, None))
    told = share_changes.describe_shares(shares, build_papers(new=1))
    assert "1 topic of only one run is not tested" in told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, "Without a base there is nothing to draw."),
        ({"kept": 3}, "No paper is new since the base, so no share can have moved by new ones."),
        ({"kept": 3, "gone": 1}, "No paper is new since the base; 1 paper is gone, so no share"),
    ],
)
def test_without_new_papers_nothing_is_held_against_another(counts, told):
    assert share_changes.describe_shares(build_shares(), build_papers(**counts)).startswith(told)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], ""),
        (["new"], ""),
        (["the same", "other number", "new"], "All 2 claims of the base hold; 1 with other numbers."),
        (["gone", "the same"], "1 of 2 claims of the base no longer holds in the words of then"),
        (["opposite", "no longer clear"], "2 of 2 claims of the base no longer hold in the words of then"),
    ],
)
def test_claims_are_counted(changes, told):
    lost = ["gone", "opposite", "no longer clear", "names something else"]
    table = pd.DataFrame({"change": changes, "holds": [change not in lost for change in changes]})
    assert claim_changes.describe_claims(table.astype({"holds": bool})).startswith(told)
