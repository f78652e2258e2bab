"""What the slides of one run are made of: its claims, figures, tables and settings, put into slides by name."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.run.runs import Run
from helpers.talk.claims import OVERVIEW
from helpers.talk.deck_file import Wishes
from helpers.talk.deck_slides import Item, Slide, split_list
from helpers.talk.deck_story import choose_argument
from helpers.talk.deck_words import (
    describe_notes,
    describe_source,
    describe_span,
    describe_subject,
    list_chosen,
    list_decisions,
    list_methods,
    list_settings,
)
from helpers.talk.notebook_prose import LIMITS, read_limits
from helpers.talk.overview import compute_overview
from helpers.talk.report_pictures import cut_drawing
from helpers.text.wordings import count, start_large, tell_selection, tell_where

TEXTS = ("methods", "settings", "limits", "data", "chosen")
"""Slides of the appendix that have no figure, in their order."""

EDGE = 24
"""Pixels of blank paper that are left above and below a drawing."""


class Parts:
    """What the slides of one run are made of."""

    def __init__(self, run: Run, claims: pd.DataFrame, wishes: Wishes):
        """Read what ``claims`` (of which the first row of each figure is its finding) and the run's files say."""
        self.run, self.wishes = run, wishes
        main = claims[claims["figure"].notna() & (claims["figure"] != "")].drop_duplicates("figure").set_index("figure")
        self.sentences: dict[str, str] = main["sentence"].to_dict()
        self.places = run.find_figures(*self.sentences) if self.sentences else {}
        self.facts = {
            name: json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
            for name, place in self.places.items()
        }
        self.limits = read_limits(run.contracts)
        self.day = _find_day(run)
        self.told_day = f"run of {self.day.day} {self.day:%B %Y}"
        self.overview = self._compute_overview()

    def choose(self, wanted: list[str] | None) -> tuple[list[str], list[str]]:
        """Names of the slides of the argument and of the appendix."""
        if wanted is None:
            argument, rest = choose_argument(self.places), list(self.places)
        else:
            argument, rest = [name for name in wanted if name in self.places or name not in self.run_figures], []
        if "findings" not in argument:
            figures = [place for place, name in enumerate(argument, 1) if name in self.places]
            argument.insert(max(figures, default=len(argument)), "findings")
        appendix = [name for name in (*rest, *TEXTS) if name not in argument]
        return argument, appendix if self.wishes.appendix else []

    @property
    def run_figures(self) -> set[str]:
        """All figures that notebooks draw, also those that were left out."""
        return {figure for contract in self.run.contracts.values() for figure in contract.figures}

    def list_missing(self, wanted: list[str] | None) -> dict[str, str]:
        """Slides that were asked for by name and have no figure, with the reason."""
        left_out = self.run.find_left_out()
        return {name: left_out[name] for name in wanted or () if name in left_out}

    def write_opening(self) -> Slide:
        """The first slide: what the deck is on, which dump, how many papers from when, and how they were chosen."""
        run = self.run
        papers = self.tables["papers"]
        chosen = [tell_selection(run.selection, "footer")]
        chosen += filter(None, [tell_where(run.settings.get("where"))])
        chosen += [tell_selection(run.selection, "scope")] if run.selection != "unknown" else []
        lines = [(self.wishes.subtitle, "", "")] if self.wishes.subtitle else []
        lines += [(self.name, describe_span(papers), ""), ("", f"{start_large('; '.join(chosen))}.", "")]
        title = self.wishes.title or describe_subject(self.theme, self.tables["theme"])
        notes = "\n".join(["HOW THE PAPERS WERE CHOSEN", tell_selection(run.selection, "forbidden")])
        items = (*lines, ("", start_large(self.told_day), ""))
        return Slide("title", start_large(title), notes, items=items, use="opening")

    def write_divider(self, names: Sequence[str]) -> Slide:
        """The slide between argument and appendix, which lists what follows."""
        parts = [name for name in TEXTS if name in names]
        lines = [count(len(names) - len(parts), "more figure")] if len(names) > len(parts) else []
        items = tuple(("", line, "") for line in (*lines, *(self._find_title(name) for name in parts)))
        return Slide("appendix", "Appendix", "For questions.", items=items, use="opening")

    def write(self, names: Sequence[str], layouts: Any) -> list[Slide]:
        """Slides by their names; a long list takes several."""
        made: list[Slide] = []
        shown = [name for name in names if name in self.places]
        for name in names:
            if name in self.places:
                made.append(self._write_figure(name))
                continue
            title, items = self._find_title(name), self._list_items(name, shown)
            pages = split_list(items, layouts["list"].area) if items else []
            for number, page in enumerate(pages, 1):
                more = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
                notes = self._describe_list(name)
                made.append(Slide(name, title + more, notes, source=self._describe_dump(), items=page))
        return made

    def _write_figure(self, name: str) -> Slide:
        facts = self.facts[name]
        picture, ratio = _trim_drawing(self.places[name])
        notebook = self.run.contracts[facts["notebook"]].title
        reliability = self.sentences.get("reader_reliability", "")
        notes = describe_notes(facts, self.limits[facts["notebook"]], reliability, notebook)
        source = describe_source(facts, self.name, self.told_day)
        return Slide(
            name, self._find_title(name), notes, source, facts["subtitle"], picture, ratio, facts["alt"], use="finding"
        )

    def _find_title(self, name: str) -> str:
        titles = {
            "findings": "What was found",
            "methods": "How it was computed",
            "settings": "The settings of this run",
            "limits": LIMITS,
            "data": f"The data: {self.overview['answer'].iloc[0]}",
            "chosen": f"How the papers were chosen: {tell_selection(self.run.selection, 'answer')}",
        }  # fmt: skip
        return self.wishes.titles.get(name) or self.sentences.get(name) or titles[name]

    def _list_items(self, name: str, shown: Sequence[str]) -> list[Item]:
        if name == "findings":
            return [("", self._find_title(figure), _write_n(self.facts[figure], "\xa0")) for figure in shown]
        if name == "methods":
            return list_methods(self.run)
        if name == "settings":
            return list_settings(self.run)
        if name == "limits":
            drawn = {facts["notebook"] for facts in self.facts.values()}
            notebooks = [name for name in sorted(self.limits) if name in drawn and self.limits[name]]
            return [(self.run.contracts[name].title, " ".join(self.limits[name]), "") for name in notebooks]
        if name == "data":
            rows = self.overview[["question", "answer", "how sure"]].itertuples(index=False)
            told = [tuple(text.replace("`", "") for text in row) for row in rows]
            return [*told, *list_decisions(self.tables["decisions"])]
        rows = list_chosen(self.run, self.sentences.get("both_words", ""))
        return [(head, text.replace("`", ""), "") for head, text, _ in rows]

    def _describe_list(self, name: str) -> str:
        if name != "findings":
            return f"{self._find_title(name)}: for questions."
        lines = [f"– {self._find_title(name)} ({_write_n(facts)})" for name, facts in self.facts.items()]
        return "\n".join(["WHAT EACH FINDING RESTS ON", *lines])

    def _describe_dump(self) -> str:
        n = count(len(self.tables["papers"]), "paper")
        told = [self.name, self.told_day, n, tell_selection(self.run.selection, "footer")]
        return " · ".join(filter(None, [*told, tell_where(self.run.settings.get("where"))]))

    @property
    def name(self) -> str:
        """The dump's name."""
        return self.run.shared_folder.name

    def _compute_overview(self) -> pd.DataFrame:
        from helpers.theme.theme_file import load_theme

        self.theme = load_theme(self.run.theme)
        self.tables = {name: self.run.read(name) for name in OVERVIEW}
        return compute_overview(self.tables, theme_file=self.theme, selection=self.run.selection)


def _write_n(facts: Mapping[str, Any], space: str = " ") -> str:
    return f"n{space}={space}{facts['n']:,} {facts['denominator']}"


def _find_day(run: Run) -> datetime:
    """The day on which the last of a run's figures was made: not today's, so that a deck made again is the same."""
    noted = [run.read_record(folder).get("notebooks", {}) for folder in (run.shared_folder, run.folder)]
    drawing = {name for name, contract in run.contracts.items() if contract.figures}
    days = [facts["finished"] for notes in noted for name, facts in notes.items() if name in drawing]
    day = max(days, default="2000-01-01")[:10]
    return datetime.fromisoformat(day)


def _trim_drawing(place: Path) -> tuple[bytes, float]:
    """The drawing of a figure without blank paper above and below it, and the ratio of its width to its height."""
    from PIL import Image, ImageChops

    part = cut_drawing(place)
    drawn = ImageChops.difference(part, Image.new("RGB", part.size, part.getpixel((0, 0)))).getbbox()
    if drawn:
        part = part.crop((0, max(0, drawn[1] - EDGE), part.width, min(part.height, drawn[3] + EDGE)))
    made = io.BytesIO()
    part.save(made, format="png", compress_level=3)  # level 4 takes a quarter longer, higher ones twice as long
    return made.getvalue(), part.width / part.height
