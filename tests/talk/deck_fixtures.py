"""A small run with three figures, and presentations that stand for somebody's template."""

import json
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pandas as pd
from conftest import ROOT
from pptx import Presentation
from pptx.util import Inches

from helpers.run.contracts import Contract

TITLES = {
    "topic_map": "Two groups hold 3 of 3 papers",
    "values_by_role": "http://example.org/ is \x07=sought\x1b in \u202e3 of 3 papers & <all> that end_x0041_",
    "keyness": "“Pruning” stands in 2 of 3 papers",
}

LIMITS = "## What this does not show\n- Stable is *not* `true`.\n- A [field](x.md).\n\nEnd."


def write_figure(folder, name, title, **facts):
    """A figure as a run leaves it: words as JSON, and a large picture with a black bar on white."""
    from PIL import Image

    picture = Image.new("RGB", (384, 216), "white")
    picture.paste((0, 0, 0), (40, 60, 300, 160))
    picture.save(folder / f"{name}@2x.png")
    picture.save(folder / f"{name}.png")
    told = {
        "name": name,
        "title": title,
        "subtitle": f"What {name} plots",
        "caption": f"Caption of {name}.\nIn two lines.",
    }
    told |= {"alt": f"A bar, {name}", "n": 3, "denominator": "papers", "accuracy": "", "selection": "query"}
    told |= {"interval": "none", "correction": "none", "notebook": "02_topics", "body": [0.1, 0.9]}
    told |= {"inputs": {"dump": "0" * 64}, "settings": {"seed": 1}} | facts
    (folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")


def make_run(folder, *, dump=None):
    """A run of three papers whose tables and figures are there; ``made`` lists the notebooks that it executes."""
    figures = folder / "pile" / "figures"
    figures.mkdir(parents=True)
    for name, title in TITLES.items():
        write_figure(figures, name, title)
    notebook = {"cells": [
        {"cell_type": "markdown", "source": "# 02 · Topics"},
        {"cell_type": "markdown", "source": LIMITS},
        {"cell_type": "markdown", "source": "**Next:** none. Sources: Hennig (2007).\nMore."},
    ]}  # fmt: skip
    path = folder / "02_topics.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    code = "\n".join(f"fg.show_figure(run, print({name!r}), {name!r})" for name in (*TITLES, "dates"))
    contract = Contract(path, "02 · Topics", (), (), (*TITLES, "dates"), ("seed",), code)
    record = {"notebooks": {"02_topics": {"finished": "2025-08-11T10:00:00+00:00"}}}
    day = pd.Timestamp("2025-08-11")
    papers = pd.DataFrame(
        {"paper_id": list("abc"), "published_low": day, "published_high": day + pd.Timedelta(days=40)}
    )
    tables = {
        "papers": papers.assign(published_precision="month"),
        "decisions": pd.DataFrame(
            {"outcome": ["merged", "rejected", "merged"], "reason": ["DOI", "no abstract", "DOI"]}
        ),
        "topics": pd.DataFrame({"topic": [0], "label": ["cats"], "n_papers": [3], "stable": [True]}),
        "memberships": pd.DataFrame({"uncertain": [False, False, True]}),
        "theme": pd.DataFrame({"cell": ["both"] * 3, "sense": None, "stance": None, "uncertain": False}),
    }
    settings = MappingProxyType({"seed": 1, "style": "light", "selection": "query"})
    made = []

    def is_current(name):
        facts = json.loads((figures / f"{name}.json").read_text(encoding="utf-8"))
        return facts["inputs"] == {"dump": "0" * 64} and facts["settings"] == {"seed": 1}

    def find_figures(*names):
        return {name: figures / f"{name}.png" for name in names or TITLES}

    return SimpleNamespace(
        name="pile", folder=folder / "pile", shared_folder=folder / "pile", outputs=folder, selection="query",
        paths=(dump or folder / "pile.csv",), theme=ROOT / "data" / "themes" / "sparse-vs-dense.toml",
        inputs={"dump": "0" * 64}, settings=settings, given=MappingProxyType({}), contracts={"02_topics": contract},
        find_figures=find_figures, place_figure=lambda name: figures / f"{name}.png", made=made,
        make=lambda notebook, reason, anyway: made.append(notebook), read=tables.__getitem__,
        is_current=is_current,
        read_record=lambda folder=None: record, record=lambda **parts: record.update(parts),
        find_left_out=lambda *names: {"dates": "No dates."},
    )  # fmt: skip


def make_template(path: Path, *, picture=True):
    """A template of 16 by 9 made of what python-pptx brings, with a slide, and with its picture made large or taken."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    places = {0: (0.8, 0.4, 11.7, 1.0), 1: (0.8, 1.5, 11.7, 5.0), 2: (0.8, 1.5, 11.7, 0.5)}
    for layout in deck.slide_layouts:
        for place in layout.placeholders:
            number = place.placeholder_format.idx
            if layout.name == "Picture with Caption":
                places[1] = (0.8, 2.1, 11.7, 4.4)
            if number in places and layout.name in ("Title and Content", "Picture with Caption"):
                place.left, place.top, place.width, place.height = map(Inches, places[number])
    if not picture:
        deck.slide_layouts.remove(next(layout for layout in deck.slide_layouts if "Picture" in layout.name))
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Somebody's own"
    deck.save(path)
    return path
