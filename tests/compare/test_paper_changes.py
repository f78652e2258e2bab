"""Papers of two runs matched by hand: by id, by DOI, by title; one that is in both is never counted as new."""

import pandas as pd
from talk.small_run import make_papers

from helpers.compare.paper_changes import compare_papers, split_papers
from helpers.run.schema import check_table
from helpers.run.storage import build_empty_table

TITLES = ("Sparse attention for long texts", "Dense retrieval of passages", "Sparse rewards in games")
BEFORE = make_papers(TITLES)


def compare(papers, before=BEFORE):
    found = check_table(compare_papers(papers, before), "paper_changes")
    return found, dict(zip(found["paper_id"], found["change"], strict=True))


def test_the_same_papers_are_kept_in_any_order_and_wherever_they_stood():
    again = BEFORE.iloc[[2, 0, 1]].assign(source="other", record="9", extra='{"row": 3}')
    found, changes = compare(again)
    assert changes == {"P0": "kept", "P1": "kept", "P2": "kept"}
    assert set(found["matched_by"]) == {"paper_id"} and found["fields"].str.len().eq(0).all()


def test_new_gone_and_changed_papers_are_told_apart_and_the_fields_named():
    papers = make_papers(TITLES, authors=[["A"], [], []], venue=["ICML", None, None]).iloc[:2]
    more = make_papers(("Kites in the wind above",), ("x",), (None,)).assign(paper_id="P9")
    found, changes = compare(pd.concat([papers, more]))
    assert changes == {"P0": "changed", "P1": "kept", "P9": "new", "P2": "gone"}
    assert found.loc[0, "fields"] == ["authors", "venue"]


def test_another_id_is_known_again_by_doi_and_by_title():
    before = BEFORE.assign(doi=["10.1/x", None, None])
    papers = before.assign(paper_id=["a", "b", "c"], title=["Other words in its title now", *TITLES[1:]],
                           doi=["10.1/X", None, None])  # fmt: skip
    found, changes = compare(papers, before)
    assert set(changes.values()) == {"changed", "kept"} and found["base_id"].tolist() == ["P0", "P1", "P2"]
    assert found["matched_by"].tolist() == ["doi", "title", "title"]
    assert found.loc[0, "fields"] == ["title", "doi"]


def test_a_title_that_stands_twice_is_short_or_has_another_number_tells_nothing():
    for then, now in [
        (("Annual editorial notes", "Annual editorial notes"), ("Annual editorial notes",)),
        (("Editorial",), ("Editorial",)),
        (("The model report, part 1",), ("The model report, part 2",)),
    ]:
        before = make_papers(then, ("x",) * len(then), (None,) * len(then))
        papers = make_papers(now, ("y",), (None,)).assign(paper_id="new")
        assert compare(papers, before)[1]["new"] == "new", now


def test_without_a_base_nothing_is_compared():
    assert compare_papers(BEFORE, build_empty_table("papers")).empty


def test_each_paper_stands_on_one_side_as_it_is_now():
    papers = BEFORE.assign(paper_id=["P0", "P1", "P7"], title=[*TITLES[:2], "Kites in the wind above"], votes=[1, 2, 3])
    new, base = split_papers(papers, BEFORE, compare_papers(papers, BEFORE))
    assert new["paper_id"].tolist() == ["P7"] and base["paper_id"].tolist() == ["P0", "P1", "P2"]
    assert base["votes"].tolist()[:2] == [1, 2]
