"""Sentences that say what the keyword tables hold, and what they cannot hold."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers.keywords.answered_terms import BY_YEAR
from helpers.keywords.contrast_tests import NO_GROUP, choose_tested
from helpers.keywords.contrasts import KEYNESS, NOUNS, rank_terms
from helpers.keywords.group_comparison import Comparison
from helpers.keywords.reference_counts import Reference
from helpers.keywords.stratified_differences import APART, measure_imbalance
from helpers.keywords.term_choice import LARGE, find_floor
from helpers.keywords.term_counts import TermCounts, Terms, fold_key
from helpers.papers.corpus_facts import describe_languages
from helpers.stats.estimates import MIN_GROUP, compute_detectable_difference
from helpers.stats.verdicts import CLEAR, LEVEL, SMALLER, TOO_FEW, find_clear
from helpers.text.unspaced_scripts import UNSPLIT
from helpers.text.wordings import count, plural, tell_selection

_TWO_DUMPS = "Two dumps differ in how they were collected as well as in what they hold; a test cannot tell which it is."


def describe_terms(papers: pd.DataFrame, every: TermCounts, terms: Terms) -> str:
    """Say how many terms there are and are compared, which have several spellings, and what of other languages."""
    many = [(int(n), forms) for n, forms in zip(terms.counts, terms.forms, strict=True) if len(forms) > 1]
    best = sorted(many, key=lambda item: (-len(item[1]), -item[0], item[1]))[:6]
    listed = "; ".join(" = ".join(forms) for _, forms in best)
    folded = f"{len(many):,} of these have several spellings that count as one, such as {listed}."
    return (
        f"{count(len(papers), 'paper')}, {count(len(every.names), 'term')}, {len(terms.names):,} of them compared. "
        f"{folded if many else 'No term has several spellings.'} {_tell_floor(len(papers))}"
        f"{describe_languages(papers, 'function words of their languages are set aside as those of English are')}"
        f"{_tell_unsplit(papers)}"
    )


def _tell_floor(n_papers: int) -> str:
    """Say from how many papers on a spelling is counted in a dump so large that this is more than a few."""
    if n_papers < LARGE:
        return ""
    return f"In so large a dump a spelling counts where {find_floor(n_papers, 1):,} papers have it; rarer ones do not. "


def _tell_unsplit(papers: pd.DataFrame) -> str:
    """Say for how many papers a script without spaces could not be split; nothing where there are none."""
    named = papers["language"].map(UNSPLIT).dropna()
    if named.empty:
        return ""
    return (
        f" The words of {count(len(named), 'paper')} in "
        f"{_join(sorted(named.unique()))} could not be told apart, since nothing here splits "
        f"{plural('that script', named.nunique(), 'these scripts')}; what stands between two marks counts as one word."
    )


def tabulate_spellings(terms: Terms) -> pd.DataFrame:
    """Return the terms of several spellings, acronyms first, and by what evidence these are one.

    ``term``, ``spellings`` that count as it, ``papers`` that have it, ``spelled_out`` (papers that spell out the
    acronym, missing for other terms), ``told_by``.
    """
    evidence = {f"{long} ({acronym})": told for (long, acronym), told in terms.evidence.items()}
    rows = [
        (name, " = ".join(forms), int(n), *evidence.get(name, (pd.NA, _name_evidence(forms))))
        for name, forms, n in zip(terms.names, terms.forms, terms.counts, strict=True)
        if len(forms) > 1 or name in evidence
    ]
    table = pd.DataFrame(rows, columns=["term", "spellings", "papers", "spelled_out", "told_by"])
    table["spelled_out"] = table["spelled_out"].astype("Int64")
    table = table.assign(other=table["spelled_out"].isna())
    ordered = table.sort_values(["other", "papers", "term"], ascending=[True, False, True], ignore_index=True)
    return ordered.drop(columns="other")


def _name_evidence(forms):
    closed = {fold_key(form).replace(" ", "") for form in forms}
    return "plural, hyphen or blank" if len(closed) == 1 else "the setting synonyms"


def describe_keyness(
    contrasts: pd.DataFrame, reference: Reference, *, selection: str, older: tuple[int, int] = (0, 0)
) -> str:
    """Say which terms set the dump apart from the reference, with their counts, and what that describes.

    ``older`` is what :meth:`Reference.count_older` counts: papers from before the reference, of how many with a date.
    """
    rows = contrasts[contrasts["contrast"] == KEYNESS]
    if rows.empty:
        return (
            "No term stands in enough papers to be held against the reference: this dump is too small for keywords, "
            "or in another language than English, or `min_papers` is too high."
        )
    n, marked, ranked = int(rows["size_first"].iloc[0]), int(rows["defining"].sum()), rank_terms(rows, top=3)
    if ranked.empty:
        return f"No term is more common in these {n:,} papers than in the reference ({reference.name})."
    shares = map(write_share, ranked["share_second"])
    counts = zip(ranked["term"], ranked["n_first"], shares, strict=True)
    named = _join(f"“{term}” ({k:,} of {n:,} papers against {share} of the reference)" for term, k, share in counts)
    small = "" if n >= MIN_GROUP else f" With fewer than {MIN_GROUP} papers there are no intervals."
    age = f" {tell_older(older)} than the reference, so words also differ by age." if older[0] else ""
    return (
        f"Of {count(len(rows), 'term')} compared, most surely apart from the reference ({reference.name}) "
        f"{plural('stands', len(ranked), 'stand')} {named}. Left out of the ranking: {count(marked, 'term')} of the "
        f"theme's own words. {tell_selection(selection, 'words')}{small}{age}"
    )


def tell_older(older: tuple[int, int]) -> str:
    """Say how many of the dated papers are older, without of what: "95 of 109 dated papers are older"."""
    return f"{older[0]:,} of {count(older[1], 'dated paper')} {plural('is', older[0], 'are')} older"


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
    left, tested = len(sizes) - len(large), rows["verdict"].notna().any()
    confirmed = rows[find_clear(rows["verdict"]) & ~rows["defining"]]
    small = f" Not shown, for having fewer than {MIN_GROUP} papers: {left}." if left else ""
    but = _tell_confirmed(confirmed, labels, tested)
    return (
        f"Words that go with each {noun}, in papers of the group. {'; '.join(parts)}.{small} These groups were made "
        f"from the text itself, so intervals describe and nothing is tested{but}."
    )


def _tell_confirmed(confirmed: pd.DataFrame, labels: Mapping[str, str], tested: bool) -> str:
    """Say which words the sentences that made no group confirm, where they were tested there."""
    if not tested:
        return ""
    groups = confirmed["contrast"].str.split(": ", n=1).str[1]
    pairs = [f"“{term}” with {labels.get(group, group)}" for term, group in zip(confirmed["term"], groups, strict=True)]
    listed = _join(pairs if len(pairs) <= 6 else [*pairs[:5], f"{len(pairs) - 5} more"])
    return f", but on sentences that made no group; these confirm {listed or 'none of the words'}"


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
    """Say what the planned questions brought, each with its verdict and numbers."""
    if answers.empty:
        return "No planned question is about these groups."
    parts = []
    for row in answers.itertuples():
        if row.verdict == NO_GROUP or not pd.notna(row.low):
            parts.append(f"“{row.term}” in {row.group}: {row.verdict}")
            continue
        difference, low, high = (f"{100 * value:+.0f} points" for value in (row.difference, row.low, row.high))
        expected = {"yes": ", as expected", "no": ", the other way than expected"}.get(row.as_expected, "")
        parts.append(
            f"“{row.term}” in {row.group}: {row.verdict}{expected} ({row.n_first:,.0f} of {row.size_first:,.0f} "
            f"against {row.n_second:,.0f} of {row.size_second:,.0f}; {difference}, {low} to {high}; p = "
            f"{row.p_family:.3f} over all that were planned)"
        )
    tuned = dump in comparison.questions.tuned_on
    return (
        f"{'; '.join(parts)}. The smallest difference asked for is {100 * comparison.smallest:g} points."
        f"{' The list was written on this very dump, so none of this confirms anything.' if tuned else ''}"
    )


def describe_tested(contrasts: pd.DataFrame, comparison: Comparison, *, selection: str) -> str:
    """Say how many exploratory terms are clear, how many chance calls, and which difference could be seen."""
    grouping, smallest = comparison.grouping, comparison.smallest
    if grouping is None:
        return (
            "Nothing outside the text puts ten papers into one group and ten into another: no date, category, venue, "
            "source or coding does. So there is nothing to test."
        )
    explored = contrasts[contrasts["q"].notna()]
    if explored.empty:
        return "No term is common enough to be tested."
    clear = explored[find_clear(explored["verdict"])]
    large, few = clear[clear["verdict"] == CLEAR], int((explored["verdict"] == TOO_FEW).sum())
    first, n_groups = explored.iloc[0], len({*explored["contrast"]})
    each = f", {n_groups} groups each against the papers outside it" if n_groups > 1 else ""
    text = (
        f"{explored['term'].nunique():,} terms of {first['size_first'] + first['size_second']:,} papers were compared "
        f"between {grouping.label}{each}. {len(clear):,} {plural('differs', len(clear), 'differ')} clearly at a false "
        f"discovery rate of 5%; if the groups meant nothing, {write_small(first['null_mean'])} would on average (200 "
        "shuffles)."
    )
    if len(clear):
        text += (
            f" Of these, {len(large):,} {plural('does', len(large), 'do')} so by at least {100 * smallest:g} points."
        )
        best = choose_tested((large if len(large) else clear).assign(see=None), top=3)
        text += " Most sure: " + "; ".join(_tell_term(row) for row in best.itertuples()) + "."
    if small := int(((explored["verdict"] == SMALLER) & (explored["q"] <= LEVEL)).sum()):
        text += f" {small:,} more {plural('differs', small, 'differ')} beyond chance, but by less than was asked for."
    if few:
        text += f" {few:,} of {len(explored):,} {plural('stands', few, 'stand')} in too few papers to tell."
    wider = _TWO_DUMPS if grouping.name == "dump" else tell_selection(selection, "comparison")
    return (
        f"{text}{_tell_answered(contrasts)} A sample of this size shows a difference of "
        f"{100 * compute_visible(explored):.0f} points around a share of 20% with 80% power; smaller ones usually "
        f"stay unseen. {wider}"
    )


def compute_visible(explored: pd.DataFrame) -> float:
    """Difference of shares around 20% that the largest groups would show with 80% power, all tests counted."""
    largest = explored["size_first"].max(), explored["size_second"].max()
    return float(compute_detectable_difference(0.2, *largest, n_tests=len(explored)))


def _tell_answered(contrasts: pd.DataFrame) -> str:
    """Say which questions are asked elsewhere and therefore not here, with the verdicts on the planned ones."""
    text = ""
    planned = contrasts[contrasts["planned"] & find_clear(contrasts["verdict"])]
    if len(planned):
        told = "; ".join(f"“{row.term}” {row.verdict}" for row in planned.itertuples())
        text += f" Asked beforehand and not counted here: {told}."
    start = f"{BY_YEAR}: "
    names = [see.removeprefix(start) for see in dict.fromkeys(contrasts["see"].dropna()) if see.startswith(start)]
    names = [name for name in names if name not in set(contrasts.loc[contrasts["planned"], "term"])]
    if names:
        text += f" Followed by year in notebook 05 instead: {_join(f'“{name}”' for name in names)}."
    return text


def describe_halves(contrasts: pd.DataFrame, *, kind: str, labels: Mapping[str, str]) -> str:
    """Say what holds on the sentences that did not make the groups."""
    explored = contrasts[contrasts["q"].notna()]
    if explored.empty:
        return f"Too few papers have a {kind} in one half of their sentences to test the other half."
    clear = explored[find_clear(explored["verdict"]) & (explored["difference"] > 0)]
    clear = clear.sort_values(["p", "term"], kind="stable")
    text = (
        f"Read from one half of each paper's sentences and tested on the other, {count(len(clear), 'word')} "
        f"{plural('goes', len(clear), 'go')} clearly with a {kind} at a false discovery rate of 5 % (by chance "
        f"{write_small(explored['null_mean'].iloc[0])})."
    )
    if len(clear):
        names = clear["contrast"].str.split(": ", n=1).str[1].map(lambda name: labels.get(name, name))
        shown = [f"“{term}” with {name}" for term, name in zip(clear["term"].head(5), names.head(5), strict=True)]
        text += f" Most sure: {', '.join(shown)}."
    return text


def write_share(share: float) -> str:
    """Write a share of a large reference in percent: "1.4%", "under 0.1%"."""
    return f"{100 * share:.1f}%" if share >= 0.001 else "under 0.1%"


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
