"""Sentences that say what the keyword tables hold, and what they cannot hold."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers.keywords.contrast_tests import choose_tested, find_called
from helpers.keywords.contrasts import KEYNESS, NOUNS, rank_terms
from helpers.keywords.group_comparison import Comparison
from helpers.keywords.reference_counts import Reference
from helpers.keywords.stratified_differences import APART, measure_imbalance
from helpers.keywords.term_counts import Terms
from helpers.papers.corpus_facts import describe_languages
from helpers.stats.estimates import MIN_GROUP, compute_detectable_difference
from helpers.text.wordings import count, plural, tell_selection

_TWO_DUMPS = "Two dumps differ in how they were collected as well as in what they hold; a test cannot tell which it is."


def describe_terms(papers: pd.DataFrame, every: Terms, terms: Terms) -> str:
    """Say how many terms there are and are compared, which have several spellings, and what of other languages."""
    many = [(int(n), forms) for n, forms in zip(terms.counts, terms.forms, strict=True) if len(forms) > 1]
    best = sorted(many, key=lambda item: (-len(item[1]), -item[0], item[1]))[:6]
    listed = "; ".join(" = ".join(forms) for _, forms in best)
    folded = f"{len(many):,} of these have several spellings that count as one, such as {listed}."
    return (
        f"{count(len(papers), 'paper')}, {count(len(every.names), 'term')}, {len(terms.names):,} of them compared. "
        f"{folded if many else 'No term has several spellings.'} "
        f"{describe_languages(papers, 'their words count as terms like all others')}"
    )


def describe_keyness(contrasts: pd.DataFrame, reference: Reference, *, selection: str) -> str:
    """Say which terms set the dump apart from the reference, with their counts, and what that describes."""
    rows = contrasts[contrasts["contrast"] == KEYNESS]
    if rows.empty:
        return (
            "No term stands in enough papers to be held against the reference: this dump is too small for keywords, or "
            "`min_papers` is too high."
        )
    n, marked, ranked = int(rows["size_first"].iloc[0]), int(rows["defining"].sum()), rank_terms(rows, top=3)
    if ranked.empty:
        return f"No term is more common in these {n:,} papers than in the reference ({reference.name})."
    shares = [f"{share:.1%}" if share >= 0.001 else "under 0.1%" for share in ranked["share_second"]]
    counts = zip(ranked["term"], ranked["n_first"], shares, strict=True)
    named = _join(f"“{term}” ({k:,} of {n:,} papers against {share} of the reference)" for term, k, share in counts)
    small = "" if n >= MIN_GROUP else f" With fewer than {MIN_GROUP} papers there are no intervals."
    return (
        f"Of {len(rows):,} terms compared, the ones that most surely set these papers apart from {reference.name} are "
        f"{named}. Left out of the ranking: {count(marked, 'term')} of the theme's own words. "
        f"{tell_selection(selection, 'words')}{small}"
    )


def describe_contrasts(contrasts: pd.DataFrame, kind: str, *, labels: Mapping[str, str]) -> str:
    """Say, for each group that is large enough, the two terms that go with it most."""
    rows = contrasts[contrasts["contrast"].str.startswith(f"{kind}: ")]
    noun, sizes = NOUNS.get(kind, kind), rows.drop_duplicates("contrast").set_index("contrast")
    if rows.empty:
        return f"No paper has a {noun} here, or no term stands in enough of them, so there is nothing to compare."
    large = sizes[(sizes["size_first"] >= MIN_GROUP) & (sizes["size_second"] >= MIN_GROUP)].index
    if not len(large):
        return (
            f"Every {noun} has fewer than {MIN_GROUP} papers, or none are left to compare it with. The counts "
            "stand in the table; intervals and rankings of so few papers would be noise."
        )
    ranked, parts = rank_terms(rows[rows["contrast"].isin(large)], top=2), []
    if ranked.empty:
        return f"No word of three papers of a {noun} is more common in them than outside it."
    for contrast, best in ranked.groupby("contrast", sort=False):
        name = contrast.removeprefix(f"{kind}: ")
        words = _join(f"“{row.term}” ({row.n_first} of {row.size_first})" for row in best.itertuples())
        parts.append(f"{labels.get(name, name)}: {words}")
    left = len(sizes) - len(large)
    small = f" Not shown, for having fewer than {MIN_GROUP} papers: {left}." if left else ""
    return (
        f"Words that go with each {noun}, in papers of the group. {'; '.join(parts)}.{small} These groups were "
        "made from the text itself, so intervals describe and nothing is tested."
    )


def describe_left_out(contrasts: pd.DataFrame) -> str:
    """Say how many terms made the groups and are therefore out of the ranking, with the most common ones."""
    marked = contrasts[contrasts["defining"]].assign(total=lambda table: table["n_first"] + table["n_second"])
    names = list(dict.fromkeys(marked.sort_values(["total", "term"], ascending=[False, True], kind="stable")["term"]))
    if not names:
        return "No term had to be left out."
    common = _join(f"“{name}”" for name in names[:6])
    return f"Left out, because these words made the groups: {count(len(names), 'term')}, the most common {common}."


def describe_heads(heads: pd.DataFrame, poles: Sequence[str]) -> str:
    """Say what both poles are said of, and what each is said of more than the other."""
    first, second = poles
    if heads.empty:
        return f"No word has “{first}” or “{second}” said of it in two papers, so there is nothing to set side by side."
    shared = ((heads["n_first"] > 0) & (heads["n_second"] > 0)).sum()
    have = f"{count(len(heads), 'word')} {plural('has', len(heads), 'have')}"
    text = f"{have} one of the two said of them in at least two papers; {shared} of them have both."
    for pole, own, other, sign in ((first, "n_first", "n_second", -1), (second, "n_second", "n_first", 1)):
        lead = heads.assign(score=sign * heads["log2_ratio"].round(9), own=-heads[own])
        lead = lead[lead[own] > lead[other]].sort_values(["score", "own", "head"], kind="stable").head(3)
        if len(lead):
            words = _join(f"“{row['head']}” ({row[own]} papers against {row[other]})" for _, row in lead.iterrows())
            text += f" Most on the side of “{pole}”: {words}."
    return text


def describe_collocates(collocates: pd.DataFrame, poles: Sequence[str]) -> str:
    """Say which words stand near each pole."""
    parts = []
    for pole in poles:
        rows = collocates[collocates["pole"] == pole].head(3).itertuples()
        words = _join(f"“{row.term}” ({row.n_together} papers)" for row in rows) or "no word in enough papers"
        parts.append(f"near “{pole}” {words}")
    return f"Closest company: {'; '.join(parts)}."


def describe_imbalance(comparison: Comparison) -> str:
    """Say whether the groups differ in category or in length of abstract, and what was done."""
    if comparison.grouping is None:
        return ""
    ids, groups = pd.Index(comparison.terms.paper_ids, dtype=object), comparison.grouping.groups
    gaps = [measure_imbalance(comparison.strata, ids.isin(rows.index)) for _, rows in groups.groupby(groups)]
    category, length = (max(abs(gap[what]) for gap in gaps) for what in ("category", "length"))
    if max(category, length) <= APART:
        return "Groups are alike in category and length of abstract, so differences stand as they are."
    parts = [f"in categories (up to {category:.0%} of the papers)"] if category > APART else []
    parts += [f"in length (up to {length:.1f} standard deviations)"] if length > APART else []
    return (
        f"Groups differ {' and '.join(parts)}. Longer abstracts mention more, and categories have words of their own, "
        "so a column gives each difference with category and thirds of length held equal."
    )


def describe_answers(answers: pd.DataFrame, comparison: Comparison, *, dump: str) -> str:
    """Say what the planned questions brought, each with its numbers."""
    if answers.empty:
        return "No planned question is about these groups."
    parts = []
    for row in answers.itertuples():
        if row.answer in ("no such group", "too few papers"):
            parts.append(f"“{row.term}” in {row.group}: {row.answer}")
            continue
        difference, low, high = (f"{100 * value:+.0f} points" for value in (row.difference, row.low, row.high))
        parts.append(
            f"“{row.term}” in {row.group}: {row.answer} ({row.n_first:,.0f} of {row.size_first:,.0f} against "
            f"{row.n_second:,.0f} of {row.size_second:,.0f}; {difference}, {low} to {high}; p = {row.p_family:.3f} "
            "over all that were planned)"
        )
    tuned = dump in comparison.questions.tuned_on
    return (
        f"{'; '.join(parts)}. The smallest difference that matters is set to {100 * comparison.smallest:g} points."
        f"{' The list was written on this very dump, so none of this confirms anything.' if tuned else ''}"
    )


def describe_tested(contrasts: pd.DataFrame, comparison: Comparison, *, selection: str) -> str:
    """Say how many exploratory terms are called, how many chance calls, and which difference could be seen."""
    grouping, smallest = comparison.grouping, comparison.smallest
    if grouping is None:
        return (
            "Nothing outside the text puts ten papers into one group and ten into another: no date, category, venue, "
            "source or coding does. So there is nothing to test."
        )
    explored = contrasts[contrasts["q"].notna()]
    if explored.empty:
        return "No term is common enough to be tested."
    any_size = explored[find_called(explored)]
    called = explored[find_called(explored, smallest=smallest)]
    first = explored.iloc[0]
    largest = explored["size_first"].max(), explored["size_second"].max()
    seen, n_groups = compute_detectable_difference(0.2, *largest, n_tests=len(explored)), len({*explored["contrast"]})
    each = f", {n_groups} groups each against the papers outside it" if n_groups > 1 else ""
    text = (
        f"{explored['term'].nunique():,} terms of {first['size_first'] + first['size_second']:,} papers were compared "
        f"between {grouping.label}{each}. {len(any_size):,} {plural('is', len(any_size), 'are')} called at a false "
        f"discovery rate of 5 %; if the groups meant nothing, {write_small(first['null_mean'])} would be called on "
        "average (200 shuffles)."
    )
    if len(any_size):
        text += f" Of these, {len(called):,} differ by more than {100 * smallest:g} points with their whole interval."
        best = choose_tested(called if len(called) else any_size, top=3)
        text += " Most sure: " + "; ".join(_tell_term(row) for row in best.itertuples()) + "."
    return (
        f"{text} A sample of this size shows a difference of {100 * float(seen):.0f} points around a share of 20 % "
        "with 80 % power; smaller ones usually stay unseen. "
        + (_TWO_DUMPS if grouping.name == "dump" else tell_selection(selection, "comparison"))
    )


def describe_halves(contrasts: pd.DataFrame, *, kind: str, labels: Mapping[str, str]) -> str:
    """Say what holds on the sentences that did not make the groups."""
    explored = contrasts[contrasts["q"].notna()]
    if explored.empty:
        return f"Too few papers have a {kind} in one half of their sentences to test the other half."
    called = explored[find_called(explored) & (explored["difference"] > 0)].sort_values(["p", "term"], kind="stable")
    text = (
        f"Read from one half of each paper's sentences and tested on the other, {count(len(called), 'word')} "
        f"{plural('goes', len(called), 'go')} with a {kind} at a false discovery rate of 5 % (by chance "
        f"{write_small(explored['null_mean'].iloc[0])})."
    )
    if len(called):
        names = called["contrast"].str.split(": ", n=1).str[1].map(lambda name: labels.get(name, name))
        shown = [f"“{term}” with {name}" for term, name in zip(called["term"].head(5), names.head(5), strict=True)]
        text += f" Most sure: {', '.join(shown)}."
    return text


def write_small(value: float) -> str:
    """Write a number of terms that chance calls, with more digits the smaller it is."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 0.05 or value == 0 else f"{value:.2f}"


def _tell_term(row) -> str:
    side, group = "more" if row.difference > 0 else "less", row.contrast.split(": ", 1)[1]
    counts = f"{row.n_first:,} of {row.size_first:,} against {row.n_second:,} of {row.size_second:,}"
    return f"“{row.term}” {side} common in {group} ({counts})"


def _join(items: Iterable[str]) -> str:
    *others, last = [*items] or [""]
    return f"{', '.join(others)} and {last}" if others else last
