"""The deck's own design: a master and three layouts on 16 by 9, whose placeholders a user may move for all slides.

Colours and fonts stand in its theme, so that another design can be laid over the deck. A presentation can name one font
for a script and no list: beside IBM Plex Sans Condensed stands its class (``panose`` and ``pitchFamily``), by which
PowerPoint and LibreOffice choose what they have in its place; heights of lines are fixed, and sizes come from Arial's
widths (:mod:`helpers.talk.deck_text`), so that every text fits with either.
"""

from typing import Any

from helpers.talk.deck_text import LINE

INCH = 914_400
"""English metric units, in which a presentation counts."""

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.4
"""Of a slide, in inches: what PowerPoint calls widescreen."""

TITLE_SIZES = tuple(range(16, 31))
"""Points of a title: the largest that gives two lines."""

_FONT = 'typeface="IBM Plex Sans Condensed" panose="020B0506050203000203" pitchFamily="34" charset="0"'
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_WIDE = WIDTH - 2 * MARGIN
_BOXES = {
    "title": (MARGIN, 0.25, _WIDE, 1.05),
    "subtitle": (MARGIN, 1.33, _WIDE, 0.4),
    "picture": (0.0, 1.8, WIDTH, 5.1),
    "list": (MARGIN, 1.55, _WIDE, 5.25),
    "source": (MARGIN, 6.96, 11.75, 0.42),
    "number": (12.25, 6.96, WIDTH - 12.25 - MARGIN, 0.42),
    "opening bar": (MARGIN + 0.5, 3.6, 1.6, 0.06),
    "opening title": (MARGIN + 0.5, 1.6, _WIDE - 1.0, 1.9),
    "opening text": (MARGIN + 0.5, 3.85, _WIDE - 1.0, 2.6),
}
"""Left, top, width and height in inches."""


def make_design(style: str) -> Any:
    """Return an empty presentation in the deck's own design, on light or dark ground."""
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE as KINDS

    deck = Presentation()
    deck.slide_width, deck.slide_height = round(WIDTH * INCH), round(HEIGHT * INCH)
    master = deck.slide_master
    for layout in list(deck.slide_layouts)[3:]:
        deck.slide_layouts.remove(layout)
    _replace(master, _write_master())
    colours = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
    if style == "dark":
        colours = {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}
    for name, value in colours.items():
        master._element.find(_name("clrMap")).set(name, value)
    for layout, (name, kind, shapes) in zip(deck.slide_layouts, _list_layouts(), strict=True):
        _replace(layout, f"<p:cSld {_SPACES} name='{name}'>{_write_tree(shapes)}</p:cSld>")
        layout._element.set("type", kind)
    theme = master.part.part_related_by(KINDS.THEME)
    theme._blob = _change_theme(theme.blob, style)
    return deck


def _list_layouts() -> list[tuple[str, str, list[str]]]:
    """Name, type and shapes of each layout."""
    source, number = _write_place("Source", "ftr", 11, "source"), _write_place("Slide number", "sldNum", 12, "number")
    opening = [
        _write_place("Title", "ctrTitle", None, "opening title", _write_levels(sizes=(44,), bold=True), anchor="b"),
        _write_place("Subtitle", "subTitle", 1, "opening text", _write_levels(sizes=(20,), colour="tx2", gap=6)),
        source,
        _write_bar("opening bar", "accent1"),
    ]
    finding = [
        _write_place("Finding", "title", None, "title"),
        _write_place("Subtitle", "body", 13, "subtitle", _write_levels(sizes=(18,), colour="tx2"), anchor="ctr"),
        _write_place("Figure", "pic", 14, "picture"), source, number,
    ]  # fmt: skip
    listed = [_write_place("Title", "title", None, "title"), _write_place("List", "body", 1, "list"), source, number]
    return [("Opening", "title", opening), ("Finding", "cust", finding), ("List", "obj", listed)]


def _write_master() -> str:
    shapes = [
        _write_place("Title", "title", None, "title", anchor="b"),
        _write_place("Text", "body", 1, "list"),
        _write_place("Source", "ftr", 3, "source", _write_levels(sizes=(12,), colour="tx2"), anchor="b"),
        _write_place("Number", "sldNum", 4, "number", _write_levels(sizes=(12,), colour="tx2", align="r"), anchor="b"),
    ]
    ground = '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    return f"<p:cSld {_SPACES}>{ground}{_write_tree(shapes)}</p:cSld>"


def _write_tree(shapes: list[str]) -> str:
    top = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    numbered = "".join(shape.replace("ID", str(place)) for place, shape in enumerate(shapes, 2))
    return f"<p:spTree>{top}{numbered}</p:spTree>"


def _write_place(name: str, kind: str, number: int | None, box: str, levels: str = "", *, anchor: str = "") -> str:
    """A placeholder with its place; what is left out comes from the master."""
    left, top, wide, high = (round(side * INCH) for side in _BOXES[box])
    index = "" if number is None else f' idx="{number}"'
    anchored = f' anchor="{anchor}"' if anchor else ""
    shown = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:t>‹#›</a:t></a:fld>'
    text = shown if kind == "sldNum" else "" if kind == "ftr" else f"<a:r><a:t>{name}</a:t></a:r>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="ID" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="{kind}"{index}/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"{anchored}><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle>{levels}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _write_bar(box: str, colour: str) -> str:
    """A bar of the layout's own, which no slide holds."""
    left, top, wide, high = (round(side * INCH) for side in _BOXES[box])
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="ID" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _write_levels(
    *, sizes: tuple[int, ...], bold: bool = False, colour: str = "tx1", align: str = "l", gap: float = 0,
    bullets: bool = False,
) -> str:  # fmt: skip
    """The styles of paragraphs by level."""
    levels = []
    for level, size in enumerate(sizes, 1):
        marked = bullets and level == 1
        indent = f'marL="{0.22 * INCH:.0f}" indent="{-0.22 * INCH:.0f}"' if marked else 'marL="0" indent="0"'
        mark = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if marked else "<a:buNone/>"
        levels.append(
            f'<a:lvl{level}pPr {indent} algn="{align}"><a:lnSpc><a:spcPts val="{size * LINE * 100:.0f}"/></a:lnSpc>'
            f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="{gap * 100:.0f}"/></a:spcAft>{mark}'
            f'<a:defRPr sz="{size * 100}" b="{int(bold)}" kern="1200"><a:solidFill><a:schemeClr val="{colour}"/>'
            '</a:solidFill><a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr>'
            f"</a:lvl{level}pPr>"
        )
    return "".join(levels)


def _replace(part: Any, written: str) -> None:
    """Put shapes in place of those of a master or layout, and on a master the styles of their text."""
    from pptx.oxml import parse_xml

    element = part._element
    element.replace(element.find(_name("cSld")), parse_xml(written))
    styles = element.find(_name("txStyles"))
    if styles is not None:
        title = _write_levels(sizes=(TITLE_SIZES[-1],), bold=True)
        body = _write_levels(sizes=(18, 16), bullets=True, gap=6)
        other = styles.find(_name("otherStyle"))
        for child in list(styles):
            styles.remove(child)
        styles.append(parse_xml(f"<p:titleStyle {_SPACES}>{title}</p:titleStyle>"))
        styles.append(parse_xml(f"<p:bodyStyle {_SPACES}>{body}</p:bodyStyle>"))
        styles.append(other)


def _name(tag: str) -> str:
    from pptx.oxml.ns import qn

    return qn(f"p:{tag}")


def _change_theme(blob: bytes, style: str) -> bytes:
    """The theme with the figures' colours and font."""
    from lxml import etree

    from helpers.figures import dark_colours, style as light

    ink, paper, quiet = light.INK, "#FFFFFF", light.QUIET
    colours = {"dk1": ink, "lt1": paper, "dk2": quiet, "lt2": dark_colours.INK}
    if style == "dark":
        colours = {"dk1": dark_colours.PAPER, "lt1": dark_colours.INK, "dk2": quiet, "lt2": "#A9B0BB"}
    colours |= {"accent1": light.POLE_COLOURS[0], "accent2": light.POLE_COLOURS[1], "accent3": light.ACCENT}
    tree = etree.fromstring(blob)
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for name, colour in colours.items():
        place = tree.find(f".//a:clrScheme/a:{name}", space)
        for child in list(place):
            place.remove(child)
        etree.SubElement(place, f"{{{space['a']}}}srgbClr").set("val", colour.lstrip("#"))
    for font in ("majorFont", "minorFont"):
        place = tree.find(f".//a:{font}", space)
        latin = etree.fromstring(f'<a:latin xmlns:a="{space["a"]}" {_FONT}/>')
        place.replace(place.find("a:latin", space), latin)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
