"""Literals of which every match of a pattern has one."""

import pytest
from conftest import ROOT

from helpers.theme.mentions import build_finders, find_matches
from helpers.theme.safe_patterns import find_literals
from helpers.theme.theme_file import load_theme


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("spars(e|ity)", {"spars"}),
        ("(non|semi)-?Dense(ly)?", {"dense"}),
        ("tea|coffee pots?", {"tea", "coffee pot"}),
        ("(tea)?pot", {"pot"}),
        ("(cup){2}s", {"cup"}),
        (r"\d+", None),
        (r"tea|\w+x", {"tea", "x"}),
        (r"tea|\w+", None),
        ("(tea)*", None),
        ("[st]ea", {"ea"}),
        ("café", None),
        ("(?:white|green)[- ]tea", {"white", "green"}),
    ],
)
def test_every_match_has_one_of_the_literals(pattern, literals):
    assert find_literals(pattern) == (None if literals is None else frozenset(literals))


@pytest.mark.parametrize(
    "text", ["SPARSE", "ſparſe nets", "dıffuse, denſe", "non-sparse", "a dense, Sparse é", "nothing", ""]
)
def test_matches_are_those_that_are_found_without_literals(text):
    finders = build_finders(load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml"))
    assert find_matches(text, finders) == find_matches(text, [(*finder[:4], None) for finder in finders])
    assert bool(find_matches(text, finders)) == (text not in ("nothing", ""))
