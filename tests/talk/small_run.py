"""A run of a few papers made by hand, with two figures, for the page and the digest."""

import json
from types import SimpleNamespace

import pandas as pd
from conftest import ROOT
from PIL import Image

from helpers.run.contracts import read_contracts
from helpers.run.inputs import find_theme
from helpers.run.schema import TABLES, check_table
from helpers.run.storage import build_empty_table
from helpers.theme.mentions import build_finders, find_matches
from helpers.theme.theme_file import load_theme

TITLES = ("Sparse attention", "Dense retrieval", "Sparse rewards in games")
ABSTRACTS = (
    "We make attention sparse. It needs less than dense attention 𝒳 and 😀 dense memory.",
    "Dense retrieval of passages beats sparse retrieval.",
    "Agents learn from sparse rewards; robots do not.",
)
SETTINGS = {"selection": "query", "clock": "published", "n_topics": None, "encoder": "all-MiniLM-L6-v2", "seed": 1}
SETTINGS |= {"topic_method": "louvain", "min_papers": 5, "smallest_difference": 0.05, "smallest_odds": 1.1}


def make_papers(titles=TITLES, abstracts=ABSTRACTS, dates=("2024-01-05", "2024-03-01", "2025-06-02"), **columns):
    """The table ``papers``: P0, P1, … with a title, an abstract and a day each."""
    n, days = len(titles), pd.to_datetime(list(dates))
    table = {name: pd.Series([None] * n, dtype=object) for name in TABLES["papers"].columns}
    table |= {"paper_id": [f"P{place}" for place in range(n)], "title": titles, "abstract": abstracts}
    table |= {"title_raw": titles, "abstract_raw": abstracts, "source": "x", "record": "1", "extra": "{}"}
    for clock in ("published", "listed", "updated"):
        known = days if clock == "published" else pd.to_datetime([None] * n)
        table |= {f"{clock}_low": known, f"{clock}_high": known}
        table[f"{clock}_precision"] = ["none" if pd.isna(day) else "day" for day in known]
    table |= {name: [[]] * n for name in ("categories", "keywords", "authors")}
    table["url"] = [f"https://papers.example/{place}" for place in range(n)]
    return check_table(pd.DataFrame(table | columns)[list(TABLES["papers"].columns)], "papers")


def make_tables(papers, *, label="attention, sparse"):
    """All tables that the page and the digest read; every paper is in topic 0, the first is its exemplar."""
    ids, n = papers["paper_id"].tolist(), len(papers)
    topics = {"topic": 0, "label": label, "words": [["attention"]], "n_papers": n, "stability": 0.9, "stable": True}
    topics |= {"parent": None, "exemplars": [ids[:1]], "sentence": None, "named_by": "words", "label_coverage": 0.9}
    topics |= {"label_lift": 3.0, "label_weak": False}
    memberships = {"paper_id": ids, "topic": 0, "confidence": [0.9 - 0.5 * place / n for place in range(n)]}
    memberships |= {
        "runner_up": None,
        "runner_up_confidence": None,
        "uncertain": [place % 2 == 1 for place in range(n)],
    }
    theme = {name: [None] * n for name in TABLES["theme"].columns} | {"paper_id": ids, "cell": "both"}
    theme |= {"uncertain": False, "sense": "attention", "stance": "sparse", "role": "mechanism"}
    theme |= {"first_value": "sought", "second_value": "overcome"}
    places = {
        "paper_id": ids,
        "x": [place / max(1, n - 1) for place in range(n)],
        "y": [float(p % 2) for p in range(n)],
    }
    made = {
        "papers": papers, "topics": pd.DataFrame(topics, index=[0]), "memberships": pd.DataFrame(memberships),
        "positions": pd.DataFrame(places | {"neighbours_kept": 1.0}), "theme": pd.DataFrame(theme),
        "mentions": make_mentions(papers), "contrasts": make_contrasts(["attention", "retrieval", "robot"]),
    }  # fmt: skip
    made |= {name: build_empty_table(name) for name in ("decisions", "trend_tests")}
    return {name: check_table(table, name) for name, table in made.items()}


def make_mentions(papers):
    """Every mention of the theme's words; a field is one sentence."""
    rows, finders = [], build_finders(load_theme(find_theme("sparse-vs-dense")))
    for paper in papers.to_dict("records"):
        for field in ("title", "abstract"):
            text = paper[field]
            for start, end, pole, negated in find_matches(text, finders):
                place = {"mention_id": f"{paper['paper_id']}#{field}:{start}", "paper_id": paper["paper_id"]}
                cut = {"left": text[:start], "match": text[start:end], "right": text[end:], "sentence": text}
                rows.append(
                    place | cut | {"field": field, "start": start, "end": end, "pole": pole, "negated": negated}
                )
    if not rows:
        return build_empty_table("mentions")
    table = pd.DataFrame(rows).reindex(columns=list(TABLES["mentions"].columns))
    return table.assign(kind="modifier", move="method")


def make_contrasts(terms, **columns):
    """One row per term of the contrast with the reference."""
    table = {name: [None] * len(terms) for name in TABLES["contrasts"].columns}
    table |= {"contrast": "dump against reference", "term": terms, "size_first": 10, "size_second": 1000}
    table |= {"n_first": 4, "n_second": 10, "difference": 0.39, "low": 0.1, "high": 0.6, "log_odds": 2.0}
    table |= {"log_odds_low": 1.0, "log_odds_high": 3.0, "defining": False, "tested": False, "planned": False}
    return pd.DataFrame(table | columns)


def make_run(folder, tables=None, *, words=None, marks=None, files=("export.bib",), **settings):
    """A run that reads these tables and has two figures: ``topic_map`` with a dot per paper, ``bars`` with one bar."""
    tables = make_tables(make_papers()) if tables is None else tables
    ids = tables["papers"]["paper_id"].tolist()
    n, figures = len(ids), folder / "figures"
    figures.mkdir(parents=True)
    told = {"title": "Three papers lie apart", "subtitle": "a map", "caption": "Read it so", "alt": "dots", "n": n}
    told |= {"denominator": "papers", "interval": "none", "correction": "none", "accuracy": "", "notebook": "02_topics"}
    points = {"x": [0.2 + 0.6 * k / max(1, n - 1) for k in range(n)], "y": [0.5] * n, "papers": ids}
    box = {"left": 0.1, "top": 0.4, "right": 0.6, "bottom": 0.6, "label": "sought", "papers": ids[:2]}
    drawn = {"topic_map": {"points": points, "boxes": []}, "bars": {"points": {}, "boxes": [box]}} | (marks or {})
    for name, lying in drawn.items():
        Image.new("RGB", (1920, 1080), "white").save(figures / f"{name}.png")
        (figures / f"{name}.json").write_text(json.dumps(told | (words or {})), encoding="utf-8")
        (figures / f"{name}.marks.json").write_text(json.dumps(lying), encoding="utf-8")

    def write_text(text, path):
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    return SimpleNamespace(
        name="export", folder=folder, outputs=folder.parent, paths=tuple(folder / file for file in files),
        dump=tuple(folder / file for file in files), theme=find_theme("sparse-vs-dense"),
        settings=SETTINGS | settings, selection=(SETTINGS | settings)["selection"],
        contracts=read_contracts(ROOT / "notebooks"), read=tables.__getitem__, write_text=write_text,
        find_figures=lambda *names: {name: figures / f"{name}.png" for name in names or drawn},
        place_figure=lambda name: figures / f"{name}.png", find_left_out=lambda *names: {"dates": "No dates."},
    )  # fmt: skip
