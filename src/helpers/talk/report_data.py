"""Tables of a run as the data of its page: packed once, as JSON that is compressed and cannot be read as HTML.

Texts stand once; whatever points at one (a mention, a term, a dot of a figure) gives its place and nothing else.
"""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.figures.paper_cards import tell_reading
from helpers.figures.style import topic_colours
from helpers.keywords.contrasts import rank_terms
from helpers.keywords.term_spellings import find_term_papers
from helpers.papers.export import compute_links, format_dates
from helpers.run.schema import NO_TOPIC, VERDICTS

TOP_TERMS = 40
"""Most terms of one contrast on the page, besides those with a verdict that says something."""
MOST_TERMS = 1_200
SPEAKING = VERDICTS[:3]


def pack_report(tables: Mapping[str, pd.DataFrame], theme_file: Any, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that the page shows of papers, mentions and terms, in a form that JSON can hold.

    Parameters
    ----------
    tables : mapping
        ``papers``, ``topics``, ``memberships``, ``positions``, ``theme``, ``mentions`` and ``contrasts``.
    figures : mapping
        Marks by figure, as :func:`helpers.talk.report_pictures.read_marks` gives them.

    Notes
    -----
    Offsets are in units of UTF-16, as JavaScript counts: a mathematical letter or an emoji takes two.
    """
    papers = tables["papers"]
    places = {paper: place for place, paper in enumerate(papers["paper_id"])}
    return {
        "poles": [{"id": pole.id, "label": pole.label} for pole in theme_file.poles],
        **_pack_topics(papers, tables["topics"], tables["memberships"]),
        **_pack_papers(papers, tables["positions"], tables["theme"], theme_file),
        "mentions": _pack_mentions(tables["mentions"], papers, places, theme_file),
        **_pack_terms(tables["contrasts"], papers, places),
        "figures": {name: _pack_marks(marks, places) for name, marks in figures.items()},
    }


def compress_report(data: Mapping[str, Any]) -> str:
    """Return data as JSON, gzipped, in base64, which has letters, digits, "+", "/" and "=" alone."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = gzip.compress(text.encode("utf-8", errors="replace"), compresslevel=9, mtime=0)
    return base64.b64encode(packed).decode("ascii")


def choose_terms(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Choose the rows of the table ``contrasts`` for the page: the surest of each contrast, and all that are clear.

    What was planned comes first, then what is clear; of one contrast the surest first, as :func:`rank_terms` has them.
    """
    ranked = rank_terms(contrasts, top=TOP_TERMS)
    asked = contrasts.index[contrasts["planned"]]
    clear = contrasts.index[contrasts["verdict"].isin(SPEAKING)]
    chosen = contrasts.loc[list(dict.fromkeys([*asked, *clear, *ranked.index]))]
    return chosen[chosen["term"].isin(chosen["term"].drop_duplicates().head(MOST_TERMS))]


def count_units(text: str, place: int) -> int:
    """Return how many units of UTF-16 stand before a place in a text."""
    return place if text.isascii() else len(text[:place].encode("utf-16-le", errors="surrogatepass")) // 2


def _pack_topics(papers: pd.DataFrame, topics: pd.DataFrame, memberships: pd.DataFrame) -> dict[str, Any]:
    inks = topic_colours(topics["topic"])
    listed = [
        {"label": row["label"], "colour": inks[int(row["topic"])], "words": [*row["words"]][:6]}
        for row in topics.to_dict("records")
    ]
    place = {int(topic): place for place, topic in enumerate(topics["topic"])}
    known = memberships.set_index("paper_id").reindex(papers["paper_id"])
    found = [place.get(int(topic), NO_TOPIC) if pd.notna(topic) else NO_TOPIC for topic in known["topic"]]
    unsure = known["uncertain"].eq(True).astype(int).tolist()
    return {"topics": listed, "topic": found, "between": unsure}


def _pack_papers(papers: pd.DataFrame, positions: pd.DataFrame, theme: pd.DataFrame, theme_file: Any) -> dict[str, Any]:
    placed = positions.set_index("paper_id").reindex(papers["paper_id"])
    read = theme.set_index("paper_id").reindex(papers["paper_id"])
    readings, told = pd.factorize(
        pd.Series([tell_reading(row, theme_file) for row in read.to_dict("records")], dtype=object)
    )
    return {
        "ids": papers["paper_id"].tolist(),
        "titles": papers["title"].fillna("").tolist(),
        "abstracts": papers["abstract"].fillna("").tolist(),
        "dates": format_dates(papers),
        "links": compute_links(papers).fillna("").tolist(),
        "x": [None if pd.isna(x) else round(float(x), 4) for x in placed["x"]],
        "y": [None if pd.isna(y) else round(float(y), 4) for y in placed["y"]],
        "reading": readings.tolist(),
        "readings": list(told),
    }


def _pack_mentions(
    mentions: pd.DataFrame, papers: pd.DataFrame, places: Mapping[str, int], theme_file: Any
) -> dict[str, Any]:
    """Columns of places: of the paper, of the mention and of its sentence, in its title (field 0) or abstract (1)."""
    texts = (papers["title"].fillna("").tolist(), papers["abstract"].fillna("").tolist())
    poles = {pole.id: place for place, pole in enumerate(theme_file.poles)}
    codes, moves = pd.factorize(mentions["move"].astype(object).fillna(""))
    rows: dict[str, list[int]] = {name: [] for name in ("paper", "field", "start", "end", "low", "high", "pole")}
    for row in mentions[["paper_id", "field", "start", "end", "left", "right", "pole"]].itertuples(index=False):
        paper, field = places[row.paper_id], int(row.field == "abstract")
        text = texts[field][paper]
        spans = (row.start, row.end, row.start - len(row.left), row.end + len(row.right))
        for name, value in zip(("start", "end", "low", "high"), spans, strict=True):
            rows[name].append(count_units(text, value))
        rows["paper"].append(paper)
        rows["field"].append(field)
        rows["pole"].append(poles[row.pole])
    return {**rows, "move": codes.tolist(), "moves": list(moves)}


def _pack_terms(contrasts: pd.DataFrame, papers: pd.DataFrame, places: Mapping[str, int]) -> dict[str, Any]:
    chosen = choose_terms(contrasts)
    codes, names = pd.factorize(chosen["contrast"].astype(object))
    terms = list(dict.fromkeys(chosen["term"]))
    place = {term: number for number, term in enumerate(terms)}
    having: list[list[int]] = [[] for _ in terms]
    found = find_term_papers(papers, terms)
    for term, paper in zip(found["term"], found["paper_id"], strict=True):
        having[place[term]].append(places[paper])
    numbers = {
        name: [None if pd.isna(value) else round(float(value), 4) for value in chosen[name]]
        for name in ("difference", "low", "high")
    }
    counts = {name: chosen[name].astype(int).tolist() for name in ("n_first", "size_first", "n_second", "size_second")}
    verdicts = chosen["verdict"].astype(object).fillna("").tolist()
    rows = {"contrast": codes.tolist(), "term": [place[term] for term in chosen["term"]], **counts, **numbers}
    return {
        "contrasts": list(names), "terms": terms, "having": having, "rows": rows | {"verdict": verdicts},
        "left": len(contrasts) - len(chosen),
    }  # fmt: skip


def _pack_marks(marks: Mapping[str, Any], places: Mapping[str, int]) -> dict[str, Any]:
    points = marks["points"]
    known = [
        (x, y, places[p]) for x, y, p in zip(points["x"], points["y"], points["papers"], strict=True) if p in places
    ]
    boxes = [
        {
            "box": [box[side] for side in ("left", "top", "right", "bottom")],
            "label": str(box["label"]),
            "papers": [places[paper] for paper in box["papers"] if paper in places],
        }
        for box in marks["boxes"]
    ]
    return {"points": [list(column) for column in zip(*known, strict=True)] or [[], [], []], "boxes": boxes}
