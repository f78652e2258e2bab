"""Numbers that stay: topics of a few papers and words, matched by hand."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.run.inputs import compute_checksum
from helpers.run.opening import open_run
from helpers.topics.topic_numbers import (
    Identities,
    describe_identities,
    match_identities,
    match_parts,
    read_identities,
    take_base_topics,
    write_identities,
)

KITES, BREAD, CHESS = list("abcdef"), list("ghij"), list("klm")
BASED = ("topics", "memberships")
WORDS = {"kites": ["kite", "wind"], "bread": ["dough", "oven"], "chess": ["pawn", "king"]}


def describe_first(numbers=(0, 1, 2), next_number=3, **more):
    words = list(WORDS.values())
    return describe(numbers, [KITES, BREAD, CHESS], words, next_number=next_number, **more)


def describe(numbers, members, words, *, next_number, **more):
    return describe_identities(Identities(np.array(numbers), next_number, **more), members, words)


def test_a_first_run_numbers_topics_in_their_order():
    found = match_identities({}, [KITES, BREAD], [["kite"], ["dough"]])
    assert (found.numbers.tolist(), found.next_number, found.remark) == ([0, 1], 2, "")


def test_topics_keep_their_numbers_in_another_order():
    found = match_identities(describe_first(), [CHESS, KITES, BREAD], [WORDS[x] for x in ("chess", "kites", "bread")])
    assert found.numbers.tolist() == [2, 0, 1]
    assert found.next_number == 3
    assert found.remark == "The topics keep the numbers of the run before."


def test_a_new_topic_gets_the_next_number_and_that_of_a_lost_one_is_not_given_again():
    found = match_identities(describe_first(), [KITES, list("xyz")], [WORDS["kites"], ["sail"]])
    assert found.numbers.tolist() == [0, 3]
    assert found.next_number == 4
    assert found.remark == "1 of 2 topics keep the numbers of the run before; 1 is new, 2 are gone."
    again = describe(found.numbers, [KITES, list("xyz")], [["kite"], ["sail"]], next_number=4)
    assert match_identities(again, [KITES, BREAD], [["kite"], ["dough"]]).numbers.tolist() == [0, 4]


def build_base(numbers=(4, 7)):
    topics = pd.DataFrame({"topic": numbers, "words": [WORDS["kites"], WORDS["bread"]]})
    rows = [(paper, number) for number, papers in zip(numbers, (KITES, BREAD), strict=True) for paper in papers]
    return topics, pd.DataFrame([*rows, ("z", -1)], columns=["paper_id", "topic"])


def test_topics_keep_the_numbers_of_a_base_and_new_ones_get_numbers_that_it_did_not_use():
    found = match_identities(take_base_topics(*build_base()), [BREAD, CHESS, KITES], [["dough"], ["pawn"], ["kite"]])
    assert found.numbers.tolist() == [7, 8, 4] and found.next_number == 9
    assert found.remark == "2 of 3 topics keep the numbers of the base; 1 is new, 0 are gone."


def test_topics_that_share_nothing_with_a_base_share_no_number_with_it_either():
    found = match_identities(take_base_topics(*build_base((0, 1))), [list("uvw")], [["sail"]])
    assert found.numbers.tolist() == [2]


def test_a_base_without_topics_numbers_as_a_first_run_does():
    topics, memberships = build_base()
    assert match_identities(take_base_topics(topics.head(0), memberships), [KITES], [["kite"]]).numbers.tolist() == [0]


def test_a_base_gives_the_numbers_once_and_then_the_run_its_own(tmp_path, run):
    base = SimpleNamespace(folder=tmp_path, read=dict(zip(BASED, build_base(), strict=True)).__getitem__)
    run = replace(run, base=base)
    assert read_identities(run, "way")["next"] == 8
    write_identities(run, describe_first(), "way")
    assert read_identities(run, "way")["next"] == 3
    assert read_identities(replace(run, base=None), "other")["next"] == 3


def test_the_sum_of_likenesses_counts_and_not_each_topic_for_itself():
    known = describe([0, 1], [list("abcdef"), list("ghijklm")], [[], []], next_number=2)
    # Most papers of the first group are of topic 0, but then the second one would have nothing.
    found = match_identities(known, [list("abcdghij"), list("ef")], [[], []])
    assert found.numbers.tolist() == [1, 0]


def test_words_alone_match_topics_whose_papers_got_other_ids():
    found = match_identities(describe_first(), [list("123"), list("45")], [WORDS["bread"], WORDS["kites"]])
    assert found.numbers.tolist() == [1, 0]


def test_words_match_by_stem():
    found = match_identities(describe_first(), [list("123")], [["doughs", "ovens"]])
    assert found.numbers.tolist() == [1]


def test_two_weak_pairs_do_not_take_the_place_of_a_good_one():
    both, first, second = [f"a{i}" for i in range(10)], list("bcde"), list("fghi")
    known = describe([5, 6], [both + first, second], [[], []], next_number=7)
    found = match_identities(known, [both + second, first], [[], []])
    assert found.numbers.tolist() == [5, 7]


def test_papers_alone_match_topics_whose_words_changed():
    found = match_identities(describe_first(), [CHESS, BREAD], [["x"], ["y"]])
    assert found.numbers.tolist() == [2, 1]


def test_a_dump_that_grew_is_compared_by_the_papers_that_both_runs_have():
    grown = [KITES + [f"n{i}" for i in range(60)], BREAD + [f"m{i}" for i in range(40)]]
    assert match_identities(describe_first(), grown[::-1], [["x"], ["y"]]).numbers.tolist() == [1, 0]


def test_a_few_shared_papers_of_many_are_no_identity():
    known = describe(
        [0, 1], [["a", *(f"n{i}" for i in range(49))], [f"m{i}" for i in range(50)]], [[], []], next_number=2
    )
    found = match_identities(known, [[f"x{i}" for i in range(60)], ["a", *(f"y{i}" for i in range(39))]], [[], []])
    assert found.numbers.tolist() == [0, 1]
    assert "next to nothing in common" in found.remark


def test_another_dump_starts_afresh_and_says_so():
    known = describe_first(numbers=(5, 6, 7), next_number=8, parts={5: {5: ["a"], 9: ["b"]}}, names={"Kites": 5})
    found = match_identities(known, [list("123"), list("45")], [["sail"], ["mast"]])
    assert (found.numbers.tolist(), found.next_number, found.parts, found.names) == ([0, 1], 2, {}, {})
    assert "numbered afresh" in found.remark


def test_no_groups_have_no_numbers():
    assert match_identities(describe_first(), [], []).numbers.tolist() == []


def test_a_second_run_leaves_what_the_first_left():
    parts, names = {0: {0: list("abcd"), 3: list("ef")}}, {"Kites": 0, "Wind": 3}
    first = describe_first(parts=parts, names=names)
    assert first["next"] == 4  # the part's number is not given again
    found = match_identities(first, [KITES, BREAD, CHESS], list(WORDS.values()))
    assert (found.parts, found.names) == (parts, names)
    second = describe_identities(found, [KITES, BREAD, CHESS], list(WORDS.values()))
    assert second == first == json.loads(json.dumps(first))


def test_many_topics_are_matched_whatever_their_order():
    rng = np.random.default_rng(0)
    members = [[f"p{topic}-{i}" for i in range(30)] for topic in range(60)]
    words = [[f"word{topic}x{i}" for i in range(10)] for topic in range(60)]
    order = rng.permutation(60)
    known = describe(np.arange(60), members, words, next_number=60)
    found = match_identities(known, [members[i] for i in order], [words[i] for i in order])
    assert found.numbers.tolist() == order.tolist()


# --- parts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "members", "numbers", "free"),
    [
        ({}, [["a"], ["b", "c"]], [8, 4], 9),
        ({}, [["a"], ["b"]], [4, 8], 9),  # ties go by the first one
        ({4: ["a"], 8: ["b", "c"]}, [["b", "c"], ["a"]], [8, 4], 8),
        ({4: ["a"], 6: ["b", "c"]}, [["a"], ["b"], ["c"]], [4, 6, 8], 9),
        ({4: ["a"], 5: ["b"], 6: ["c", "d"]}, [["b"], ["c", "d"]], [5, 4], 8),  # the whole's number stays in use
        ({4: ["x"], 5: ["y"]}, [["a"], ["b", "c"]], [8, 4], 9),
    ],
)
def test_parts_are_numbered(known, members, numbers, free):
    found, next_number = match_parts(known, members, 4, 8)
    assert found.tolist() == numbers
    assert next_number == free


# --- the file ----------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path):
    (tmp_path / "dump.csv").write_text("title,abstract\na,b\n")
    return open_run(tmp_path / "dump.csv", outputs=tmp_path / "outputs")


def test_a_run_finds_what_the_last_one_left_and_names_its_checksum(run):
    assert read_identities(run) == {}
    assert run.read_record()["inputs"]["topic identities"] is None
    write_identities(run, describe_first(names={"Kites": 0}))
    place = run.outputs / "identities" / "dump.topics.json"
    assert read_identities(run) == describe_first(names={"Kites": 0})
    assert run.read_record()["inputs"]["topic identities"] == compute_checksum((place,))
    assert run.read_record()["inputs"]["dump"] == run.inputs["dump"]


def test_another_state_and_theme_of_a_dump_share_their_topics(run, tmp_path):
    write_identities(run, describe_first())
    (tmp_path / "dump.csv").write_text("title,abstract\na,b\nc,d\n")
    for more in ({}, {"theme": "autoregressive-vs-diffusion"}):
        other = open_run(tmp_path / "dump.csv", outputs=run.outputs, **more)
        assert other.folder != run.folder
        assert read_identities(other) == describe_first()


def test_a_forced_run_starts_afresh(run, tmp_path, monkeypatch):
    write_identities(run, describe_first())
    monkeypatch.setenv("HELPERS_RUN", run.describe(forced=True))
    forced = open_run()
    assert forced.forced
    assert read_identities(forced) == {}
    assert forced.read_record()["inputs"]["topic identities"] is None
    monkeypatch.setenv("HELPERS_RUN", run.describe())
    assert read_identities(open_run()) == describe_first()


def test_each_way_of_making_topics_finds_what_it_left_and_another_what_the_last_one_left(run):
    first, second = describe_first(names={"Kites": 0}), describe_first((0, 1, 5), next_number=6, names={"Wind": 1})
    write_identities(run, first, "many")
    write_identities(run, second, "few")
    assert read_identities(run, "few") == {**second, "names": {"Wind": 1}}
    # No number is given twice, and a name that was shown is known whoever showed it.
    assert read_identities(run, "many") == {**first, "names": {"Kites": 0, "Wind": 1}, "next": 6}
    assert read_identities(run, "another") == second
    for way in range(12):
        write_identities(run, second, f"way {way}")
    assert read_identities(run, "many") == second


def test_a_forced_run_forgets_other_ways(run, monkeypatch):
    write_identities(run, describe_first(), "many")
    monkeypatch.setenv("HELPERS_RUN", run.describe(forced=True))
    write_identities(open_run(), describe_first((3, 4, 5)), "few")
    assert [topic["number"] for topic in read_identities(run, "many")["topics"]] == [3, 4, 5]


def test_a_file_of_an_earlier_version_is_read(run):
    place = run.outputs / "identities" / "dump.topics.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(describe_first()))
    assert read_identities(run, "any") == describe_first()


def test_a_run_without_topics_leaves_the_file_alone(run):
    write_identities(run, describe_first())
    write_identities(run, {})
    assert read_identities(run) == describe_first()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"3", b"{}", b"\xff\xfe", b'{"topics": 3}', b'{"topics": [3]}',
        b'{"topics": [{"number": "a", "words": [], "papers": []}]}',
        b'{"topics": [{"number": -1, "words": [], "papers": []}]}',
        b'{"topics": [{"number": 0, "words": "ab", "papers": []}]}',
        b'{"topics": [{"number": 0, "words": [], "papers": []}, {"number": 0, "words": [], "papers": []}]}',
        b'{"topics": [], "parts": {"a": {}}}', b'{"topics": [], "parts": {"0": [1]}}', b'{"topics": [], "next": null}',
        b"[" * 100_000, b'{"ways": {}}', b'{"ways": {}, "last": "a"}', b'{"ways": [], "last": ""}',
        b'{"ways": {"a": 3}}',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_counts_as_none_and_says_so(run, content):
    place = run.outputs / "identities" / "dump.topics.json"
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    known = read_identities(run)
    found = match_identities(known, [KITES, BREAD], [["kite"], ["dough"]])
    assert found.numbers.tolist() == [0, 1]
    assert found.remark == "dump.topics.json in identities cannot be read, so topics are numbered afresh."
    assert run.read_record()["inputs"]["topic identities"] == compute_checksum((place,))
