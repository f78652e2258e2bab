"""Terms, contrasts, heads and collocates on tables that can be counted by hand."""

import gzip
import json
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.keywords.acronyms import find_acronyms
from helpers.keywords.contrasts import (
    KEYNESS,
    build_contrast,
    compute_contrasts,
    compute_keyness,
    find_foreign_terms,
    rank_terms,
)
from helpers.keywords.heads_and_collocates import compute_collocates, compute_heads, list_head_papers
from helpers.keywords.keyword_report import (
    describe_contrasts,
    describe_heads,
    describe_keyness,
    describe_left_out,
)
from helpers.keywords.reference_counts import CountsError, Reference, read_reference
from helpers.keywords.term_choice import choose_terms, find_sense_terms, find_theme_terms
from helpers.keywords.term_counts import count_terms
from helpers.keywords.term_spellings import find_term_papers, fold_terms
from helpers.run.schema import check_table
from helpers.stats.estimates import newcombe_interval

POLES = ("hot", "cold")
THEME = SimpleNamespace(
    poles=(
        SimpleNamespace(patterns=(re.compile("hot(ter)?"),), negated=()),
        SimpleNamespace(patterns=(re.compile("cold"),), negated=(re.compile("non-?cold"),)),
    ),
    cues=(SimpleNamespace(patterns=(re.compile("from hot to cold"),)),),
    senses=(
        SimpleNamespace(
            id="rewards",
            label="rewards and feedback",
            description="reward signals of agents",
            examples=("a hot reward",),
            heads=frozenset({"policy"}),
            patterns=(re.compile("trajector(y|ies)"),),
        ),
    ),
)


def make_papers(*texts):
    return pd.DataFrame(
        {
            "paper_id": [f"p{i}" for i in range(len(texts))],
            "title": [title for title, _ in texts],
            "abstract": [abstract for _, abstract in texts],
        }
    )


def as_dict(terms):
    return dict(zip(terms.names, terms.counts, strict=True))


def make_reference(**counts):
    return Reference("a reference", 1000, pd.Series({k.replace("_", " "): v for k, v in counts.items()}), (20, 40))


def make_mentions(*rows):
    table = pd.DataFrame(rows, columns=["paper_id", "pole", "head", "left", "right"])
    return table.assign(negated=False, sentence=table["left"] + " hot " + table["right"])


def test_a_term_counts_once_per_paper_in_title_and_abstract_together():
    counts = as_dict(count_terms(make_papers(("Hot tea", "Hot tea. Hot tea!"), ("Tea", "Cold."))).build())
    assert counts == {"hot": 1, "tea": 2, "cold": 1, "hot tea": 1}


def test_pairs_cross_commas_but_neither_sentences_nor_the_title():
    counts = as_dict(count_terms(make_papers(("A title", "Recently, large models win. They do"))).build())
    assert "recently large" in counts
    assert not {"title recently", "win they"} & set(counts)


def test_words_joined_by_hyphens_are_one_word_and_case_does_not_matter():
    counts = as_dict(count_terms(make_papers(("Mixture-of-Experts", "MIXTURE-OF-EXPERTS layers"))).build())
    assert counts == {"mixture-of-experts": 1, "layers": 1, "mixture-of-experts layers": 1}


def test_rare_terms_are_left_out_and_the_matrix_follows_the_papers():
    terms = count_terms(make_papers(("x y", "."), ("x y", "."), ("y z", ".")), min_papers=2).build()
    assert terms.names.tolist() == ["x", "x y", "y"]
    np.testing.assert_array_equal(terms.presence.toarray(), [[1, 1, 1], [1, 1, 1], [0, 0, 1]])


def test_the_order_of_papers_changes_nothing_but_rows():
    papers = make_papers(("b a", "c"), ("a b", "c d"), ("d", "a"))
    forth, back = count_terms(papers).build(), count_terms(papers[::-1]).build()
    np.testing.assert_array_equal(forth.names, back.names)
    np.testing.assert_array_equal(forth.presence.toarray(), back.presence.toarray()[::-1])


@pytest.mark.parametrize("texts", [(), (("", ""),), (("!?", "…"),), (("$\\", "=1+1 <b>x</b> 稀疏 بيانات"),)])
def test_nothing_and_hostile_text_are_counted_without_failing(texts):
    terms = choose_terms(count_terms(make_papers(*texts)), min_papers=1).build()
    assert terms.presence.shape == (len(texts), len(terms.names))
    check_table(compute_keyness(terms, make_reference()), "contrasts")


def test_chosen_terms_hold_no_function_words_numbers_boilerplate_or_addresses():
    text = "We propose a method of 12 https github com graphs x. State of graphs, attention graphs, propose graphs"
    names = set(choose_terms(count_terms(make_papers(("graphs", text))), min_papers=1).build().names)
    assert {"graphs", "attention graphs", "attention", "graphs attention"} <= names
    assert not names & {"of", "12", "https", "com", "x", "we propose", "propose method", "of graphs", "method"}


def test_too_many_terms_keep_the_most_frequent():
    terms = count_terms(make_papers(("tea cups", "tea"), ("tea cups", "."), ("tea pots", ".")))
    assert choose_terms(terms, min_papers=1, max_terms=2).build().names.tolist() == ["cups", "tea"]


def test_phrases_of_any_length_are_found_within_a_sentence():
    papers = make_papers(("A", "The lottery ticket hypothesis."), ("B", "The lottery ticket. Hypothesis"), ("C", "?"))
    found = find_term_papers(papers, ["Lottery ticket hypothesis", "lottery", "lottery", "?"])
    assert list(found.itertuples(index=False, name=None)) == [
        ("Lottery ticket hypothesis", "p0"),
        ("lottery", "p0"),
        ("lottery", "p1"),
    ]
    assert find_term_papers(papers.iloc[:0], ["lottery"]).empty


def test_theme_words_are_marked_whole_not_inside_other_words():
    marked = find_theme_terms(["hot", "hotter tea", "shot", "cold-to-hot", "non-cold", "scolded", "tea"], THEME)
    assert marked.tolist() == [True, True, False, True, True, False, False]


def test_words_that_made_a_sense_are_marked_for_it():
    marked = find_sense_terms(["rewards", "reward model", "policies", "trajectories", "tea"], THEME)["rewards"]
    assert marked.tolist() == [True, True, True, True, False]


def test_the_reference_is_read_with_its_facts(tmp_path):
    with gzip.open(tmp_path / "corpus.csv.gz", "wt") as file:
        file.write("term,n_papers\nnull,30\nnan value,50\n")
    (tmp_path / "corpus.json").write_text(
        json.dumps({"papers": 900, "min_papers": {"words": 20, "pairs": 40}, "listed": ["2025-03", "2026-07"]})
    )
    reference = read_reference(tmp_path)
    assert reference.counts.to_dict() == {"null": 30, "nan value": 50}
    assert (reference.n_papers, reference.listed_from) == (900, (20, 40))
    (tmp_path / "corpus.json").unlink()
    with pytest.raises(CountsError, match="number of papers"):
        read_reference(tmp_path)
    with pytest.raises(CountsError, match="no reference counts"):
        read_reference(tmp_path / "elsewhere")


def test_keyness_counts_both_sides_and_takes_the_most_for_unlisted_terms():
    papers = make_papers(*[("tea cups", ".")] * 6, *[("pots", ".")] * 6)
    papers["paper_id"] = [f"p{i}" for i in range(12)]
    terms = choose_terms(count_terms(papers), min_papers=1).build()
    table = check_table(compute_keyness(terms, make_reference(tea=100)), "contrasts").set_index("term")
    assert table.loc["tea", ["n_first", "size_first", "n_second", "size_second"]].tolist() == [6, 12, 100, 1000]
    assert table.loc["cups", "n_second"] == 19 and table.loc["tea cups", "n_second"] == 39
    low, high = newcombe_interval(6, 12, 100, 1000)
    np.testing.assert_allclose(table.loc["tea", ["low", "high"]].astype(float), [low, high])
    assert table.loc["tea", "log_odds_low"] < table.loc["tea", "log_odds"] < table.loc["tea", "log_odds_high"]
    assert table["p_family"].isna().all()


def test_groups_are_held_against_the_papers_of_the_other_groups():
    papers = make_papers(*[("tea", "x")] * 10, *[("tea", "y")] * 2, *[("pots", "z")] * 12, ("tea", "ungrouped"))
    papers["paper_id"] = [f"p{i}" for i in range(25)]
    groups = pd.Series(["a"] * 12 + ["b"] * 12 + [None], index=papers["paper_id"])
    terms = choose_terms(count_terms(papers), min_papers=2).build()
    table = compute_contrasts(terms, groups, kind="sense", own={"a": terms.names == "tea"})
    check_table(table, "contrasts")
    row = table[(table["contrast"] == "sense: a") & (table["term"] == "tea")].iloc[0]
    assert row[["n_first", "size_first", "n_second", "size_second"]].tolist() == [12, 12, 0, 12]
    assert row["defining"] and row["difference"] == 1 and row["low"] > 0.6
    other = table[(table["contrast"] == "sense: b") & (table["term"] == "tea")].iloc[0]
    assert not other["defining"] and other["difference"] == -1


def test_a_group_under_ten_papers_gets_counts_but_no_interval():
    papers = make_papers(*[("tea", "x")] * 9, *[("pots", "z")] * 12)
    papers["paper_id"] = [f"p{i}" for i in range(21)]
    groups = pd.Series(["a"] * 9 + ["b"] * 12, index=papers["paper_id"])
    table = compute_contrasts(choose_terms(count_terms(papers), min_papers=2).build(), groups, kind="sense")
    assert table[["low", "high", "log_odds_low", "log_odds_high"]].isna().all(axis=None)
    assert (table["log_odds"].notna()).all() and "fewer than 10" in describe_contrasts(table, "sense", labels={})


def test_ranking_leaves_out_defining_terms_and_repeats_and_asks_for_evidence():
    rows = [
        ("mixture", 10, 0), ("mixture of", 9, 0), ("experts", 14, 0), ("expert", 9, 0), ("lone", 3, 0), ("hot", 20, 0),
        ("common", 5, 50),
    ]  # fmt: skip
    papers = 20
    names = np.array([row[0] for row in rows], dtype=object)
    table = build_contrast(
        "sense: a", names, np.array([r[1] for r in rows]), papers, np.array([r[2] for r in rows]), 60, names == "hot"
    )
    assert rank_terms(table)["term"].tolist() == ["experts", "mixture of", "lone"]
    assert rank_terms(table, top=1)["term"].tolist() == ["experts"]
    assert rank_terms(table, min_group=30).empty


def test_heads_count_papers_not_mentions_and_leave_negated_ones_out():
    mentions = make_mentions(
        ("p0", "hot", "Tea", "", ""), ("p0", "hot", "tea", "", ""), ("p0", "cold", "tea", "", ""),
        ("p1", "hot", "tea", "", ""), ("p2", "cold", "pot", "", ""), ("p2", "hot", "", "", ""),
        ("p3", "hot", "pot", "", ""), ("p4", "cold", None, "", ""),
    )  # fmt: skip
    mentions.loc[mentions["paper_id"] == "p3", "negated"] = True
    table = check_table(compute_heads(mentions, POLES), "heads")
    assert table[["head", "n_first", "n_second", "n_both"]].to_numpy().tolist() == [["tea", 2, 1, 1]]
    assert table["log2_ratio"].item() == pytest.approx(np.log2(2.5 / 1.5)) and table["low"].isna().all()
    assert "“tea”" in describe_heads(table, POLES)
    listed = list_head_papers(mentions, POLES)[["paper_id", "pole", "head"]].to_numpy().tolist()
    assert listed == [["p0", "hot", "tea"], ["p0", "cold", "tea"], ["p1", "hot", "tea"], ["p2", "cold", "pot"]]


def test_terms_list_their_papers_those_inside_a_group_alone_if_asked():
    terms = count_terms(make_papers(("tea", "is hot"), ("pot", "of tea"), ("milk", "is cold"))).build()
    assert terms.list_papers(["tea", "cold", "unknown"]) == [["p0", "p1"], ["p2"], []]
    assert terms.list_papers(["tea"], {"p1", "p2"}) == [["p1"]]


def test_a_paper_that_says_both_is_one_paper_when_papers_are_counted():
    both = [(f"p{i}", pole, "tea", "", "") for i in range(6) for pole in POLES]
    once = compute_heads(make_mentions(*both), POLES)
    assert (once["n_first"] + once["n_second"]).item() == 12 and once["low"].isna().item()
    assert compute_heads(make_mentions(*both), POLES, min_papers=7).empty


def test_only_the_nearest_words_before_and_after_keep_company():
    far_left, far_right = "cup one two three four five", "one two three four five cup"
    papers = make_papers(("cup", "hot"))
    for left, right, found in (("cup five four three two", "", True), (far_left, "", False), ("", far_right, False)):
        mentions = make_mentions(("p0", "hot", "", left, right))
        table = compute_collocates(mentions, count_terms(papers).count_papers(), POLES, min_papers=1)
        assert ("cup" in set(table["term"])) is found


def test_heads_of_enough_papers_get_an_interval_around_their_ratio():
    mentions = make_mentions(
        *[(f"p{i}", "hot", "tea", "", "") for i in range(20)],
        *[(f"p{i}", "cold", "tea", "", "") for i in range(15, 24)],
    )
    row = compute_heads(mentions, POLES, seed=5).iloc[0]
    assert (row["n_first"], row["n_second"], row["n_both"]) == (20, 9, 5)
    assert row["low"] < row["log2_ratio"] < row["high"] and row["low"] > 0
    pd.testing.assert_series_equal(row, compute_heads(mentions[::-1], POLES, seed=5).iloc[0])


def test_log_dice_by_hand_within_the_window():
    near, far = "a cup", "one two three four five cup"
    mentions = make_mentions(
        ("p0", "hot", "", near, ""), ("p1", "hot", "", "", near), ("p1", "hot", "", near, ""),
        ("p2", "hot", "", "", far), ("p3", "cold", "", "", near),
    )  # fmt: skip
    papers = make_papers(*[("cup", "hot")] * 3, ("cup", "cold"), ("cup", "x"))
    papers["paper_id"] = [f"p{i}" for i in range(5)]
    table = check_table(
        compute_collocates(mentions, count_terms(papers).count_papers(), POLES, min_papers=2), "collocates"
    )
    row = table.iloc[0]
    assert row[["pole", "term", "n_together", "n_other", "n_pole", "n_term"]].tolist() == ["hot", "cup", 2, 1, 3, 5]
    assert row["log_dice"] == pytest.approx(14 + np.log2(2 * 2 / (3 + 5)))


def test_all_spellings_of_a_word_keep_company():
    papers = make_papers(*[("cups", "hot")] * 3, ("cup", "hot"))
    papers["paper_id"] = [f"p{i}" for i in range(4)]
    mentions = make_mentions(("p0", "hot", "", "", "cups"), ("p1", "hot", "", "cup", ""), ("p3", "cold", "", "cup", ""))
    terms = fold_terms(count_terms(papers), papers, acronyms=find_acronyms(papers)).count_papers()
    table = compute_collocates(mentions, terms, POLES, min_papers=1).set_index(["pole", "term"])
    assert table.loc[("hot", "cups"), ["n_together", "n_other", "n_term"]].tolist() == [2, 1, 4]
    assert table.loc[("cold", "cups"), "n_together"] == 1 and len(table) == 2


def test_nothing_is_said_of_function_words_of_the_language_of_the_sentence():
    french, english = "Les résultats montrent que la forêt dense croît dans", "We show that all of them will"
    mentions = make_mentions(
        ("p0", "hot", "entre", french, "les villes"), ("p1", "hot", "l intérêt", french, "la ville"),
        ("p2", "hot", "forêt", french, "la ville"), ("p3", "hot", "die", english, "in the cold of these winters"),
    )  # fmt: skip
    assert list_head_papers(mentions, POLES)["head"].tolist() == ["foret", "die"]


def test_no_mentions_give_empty_tables_and_a_sentence():
    mentions = make_mentions()
    terms = count_terms(make_papers(("a", "b")))
    heads, collocates = compute_heads(mentions, POLES), compute_collocates(mentions, terms.count_papers(), POLES)
    assert check_table(heads, "heads").empty and check_table(collocates, "collocates").empty
    assert "nothing to set side by side" in describe_heads(heads, POLES)
    contrasts = compute_contrasts(terms.build(), pd.Series(dtype=object), kind="sense")
    assert check_table(contrasts, "contrasts").empty
    assert "nothing to compare" in describe_contrasts(contrasts, "sense", labels={})
    assert describe_left_out(contrasts) == "No term had to be left out."


def test_what_a_query_found_is_not_called_a_field():
    papers = make_papers(*[("tea", ".")] * 12)
    papers["paper_id"] = [f"p{i}" for i in range(12)]
    reference = make_reference(tea=10)
    table = compute_keyness(choose_terms(count_terms(papers)).build(), reference)
    assert "what the query found, not a field" in describe_keyness(table, reference, selection="query")
    assert "“tea” (12 of 12 papers against 1.0% of the reference)" in describe_keyness(
        table, reference, selection="complete"
    )
    assert "too small" in describe_keyness(table.iloc[:0], reference, selection="query")
    assert table["contrast"].eq(KEYNESS).all()


def test_structureless_groups_are_rarely_far_from_nothing():
    """Under no difference, intervals of differences miss zero about as often as they say."""
    rng = np.random.default_rng(6)
    n, k = 120, 300
    presence = rng.random((n, k)) < rng.uniform(0.1, 0.5, k)
    texts = [" . ".join(f"w{j}x" for j in np.flatnonzero(row)) for row in presence]
    papers = make_papers(*[(text, ".") for text in texts])
    terms = choose_terms(count_terms(papers)).build()
    groups = pd.Series(rng.permutation(np.repeat(["a", "b"], n // 2)), index=papers["paper_id"])
    table = compute_contrasts(terms, groups, kind="sense").query("contrast == 'sense: a'")
    missed = ((table["low"] > 0) | (table["high"] < 0)).mean()
    assert 0.01 < missed < 0.09


def test_a_term_has_the_same_papers_against_the_reference_as_everywhere_or_is_left_out():
    papers = make_papers(*[("Mixture of Experts (MoE)", ".")] * 2, *[("a mixture of experts", ".")] * 5, ("MoE", "."))
    for shown, told in ((papers, None), (papers.iloc[[0, 1, 7]], (3, 30))):
        terms = fold_terms(count_terms(shown), shown, acronyms=find_acronyms(shown)).build()
        rows = compute_keyness(terms, make_reference(moe=30), defining=np.zeros(len(terms.names), dtype=bool))
        held = rows.set_index("term")[["n_first", "n_second"]]
        assert (held["n_first"] == pd.Series(terms.counts, index=terms.names).reindex(held.index)).all()
        name = "mixture of experts (moe)"
        assert (tuple(held.loc[name]) if name in held.index else None) == told


def test_a_term_that_most_papers_have_in_another_language_is_none_of_the_reference_s():
    papers = pd.DataFrame(
        {
            "paper_id": list("abcd"), "title": ["Rome villes", "Paris villes", "Lima towns", "Oslo villes gpu"],
            "abstract": ["gpu towns", "gpu", "gpu towns villes", "gpu"], "language": ["fr", "fr", "en", None],
        }
    )  # fmt: skip
    found = find_foreign_terms(count_terms(papers).build(), papers)
    assert {"rome", "paris", "rome villes", "gpu towns"} & found == {"rome", "paris", "rome villes"}
    assert not {"gpu", "villes", "towns", "lima", "oslo"} & found
