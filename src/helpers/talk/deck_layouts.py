"""Layouts of a presentation and their placeholders, found by type: the deck's own, or those of somebody's template."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.run.errors import InputError

USES = {"opening": "first slide", "finding": "figures", "list": "lists"}
"""What a layout is wanted for."""

WISHED = {"PICTURE": 2.0, "OBJECT": 1.25}
"""How much larger a picture must be where no placeholder is for it, before one of these kinds is passed over."""

WIDE_FOOTER = 0.6
"""Share of a slide's width from which a footer holds the source line; under a narrow one it would fill many lines."""

_TITLES, _TEXTS = ("TITLE", "CENTER_TITLE"), ("BODY", "OBJECT", "SUBTITLE")


@dataclass(frozen=True)
class Box:
    """A place on a slide, in English metric units."""

    left: int
    top: int
    width: int
    height: int

    def cut(self, top: int = 0, bottom: int = 0) -> "Box":
        """Return the box without strips at its top and bottom."""
        return Box(self.left, self.top + top, self.width, max(1, self.height - top - bottom))

    def fit(self, ratio: float) -> "Box":
        """Return the largest box of a ratio of width to height inside this one, in its middle and at its top."""
        width = min(self.width, round(self.height * ratio))
        return Box(self.left + (self.width - width) // 2, self.top, width, round(width / ratio))


@dataclass(frozen=True)
class Places:
    """A layout and the placeholders that a slide of a use fills, by the number of each; None where it has none."""

    layout: Any
    use: str
    title: int | None = None
    text: int | None = None
    picture: int | None = None
    source: int | None = None
    number: int | None = None
    area: Box = Box(0, 0, 1, 1)
    """Where picture or list go."""
    unfilled: tuple[str, ...] = ()

    def find_box(self, number: int) -> Box:
        """Return the place of one of the placeholders."""
        return next(_read_box(place) for place in self.layout.placeholders if _read_number(place) == number)


def open_template(path: Path) -> Any:
    """Return somebody's presentation or template without its slides; InputError if it is none."""
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    try:
        deck = Presentation(_open_package(path))
        layouts = list(deck.slide_layouts)
    except FileNotFoundError:
        raise InputError(f"There is no template {path}; give the path of a .pptx or .potx file.") from None
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError, AttributeError):
        raise InputError(f"The template {path} is no presentation that can be read; save it as .pptx.") from None
    if not layouts:
        raise InputError(f"The template {path} has no layouts; save it from a presentation that has some.")
    _drop_slides(deck)
    return deck


def find_ground(deck: Any) -> str | None:
    """Return whether the slides of a presentation are "light" or "dark"; None where a picture or gradient hides it."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE as KINDS
    from pptx.oxml.ns import qn

    from helpers.figures.dark_colours import compute_contrast

    master = deck.slide_master
    ground = master._element.find(f".//{qn('p:bg')}")
    if ground is not None and next(ground.iter(qn("a:blip"), qn("a:gradFill")), None) is not None:
        return None
    found = None if ground is None else next(ground.iter(qn("a:srgbClr"), qn("a:schemeClr"), qn("a:sysClr")), None)
    if found is None or found.tag == qn("a:schemeClr"):
        name = "bg1" if found is None else found.get("val")
        mapped = master._element.find(qn("p:clrMap"))
        name = name if mapped is None else mapped.get(name, name)
        theme = master.part.part_related_by(KINDS.THEME).blob
        scheme = etree.fromstring(theme, etree.XMLParser(resolve_entities=False, no_network=True))
        found = next((colour for part in scheme.iter(qn(f"a:{name}")) for colour in part), None)
    value = None if found is None else found.get("lastClr") or found.get("val")
    if value is None or len(value) != 6:
        return None
    return "dark" if compute_contrast(f"#{value}", "#ffffff") > compute_contrast(f"#{value}", "#000000") else "light"


def choose_layouts(deck: Any, ratio: float) -> dict[str, Places]:
    """Return the layout for each use of :data:`USES`; ``ratio`` is that of the figures, width to height.

    The first slide takes a title with a subtitle; figures the layout with the largest picture, rather one with a
    placeholder for it; lists the one with the largest text and no second one.
    """
    layouts, whole = list(deck.slide_layouts), deck.slide_width * deck.slide_height

    def rate(places: Places) -> float:
        area, titled = places.area, places.title is not None
        if places.use == "opening":
            return 4 * (places.layout._element.get("type") == "title") + 2 * titled + (places.text is not None)
        if places.use == "list":
            return (
                titled + (places.text is not None) * (1 + area.width * area.height / whole) - len(places.unfilled) / 4
            )
        shown = area.fit(ratio)
        size = shown.width * shown.height / whole
        return titled + size * WISHED.get(_find_holder(places), 1) - len(places.unfilled) / 100

    return {use: max((find_places(deck, layout, use) for layout in layouts), key=rate) for use in USES}


def find_places(deck: Any, layout: Any, use: str) -> Places:
    """Find by type what a slide of a layout can fill for a use."""
    places = [place for place in layout.placeholders if _read_box(place) is not None]
    title = next((place for place in places if _read_kind(place) in _TITLES), None)
    found = {"title": None if title is None else _read_number(title)}
    wide = {"FOOTER": WIDE_FOOTER * deck.slide_width, "SLIDE_NUMBER": 0}
    for name, kind in (("source", "FOOTER"), ("number", "SLIDE_NUMBER")):
        fitting = (place for place in places if _read_kind(place) == kind and _read_box(place).width >= wide[kind])
        found[name] = next(map(_read_number, fitting), None)
    texts = sorted((p for p in places if _read_kind(p) in _TEXTS), key=lambda place: -_measure(_read_box(place)))
    pictures = sorted((p for p in places if _read_kind(p) == "PICTURE"), key=lambda place: -_measure(_read_box(place)))
    area = _find_free_area(deck, title)
    if use == "finding":
        objects = [place for place in texts if _read_kind(place) == "OBJECT"]
        holder = next(iter(pictures or objects), None)
        if holder is not None:
            found["picture"], area = _read_number(holder), _read_box(holder)
        texts = [place for place in texts if place is not holder and _read_kind(place) != "OBJECT"]
    else:
        subtitles = [place for place in texts if _read_kind(place) == "SUBTITLE"]
        texts = (subtitles or texts) if use == "opening" else [p for p in texts if _read_kind(p) != "SUBTITLE"]
        area = _read_box(texts[0]) if texts else area
    found["text"] = _read_number(texts[0]) if texts else None
    filled = set(found.values()) - {None}
    left = tuple(_name_kind(place) for place in places if _read_number(place) not in filled)
    return Places(layout, use, **found, area=area, unfilled=left)


def describe_layout(places: Places) -> str:
    """Say in one line which placeholders of a layout are filled, and which not."""
    told = {
        "title": "title",
        "text": "text",
        "picture": "picture",
        "source": "footer (source line)",
        "number": "slide number",
    }
    if places.use == "list":
        told |= {"text": "text (list)"}
    if places.use == "finding":
        told |= {"text": "text (subtitle)"}
    filled = [words for name, words in told.items() if getattr(places, name) is not None]
    wanted = {"title", "text", "number"} | {"opening": set(), "list": {"source"}, "finding": {"source", "picture"}}[
        places.use
    ]
    lacking = [name for name in told if name in wanted and getattr(places, name) is None]
    line = f"Layout “{places.layout.name}”, for the {USES[places.use]}: filled {', '.join(filled) or 'nothing'}"
    line += f"; left out {', '.join(places.unfilled)}" if places.unfilled else ""
    if "source" in lacking:
        line += "; the source line stands under the rest in a box of its own"
    lacking = [told[name] for name in lacking if name != "source"]
    return f"{line}; it has no {', '.join(lacking)}." if lacking else f"{line}."


def _open_package(path: Path) -> io.BytesIO:
    """The file as a presentation: a template (.potx) differs from one in the name of its kind alone."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for item in package.infolist():
            content = package.read(item)
            if item.filename == "[Content_Types].xml":
                content = content.replace(b"presentationml.template.main+xml", b"presentationml.presentation.main+xml")
            copy.writestr(item, content)
    made.seek(0)
    return made


def _drop_slides(deck: Any) -> None:
    """Take out all slides, and what names them: sections and custom shows."""
    root = deck.part._element
    for slide in list(deck.slides._sldIdLst):
        deck.part.drop_rel(slide.rId)
        deck.slides._sldIdLst.remove(slide)
    for element in [
        e for e in root.iter() if isinstance(e.tag, str) and e.tag.endswith(("}sectionLst", "}custShowLst"))
    ]:
        holder = element.getparent() if element.tag.endswith("}sectionLst") else element
        holder.getparent().remove(holder)


def _find_free_area(deck: Any, title: Any) -> Box:
    """What is left of a slide under its title, for layouts without a placeholder for more."""
    wide, high = deck.slide_width, deck.slide_height
    box = None if title is None else _read_box(title)
    top = high // 20 if box is None else box.top + box.height + high // 50
    top = min(top, high // 2)
    return Box(wide // 20, top, wide - 2 * (wide // 20), high - top - high // 10)


def _find_holder(places: Places) -> str:
    """The kind of placeholder that takes the picture, if one does."""
    kinds = {_read_number(place): _read_kind(place) for place in places.layout.placeholders}
    return kinds.get(places.picture, "")


def _read_kind(place: Any) -> str:
    return getattr(place.placeholder_format.type, "name", "OBJECT")


def _name_kind(place: Any) -> str:
    return _read_kind(place).lower().replace("_", " ")


def _read_number(place: Any) -> int:
    return int(place.placeholder_format.idx)


def _read_box(place: Any) -> Box | None:
    sides: Iterable[Any] = (place.left, place.top, place.width, place.height)
    return None if None in tuple(sides) else Box(*map(int, (place.left, place.top, place.width, place.height)))


def _measure(box: Box | None) -> int:
    return 0 if box is None else box.width * box.height
