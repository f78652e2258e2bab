"""Topics of two runs, of a few papers and words: what goes on, comes, goes, splits and merges."""

import pandas as pd

from helpers.compare.paper_changes import compare_papers
from helpers.compare.topic_changes import compare_topics, map_base_topics
from helpers.run.schema import check_table
from helpers.run.storage import build_empty_table

KITES, BREAD, CHESS = list("abcdefgh"), list("ijkl"), list("mnop")
WORDS = {"kites": ["kite", "wind"], "bread": ["dough", "oven"], "chess": ["pawn", "king"], "sails": ["sail", "boat"]}


def build(**members):
    """Topics 0, 1 … and memberships, by label."""
    topics = pd.DataFrame({"topic": range(len(members)), "label": list(members)})
    topics["words"] = [WORDS.get(label, [label]) for label in members]
    rows = [(paper, topic) for topic, papers in enumerate(members.values()) for paper in papers]
    return topics, pd.DataFrame(rows, columns=["paper_id", "topic"])


def compare(now, before):
    changes = pd.DataFrame({"paper_id": before[1]["paper_id"], "base_id": before[1]["paper_id"]})
    found = check_table(compare_topics(*now, *before, changes), "topic_changes")
    return {(row.label, row.base_label): row.change for row in found.replace({pd.NA: None}).itertuples()}, found


def test_topics_go_on_under_another_number_and_count_shared_papers():
    told, found = compare(build(bread=BREAD, kites=[*KITES, "z"]), build(kites=KITES, bread=BREAD))
    assert told == {("bread", "bread"): "kept", ("kites", "kites"): "kept"}
    assert found[["n_papers", "n_base", "n_shared"]].values.tolist() == [[4, 4, 4], [9, 8, 8]]


def test_a_topic_without_papers_or_words_of_the_base_is_born_and_the_other_one_died():
    told, _ = compare(build(kites=KITES, sails=list("uvw")), build(kites=KITES, chess=CHESS))
    assert {key[0] or key[1]: change for key, change in told.items()} == {
        "kites": "kept",
        "sails": "born",
        "chess": "died",
    }


def test_a_part_is_split_off_and_a_small_topic_is_merged():
    told, _ = compare(build(kites=KITES[:5], sails=KITES[5:]), build(kites=KITES))
    assert told == {("kites", "kites"): "kept", ("sails", "kites"): "split"}
    told, _ = compare(build(kites=KITES + BREAD), build(kites=KITES, bread=BREAD))
    assert told == {("kites", "kites"): "kept", ("kites", "bread"): "merged"}


def test_without_a_shared_paper_words_decide():
    WORDS["winds"] = ["sail", "wind", "gale"]  # a quarter of the words of both
    assert compare(build(winds=list("stuv")), build(kites=KITES, bread=BREAD))[0]["winds", "kites"] == "kept"
    told, found = compare(build(kites=list("stuv")), build(kites=KITES, bread=BREAD))
    assert told["kites", "kites"] == "kept" and found["n_shared"].eq(0).all()


def test_papers_of_both_are_followed_where_their_id_changed():
    changes = pd.DataFrame({"paper_id": [f"new {p}" for p in KITES], "base_id": KITES})
    now = build(flying=[f"new {paper}" for paper in KITES])
    found = compare_topics(*now, *build(kites=KITES), changes)
    assert found[["change", "n_shared"]].values.tolist() == [["kept", 8]]
    assert map_base_topics(build(kites=KITES)[1], found).eq(0).all()


def test_without_a_base_or_topics_nothing_is_compared():
    none, changes = build(), compare_papers(build_empty_table("papers"), build_empty_table("papers"))
    assert compare_topics(*build(kites=KITES), *none, changes).empty
    assert compare_topics(*none, *none, changes).empty
