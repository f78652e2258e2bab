"""Sentences that say what the keyword tables hold, and what they cannot hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from helpers.keywords.contrasts import KEYNESS, rank_terms
from helpers.keywords.term_counts import Reference
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import tell_selection


def describe_keyness(contrasts: pd.DataFrame, reference: Reference, *, selection: str) -> str:
    """Say which terms set the dump apart from the reference, with their counts, and what that describes."""
    rows = contrasts[contrasts["contrast"] == KEYNESS]
    if rows.empty:
        return (
            "No term stands in enough papers to be held against the reference: this dump is too small for "
            "keywords, or `min_papers` is too high."
        )
    n, marked = int(rows["size_first"].iloc[0]), int(rows["defining"].sum())
    ranked = rank_terms(rows, top=3)
    if ranked.empty:
        return f"No term is more common in these {n:,} papers than in the reference ({reference.name})."
    named = _join(
        f"“{row.term}” ({row.n_first:,} of {n:,} papers against {_percent(row.share_second)} of the reference)"
        for row in ranked.itertuples()
    )
    small = "" if n >= MIN_GROUP else f" With fewer than {MIN_GROUP} papers there are no intervals."
    return (
        f"Of {len(rows):,} terms compared, the ones that most surely set these papers apart from "
        f"{reference.name} are {named}. Left out of the ranking: {_count(marked, 'term')} of the theme's own "
        f"words. {tell_selection(selection, 'words')}{small}"
    )


def describe_contrasts(contrasts: pd.DataFrame, kind: str, *, labels: Mapping[str, str] | None = None) -> str:
    """Say, for each group that is large enough, the two terms that go with it most."""
    rows = contrasts[contrasts["contrast"].str.startswith(f"{kind}: ")]
    noun = {"stance": "side"}.get(kind, kind)
    sizes = rows.drop_duplicates("contrast").set_index("contrast")
    if rows.empty:
        return f"No paper has a {noun} here, or no term stands in enough of them, so there is nothing to compare."
    large = sizes[(sizes["size_first"] >= MIN_GROUP) & (sizes["size_second"] >= MIN_GROUP)].index
    if not len(large):
        return (
            f"Every {noun} has fewer than {MIN_GROUP} papers, or none are left to compare it with. The counts "
            "stand in the table; intervals and rankings of so few papers would be noise."
        )
    ranked = rank_terms(rows[rows["contrast"].isin(large)], top=2)
    parts = []
    for contrast, best in ranked.groupby("contrast", sort=False):
        name = contrast.removeprefix(f"{kind}: ")
        words = _join(f"“{row.term}” ({row.n_first} of {row.size_first})" for row in best.itertuples())
        parts.append(f"{(labels or {}).get(name, name)}: {words}")
    left = len(sizes) - len(large)
    small = f" Not shown, for having fewer than {MIN_GROUP} papers: {left}." if left else ""
    return (
        f"Words that go with each {noun}, in papers of the group. {'; '.join(parts)}.{small} These groups were "
        "made from the text itself, so intervals describe and nothing is tested."
    )


def describe_left_out(contrasts: pd.DataFrame) -> str:
    """Say how many terms made the groups and are therefore out of the ranking, with the most common ones."""
    marked = contrasts[contrasts["defining"]].assign(total=lambda table: table["n_first"] + table["n_second"])
    marked = marked.sort_values(["total", "term"], ascending=[False, True], kind="stable")
    names = list(dict.fromkeys(marked["term"]))
    if not names:
        return "No term had to be left out."
    return (
        f"Left out, because these words made the groups: {_count(len(names), 'term')}, the most common of "
        f"them {_join(f'“{name}”' for name in names[:6])}."
    )


def describe_heads(heads: pd.DataFrame, poles: Sequence[str]) -> str:
    """Say what both poles are said of, and what each is said of more than the other."""
    first, second = poles
    if heads.empty:
        return f"No word has “{first}” or “{second}” said of it in two papers, so there is nothing to set side by side."
    shared = heads[(heads["n_first"] > 0) & (heads["n_second"] > 0)]
    text = (
        f"{_count(len(heads), 'word')} {'has' if len(heads) == 1 else 'have'} one of the two said of them in at "
        f"least two papers; {len(shared)} of them have both."
    )
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
        rows = collocates[collocates["pole"] == pole].head(3)
        words = _join(f"“{row.term}” ({row.n_together} papers)" for row in rows.itertuples())
        parts.append(f"near “{pole}” {words or 'no word in enough papers'}")
    return f"Closest company: {'; '.join(parts)}."


def _join(items) -> str:
    items = list(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "under 0.1%"


def describe_keyness_figure(contrasts: pd.DataFrame, reference: Reference, *, selection: str) -> dict[str, object]:
    """Title, caption and facts of the keyness figure, as :func:`helpers.figures.style.save_figure` takes them."""
    return {
        "title": "Words that are more common here than in the literature at large",
        "caption": describe_keyness(contrasts, reference, selection=selection),
        "alt": "Terms with dots and intervals on a log scale; beside them their papers and share of the reference.",
        "n": int(contrasts["size_first"].max()) if len(contrasts) else 0,
        "denominator": "papers",
        "interval": "95 % of the posterior log-odds",
        "correction": "descriptive, not tested",
    }


def describe_contrasts_figure(
    contrasts: pd.DataFrame, kind: str, *, labels: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Title, caption and facts of the words of groups, as :func:`helpers.figures.style.save_figure` takes them."""
    noun = {"stance": "side"}.get(kind, kind)
    sizes = contrasts["size_first"] + contrasts["size_second"]
    return {
        "title": f"Words that go with each {noun}",
        "caption": describe_contrasts(contrasts, kind, labels=labels),
        "alt": f"A small panel for each {noun}; dots show by how much a word is more common in its papers.",
        "n": int(sizes.max()) if len(contrasts) else 0,
        "denominator": f"papers with a {noun}",
        "interval": "Newcombe 95 %",
        "correction": "descriptive, not tested",
    }


def describe_heads_figure(heads: pd.DataFrame, poles: Sequence[str], *, n: int) -> dict[str, object]:
    """Title, caption and facts of the heads, as :func:`helpers.figures.style.save_figure` takes them."""
    return {
        "title": f"What is called {poles[0]}, and what {poles[1]}",
        "caption": "Papers that say either of a word, and how many times as many say the one. "
        + describe_heads(heads, poles),
        "alt": "Words with bars to either side for the papers of each pole, and the ratio of the two with intervals.",
        "n": n,
        "denominator": "papers with a theme word",
        "interval": "bootstrap over papers 95 %",
        "correction": "descriptive, not tested",
    }


def describe_collocates_figure(collocates: pd.DataFrame, poles: Sequence[str], *, n: int) -> dict[str, object]:
    """Title, caption and facts of the collocates, as :func:`helpers.figures.style.save_figure` takes them."""
    return {
        "title": f"Words that stand near “{poles[0]}” and near “{poles[1]}”",
        "caption": "Beside each dot: papers with the word near the pole, of all papers with the word. "
        + describe_collocates(collocates, poles),
        "alt": "Two columns of words, one for each pole, by strength of association, with numbers of papers.",
        "n": n,
        "denominator": "papers with a theme word",
    }
