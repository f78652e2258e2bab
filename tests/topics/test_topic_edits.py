"""Edits by the reader's file: six papers in three topics, so that every outcome can be counted by hand."""

import re

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.topics.topic_edits import TopicFileError, apply_edits, give_names, read_edits
from helpers.topics.topic_names import TopicName
from helpers.topics.topic_numbers import Identities

NUMBERS = np.array([4, 0, 7])
LABELS = ["kite strings", "sour dough", "chess openings"]
GROUPS = np.array([0, 0, 0, 1, 1, 2])  # topics 4, 4, 4, 0, 0, 7
PAPERS = pd.DataFrame(
    {
        "paper_id": ["arxiv:2503.02130", "b", "c", "d", "e", "f"],
        "arxiv_id": ["2503.02130", None, None, None, None, None],
        "title": ["On Kites", "Strings & Wind: a Survey", "Same", "Same", "$", ""],
    }
)
BELONGING = np.array(
    [[0.9, 0.3, 0.1], [0.8, 0.1, 0.2], [0.7, 0.0, 0.4], [0.2, 0.9, 0.1], [0.0, 0.8, 0.1], [0.3, 0.2, 0.5]]
)


def cut_at_second(rows, into):
    """The first row is one part, the others the next: ``into`` is capped by two."""
    return np.minimum(np.arange(len(rows)), 1)


def edit(folder, text, *, split=cut_at_second, **more):
    path = folder / "a.topics.toml"
    path.write_text(text, encoding="utf-8")
    identities = Identities(NUMBERS, **{"next_number": 8, **more})
    return apply_edits(read_edits(path), GROUPS, identities, PAPERS, LABELS, belonging=BELONGING, split=split)


def list_topics(edited):
    return edited.numbers[edited.groups].tolist()


def test_no_edits_change_nothing(tmp_path):
    edited = edit(tmp_path, "")
    assert list_topics(edited) == [4, 4, 4, 0, 0, 7]
    assert edited.labels == edited.parts == {} and edited.remarks == []
    assert read_edits(None) == []


# --- naming a topic ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "number"),
    [
        ("4", 4),
        ('"4"', 4),
        ('"arxiv:2503.02130"', 4),
        ('"ARXIV:2503.02130"', 4),
        ('"2503.02130"', 4),
        ('"On Kites"', 4),
        ('"strings and wind -- a survey"', 4),
        ('"Kite Strings"', 4),
        ('"d"', 0),
        ('"$"', 0),
        ('"  sour   dough "', 0),
        ("0", 0),
        ('"formerly chess"', 7),
    ],
)
def test_a_topic_is_named_by_number_identifier_title_or_name(tmp_path, item, number):
    edited = edit(tmp_path, f'[[rename]]\ntopic = {item}\nlabel = "New"', names={"Formerly Chess": 7})
    assert edited.labels == {number: "New"}
    assert edited.remarks == [f"Named topic {number} `New`; words say `{LABELS[[4, 0, 7].index(number)]}`."]


@pytest.mark.parametrize("item", ["1", "-1", '"nobody"', '"."', '"99"', "10000000000000000000000"])
def test_what_fits_nothing_is_told_and_changes_nothing(tmp_path, item):
    edited = edit(tmp_path, f"[[delete]]\ntopic = {item}")
    assert list_topics(edited) == [4, 4, 4, 0, 0, 7]
    shown = item.strip('"')
    assert edited.remarks == [f"a.topics.toml, [[delete]] number 1: no topic fits `{shown}`, so nothing was changed."]


def test_a_title_of_papers_in_two_topics_is_not_guessed(tmp_path):
    (told,) = edit(tmp_path, '[[rename]]\ntopic = "Same"\nlabel = "X"').remarks
    assert "`Same` fits papers of topics 0 and 4; name a paper_id" in told


def test_a_name_of_today_goes_before_one_of_an_earlier_run(tmp_path):
    edited = edit(tmp_path, '[[delete]]\ntopic = "kite strings"', names={"kite strings": 0})
    assert 4 not in edited.numbers and 0 in edited.numbers


def test_names_that_the_file_gives_can_be_used_in_the_file(tmp_path):
    text = '[[rename]]\ntopic = "b"\nlabel = "Toys"\n[[merge]]\ntopics = ["toys", 7]'
    edited = edit(tmp_path, text)
    assert list_topics(edited) == [4, 4, 4, 0, 0, 4]
    assert edited.labels == {4: "Toys"}


def test_a_name_that_stands_for_itself_ends(tmp_path):
    text = '[[rename]]\ntopic = "One"\nlabel = "Two"\n[[rename]]\ntopic = "Two"\nlabel = "One"'
    edited = edit(tmp_path, text)
    assert edited.labels == {}
    assert all("no topic fits" in remark for remark in edited.remarks)


# --- the four kinds ----------------------------------------------------------------------------------------


def test_merged_topics_take_the_first_number(tmp_path):
    edited = edit(tmp_path, '[[merge]]\ntopics = [7, 4]\nlabel = "Games"')
    assert list_topics(edited) == [7, 7, 7, 0, 0, 7]
    assert edited.labels == {7: "Games"}
    assert edited.remarks == [
        "Merged topics 7 (`chess openings`), 4 (`kite strings`) into topic 7, 4 papers, named `Games`."
    ]


def test_merges_that_overlap_are_one(tmp_path):
    edited = edit(tmp_path, "[[merge]]\ntopics = [4, 0]\n[[merge]]\ntopics = [0, 7]")
    assert list_topics(edited) == [4] * 6


def test_a_name_goes_along_when_its_topic_is_merged_into_another(tmp_path):
    text = '[[merge]]\ntopics = [4, 0]\nlabel = "Toys"\n[[merge]]\ntopics = [7, 4]'
    edited = edit(tmp_path, text)
    assert (list_topics(edited), edited.labels) == ([7] * 6, {7: "Toys"})


def test_a_number_that_was_merged_away_leads_to_the_whole(tmp_path):
    edited = edit(tmp_path, '[[merge]]\ntopics = [4, 0]\n[[rename]]\ntopic = 0\nlabel = "Both"')
    assert edited.labels == {4: "Both"}


def test_a_merge_of_one_topic_says_so(tmp_path):
    (told,) = edit(tmp_path, '[[merge]]\ntopics = [4, "b"]').remarks
    assert "all that it names lies in topic 4 (`kite strings`), so nothing was changed" in told


def test_papers_of_a_deleted_topic_go_to_their_next_best(tmp_path):
    edited = edit(tmp_path, "[[delete]]\ntopic = 4")
    assert list_topics(edited) == [0, 7, 7, 0, 0, 7]
    assert edited.remarks == ["Deleted topic 4 (`kite strings`); its 3 papers went to their next best topic."]


def test_two_deletions_leave_all_papers_in_what_is_left(tmp_path):
    edited = edit(tmp_path, "[[delete]]\ntopic = 4\n[[delete]]\ntopic = 7")
    assert list_topics(edited) == [0] * 6


def test_the_last_topic_stays(tmp_path):
    edited = edit(tmp_path, "".join(f"[[delete]]\ntopic = {number}\n" for number in (4, 7, 0)))
    assert list_topics(edited) == [0] * 6
    assert edited.remarks[-1].endswith("topic 0 (`sour dough`) is the only one, so nothing was changed.")


def test_a_paper_of_a_deleted_topic_does_not_name_the_topic_it_went_to(tmp_path):
    edited = edit(tmp_path, '[[delete]]\ntopic = 4\n[[rename]]\ntopic = "b"\nlabel = "Toys"')
    assert edited.labels == {}
    assert "topic 4 (`kite strings`) is deleted, so nothing was changed" in edited.remarks[1]


def test_the_largest_part_keeps_the_number_and_others_get_free_ones(tmp_path):
    edited = edit(tmp_path, "[[split]]\ntopic = 4")
    assert list_topics(edited) == [8, 4, 4, 0, 0, 7]
    assert edited.parts == {4: {8: ["arxiv:2503.02130"], 4: ["b", "c"]}}
    assert edited.remarks == ["Split topic 4 (`kite strings`) into topics 4 (2 papers), 8 (1 paper)."]


def test_parts_can_be_renamed_merged_and_deleted(tmp_path):
    split = "[[split]]\ntopic = 4\n"
    assert edit(tmp_path, split + '[[rename]]\ntopic = 8\nlabel = "Wind"').labels == {8: "Wind"}
    assert edit(tmp_path, split + '[[rename]]\ntopic = "2503.02130"\nlabel = "Wind"').labels == {8: "Wind"}
    assert list_topics(edit(tmp_path, split + "[[merge]]\ntopics = [7, 8]")) == [7, 4, 4, 0, 0, 7]
    # A part that is no topic does not go back to where it was split from.
    assert list_topics(edit(tmp_path, split + "[[delete]]\ntopic = 8")) == [0, 4, 4, 0, 0, 7]


def test_papers_that_are_next_to_a_split_topic_go_to_its_largest_part(tmp_path):
    edited = edit(tmp_path, "[[split]]\ntopic = 4\n[[delete]]\ntopic = 7")
    assert list_topics(edited) == [8, 4, 4, 0, 0, 4]


def test_parts_keep_the_numbers_of_an_earlier_run(tmp_path):
    before = {4: {4: ["arxiv:2503.02130"], 9: ["b", "c"]}}
    edited = edit(tmp_path, "[[split]]\ntopic = 4", parts=before, next_number=10)
    assert list_topics(edited) == [4, 9, 9, 0, 0, 7]


def test_a_topic_that_does_not_fall_apart_stays_and_says_so(tmp_path):
    edited = edit(tmp_path, "[[split]]\ntopic = 7")
    assert list_topics(edited) == [4, 4, 4, 0, 0, 7]
    assert "topic 7 (`chess openings`) does not fall into parts, so nothing was changed" in edited.remarks[0]


def test_a_topic_is_split_once(tmp_path):
    edited = edit(tmp_path, "[[split]]\ntopic = 4\n[[split]]\ntopic = 4")
    assert list_topics(edited) == [8, 4, 4, 0, 0, 7]
    assert "topic 4 is split already" in edited.remarks[1]


def test_edits_are_done_by_kind_whatever_their_order_in_the_file(tmp_path):
    entries = ['[[rename]]\ntopic = 8\nlabel = "Wind"', "[[delete]]\ntopic = 7", "[[split]]\ntopic = 4"]
    first, second = (edit(tmp_path, "\n".join(order)) for order in (entries, entries[::-1]))
    assert list_topics(first) == list_topics(second)
    assert first.remarks == second.remarks


def test_two_topics_do_not_get_one_name(tmp_path):
    text = '[[rename]]\ntopic = 4\nlabel = "Games"\n[[rename]]\ntopic = 7\nlabel = "games"'
    edited = edit(tmp_path, text)
    assert edited.labels == {4: "Games"}
    assert "`Games` is the name of topic 4 already; give another or merge the two" in edited.remarks[1]


def test_the_names_of_the_file_go_first_and_stay_unique(tmp_path):
    edited = edit(tmp_path, '[[rename]]\ntopic = 4\nlabel = "sour dough"')
    assert edited.numbers.tolist() == [0, 4, 7]
    names = [TopicName(label, 0.8, 5.0, weak=label == "chess") for label in ("Sour dough", "kites", "chess")]
    named = give_names(edited, names)
    assert named["label"].tolist() == ["Sour dough (0)", "sour dough", "chess"]
    assert named["named_by"].tolist() == ["words", "file", "words"]
    assert named["label_weak"].tolist() == [False, False, True]
    # For how many papers a reader's name holds is not counted.
    assert named["label_coverage"].isna().tolist() == named["label_lift"].isna().tolist() == [False, True, False]


def test_hostile_names_and_items_are_shown_as_code(tmp_path):
    edited = edit(tmp_path, '[[rename]]\ntopic = 4\nlabel = "<b>`$x$`\\n\\u0000=cmd"\n[[delete]]\ntopic = "<i>$"')
    assert edited.labels == {4: "<b>`$x$` =cmd"}
    assert "`<i>$`" in edited.remarks[0] and "`<b>'$x$' =cmd`" in edited.remarks[1]


@pytest.mark.parametrize("n", [1, 2, 3, 10])
def test_one_topic_can_be_edited_whatever_its_size(tmp_path, n):
    path = tmp_path / "a.topics.toml"
    path.write_text('[[split]]\ntopic = 0\ninto = 5\n[[delete]]\ntopic = 0\n[[rename]]\ntopic = "p0"\nlabel = "X"')
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(n)], "title": [""] * n})
    edited = apply_edits(
        read_edits(path), np.zeros(n, dtype=np.int64), Identities(np.array([0]), 1), papers, ["all"],
        belonging=np.ones((n, 1)), split=lambda rows, into: np.arange(len(rows)) % into,
    )  # fmt: skip
    assert len(edited.groups) == n
    assert edited.groups.max() == len(edited.numbers) - 1 == max(0, min(5, n) - 2)


def test_the_example_of_the_datasheet_can_be_used(tmp_path):
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(\[\[split.*?)```", text, re.S)[1]
    (tmp_path / "a.topics.toml").write_text(example, encoding="utf-8")
    assert [found.kind for found in read_edits(tmp_path / "a.topics.toml")] == ["split", "delete", "merge", "rename"]


# --- the file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rename]\n", r"^a\.topics\.toml is not TOML: .*line 1"),
        ("a = " + "[" * 5_000, "is not TOML"),
        ("[[remove]]\ntopic = 1", r"has an entry 'remove'; it can have \[\[split\]\], \[\[delete\]\]"),
        ("[rename]\ntopic = 1", r"write \[\[rename\]\] in double brackets"),
        ("rename = [1]", r"write \[\[rename\]\] in double brackets"),
        ("[[rename]]\ntopic = 1", "number 1 must give a label of 1 to 60 characters"),
        ('[[rename]]\ntopic = 1\nlabel = " "', "must give a label"),
        (f'[[rename]]\ntopic = 1\nlabel = "{"a" * 61}"', "must give a label"),
        ("[[rename]]\ntopic = 1\nlabel = 3", "must give a label"),
        ("[[delete]]\ntopic = 1\n[[delete]]\n", r"\[\[delete\]\] number 2 must say topic = 3"),
        ("[[delete]]\ntopic = [1, 2]", "must say topic = 3"),
        ("[[delete]]\ntopic = true", "must say topic = 3"),
        ("[[delete]]\ntopic = ''", "must say topic = 3"),
        ("[[delete]]\ntopic = 2503.02130", "put a paper's id into quotation marks"),
        ("[[delete]]\ntopics = [1]", "has a key 'topics'; it can have topic"),
        ("[[merge]]\ntopics = [1]", r"must say topics = \[1, 4\]"),
        ("[[merge]]\ntopics = 1", r"must say topics = \[1, 4\]"),
        ("[[merge]]\ntopics = 'ab'", r"must say topics = \[1, 4\]"),
        ("[[split]]\ntopic = 1\ninto = 1", "splits into 1 parts; it can be 2 to 20"),
        ("[[split]]\ntopic = 1\ninto = '2'", "splits into '2' parts"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, text, said):
    path = tmp_path / "a.topics.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TopicFileError, match=said) as error:
        read_edits(path)
    assert "\n" not in str(error.value)


def test_a_mark_at_the_front_is_read_and_another_encoding_named(tmp_path):
    path = tmp_path / "a.topics.toml"
    path.write_bytes('\ufeff[[rename]]\r\ntopic = 1\r\nlabel = "Über"\r\n'.encode())
    assert read_edits(path)[0].label == "Über"
    path.write_bytes('[[rename]]\ntopic = 1\nlabel = "Über"'.encode("latin-1"))
    with pytest.raises(TopicFileError, match=r"a\.topics\.toml is not in UTF-8"):
        read_edits(path)
    with pytest.raises(TopicFileError, match="cannot be read"):
        read_edits(tmp_path)
