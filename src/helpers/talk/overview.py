"""The overview of a dump: a question a row, its answer, and how sure one may be of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from helpers.run.runs import Run
from helpers.run.schema import NO_TOPIC
from helpers.stats.estimates import MIN_GROUP, wilson_interval
from helpers.text.html_text import PLAIN, escape_html
from helpers.text.undated import describe_undated
from helpers.text.wordings import OTHER_THEMES, count, plural, tell_selection

if TYPE_CHECKING:
    from IPython.display import HTML


@dataclass(frozen=True)
class Answer:
    """One row of the overview: a sentence, and the number that it begins with, for the table ``claims``."""

    claim: str
    question: str
    answer: str
    sure: str
    notebook: str
    tables: tuple[str, ...]
    value: float = np.nan
    measure: str = ""
    low: float = np.nan
    high: float = np.nan
    status: str = "count"
    interval: str = "none"
    n: int = 0
    """Papers that it is about, where it is not all of them."""
    denominator: str = "papers"


def compute_overview(tables: Mapping[str, pd.DataFrame], *, theme_file: Any, selection: str) -> pd.DataFrame:
    """Answer the questions of the other notebooks in one line each.

    Parameters
    ----------
    tables : mapping
        The tables ``papers``, ``decisions``, ``topics``, ``memberships`` and ``theme``, by name.

    Returns
    -------
    DataFrame
        Columns ``question``, ``answer``, ``how sure``, ``more in`` (a notebook's name); texts.
    """
    rows = list_answers(tables, theme_file=theme_file, selection=selection)
    told = [(row.question, row.answer, row.sure, row.notebook) for row in rows]
    return pd.DataFrame(told, columns=["question", "answer", "how sure", "more in"])


def list_answers(tables: Mapping[str, pd.DataFrame], *, theme_file: Any, selection: str) -> list[Answer]:
    """Answer the same questions, each with its number."""
    n = len(tables["papers"])
    outcomes = tables["decisions"]["outcome"]
    merged, rejected, filtered = (int((outcomes == name).sum()) for name in ("merged", "rejected", "filtered"))
    answer = f"{count(n, 'paper')} from {count(n + len(outcomes), 'record')}"
    left = f", {filtered:,} left out by where" if filtered else ""
    told, read = f"{merged:,} merged, {rejected:,} rejected{left}, none lost", ("papers", "decisions")
    chosen = tell_selection(selection, "answer"), tell_selection(selection, "scope")
    return [
        Answer("papers", "What is in the dump?", answer, told, "01_corpus", read, n, "papers"),
        Answer("selection", "How was it chosen?", *chosen, "01_corpus", ()),
        _describe_dates(tables["papers"]),
        _describe_topics(tables["topics"], tables["memberships"]),
        *_describe_theme(tables["theme"], theme_file),
    ]


def show_overview(overview: pd.DataFrame, run: Run) -> "HTML":
    """Show what :func:`compute_overview` found, with links to the notebooks that stand beside this one."""
    from IPython.display import HTML

    shown = overview.map(lambda text: escape_html(text).replace("`", ""))
    shown["question"] = "<b>" + shown["question"] + "</b>"
    shown["more in"] = [f'<a href="{name}.ipynb">{run.contracts[name].title}</a>' for name in overview["more in"]]
    with pd.option_context("display.max_colwidth", None):
        page = shown.to_html(escape=False, index=False, border=0, justify="left", classes=PLAIN)
    for cell in ("th", "td"):  # JupyterLab sets both to the right
        page = page.replace(f"<{cell}>", f'<{cell} style="text-align:left;vertical-align:top">')
    return HTML(page)


def tell_notebooks(run: Run) -> str:
    """Name all notebooks in order, as Markdown links to those that stand beside this one."""
    return ", ".join(f"[{run.contracts[name].title}]({name}.ipynb)" for name in sorted(run.contracts)) + "."


def _describe_dates(papers: pd.DataFrame) -> Answer:
    begin = "dates", "When were the papers published?"
    counts = papers["published_precision"].value_counts()
    parts = [f"{counts[key]:,} to the {key}" for key in ("day", "month", "year") if counts.get(key, 0)]
    parts += [f"{counts['none']:,} undated"] if counts.get("none", 0) else []
    number = ("papers",), len(papers) - counts.get("none", 0), "papers with a date"
    if told := describe_undated(papers):
        return Answer(*begin, told.rstrip("."), ", ".join(parts), "01_corpus", *number)
    answer = f"{papers['published_low'].min():%B %Y} to {papers['published_high'].max():%B %Y}"
    return Answer(*begin, answer, ", ".join(parts), "05_trends", *number)


def _describe_topics(topics: pd.DataFrame, memberships: pd.DataFrame) -> Answer:
    begin = "topics", "Which groups hold together?"
    named = topics[topics["topic"] != NO_TOPIC]
    number = ("topics", "memberships"), len(named), "topics"
    if named.empty:
        told = "none: too few papers for topics", "nearest papers are shown instead", "02_topics"
        return Answer(*begin, *told, *number, status="too few")
    largest = named.sort_values(["n_papers", "topic"], ascending=[False, True]).iloc[0]
    size, uncertain = count(largest["n_papers"], "paper"), count(int(memberships["uncertain"].sum()), "paper")
    answer = f"{count(len(named), 'topic')}; the largest: {largest['label']} ({size})"
    sure = f"{named['stable'].sum()} of {len(named)} stable; {uncertain} between topics"
    return Answer(*begin, answer, sure, "02_topics", *number)


def _describe_theme(theme: pd.DataFrame, theme_file: Any) -> list[Answer]:
    """Who uses the words, what for, and which of the two is wanted; with few readings, that they are too few."""
    first, second = (pole.label for pole in theme_file.poles)
    n = {cell: int((theme["cell"] == cell).sum()) for cell in ("both", "first", "second")}
    alone = f"only “{first}” in {n['first']:,}, only “{second}” in {n['second']:,}"
    answer = f"both words in {n['both']:,} of {len(theme):,} papers; {alone}"
    where, measure = ("03_sparse_vs_dense", ("theme",)), "papers"
    question = f"Who says {first}, who {second}?"
    rows = [Answer("words", question, answer, "counted, not estimated", *where, n["both"], measure)]
    read = theme[theme["sense"].notna()]
    if len(read) < MIN_GROUP:
        answer = f"too few to tell: {count(len(read), 'paper')} {plural('has', len(read), 'have')} a reading"
        question, sure = "What do they mean by it, and which is wanted?", f"it takes {MIN_GROUP}; {OTHER_THEMES}"
        rows.append(Answer("senses", question, answer, sure, *where, len(read), measure, status="too few"))
    else:
        of_read: Any = {"n": len(read), "denominator": "papers with a reading"}
        counts = read["sense"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
        most = theme_file.sense_labels.get(counts.index[0], counts.index[0])
        answer = f"{count(len(counts), 'different thing')}; most often {most}: {_share(counts.iloc[0], len(read))}"
        unsure = f"{read['uncertain'].sum():,} of {len(read):,} readings not sure"
        rows.append(
            Answer("senses", "What do they mean by it?", answer, unsure, *where, len(counts), "senses", **of_read)
        )
        sides = [(pole.label, (read["stance"] == pole.id).sum()) for pole in theme_file.poles]
        shares = (f"{label} alone: {_share(k, len(read))}" for label, k in sides)
        sure = "95% intervals for sampling alone (Wilson); how right the readings are: 06"
        low, high = (float(bound) for bound in wilson_interval(sides[0][1], len(read)))
        number = sides[0][1] / len(read), f"share of papers for {first} alone", low, high
        question = "Which of the two is wanted?"
        rows.append(
            Answer("sides", question, "; ".join(shares), sure, *where, *number, interval="Wilson 95%", **of_read)
        )
    return rows


def _share(k: int, n: int) -> str:
    low, high = (float(bound) for bound in wilson_interval(k, n))
    return f"{k:,} of {n:,} ({100 * k / n:.0f}%, {100 * low:.0f} to {100 * high:.0f}%)"
