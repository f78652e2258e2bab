"""A run to a deck of slides that one can show as it is, for PowerPoint and LibreOffice.

Figures are pictures of 3840 pixels across. Vectors were tried with LibreOffice 7.4. Of an SVG beside a PNG, which
PowerPoint reads since 2016, it shows the PNG. Made into EMF, the labels of a map come in another font, as letters stay
text there: they run into each other and are cut at the edges, as they would in PowerPoint without the figures' font.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.figures.figure_copies import style_run
from helpers.run.atomic_files import replacing
from helpers.run.inputs import find_sidecar
from helpers.run.runs import Run
from helpers.talk.claims import list_claims
from helpers.talk.deck_file import Wishes, read_wishes
from helpers.talk.deck_layouts import choose_layouts, describe_layout, find_ground, open_template
from helpers.talk.deck_parts import Parts
from helpers.talk.deck_slides import add_slide
from helpers.talk.deck_story import choose_slides
from helpers.talk.figure_slices import renew_figures
from helpers.text.wordings import count

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

    Figures that its style does not have yet, or that came from other inputs or settings, are drawn first, from the
    tables. The same run gives the same bytes. A deck that somebody has changed by hand is kept beside the new one.

    Parameters
    ----------
    claims : DataFrame, optional
        The table ``claims``, whose sentences are the titles; computed if not given.
    style : str, optional
        "light" or "dark"; by default that of the template's slides, else as the run's setting says.
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
    presentation = open_template(template) if template else None
    ground = find_ground(presentation) if template else None
    style = style or ground or ("dark" if "dark" in run.settings["style"] else "light")
    if run.settings["style"] != style:
        run, claims = style_run(run, style), None
    names = [figure for name in sorted(run.contracts) for figure in run.contracts[name].figures]
    beside = find_sidecar(run.paths, "talk")
    wishes = read_wishes(beside, names) if beside else Wishes()
    if slides is not None:
        wishes = replace(wishes, slides=tuple(slides))
    wanted = None if wishes.slides is None else choose_slides(wishes.slides, names)
    presentation = presentation or _make_design(style)
    renew_figures(run)
    parts = Parts(run, list_claims(run) if claims is None else claims, wishes)
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
    if ground and ground != style:
        told.append(f"The template's slides are {ground}, and figures are drawn for {style} ones, as was asked.")
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


def _make_design(style: str) -> Any:
    from helpers.talk.deck_design import make_design

    return make_design(style)


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
