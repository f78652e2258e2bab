"""Which records may be one paper is told by keys alone: all that could be merged, and few that could not."""

import numpy as np

from helpers.dumps.records import Notes
from helpers.papers import record_keys
from helpers.papers.prepared_records import PreparedRecord, prepare_texts
from helpers.papers.record_keys import collect_keys, hash_text, join_keys, read_keys, write_keys

TEXT = "We count the bridges of thirty towns along the river and find that few of them are older than the towns."
OTHER = "Snow falls on hills in winter, and this paper measures for how many days it stays on each of their sides."


def make(title, abstract, **ids):
    record = PreparedRecord("a.json", "item 1", title, abstract, ids=ids)
    prepare_texts([record], Notes())
    return record


RECORDS = [
    make("Bridges of towns along the river", TEXT),
    make("Bridges of towns along the rivers", TEXT + " We say why."),  # a typing error
    make("Bridges of towns along the river: a count of them all", TEXT),  # a subtitle
    make("Snow on hills in winter", OTHER, doi="10.1234/1"),
    make("Something else entirely", "Whales sing at night, and we listen to them for a year.", doi="10.1234/1"),
    make("Birds of the northern forests and their nests", OTHER),  # one abstract under another title
    make("Alone with a title of its own", "Bees dance in the hive; the dances tell where flowers stand today."),
    make("ALONE, with a title of its own!", "A wholly different text on glass, which is made of sand in great ovens."),
]  # fmt: skip


def test_records_that_may_be_one_paper_are_found_and_the_others_left_out():
    assert collect_keys(RECORDS).find_candidates().tolist() == [True, True, True, True, True, False, True, True]


def test_keys_dealt_out_in_hands_find_what_all_find_together(monkeypatch):
    keys = collect_keys(RECORDS[::-1])
    whole = keys.find_candidates()
    assert whole.tolist() == collect_keys(RECORDS).find_candidates().tolist()[::-1]
    monkeypatch.setattr(record_keys, "HAND", 3)
    hands = list(keys.blocks.deal())
    assert len(hands) > 5 and sum(len(hand.rows) for hand in hands) == len(keys.blocks.rows)
    held = [set(hand.hashes.tolist()) for hand in hands]
    assert sum(map(len, held)) == len(set().union(*held))  # what is equal is in one hand
    np.testing.assert_array_equal(keys.find_candidates(), whole)


def test_keys_in_parts_are_those_of_the_whole_and_can_be_written():
    import pyarrow as pa

    parts = []
    for start in range(0, len(RECORDS), 3):
        keys = collect_keys(RECORDS[start : start + 3])
        parts.append(read_keys(pa.table(write_keys(keys))))
    whole, joined = collect_keys(RECORDS), join_keys(parts)
    assert joined.find_candidates().tolist() == whole.find_candidates().tolist()
    np.testing.assert_array_equal(joined.identifiers.rows, whole.identifiers.rows)
    assert len(join_keys([])) == 0 and join_keys([]).find_candidates().tolist() == []


def test_changed_texts_and_identifiers_from_elsewhere_count():
    keys = collect_keys(RECORDS[5:])
    assert keys.find_candidates().tolist() == [False, True, True]
    changed = make("Glass of sand", TEXT)
    keys.replace([2], [changed])
    assert keys.find_candidates().tolist() == [False, False, False]
    keys.add_identifiers([(0, 77), (2, 77)])
    assert keys.find_candidates().tolist() == [True, False, True]
    assert keys.find_rows({77, hash_text(changed.title_key)}) == {77: [0, 2], hash_text(changed.title_key): [2]}


def test_a_short_abstract_under_three_titles_is_a_form_letter():
    note = "This is the abstract of a talk, which can be asked for by post from its author."
    letters = [make(f"Talk on {town}", note) for town in ("bridges", "snow", "whales")]
    assert collect_keys([*letters, RECORDS[3]]).find_form_letters().tolist() == [True, True, True, False]
    assert collect_keys([*letters[:2], letters[0]]).find_form_letters().tolist() == [False] * 3
