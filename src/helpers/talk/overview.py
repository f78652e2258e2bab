"""The overview of a dump: a question a row, its answer, and how sure one may be of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.run.runs import Run
from helpers.run.schema import NO_TOPIC
from helpers.stats.estimates import MIN_GROUP, wilson_interval
from helpers.text.html_text import PLAIN, escape_html
from helpers.text.undated import describe_undated
from helpers.text.wordings import OTHER_THEMES, count, plural, tell_selection

if TYPE_CHECKING:
    from IPython.display import HTML


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
    n = len(tables["papers"])
    merged, rejected = (int((tables["decisions"]["outcome"] == outcome).sum()) for outcome in ("merged", "rejected"))
    answer = f"{count(n, 'paper')} from {count(n + merged + rejected, 'record')}"
    rows = [
        ("What is in the dump?", answer, f"{merged:,} merged, {rejected:,} rejected, none lost", "01_corpus"),
        ("How was it chosen?", tell_selection(selection, "answer"), tell_selection(selection, "scope"), "01_corpus"),
        _describe_dates(tables["papers"]),
        _describe_topics(tables["topics"], tables["memberships"]),
        *_describe_theme(tables["theme"], theme_file),
    ]
    return pd.DataFrame(rows, columns=["question", "answer", "how sure", "more in"])


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


def _describe_dates(papers: pd.DataFrame) -> tuple[str, str, str, str]:
    question = "When were the papers published?"
    counts = papers["published_precision"].value_counts()
    parts = [f"{counts[key]:,} to the {key}" for key in ("day", "month", "year") if counts.get(key, 0)]
    parts += [f"{counts['none']:,} undated"] if counts.get("none", 0) else []
    if told := describe_undated(papers):
        return question, told.rstrip("."), ", ".join(parts), "01_corpus"
    answer = f"{papers['published_low'].min():%B %Y} to {papers['published_high'].max():%B %Y}"
    return question, answer, ", ".join(parts), "05_trends"


def _describe_topics(topics: pd.DataFrame, memberships: pd.DataFrame) -> tuple[str, str, str, str]:
    question = "Which groups hold together?"
    named = topics[topics["topic"] != NO_TOPIC]
    if named.empty:
        return question, "none: too few papers for topics", "nearest papers are shown instead", "02_topics"
    largest = named.sort_values(["n_papers", "topic"], ascending=[False, True]).iloc[0]
    size, uncertain = count(largest["n_papers"], "paper"), count(int(memberships["uncertain"].sum()), "paper")
    answer = f"{count(len(named), 'topic')}; the largest: {largest['label']} ({size})"
    return question, answer, f"{named['stable'].sum()} of {len(named)} stable; {uncertain} between topics", "02_topics"


def _describe_theme(theme: pd.DataFrame, theme_file: Any) -> list[tuple[str, str, str, str]]:
    """Who uses the words, what for, and which of the two is wanted; with few readings, that they are too few."""
    first, second = (pole.label for pole in theme_file.poles)
    n = {cell: int((theme["cell"] == cell).sum()) for cell in ("both", "first", "second")}
    alone = f"only “{first}” in {n['first']:,}, only “{second}” in {n['second']:,}"
    answer = f"both words in {n['both']:,} of {len(theme):,} papers; {alone}"
    rows = [(f"Who says {first}, who {second}?", answer, "counted, not estimated")]
    read = theme[theme["sense"].notna()]
    if len(read) < MIN_GROUP:
        answer = f"too few to tell: {count(len(read), 'paper')} {plural('has', len(read), 'have')} a reading"
        rows.append(("What do they mean by it, and which is wanted?", answer, f"it takes {MIN_GROUP}; {OTHER_THEMES}"))
    else:
        counts = read["sense"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
        most = theme_file.sense_labels.get(counts.index[0], counts.index[0])
        answer = f"{count(len(counts), 'different thing')}; most often {most}: {_share(counts.iloc[0], len(read))}"
        unsure = f"{read['uncertain'].sum():,} of {len(read):,} readings not sure"
        rows.append(("What do they mean by it?", answer, unsure))
        sides = ((pole.label, (read["stance"] == pole.id).sum()) for pole in theme_file.poles)
        shares = (f"{label} alone: {_share(k, len(read))}" for label, k in sides)
        sure = "95% intervals for sampling alone (Wilson); how right the readings are: 06"
        rows.append(("Which of the two is wanted?", "; ".join(shares), sure))
    return [(*row, "03_sparse_vs_dense") for row in rows]


def _share(k: int, n: int) -> str:
    low, high = (float(bound) for bound in wilson_interval(k, n))
    return f"{k:,} of {n:,} ({100 * k / n:.0f}%, {100 * low:.0f} to {100 * high:.0f}%)"
