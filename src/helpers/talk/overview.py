"""The overview of a dump: a question a row, its answer, and how sure one may be of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.stats.estimates import wilson_interval
from helpers.text.wordings import count, tell_selection


def compute_overview(
    papers: pd.DataFrame,
    decisions: pd.DataFrame,
    topics: pd.DataFrame,
    memberships: pd.DataFrame,
    theme: pd.DataFrame,
    *,
    selection: str,
    poles: Mapping[str, str],
) -> pd.DataFrame:
    """Answer the questions of the other notebooks in one line each.

    Parameters
    ----------
    papers, decisions, topics, memberships, theme : DataFrame
        The tables of those names.
    selection : {"query", "curated", "complete", "unknown"}
        How the dump was chosen.
    poles : mapping of two
        How the first and the second pole are called, by id; the ids are stances too.

    Returns
    -------
    DataFrame
        Columns ``question``, ``answer``, ``how_sure``, ``more_in``; texts.
    """
    rows = [
        _describe_records(papers, decisions),
        ("How was it chosen?", tell_selection(selection, "answer"), tell_selection(selection, "scope"), "01_corpus"),
        _describe_dates(papers),
        _describe_topics(topics, memberships),
        _describe_words(theme, *poles.values()),
        _describe_senses(theme),
        _describe_stances(theme, poles),
    ]
    return pd.DataFrame(rows, columns=["question", "answer", "how_sure", "more_in"])


def _describe_records(papers: pd.DataFrame, decisions: pd.DataFrame) -> tuple[str, str, str, str]:
    merged = int((decisions["outcome"] == "merged").sum())
    rejected = int((decisions["outcome"] == "rejected").sum())
    records = len(papers) + merged + rejected
    answer = f"{count(len(papers), 'paper')} from {count(records, 'record')}"
    return "What is in the dump?", answer, f"{merged:,} merged, {rejected:,} rejected, none lost", "01_corpus"


def _describe_dates(papers: pd.DataFrame) -> tuple[str, str, str, str]:
    question = "When were the papers published?"
    dated = papers[papers["published_low"].notna()]
    if dated.empty:
        return question, "unknown: no paper has a date", "nothing can be said over time", "01_corpus"
    first, last = dated["published_low"].min(), dated["published_high"].max()
    counts = papers["published_precision"].value_counts()
    parts = [f"{counts[key]:,} to the {key}" for key in ("day", "month", "year") if counts.get(key, 0)]
    parts += [f"{counts['none']:,} undated"] if counts.get("none", 0) else []
    return question, f"{first:%B %Y} to {last:%B %Y}", ", ".join(parts), "05_trends"


def _describe_topics(topics: pd.DataFrame, memberships: pd.DataFrame) -> tuple[str, str, str, str]:
    question = "Which groups hold together?"
    named = topics[topics["topic"] != NO_TOPIC]
    if named.empty:
        return question, "none: too few papers for topics", "nearest papers are shown instead", "02_topics"
    largest = named.sort_values(["n_papers", "topic"], ascending=[False, True]).iloc[0]
    uncertain = int(memberships["uncertain"].sum())
    size = count(largest["n_papers"], "paper")
    answer = f"{count(len(named), 'topic')}; the largest: {largest['label']} ({size})"
    sure = f"{named['stable'].sum()} of {len(named)} stable; {count(uncertain, 'paper')} between topics"
    return question, answer, sure, "02_topics"


def _describe_words(theme: pd.DataFrame, first: str, second: str) -> tuple[str, str, str, str]:
    n = {cell: int((theme["cell"] == cell).sum()) for cell in ("both", "first", "second")}
    alone = f"only “{first}” in {n['first']:,}, only “{second}” in {n['second']:,}"
    answer = f"both words in {n['both']:,} of {len(theme):,} papers; {alone}"
    return f"Who says {first}, who {second}?", answer, "counted, not estimated", "03_sparse_vs_dense"


def _describe_senses(theme: pd.DataFrame) -> tuple[str, str, str, str]:
    question = "What do they mean by it?"
    read = theme[theme["sense"].notna()]
    if read.empty:
        return question, "no paper uses the words", "", "03_sparse_vs_dense"
    counts = read["sense"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    unsure = int(read["uncertain"].sum())
    answer = f"{len(counts)} different things; most often {counts.index[0]}: {_share(counts.iloc[0], len(read))}"
    return question, answer, f"{unsure:,} of {len(read):,} readings not sure", "03_sparse_vs_dense"


def _describe_stances(theme: pd.DataFrame, poles: Mapping[str, str]) -> tuple[str, str, str, str]:
    question = "Which of the two is wanted?"
    read = theme[theme["stance"].notna() & (theme["cell"] != "neither")]
    if read.empty:
        return question, "no paper takes a side", "", "03_sparse_vs_dense"
    shares = (f"{label}: {_share(int((read['stance'] == pole).sum()), len(read))}" for pole, label in poles.items())
    answer = "; ".join(shares)
    return question, answer, "machine readings; 95 % intervals for sampling alone (Wilson)", "03_sparse_vs_dense"


def _share(k: int, n: int) -> str:
    low, high = (float(bound) for bound in wilson_interval(k, n))
    return f"{k:,} of {n:,} ({100 * k / n:.0f} %, {100 * low:.0f} to {100 * high:.0f} %)"
