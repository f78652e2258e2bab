"""Sentences and titles of keywords against their numbers, with tables that are extreme, degenerate, empty or tied."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.keywords import keyword_report as kr, keyword_titles as kt
from helpers.keywords.contrast_tests import ANSWERED, NO_GROUP
from helpers.keywords.contrasts import KEYNESS, build_contrast, rank_terms
from helpers.keywords.paper_groups import Grouping
from helpers.keywords.reference_counts import Reference, _tell_kind
from helpers.keywords.term_choice import choose_terms
from helpers.keywords.term_counts import count_terms
from helpers.run.storage import build_empty_table
from helpers.stats.verdicts import CLEAR, NOT_CLEAR, SIZE_OPEN, SMALLER, TOO_FEW, find_clear

CHECKED = {
    kr._tell_answered, kr._tell_confirmed, kr._tell_floor, kr._tell_term, kr._tell_unsplit, kr.describe_answers,
    kr.describe_contrasts, kr.describe_halves, kr.describe_heads, kr.describe_imbalance, kr.describe_keyness,
    kr.describe_left_out, kr.describe_terms, kr.describe_tested, kr.tell_older, kt._tell_apart, kt.title_group_words,
    kt.title_keyness, kt.title_planned, kt.title_tested, _tell_kind,
}  # fmt: skip
REFERENCE = Reference("900 papers", 900, pd.Series(dtype=float), (1, 1), "recent arXiv papers on AI")
LABELS = {"a": "all of A"}


def build(contrast, counts, verdicts=None, *, sizes=(40, 60), **columns):
    """Rows of a contrast: terms t0, t1 … with these pairs of counts."""
    names = np.array([f"t{i}" for i in range(len(counts))], dtype=object)
    k1, k2 = (np.array([pair[side] for pair in counts]) for side in (0, 1))
    table = build_contrast(contrast, names, k1, sizes[0], k2, sizes[1], None)
    return table.assign(**({} if verdicts is None else {"verdict": verdicts}), **columns)


def build_tested(counts, verdicts, **columns):
    q = [0.01 if verdict in (CLEAR, SIZE_OPEN) else 0.5 for verdict in verdicts]
    return build("date: later", counts, verdicts, p=q, q=q, null_mean=0.04, **columns)


def compare(*, label="earlier and later papers", name="date", tuned=()):
    grouping = Grouping(name, label, pd.Series(["later"], index=["p"]))
    return SimpleNamespace(grouping=grouping, label=label, smallest=0.05, questions=SimpleNamespace(tuned_on=tuned))


def read_counts(text):
    return [tuple(int(n.replace(",", "")) for n in pair) for pair in re.findall(r"([\d,]+) of ([\d,]+)", text)]


# Against a reference.


@pytest.mark.parametrize(
    ("counts", "named"),
    [([(40, 0)], "t0"), ([(3, 0)], "t0"), ([(20, 1), (20, 1), (20, 1)], "t0"), ([(5, 0), (9, 0), (30, 20)], "t1")],
)
def test_keyness_names_a_word_with_its_counts_and_share(counts, named):
    table = build(KEYNESS, counts, sizes=(40, 900))
    ranked = rank_terms(table, top=15)
    title = kt.title_keyness(ranked, REFERENCE)
    row = table.set_index("term").loc[title.split("”")[0].strip("“").lower()]
    most = ranked.head(3)["n_first"].max()
    assert row["n_first"] == most and (row["n_first"], 40) in read_counts(title)
    assert title.endswith(f"and in {kr.write_share(row['share_second'])} of recent arXiv papers on AI")
    told = kr.describe_keyness(table, REFERENCE, selection="query", older=(1, 3))
    assert f"Of {len(counts)} term" in told and told.endswith(
        "1 of 3 dated papers is older than the reference, so words also differ by age."
    )
    assert all((n, 40) in read_counts(told) for n in ranked.head(3)["n_first"])
    assert ("stands “" in told) == (len(ranked.head(3)) == 1)


def test_keyness_of_nothing_says_nothing_of_words():
    rare = build(KEYNESS, [(1, 800)], sizes=(40, 900))
    assert (
        kt.title_keyness(rank_terms(rare), REFERENCE) == "No word is more common here than in recent arXiv papers on AI"
    )
    assert kr.describe_keyness(rare, REFERENCE, selection="query").startswith("No term is more common in these 40")
    assert "too small" in kr.describe_keyness(build_empty_table("contrasts"), REFERENCE, selection="query")
    few = kr.describe_keyness(build(KEYNESS, [(5, 0)], sizes=(6, 900)), REFERENCE, selection="query")
    assert few.endswith("With fewer than 10 papers there are no intervals.") and "older" not in few
    assert kr.tell_older((95, 109)) == "95 of 109 dated papers are older" and kr.tell_older((0, 1)).endswith(
        "paper are older"
    )


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, "papers of the reference"),
        ({"listed": ["2025-03", "2026-07"]}, "recent papers of the reference"),
        ({"by_first_category": {"cs.CV": 9, "other": 1}, "listed": ["2025-03"]}, "recent arXiv papers on AI"),
        ({"by_first_category": {"cs.CV": 9, "other": 1}, "listed": ["2019-03"]}, "arXiv papers on AI"),
        ({"by_first_category": {"cs.CV": 7, "other": 3}}, "papers of the reference"),
        (
            {"by_first_category": {"math.AG": 6, "hep-th": 4}, "listed": ["never"]},
            "arXiv papers (mainly math.AG, hep-th)",
        ),
        ({"by_first_category": {"Medicine": 6}}, "papers of the reference"),
    ],
)
def test_a_reference_is_called_what_its_own_facts_say(facts, kind):
    assert _tell_kind(facts) == kind


# Planned.


def build_answers(*rows):
    """Rows of (counts, verdict, as expected, p): terms t0, t1 … of the group later, 40 papers against 60."""
    found = []
    for i, (counts, verdict, expected, p) in enumerate(rows):
        row = build("date: later", [counts]).iloc[0] if counts else pd.Series(dtype=object)
        facts = {name: row.get(name, np.nan) for name in ANSWERED}
        known = {"term": f"t{i}", "group": "later", "expect": "more"}
        found.append(known | facts | {"verdict": verdict, "as_expected": expected, "p_family": p})
    return pd.DataFrame(found, columns=["term", "group", "expect", *ANSWERED, "as_expected"])


SURE, SOME, VAGUE = ((30, 5), CLEAR, "yes", 0.001), ((20, 12), SIZE_OPEN, "no", 0.04), ((9, 12), NOT_CLEAR, "", 0.8)
GONE, FEW = (None, NO_GROUP, "", np.nan), (None, TOO_FEW, "", np.nan)


@pytest.mark.parametrize(
    ("rows", "start", "quoted"),
    [
        (
            [SURE, SOME, VAGUE],
            "2 of 3 planned differences are clear, 1 of them the other way than expected: most surely “t0”",
            (30, 5),
        ),
        ([VAGUE, SOME], "1 of 2 planned differences is clear, 1 of them the other way", (20, 12)),
        ([SURE], "1 of 1 planned difference is clear: “t0”", (30, 5)),
        ([SURE, SURE], "2 of 2 planned differences are clear: most surely “t0”", (30, 5)),
        ([VAGUE, GONE], "None of 2 planned differences is clear; nearest comes “t0”", (9, 12)),
        ([VAGUE], "The planned difference is not clear: “t0”", (9, 12)),
        ([((20, 30), SMALLER, "", 0.001)], "The planned difference is not clear and as large as asked", (20, 30)),
        ([FEW, GONE], "Too few papers to tell any of 2 planned differences", None),
        ([FEW], "Too few papers to tell the planned difference", None),
        ([], "No difference was planned", None),
    ],
)
def test_planned_differences_are_counted_by_their_verdicts(rows, start, quoted):
    answers = build_answers(*rows)
    title = kt.title_planned(answers)
    assert title.startswith(start) and len(title) <= 150
    assert [k for k, _ in read_counts(title) if _ in (40, 60)][:2] == list(quoted or ())
    told = kr.describe_answers(answers, compare(), dump="d")
    assert all(f"“t{i}” in later: {verdict}" in told for i, (_, verdict, *_) in enumerate(rows))
    assert ("the other way than expected" in told) == any(row[2] == "no" for row in rows)
    assert "nan" not in told and ("5 points" in told) == bool(rows)
    if rows:
        assert kr.describe_answers(answers, compare(tuned=("d",)), dump="d").endswith("none of this confirms anything.")


# Explored.


@pytest.mark.parametrize(
    ("verdicts", "start", "end"),
    [
        (
            [NOT_CLEAR, TOO_FEW],
            "Unplanned, none of 2 words can be told from chance; only gaps near",
            "points would show",
        ),
        ([TOO_FEW], "Unplanned, none of 1 words can be told from chance", "points would show"),
        ([SMALLER, NOT_CLEAR], "Unplanned, none of 2 words is clear and as large as asked (5 points)", ")"),
        ([CLEAR, NOT_CLEAR], "Unplanned, 1 of 2 words is clear: “t0” in later, 30 of 40 papers against 5 of 60", "60"),
        ([CLEAR, SIZE_OPEN, SMALLER], "Unplanned, 2 of 3 words are clear: most surely “t0” in later", "60"),
    ],
)
def test_explored_words_are_counted_by_their_verdicts(verdicts, start, end):
    tested = build_tested([(30, 5), (4, 4), (20, 30)][: len(verdicts)], verdicts)
    title = kt.title_tested(tested, compare())
    assert title.startswith(start) and title.endswith(end) and len(title) <= 150
    told = kr.describe_tested(tested, compare(), selection="query")
    n, few = sum(v in (CLEAR, SIZE_OPEN) for v in verdicts), verdicts.count(TOO_FEW)
    assert f"{n} differ{'s' if n == 1 else ''} clearly at a false discovery rate of 5%" in told
    assert ("Most sure: “t0” more common in later (30 of 40 against 5 of 60)." in told) == bool(n)
    assert (f"{few} of {len(verdicts)} stand" in told) == bool(few)
    sure = kr.describe_tested(tested.assign(q=0.01), compare(), selection="query")
    small = verdicts.count(SMALLER)
    assert (f"{small} more differs beyond chance, but by less than was asked for." in sure) == bool(small)
    visible = kr.compute_visible(tested)
    assert 0 < visible <= 1 and f"a difference of {100 * visible:.0f} points" in told
    assert "asked beforehand" not in told.lower()


def test_no_title_says_none_of_words_that_another_section_calls_clear():
    rows = build_tested([(30, 5), (9, 12), (5, 4), (8, 8)], [CLEAR, CLEAR, None, NOT_CLEAR])
    rows["planned"], rows["q"] = [True, False, False, False], [np.nan, np.nan, np.nan, 0.5]
    rows["see"] = [None, "planned: t0", "by year, notebook 05: t2", None]
    assert kt.title_tested(rows, compare()).startswith("Apart from 1 planned one, none of 1 words can")
    assert kt._tell_apart(pd.concat([rows, rows])) == "Apart from 2 planned ones"
    assert kt._tell_apart(rows.assign(planned=False)) == "Unplanned"
    told = kr._tell_answered(rows)
    assert "Asked beforehand and not counted here: “t0” clear and at least as large as asked." in told
    assert told.endswith("Followed by year in notebook 05 instead: “t2”.") and "t1" not in told
    assert kr._tell_answered(rows.assign(planned=False, see=None)) == ""


def test_several_groups_are_differences_and_extreme_names_leave_the_title_within_two_lines():
    tables = [
        build_tested([(30, 5)], [verdict]).assign(contrast=f"category: {name}")
        for name, verdict in (("x", CLEAR), ("y", NOT_CLEAR))
    ]
    both = pd.concat(tables, ignore_index=True)
    assert kt.title_tested(both, compare(label="categories")).startswith(
        "Unplanned, 1 of 2 differences between groups is"
    )
    long = both.assign(term="a very long term " * 9)
    assert kt.title_tested(long, compare()) == "Unplanned, 1 of 2 differences between groups is clear"
    assert "2 groups each against the papers outside it" in kr.describe_tested(both, compare(), selection="query")


def test_nothing_to_test_is_said():
    empty = build_empty_table("contrasts")
    assert kt.title_tested(empty, compare()) == kt.TOO_SMALL
    assert kr.describe_tested(empty, compare(), selection="query") == "No term is common enough to be tested."
    nowhere = SimpleNamespace(grouping=None, smallest=0.05)
    assert kr.describe_tested(empty, nowhere, selection="query").endswith("So there is nothing to test.")
    two = kr.describe_tested(build_tested([(3, 3)], [NOT_CLEAR]), compare(name="dump"), selection="complete")
    assert two.endswith("a test cannot tell which it is.")


def test_a_term_is_told_on_the_side_on_which_it_is_more_common():
    more, less = build_tested([(30, 5), (5, 50)], [CLEAR, CLEAR]).itertuples()
    assert kr._tell_term(more) == "“t0” more common in later (30 of 40 against 5 of 60)"
    assert kr._tell_term(less) == "“t1” less common in later (5 of 40 against 50 of 60)"


# Groups of the theme.


@pytest.mark.parametrize(
    ("verdicts", "named", "end"),
    [
        ([None, None], "T0", "no word is confirmed"),
        ([NOT_CLEAR, TOO_FEW], "T0", "no word is confirmed"),
        ([NOT_CLEAR, CLEAR], "T1", "1 of 2 words is confirmed"),
        ([SIZE_OPEN, CLEAR], "T0", "2 of 2 words are confirmed"),
    ],
)
def test_words_of_a_group_are_named_by_the_widest_confirmed_gap(verdicts, named, end):
    table = build("sense: a", [(30, 5), (20, 10)], verdicts)
    title = kt.title_group_words(rank_terms(table), "sense", labels=LABELS)
    k = {"T0": (30, 5), "T1": (20, 10)}[named]
    assert title == f"“{named}” stands in {k[0]} of 40 papers on all of A, in {k[1]} of 60 others; {end}"
    told = kr.describe_contrasts(table, "sense", labels=LABELS)
    confirmed = table[find_clear(table["verdict"])]
    if table["verdict"].notna().any():
        listed = " and ".join(f"“{term}” with all of A" for term in confirmed["term"]) or "none of the words"
        assert told.endswith(f"but on sentences that made no group; these confirm {listed}.")
    else:
        assert told.endswith("intervals describe and nothing is tested.")
    assert "“t0” (30 of 40)" in told


def test_groups_without_words_say_so():
    empty = build_empty_table("contrasts")
    assert kt.title_group_words(empty, "stance", labels={}) == "No word goes with a side"
    assert "nothing to compare" in kr.describe_contrasts(empty, "stance", labels={})
    assert "would be noise" in kr.describe_contrasts(build("sense: a", [(3, 1)], sizes=(9, 60)), "sense", labels={})
    rare = kr.describe_contrasts(build("sense: a", [(1, 50)]), "sense", labels={})
    assert rare == "No word of three papers of a sense is more common in them than outside it."
    two = pd.concat([build("sense: a", [(30, 5)]), build("sense: b", [(3, 5)], sizes=(9, 60))])
    assert "Not shown, for having fewer than 10 papers: 1." in kr.describe_contrasts(two, "sense", labels={})
    assert kr._tell_confirmed(empty, {}, False) == "" and "none of the words" in kr._tell_confirmed(empty, {}, True)
    many = kr._tell_confirmed(build("sense: a", [(9, 1)] * 8), {}, True)
    assert many.endswith("“t4” with a and 3 more")


@pytest.mark.parametrize(("verdicts", "n"), [([NOT_CLEAR] * 2, 0), ([CLEAR, TOO_FEW], 1), ([CLEAR] * 7, 7)])
def test_words_of_the_other_half_are_counted(verdicts, n):
    halves = build_tested([(30, 5)] * len(verdicts), verdicts).assign(contrast="half sense: a")
    told = kr.describe_halves(halves, kind="sense", labels=LABELS)
    assert (
        f"{n} word{'' if n == 1 else 's'} go{'es' if n == 1 else ''} clearly with a sense" in told
        and "(by chance 0.04)" in told
    )
    assert told.count("with all of A") == min(n, 5)
    # What is clear on the side of the others goes with no group.
    less = halves.assign(difference=-halves["difference"])
    assert kr.describe_halves(less, kind="sense", labels={}).count("0 words go clearly") == 1
    assert "Too few papers" in kr.describe_halves(halves.assign(q=np.nan), kind="sense", labels={})


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "nothing to set side by side"),
        ([("tea", 3, 0)], "1 word has one of the two said of them in at least two papers; 0 of them have both."),
        (
            [("tea", 3, 3), ("cup", 2, 2)],
            "2 words have one of the two said of them in at least two papers; 2 of them have both.",
        ),
        ([("tea", 9, 1), ("cup", 0, 4)], "Most on the side of “cold”: “cup” (4 papers against 0)."),
    ],
)
def test_heads_are_counted_and_ties_are_on_no_side(rows, told):
    heads = pd.DataFrame(rows, columns=["head", "n_first", "n_second"])
    heads["log2_ratio"] = np.log2((heads["n_first"] + 0.5) / (heads["n_second"] + 0.5)).astype(float)
    found = kr.describe_heads(heads, ["hot", "cold"])
    assert told in found
    assert ("side of “hot”" in found) == any(a > b for _, a, b in rows)
    assert ("side of “cold”" in found) == any(b > a for _, a, b in rows)


@pytest.mark.parametrize(
    ("defining", "told"), [([False], "No term had to"), ([True], "1 term,"), ([True] * 9, "9 terms,")]
)
def test_terms_left_out_are_counted(defining, told):
    table = build("sense: a", [(i + 1, 0) for i in range(len(defining))]).assign(defining=defining)
    found = kr.describe_left_out(table)
    assert told in found
    assert len(defining) < 9 or "the most common “t8”" in found


def test_imbalance_is_told_of_what_differs():
    papers = [f"p{i}" for i in range(20)]
    groups = pd.Series(["a"] * 10 + ["b"] * 10, index=papers)
    for category, length, told in (
        ("x", [1.0] * 20, "Groups are alike in category and length"),
        (["x"] * 10 + ["y"] * 10, [1.0] * 20, "Groups differ in categories (up to 100% of the papers). "),
        ("x", [1.0, 1.1] * 5 + [3.0, 3.1] * 5, "Groups differ in length (up to"),
    ):
        strata = pd.DataFrame({"category": category, "length": length, "stratum": 0}, index=range(20))
        comparison = SimpleNamespace(
            grouping=Grouping("half", "halves", groups), strata=strata, terms=SimpleNamespace(paper_ids=papers)
        )
        assert told in kr.describe_imbalance(comparison)
    assert kr.describe_imbalance(SimpleNamespace(grouping=None)) == ""


def test_terms_and_spellings_are_counted():
    papers = pd.DataFrame({"paper_id": ["p"], "title": ["Tea"], "abstract": ["cups"], "language": [None]})
    every = count_terms(papers)
    told = kr.describe_terms(papers, every.count_papers(), choose_terms(every, min_papers=1).build())
    assert told.startswith(f"1 paper, {len(every.names)} terms, ") and "No term has several spellings." in told


def test_papers_whose_script_cannot_be_split_are_counted():
    papers = pd.DataFrame({"paper_id": [*"abc"], "title": "Tea", "abstract": "cups", "language": ["lo", "km", "en"]})
    told = kr._tell_unsplit(papers)
    assert "words of 2 papers in Khmer and Lao could not be told apart" in told and "these scripts" in told
    assert "words of 1 paper in Lao" in kr._tell_unsplit(papers.iloc[:1])
    assert kr._tell_unsplit(papers.iloc[2:]) == kr._tell_unsplit(papers.iloc[:0]) == ""


@pytest.mark.parametrize(("n", "told"), [(99_999, ""), (100_000, "where 5 papers"), (1_000_000, "where 50 papers")])
def test_a_dump_in_which_rare_spellings_do_not_count_says_so(n, told):
    said = kr._tell_floor(n)
    assert told in said and bool(said) == bool(told)
