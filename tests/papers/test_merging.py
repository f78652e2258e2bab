"""Which records are one paper: identifiers, titles, guards, blocks, and that their order does not matter."""

import itertools
import random
import sys

import pytest
from hypothesis import given, settings, strategies as st

from helpers.dumps.records import Notes
from helpers.papers.alike_abstracts import compute_jaccard
from helpers.papers.merging import group_records
from helpers.papers.overrides import Override
from helpers.papers.paper_rows import make_paper_id
from helpers.papers.prepared_records import PreparedRecord
from helpers.papers.title_keys import compare_titles

TEXT = (
    "We study how agents learn from rewards that come late and seldom. Three tasks of our own show where the usual "
    "estimates break down, and a small change of the update rule mends two of them. The third stays open."
)
OTHER = (
    "Readers of catalogues seldom type whole names. This survey of four libraries counts which letters are left out, "
    "and derives from the counts a list of abbreviations that finds nine books of ten."
)
NEAR = TEXT.replace("mends two", "repairs two")
TITLE = "Learning from Late Rewards in Small Worlds"


def entry(title=TITLE, abstract=TEXT, place="item 1", **ids):
    return PreparedRecord("a", place, title, abstract, title, abstract, ids=ids)


def group(*entries, overrides=()):
    notes = Notes()
    groups, links = group_records(list(entries), notes, overrides)
    return groups, links, notes


def are_one(*entries, **options):
    return len(group(*entries, **options)[0]) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phi-3 Technical Report", "Phi-4 Technical Report"),
        ("Llama 2", "Llama 3"),
        ("Qwen2", "Qwen3"),
        ("GPT-4 and What It Knows of Maps", "GPT-4o and What It Knows of Maps"),
        ("GPT-4 and What It Knows of Maps", "GPT-4V and What It Knows of Maps"),
        ("Rewards in Small Worlds, Part I", "Rewards in Small Worlds, Part II"),
        ("Rewards in Small Worlds III", "Rewards in Small Worlds IV"),
        ("Rewards in Small Worlds", "Rewards in Small Worlds v2"),
        ("A Compiler for C in Small Worlds", "A Compiler for C++ in Small Worlds"),
        ("WorldNet-Large for Maps and Charts", "WorldNet-Small for Maps and Charts"),
        ("WorldNet-Base for Maps and Charts", "WorldNet-XL for Maps and Charts"),
        ("WorldNet Mini for Maps and Charts", "WorldNet Pro for Maps and Charts"),
        (TITLE, f"A Reply to {TITLE}"),
        (TITLE, f"{TITLE}: A Reply"),
        (TITLE, f"Erratum: {TITLE}"),
        (TITLE, f"Correction to {TITLE}"),
        ("Workshop on Late Rewards 2023", "Workshop on Late Rewards 2024"),
        ("Supervised Learning of Maps in Small Worlds", "Unsupervised Learning of Maps in Small Worlds"),
        ("Upper Bounds for Late Rewards in Worlds", "Lower Bounds for Late Rewards in Worlds"),
        ("Maps with Words for Small Worlds", "Maps without Words for Small Worlds"),
        ("Model A of Rewards in Small Worlds", "Model B of Rewards in Small Worlds"),
        ("小さな世界における遅い報酬からの学習について", "小さな世界における遅い報酬からの忘却について"),
    ],
)
def test_versions_parts_and_answers_stay_apart_even_with_one_abstract(one, other):
    assert not are_one(entry(one), entry(other))
    assert compare_titles(one, other) is None and compare_titles(other, one) is None


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("Modelling the Behaviour of Coloured Agents", "Modeling the Behavior of Colored Agents", "spelling"),
        ("Analysing Late Rewards at the Centre", "Analyzing Late Rewards at the Center", "spelling"),
        ("On α-Stable Rewards in Worlds", "On alpha-stable rewards in worlds", "spelling"),
        ("The Study of Late Rewards", "A Study of Late Rewards", "spelling"),
        ("Learnng from Late Rewards in Small Worlds", TITLE, "typing error"),
        ("Learning from Late Rewrads in Small Worlds", TITLE, "typing error"),
        ("LateNet", "LateNet: Learning from Rewards that Come Seldom", "subtitle"),
        ("Learning from Late Rewards in…", TITLE, "subtitle"),
    ],
)
def test_near_identical_titles_are_one_paper_if_the_abstracts_are_alike(one, other, difference):
    assert compare_titles(one, other) == compare_titles(other, one) == difference
    groups, links, _ = group(entry(one), entry(other, NEAR))
    assert len(groups) == 1
    [(reason, score)] = links.values()
    assert (reason, score) == ("similar title", round(compute_jaccard(TEXT, NEAR), 4)) and score > 0.9
    assert not are_one(entry(one), entry(other, OTHER))


def test_two_real_words_are_no_typing_error():
    one = entry("Microscopic Maps of Late Rewards in Worlds", TEXT + " All maps are microscopic.")
    other = entry("Macroscopic Maps of Late Rewards in Worlds", TEXT + " All maps are macroscopic.")
    assert not are_one(one, other)


def test_no_chain_brings_together_what_guards_keep_apart():
    titles = ["WorldNet", "WorldNet: Maps of Large Worlds of Agents", "WorldNet: Maps of Small Worlds of Agents"]
    groups, _, _ = group(*[entry(title) for title in titles])
    assert sorted(map(len, groups)) == [1, 2]


def test_a_chain_over_a_record_without_ids_does_not_join_two_arxiv_ids():
    a, b, c = entry(arxiv_id="2503.02130"), entry(), entry(arxiv_id="2503.02131")
    groups, _, _ = group(a, b, c)
    assert sorted(map(len, groups)) == [1, 2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"arxiv_id": "2503.02130"}, {"arxiv_id": "2503.02130v4"}),
        ({"arxiv_id": "2503.02130"}, {"doi": "10.48550/arXiv.2503.02130"}),
        ({"doi": "10.1234/ABC"}, {"doi": "https://doi.org/10.1234/abc."}),
        ({"pmid": "12345678"}, {"pmid": "PMID: 12345678"}),
        ({"acl_id": "P18-1001"}, {"doi": "10.18653/v1/p18-1001"}),
        ({"acl_id": "2020.acl-main.1"}, {"doi": "10.18653/V1/2020.acl-main.1"}),
    ],
)
def test_identifiers_meet_in_any_spelling_and_across_their_dois(one, other):
    groups, links, _ = group(entry("One Name for It", TEXT, **one), entry("One Quite Other Name for It", NEAR, **other))
    assert len(groups) == 1 and list(links.values()) == [("same identifier", 1.0)]


@pytest.mark.parametrize("kind", ["arxiv_id", "pmid", "acl_id"])
def test_two_firm_identifiers_are_two_papers_whatever_the_title(kind):
    values = {"arxiv_id": ("2503.1", "2503.2"), "pmid": ("1234567", "7654321"), "acl_id": ("P18-1001", "P18-1002")}
    one, other = values[kind]
    assert not are_one(entry(**{kind: one}), entry(**{kind: other}))
    assert not are_one(entry(doi="10.1234/x", **{kind: one}), entry(doi="10.1234/x", **{kind: other}))


def test_a_preprint_and_its_article_have_two_dois_and_are_one_paper_if_their_abstracts_are_alike():
    assert are_one(entry(doi="10.1101/2020.01.01.123"), entry(abstract=NEAR, doi="10.1234/x"))
    assert not are_one(entry(doi="10.1101/2020.01.01.123"), entry(abstract=OTHER, doi="10.1234/x"))


def test_a_doi_of_a_volume_merges_nothing_and_names_no_paper():
    entries = [entry("Late Rewards", TEXT, doi="10.1234/v"), entry("Letters of Libraries", OTHER, doi="10.1234/v")]
    groups, _, notes = group(*entries)
    assert len(groups) == 2 and "two different papers" in notes.sentences()[0]
    assert [e.ids for e in entries] == [{}, {}]


def test_the_doi_stays_with_the_paper_that_most_records_of_it_name():
    entries = [
        entry(doi="10.1234/v"),
        entry(abstract=NEAR, doi="10.1234/v"),
        entry("Libraries", OTHER, doi="10.1234/v"),
    ]
    group(*entries)
    assert [e.ids for e in entries] == [{"doi": "10.1234/v"}, {"doi": "10.1234/v"}, {}]


def test_a_card_without_abstract_joins_the_one_paper_of_its_title_and_neither_of_two():
    card = entry(abstract="")
    assert group(entry(), card)[1] == {1: ("same title", 0.5)}
    assert len(group(entry(arxiv_id="2503.1"), entry(arxiv_id="2503.2"), card)[0]) == 3


def test_notes_in_place_of_abstracts_do_not_make_editorials_one():
    assert not are_one(entry("Editorial", "No abstract available"), entry("Editorial", "No abstract available."))


def test_links_lead_to_the_best_record_and_name_every_other():
    best = entry(abstract=TEXT + " It is the longest.", place="1")
    by_title = entry(abstract=TEXT, arxiv_id="2503.02130", place="2")
    by_id = entry("Another Name Altogether", OTHER[:150], arxiv_id="2503.02130", place="3")
    for order in ((best, by_title, by_id), (by_id, by_title, best), (by_title, by_id, best)):
        _, links, _ = group(*order)
        said = {order[i].place: reason for i, (reason, _) in links.items()}
        assert said == {"2": "same title", "3": "same identifier"}


def test_overrides_go_before_everything():
    one, other = entry(arxiv_id="2503.02130"), entry("Letters of Libraries", OTHER, arxiv_id="2503.02131")
    force = Override("o.csv", 2, "merge", "2503.02130v2", "Letters of libraries.")
    groups, links, _ = group(one, other, overrides=[force])
    assert len(groups) == 1 and list(links.values()) == [("forced by overrides", 1.0)]
    first, second = entry("Name of It", TEXT, doi="10.1234/x"), entry("Names of It", NEAR, doi="10.1234/x")
    assert are_one(first, second)
    forbid = Override("o.csv", 2, "apart", "Name of It", "Names of It")
    assert not are_one(entry("Name of It", TEXT, doi="10.1234/x"), second, overrides=[forbid])


def test_apart_holds_over_chains_and_against_merge():
    a, b, c = (entry(title, text) for title, text in [("Aa", TEXT), ("Bb", OTHER), ("Cc", TEXT + OTHER)])
    lines = [("merge", "Aa", "Bb"), ("merge", "Bb", "Cc"), ("apart", "Aa", "Cc")]
    groups, _, notes = group(a, b, c, overrides=[Override("o", n, *line) for n, line in enumerate(lines, 2)])
    assert groups == [[0, 1], [2]]
    assert "contradicts" in notes.sentences()[0]


TITLES = [
    TITLE, TITLE + ".", "Learning from Late Rewards in Smal Worlds", "Phi-3 Report", "Phi-4 Report", "LateNet",
    "LateNet: Learning from Rewards", "LateNet: Learning from Small Rewards Again", "Letters of Libraries", "",
]  # fmt: skip
RECORDS = st.builds(
    lambda title, abstract, ids: (title, abstract, ids),
    st.sampled_from(TITLES),
    st.sampled_from([TEXT, NEAR, OTHER, "", "No abstract.", TEXT + OTHER]),
    st.fixed_dictionaries(
        {},
        optional={
            "arxiv_id": st.sampled_from(["2503.02130", "2503.02131"]),
            "doi": st.sampled_from(["10.1234/x", "10.1234/y", "10.48550/arxiv.2503.02130"]),
            "pmid": st.sampled_from(["1234567", "7654321"]),
        },
    ),
)


def describe(records, overrides=()):
    """The papers by content: names, what each holds, and how its records hang together."""
    entries = [entry(title, text, f"item {n}", **ids) for n, (title, text, ids) in enumerate(records)]
    groups, links, _ = group(*entries, overrides=overrides)
    papers = set()
    for members in groups:
        held = frozenset((records[i][0], records[i][1], tuple(sorted(records[i][2].items()))) for i in members)
        ways = frozenset((records[i][:2], links[i]) for i in members if i in links and len(held) == len(members))
        papers.add((make_paper_id([entries[i] for i in members]), held, ways))
        assert sum(i not in links for i in members) == 1
    return papers


@settings(max_examples=150, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(records, chance):
    shuffled = list(records)
    chance.shuffle(shuffled)
    lines = [Override("o", 2, "apart", TITLE, "LateNet"), Override("o", 3, "merge", "Phi-3 Report", "Phi-4 Report")]
    assert describe(records) == describe(shuffled)
    assert describe(records, lines) == describe(shuffled, lines)


def test_records_that_lost_a_shared_identifier_are_linked_alike_in_any_order():
    typo = "Learning from Late Rewards in Smal Worlds"
    one, other, pmid = {"arxiv_id": "2503.02130"}, {"arxiv_id": "2503.02131"}, {"pmid": "1234567"}
    records = [
        (TITLE, TEXT, {}), (TITLE, TEXT, one | pmid), (TITLE, TEXT, other), (TITLE, NEAR, one), (typo, TEXT, one),
        (typo, TEXT, one | pmid), ("LateNet", TEXT, one), (TITLE, NEAR, {}), (TITLE, TEXT, one), (TITLE, TEXT, other),
        (TITLE, TEXT, other),
    ]  # fmt: skip
    apart = [Override("o", 2, "apart", TITLE, "LateNet")]
    rotated = [describe(records[n:] + records[:n], apart) for n in range(len(records))]
    assert all(found == rotated[0] for found in rotated)


@settings(max_examples=100, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=10))
def test_loading_a_dump_twice_changes_nothing(records):
    def keep(papers):
        return {(name, held) for name, held, _ in papers}

    usable = [r for r in records if r[0] and r[1] in (TEXT, NEAR, OTHER)]
    if usable:
        assert keep(describe(usable)) == keep(describe(usable * 2))


@pytest.mark.parametrize("case", ["one title", "one abstract", "one doi", "parts"])
def test_blocks_of_thousands_are_not_compared_pair_by_pair(case):
    chance, words = random.Random(1), (TEXT + OTHER).split()

    def draw(n):
        return " ".join(chance.choices(words, k=n))

    make = {
        "one title": lambda n: entry(TITLE, draw(60)),
        "one abstract": lambda n: entry(draw(8), TEXT),
        "one doi": lambda n: entry(draw(8), draw(60), doi="10.1234/x"),
        "parts": lambda n: entry(f"{TITLE} Part {n}", TEXT),
    }[case]
    few, many = (count_calls(group, [make(n) for n in range(size)]) for size in (1000, 4000))
    assert many[0] < 8 * few[0]  # four times the records; all pairs would take sixteen times as many
    assert case != "parts" or len(many[1][0]) == 4000


def count_calls(function, arguments):
    """How many functions are called, which unlike seconds does not depend on what else the machine does."""
    counted = itertools.count()
    sys.setprofile(lambda *_: next(counted))
    try:
        result = function(*arguments)
    finally:
        sys.setprofile(None)
    return next(counted), result
