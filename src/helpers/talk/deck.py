"""A run to a deck of slides that one can show as it is, for PowerPoint and LibreOffice.

Figures are pictures of 3840 pixels across. Vectors were tried: PowerPoint takes SVG beside a PNG and LibreOffice, up to
the version that Debian brings, shows the PNG; both write the labels of an SVG in whatever font they have, since letters
stay text there, and labels then run into each other. EMF is written by no library of this project, and a conversion
loses what is half transparent, on which maps and intervals rest.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from helpers.run.atomic_files import replacing
from helpers.run.inputs import find_sidecar
from helpers.run.runs import Run
from helpers.stats.estimates import MIN_GROUP
from helpers.talk.deck_file import Wishes, read_wishes
from helpers.talk.deck_layouts import choose_layouts, describe_layout, open_template
from helpers.talk.deck_slides import Item, Slide, add_slide, split_list
from helpers.talk.deck_story import choose_argument, choose_slides
from helpers.talk.deck_words import (
    describe_notes,
    describe_source,
    list_chosen,
    list_decisions,
    list_limits,
    list_methods,
    list_settings,
)
from helpers.talk.gallery import list_claims
from helpers.talk.overview import compute_overview
from helpers.text.wordings import count, plural, start_large, tell_selection

EDGE = 24
"""Pixels of blank paper that are left above and below a drawing."""

RATIO = 2.3
"""About the width of a figure's drawing to its height, by which a layout is chosen."""


@dataclass(frozen=True)
class Deck:
    """A deck that was written: where, how many slides it has, and what is to be told of it."""

    path: Path
    n_slides: int
    n_argument: int
    """Slides up to the findings; the rest is the appendix."""
    told: tuple[str, ...] = ()


def make_deck(
    run: Run, claims: pd.DataFrame | None = None, *, style: str | None = None, template: Path | None = None,
    slides: Sequence[str] | None = None,
) -> Deck:  # fmt: skip
    """Write the deck of a run, ``talk/talk.pptx`` (``talk-dark.pptx`` on dark) in its folder, and return what it is.

    Figures that are missing, or were drawn from other inputs or settings, are drawn first. The same run gives the same
    bytes. A deck that somebody has changed by hand is kept beside the new one.

    Parameters
    ----------
    claims : DataFrame, optional
        The table ``claims``, whose sentences are the titles; computed if not given.
    style : str, optional
        "light" or "dark"; by default as the run's setting says.
    template : path, optional
        A .pptx or .potx, whose layouts are used in place of the deck's own design.
    slides : sequence of str, optional
        Names of slides, beginnings or parts of them; by default what ``<stem>.talk.toml`` beside the dump says, else
        the argument of :mod:`helpers.talk.deck_story`, with all other figures in the appendix.

    Raises
    ------
    InputError
        An unknown slide, a file of wishes with mistakes (all of them, with lines), a template that cannot be read.
    """
    style = style or ("dark" if "dark" in run.settings["style"] else "light")
    if run.settings["style"] != style:
        settings = {name: MappingProxyType({**getattr(run, name), "style": style}) for name in ("settings", "given")}
        run, claims = replace(run, **settings), None
    names = [figure for name in sorted(run.contracts) for figure in run.contracts[name].figures]
    beside = find_sidecar(run.paths, "talk")
    wishes = read_wishes(beside, names) if beside else Wishes()
    if slides is not None:
        wishes = replace(wishes, slides=tuple(slides))
    wanted = None if wishes.slides is None else choose_slides(wishes.slides, names)
    presentation = open_template(template) if template else _make_design(style)
    renew_figures(run)
    parts = _Parts(run, list_claims(run) if claims is None else claims, wishes)
    argument, appendix = parts.choose(wanted)
    layouts = choose_layouts(presentation, RATIO)
    planned = [parts.write_opening(), *parts.write(argument, layouts)]
    behind = parts.write(appendix, layouts)
    if behind:
        behind.insert(0, parts.write_divider(appendix))
    for slide in (*planned, *behind):
        add_slide(presentation, layouts[slide.use], slide)
    _set_properties(presentation, planned[0].title, parts.day)
    told = [f"Not among the slides: {name}. {why}" for name, why in parts.list_missing(wanted).items()]
    told += [describe_layout(places) for places in layouts.values()] if template else []
    path = run.folder / "talk" / ("talk-dark.pptx" if style == "dark" else "talk.pptx")
    told += _save(presentation, path, run)
    return Deck(path, len(planned) + len(behind), len(planned), tuple(told))


def tell_deck(run: Run, deck: Deck) -> str:
    """Say where a deck is and how many slides it has."""
    place = deck.path.relative_to(run.outputs).as_posix()
    behind = deck.n_slides - deck.n_argument
    told = f"`{place}`, below the folder of results: {count(deck.n_slides, 'slide')}"
    told += f", {behind:,} of them in the appendix." if behind else "."
    return "\n\n".join([told, *deck.told])


def renew_figures(run: Run) -> None:
    """Draw anew what was drawn from other inputs or settings than the run has now, or by a version without ``body``."""
    contracts = run.contracts
    for contract in contracts.values():
        for name in contract.figures:
            place = run.place_figure(name).with_suffix(".json")
            if not place.is_file():
                continue
            facts, now = json.loads(place.read_text(encoding="utf-8")), run.describe_figure(name)
            if any(facts.get(part) != now[part] for part in ("inputs", "settings")) or "body" not in facts:
                run.make(contract.name, f"Figure {name!r} was drawn from something else.", anyway=True)
                break


class _Parts:
    """What the slides of one run are made of."""

    def __init__(self, run: Run, claims: pd.DataFrame, wishes: Wishes):
        self.run, self.wishes = run, wishes
        main = claims[claims["figure"].notna() & (claims["figure"] != "")].drop_duplicates("figure").set_index("figure")
        self.sentences: dict[str, str] = main["sentence"].to_dict()
        self.places = run.find_figures(*self.sentences) if self.sentences else {}
        self.facts = {
            name: json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
            for name, place in self.places.items()
        }
        self.limits = list_limits(run)
        self.day = _find_day(run)
        self.told_day = f"run of {self.day.day} {self.day:%B %Y}"
        self.overview = self._compute_overview()

    def choose(self, wanted: list[str] | None) -> tuple[list[str], list[str]]:
        """Names of the slides of the argument and of the appendix."""
        texts = ["methods", "settings", "limits", "data", "chosen"]
        if wanted is None:
            argument, rest = choose_argument(self.places), list(self.places)
        else:
            argument, rest = [name for name in wanted if name in self.places or name not in self.run_figures], []
        argument += [] if "findings" in argument else ["findings"]
        appendix = [name for name in (*rest, *texts) if name not in argument]
        return argument, appendix if self.wishes.appendix else []

    @property
    def run_figures(self) -> set[str]:
        return {figure for contract in self.run.contracts.values() for figure in contract.figures}

    def list_missing(self, wanted: list[str] | None) -> dict[str, str]:
        """Slides that were asked for by name and have no figure, with the reason."""
        left_out = self.run.find_left_out()
        return {name: left_out[name] for name in wanted or () if name in left_out}

    def write_opening(self) -> Slide:
        run, n = self.run, len(self.run.read("papers"))
        when = self.overview["answer"].iloc[2]
        scope = start_large(f"{tell_selection(run.selection, 'footer')}; {tell_selection(run.selection, 'scope')}.")
        lines = [(self.wishes.subtitle, "", "")] if self.wishes.subtitle else []
        lines += [(self.name, f"{count(n, 'paper')} · {when}", ""), ("", scope.replace("`", ""), "")]
        title = self.wishes.title or describe_subject(self.theme, run.read("theme"))
        notes = "\n".join(["HOW THE PAPERS WERE CHOSEN", tell_selection(run.selection, "forbidden")])
        items = (*lines, ("", start_large(self.told_day), ""))
        return Slide("title", start_large(title), notes, items=items, use="opening")

    def write_divider(self, names: Sequence[str]) -> Slide:
        parts = [name for name in ("methods", "settings", "limits", "data", "chosen") if name in names]
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
        picture, ratio = _crop(self.places[name], facts["body"])
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
            "limits": "What this does not show",
            "data": f"The data: {self.overview['answer'].iloc[0]}",
            "chosen": f"How the papers were chosen: {tell_selection(self.run.selection, 'answer')}",
        }  # fmt: skip
        return self.wishes.titles.get(name) or self.sentences.get(name) or titles[name]

    def _list_items(self, name: str, shown: Sequence[str]) -> list[Item]:
        if name == "findings":
            return [("", self._find_title(figure), _tell_n(self.facts[figure])) for figure in shown]
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
            return [*told, *list_decisions(self.run.read("decisions"))]
        rows = list_chosen(self.run, self.sentences.get("both_words", ""))
        return [(head, text.replace("`", ""), "") for head, text, _ in rows]

    def _describe_list(self, name: str) -> str:
        if name != "findings":
            return f"{self._find_title(name)}: for questions."
        lines = [f"– {self._find_title(name)} ({_tell_n(facts)})" for name, facts in self.facts.items()]
        return "\n".join(["WHAT EACH FINDING RESTS ON", *lines])

    def _describe_dump(self) -> str:
        n = count(len(self.run.read("papers")), "paper")
        return " · ".join([self.name, self.told_day, n, tell_selection(self.run.selection, "footer")])

    @property
    def name(self) -> str:
        return self.run.shared_folder.name

    def _compute_overview(self) -> pd.DataFrame:
        from helpers.theme.theme_file import load_theme

        self.theme = load_theme(self.run.theme)
        tables = {name: self.run.read(name) for name in ("papers", "decisions", "topics", "memberships", "theme")}
        return compute_overview(tables, theme_file=self.theme, selection=self.run.selection)


def describe_subject(theme_file: Any, theme: pd.DataFrame) -> str:
    """Return the title of a deck: the theme where enough papers have a reading of it, and of how many papers."""
    n, read = len(theme), int(theme["sense"].notna().sum())
    if read < MIN_GROUP:
        return f"What {count(n, 'paper')} {plural('is', n, 'are')} about"
    return f"{start_large(theme_file.title)}: what {count(read, 'paper')} {plural('means', read, 'mean')} by it"


def _tell_n(facts: Mapping[str, Any]) -> str:
    return f"n = {facts['n']:,} {facts['denominator']}"


def _make_design(style: str) -> Any:
    from helpers.talk.deck_design import make_design

    return make_design(style)


def _find_day(run: Run) -> datetime:
    """The day on which the last of a run's figures was made: not today's, so that a deck made again is the same."""
    noted = [run.read_record(folder).get("notebooks", {}) for folder in (run.shared_folder, run.folder)]
    drawing = {name for name, contract in run.contracts.items() if contract.figures}
    days = [facts["finished"] for notes in noted for name, facts in notes.items() if name in drawing]
    day = max(days, default="2000-01-01")[:10]
    return datetime.fromisoformat(day)


def _crop(place: Path, body: Sequence[float]) -> tuple[bytes, float]:
    """The drawing between the words of a figure's large PNG, and the ratio of its width to its height."""
    from PIL import Image, ImageChops

    with Image.open(place.with_name(f"{place.stem}@2x.png")) as image:
        top, bottom = (round(share * image.height) for share in body)
        part = image.convert("RGB").crop((0, top, image.width, max(top + 1, bottom)))
    drawn = ImageChops.difference(part, Image.new("RGB", part.size, part.getpixel((0, 0)))).getbbox()
    if drawn:
        part = part.crop((0, max(0, drawn[1] - EDGE), part.width, min(part.height, drawn[3] + EDGE)))
    made = io.BytesIO()
    part.save(made, format="png", compress_level=6)
    return made.getvalue(), part.width / part.height


def _set_properties(presentation: Any, title: str, day: datetime) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE as KINDS

    properties = presentation.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.keywords = title, "", "", ""
    properties.created = properties.modified = day
    properties.revision = 1
    package = presentation.part.package
    for number, link in list(package._rels.items()):
        if link.reltype == KINDS.THUMBNAIL:  # it shows the first slide of another presentation
            package._rels.pop(number)


def _save(presentation: Any, path: Path, run: Run) -> list[str]:
    """Write a deck with the same bytes for the same content, and keep one that was changed by hand; say so."""
    made, packed = io.BytesIO(), io.BytesIO()
    presentation.save(made)
    with zipfile.ZipFile(made) as package, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            item = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            item.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            item.create_system = 0
            copy.writestr(item, package.read(name))
    told = []
    noted = run.read_record().get("talk", {}).get(path.name)
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != noted:
        kept = next(p for n in range(1, 10_000) if not (p := path.with_name(f"{path.stem}-edited-{n}.pptx")).exists())
        path.rename(kept)
        told = [f"The deck that stood there was changed by hand; it is kept as {kept.name}."]
    with replacing(path) as part:
        part.write_bytes(packed.getvalue())
    run.record(talk={path.name: hashlib.sha256(packed.getvalue()).hexdigest()})
    return told
