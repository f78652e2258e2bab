"""Which papers are drawn by lot."""

import hashlib

from helpers.topics.lots import draw_rows


def test_those_with_the_smallest_checksums_are_drawn_in_their_order():
    ids = ["a", "b", "c", "d"]
    lots = {name: hashlib.sha256(f"1 {name}".encode()).hexdigest() for name in ids}
    smallest = sorted(ids, key=lots.get)[:2]
    assert [ids[row] for row in draw_rows(ids, 2, 1)] == sorted(smallest)


def test_new_papers_only_drive_others_out():
    few, more = (draw_rows([f"p{i}" for i in range(n)], 20, 3).tolist() for n in (50, 60))
    assert [row for row in more if row < 50] == [row for row in few if row in more]
