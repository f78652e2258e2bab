"""A newsletter of a run: what is new, the typical and the unusual papers of each topic, new words; text and mail."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.keywords.term_spellings import find_term_papers
from helpers.papers.export import compute_links, format_dates
from helpers.run.inputs import read_json
from helpers.run.runs import Run
from helpers.run.schema import NO_TOPIC
from helpers.talk.claims import list_claims
from helpers.text.undated import CLOCK_NOUNS, describe_undated
from helpers.text.wordings import count, plural, tell_selection

MEMORY = "digest.json"
"""File of a run's folder: which papers its digests knew."""
MOST_NEW, MOST_WORDS, MOST_CLAIMS, MOST_TYPICAL, MOST_UNUSUAL = 30, 20, 8, 3, 2
TABLES = ("papers", "topics", "memberships", "contrasts")
_MARKS = re.compile(r"([\\`*_\[\]!|~$]|^[#+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


@dataclass(frozen=True)
class News:
    """Which papers are new, as a column of yes and no by row of the table ``papers``, and the sentence that says so."""

    new: pd.Series
    told: str
    all_new: bool = False


def save_digest(run: Run, since: pd.Timestamp | None = None) -> list[Path]:
    """Write ``digest.md`` and ``digest.html`` into the folder of a run, remember its papers, and return the paths."""
    from helpers.talk.report import render_template

    tables = {name: run.read(name) for name in TABLES}
    clock = run.settings["clock"]
    previous = find_previous(read_editions(run), tables["papers"]["paper_id"])
    news = find_news(tables["papers"], since=since, previous=previous, clock=clock)
    digest = {
        "name": run.name,
        "lead": tell_selection(run.selection, "forbidden"),
        "undated": describe_undated(tables["papers"], clock=clock),
        **compute_digest(tables, news, clock=clock),
        "claims": list_sentences(list_claims(run)),
    }
    written = [
        run.write_text(compose_markdown(digest), run.folder / "digest.md"),
        run.write_text(render_template("digest.html", **digest), run.folder / "digest.html"),
    ]
    remember_edition(run, tables["papers"]["paper_id"])
    return written


def find_news(
    papers: pd.DataFrame, *, since: pd.Timestamp | None = None, previous: Sequence[str] | None = None,
    clock: str = "published",
) -> News:  # fmt: skip
    """Find the papers that are new: of a day or later, else those that the last digest did not know.

    A paper whose date may lie on either side of the day is not counted as new; the sentence tells how many there are.
    Where no paper is dated, the day tells nothing, and the last digest decides.
    """
    n = len(papers)
    low, high = papers[f"{clock}_low"], papers[f"{clock}_high"]
    if since is not None and low.notna().any():
        new, perhaps = low >= since, (low < since) & (high >= since)
        told = f"{_tell_share(int(new.sum()), n)} of {since:%Y-%m-%d} or later"
        told += f"; {int(perhaps.sum()):,} more may be" if perhaps.any() else ""
        told += (
            f"; {low.isna().sum():,} {plural('has', int(low.isna().sum()), 'have')} no date" if low.isna().any() else ""
        )
        return News(new, f"{told}.")
    undated = ""
    if since is not None:
        undated = f"No paper has a date of {CLOCK_NOUNS[clock]}, so a day tells nothing. "
    if previous is None:
        told = f"{undated}This is the first digest of this dump, so all its papers are new to it."
        return News(pd.Series(True, index=papers.index), told, all_new=True)
    new = ~papers["paper_id"].isin(list(previous))
    return News(new, f"{undated}{_tell_share(int(new.sum()), n)} new since the last digest.")


def _tell_share(k: int, n: int) -> str:
    return f"{k:,} of {count(n, 'paper')} {plural('is', k, 'are')}"


def compute_digest(tables: Mapping[str, pd.DataFrame], news: News, *, clock: str = "published") -> dict[str, Any]:
    """Return what a digest holds: new papers, new words, and each topic with its typical and its unusual papers.

    Typical are a topic's exemplars; unusual those that met its others in the fewest draws, which are the least sure of
    their place. Of the new papers the latest come first, at most :data:`MOST_NEW`.
    """
    papers = tables["papers"]
    links = [link if isinstance(link, str) and _ADDRESS.fullmatch(link) else "" for link in compute_links(papers)]
    known = tables["memberships"].set_index("paper_id").reindex(papers["paper_id"])
    labels = tables["topics"].set_index("topic")["label"]
    shown = pd.DataFrame(
        {
            "paper_id": papers["paper_id"], "title": papers["title"], "date": format_dates(papers), "link": links,
            "topic": known["topic"].map(labels).fillna("no topic").to_numpy(), "new": news.new & (not news.all_new),
            "high": papers[f"{clock}_high"],
        }
    )  # fmt: skip
    latest = shown[news.new & shown["high"].notna()] if news.all_new else shown[news.new]
    latest = latest.sort_values("high", ascending=False, kind="stable", na_position="last")
    by_id = shown.drop(columns="high").set_index("paper_id", drop=False)
    return {
        "told": news.told,
        "new": latest.drop(columns="high").head(MOST_NEW).to_dict("records"),
        "n_listed": len(latest),
        "words": [] if news.all_new else find_new_words(papers, tables["contrasts"], news.new),
        "first": news.all_new,
        "topics": _describe_each(tables["topics"], tables["memberships"], by_id),
    }


def find_new_words(papers: pd.DataFrame, contrasts: pd.DataFrame, new: pd.Series) -> list[tuple[str, int]]:
    """Find the terms of the table ``contrasts`` that stand in new papers alone, with their number of papers.

    The most frequent first, at most :data:`MOST_WORDS`; words that make up the theme or the query are left out.
    """
    n_new, old = int(new.sum()), set(papers.loc[~new, "paper_id"])
    rows = contrasts[~contrasts["defining"]]
    least = rows.groupby("term", sort=False)[["n_first", "n_second"]].max().min(axis="columns")
    terms = [term for term in least.index if least[term] <= n_new]
    # Most words stand in an old paper as they are written, and are gone before all spellings are looked for.
    before = "\n".join(papers.loc[~new, ["title", "abstract"]].fillna("").agg("\n".join, axis="columns")).casefold()
    terms = [term for term in terms if not re.search(rf"(?<!\w){re.escape(term)}(?!\w)", before)]
    if not n_new or not terms:
        return []
    having = find_term_papers(papers, terms).groupby("term")["paper_id"].agg(set)
    found = [(str(term), len(ids)) for term, ids in having.items() if not ids & old]
    return sorted(found, key=lambda item: (-item[1], item[0]))[:MOST_WORDS]


def list_sentences(claims: pd.DataFrame) -> list[str]:
    """Return the findings that a digest repeats, at most :data:`MOST_CLAIMS`: what is clear, else the first of all."""
    claims = claims[claims["figure"].notna()]
    if "status" in claims.columns and claims["status"].eq("clear").any():
        claims = claims[claims["status"] == "clear"]
    return claims["sentence"].head(MOST_CLAIMS).tolist()


def compose_markdown(digest: Mapping[str, Any]) -> str:
    """Write a digest as Markdown in which what comes from the dump is text: no HTML, no maths, no link but papers'."""
    lead = escape_markdown(digest["lead"].replace("`", ""))
    lines = [f"# {escape_markdown(digest['name'])}: digest", "", lead, ""]
    lines += [escape_markdown(digest["undated"]), ""] if digest["undated"] else []
    lines += ["## What is new?", "", escape_markdown(digest["told"]), ""]
    if digest["first"] and digest["new"]:
        lines += ["The latest:", ""]
    lines += [_list_paper(paper) for paper in digest["new"]]
    if digest["n_listed"] > len(digest["new"]):
        lines += ["", f"The first {len(digest['new'])} of {digest['n_listed']:,}."]
    lines += ["", "## New words", "", tell_words(digest["words"], first=digest["first"]), ""]
    lines += ["## What was found?", "", *(f"- {escape_markdown(claim)}" for claim in digest["claims"]), ""]
    lines += ["## Typical and unusual papers", ""]
    for topic in digest["topics"]:
        lines += [f"### {escape_markdown(topic['label'])} ({escape_markdown(topic['told'])})", ""]
        for name in ("typical", "unusual"):
            if topic[name]:
                lines += [f"Most {name}:", "", *(_list_paper(paper) for paper in topic[name]), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def tell_words(words: Sequence[tuple[str, int]], *, first: bool) -> str:
    """Say which words stand in new papers alone, as Markdown."""
    if first:
        return "With nothing to compare with, no word is new."
    if not words:
        return "No word stands in new papers alone."
    listed = ", ".join(f"{escape_markdown(word)} ({count(n, 'paper')})" for word, n in words)
    return f"In new papers alone: {listed}."


def escape_markdown(text: str) -> str:
    """Return a text as Markdown that shows it as it is, on one line."""
    plain = " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", plain)


def read_editions(run: Run) -> list[dict[str, Any]]:
    """Return what digests of dumps of this name and theme knew, the latest first.

    A dump that has changed has a folder of its own, beside that of the earlier one.
    """
    found = [
        edition
        for file in sorted(run.outputs.glob(f"*/{MEMORY}"))
        for edition in read_json(file).get("editions", [])
        if edition["files"] == _name_files(run) and edition["theme"] == run.theme.stem
    ]
    return sorted(found, key=lambda edition: edition["when"], reverse=True)


def find_previous(editions: Sequence[Mapping[str, Any]], papers: pd.Series) -> list[str] | None:
    """Return the papers of the latest digest that knew others than these; None without one."""
    present = set(papers)
    return next((edition["papers"] for edition in editions if set(edition["papers"]) != present), None)


def remember_edition(run: Run, papers: pd.Series) -> None:
    """Keep which papers this digest knew, once."""
    place = run.folder / MEMORY
    known = read_json(place).get("editions", [])
    if any(set(edition["papers"]) == set(papers) for edition in known):
        return
    when = datetime.now(UTC).isoformat(timespec="seconds")
    edition = {"when": when, "files": _name_files(run), "theme": run.theme.stem, "papers": papers.tolist()}
    run.write_text(json.dumps({"editions": [*known, edition]}, ensure_ascii=False) + "\n", place)


def _name_files(run: Run) -> list[str]:
    return [path.name for path in run.paths]


def _describe_each(topics: pd.DataFrame, memberships: pd.DataFrame, papers: pd.DataFrame) -> list[dict[str, Any]]:
    found = []
    for topic in topics[topics["topic"] != NO_TOPIC].to_dict("records"):
        mine = memberships[memberships["topic"] == topic["topic"]]
        typical = [paper for paper in topic["exemplars"] if paper in papers.index][:MOST_TYPICAL]
        rest = mine[~mine["paper_id"].isin(typical)]
        unusual = rest.sort_values(["confidence", "paper_id"], kind="stable")["paper_id"].head(MOST_UNUSUAL)
        n_new = int(papers.loc[papers.index.isin(mine["paper_id"]), "new"].sum())
        told = count(len(mine), "paper") + (f", {n_new:,} new" if n_new else "")
        rows = {"typical": papers.loc[typical], "unusual": papers.loc[list(unusual)]}
        found.append({"label": topic["label"], "told": told} | {name: rows[name].to_dict("records") for name in rows})
    return found


def _list_paper(paper: Mapping[str, Any]) -> str:
    title = escape_markdown(paper["title"])
    told = f"[{title}](<{paper['link']}>)" if paper["link"] else title
    facts = [paper["date"], paper["topic"], "new" if paper["new"] else ""]
    return " · ".join([f"- {told}", *(escape_markdown(fact) for fact in facts if fact)])
