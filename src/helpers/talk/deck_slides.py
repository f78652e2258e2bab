"""Slides: a finding with its picture, a list, an opening; written into the placeholders of a layout."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpers.talk.deck_design import TITLE_SIZES
from helpers.talk.deck_layouts import Box, Places
from helpers.talk.deck_text import LINE, choose_size, clean_text, count_lines

POINT = 12_700
"""English metric units of a point."""

LIST_SIZES, SOURCE_SIZES, SUBTITLE_SIZES = (
    (20, 18, 16, 15, 14),
    (12, 11, 10, 9, 8, 7),
    (18, 17, 16, 15, 14, 13, 12, 11, 10),
)
GAP = 0.45
"""Room after an item of a list, as a share of its size."""


Item = tuple[str, str, str]
"""Of a list: a text in bold, the text after it, and what is said more quietly; each may be empty."""


@dataclass(frozen=True)
class Slide:
    """What stands on a slide: a title, and a picture with its subtitle or items of a list."""

    name: str
    title: str
    notes: str
    source: str = ""
    subtitle: str = ""
    picture: bytes | None = None
    ratio: float = 1.0
    """Of the picture, width to height."""
    alt: str = ""
    items: tuple[Item, ...] = ()
    use: str = "list"


def add_slide(deck: Any, places: Places, slide: Slide) -> None:
    """Add a slide in a layout, and fill its placeholders; those that nothing fills are taken out."""
    made = deck.slides.add_slide(places.layout)
    there = {place.placeholder_format.idx: place for place in made.placeholders}
    area = places.area
    title = there.get(places.title)
    if title is not None:
        sizes = TITLE_SIZES if slide.use != "opening" else (44, 40, 36, 32, 28, 24, 20)
        _write_title(title, places.find_box(places.title), slide.title, sizes)
    if slide.use == "opening":
        _write_lines(there.get(places.text), area, slide.items, made)
    source_box = _find_source_box(places, slide.source)
    if slide.source and source_box is None and slide.use != "opening":
        strip = _measure_strip(slide.source, area, 9)
        _add_text(made, "Source", Box(area.left, area.top + area.height - strip, area.width, strip), slide.source, 9)
        area = area.cut(bottom=strip)
    if slide.use == "list":
        place = there.get(places.text)
        if place is not None and area != places.area:
            place.left, place.top, place.width, place.height = area.left, area.top, area.width, area.height
        _write_list(place, area, slide.items, made)
    if slide.picture is not None:
        if slide.subtitle and there.get(places.text) is not None:
            box = places.find_box(places.text)
            _fill(there[places.text], clean_text(slide.subtitle), box, SUBTITLE_SIZES)
        elif slide.subtitle:
            size = 14
            strip = _measure_strip(slide.subtitle, area, size) + round(4 * POINT)
            _add_text(made, "Subtitle", Box(area.left, area.top, area.width, strip), slide.subtitle, size)
            area = area.cut(top=strip)
        _add_picture(made, there.get(places.picture), area, slide)
    if slide.source and source_box is not None:
        _add_foot(made, "ftr", places.source, clean_text(slide.source), _choose(slide.source, source_box, SOURCE_SIZES))
    if places.number is not None and slide.use != "opening":
        _add_foot(made, "sldNum", places.number, str(len(deck.slides)), None)
    for place in list(made.placeholders):
        if place.has_text_frame and not place.text_frame.text:
            place._element.getparent().remove(place._element)
    made.notes_slide.notes_text_frame.text = "\n".join(clean_text(line) for line in slide.notes.split("\n"))


def split_list(items: Sequence[Item], box: Box) -> list[tuple[Item, ...]]:
    """Return the items of a list by slide: on as few as hold them in letters that a room can read, about evenly."""
    texts = [_join(item) for item in items]
    for n in range(1, len(items)):
        pages: list[list[Item]] = [[]]
        share, done = sum(map(len, texts)) / n, 0
        for item, text in zip(items, texts, strict=True):
            if pages[-1] and len(pages) < n and done + len(text) / 2 > share * len(pages):
                pages.append([])
            pages[-1].append(item)
            done += len(text)
        if all(_choose_list_size(page, box) for page in pages):
            return [tuple(page) for page in pages]
    return [(item,) for item in items]


def _choose_list_size(items: Sequence[Item], box: Box) -> float | None:
    texts = [_join(item) for item in items]
    width, height = (box.width - 2 * 0.1 * 914_400) / POINT - 18, box.height / POINT - 7.2
    return choose_size(texts, width, height, LIST_SIZES, bold=any(item[0] for item in items), gap=GAP)


def _join(item: Item) -> str:
    return clean_text("  ".join(filter(None, item)))


def _write_title(place: Any, box: Box, title: str, sizes: Sequence[float]) -> None:
    _fill(place, clean_text(title), box, sizes, bold=True, most=2)


def _write_list(place: Any, area: Box, items: Sequence[Item], made: Any) -> None:
    size = _choose_list_size(items, area) or LIST_SIZES[-1]
    _write_items(place, area, items, made, size, GAP * size)


def _write_lines(place: Any, area: Box, items: Sequence[Item], made: Any) -> None:
    texts = [_join(item) for item in items]
    width, height = area.width / POINT - 15, area.height / POINT - 7.2
    size = choose_size(texts, width, height, (20, 18, 16, 14, 12, 11, 10), gap=0.3) or 10
    _write_items(place, area, items, made, size, 0.3 * size)


def _write_items(place, area, items, made, size, gap):
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Pt

    frame = place.text_frame if place is not None else _add_box(made, "List", area)
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    for number, item in enumerate(items):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.line_spacing, paragraph.space_after, paragraph.space_before = Pt(LINE * size), Pt(gap), Pt(0)
        for part, text in enumerate(map(clean_text, item)):
            if not text:
                continue
            run = paragraph.add_run()
            run.text = f"  {text}" if len(paragraph.runs) > 1 else text
            run.font.size = Pt(size if part < 2 else max(12, round(0.75 * size)))
            run.font.bold = True if part == 0 else None
            if part == 2:
                run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
                run.font.color.brightness = 0.35


def _fill(place, text, box, sizes, *, bold=False, most=None):
    """Write a text in the largest size that fits its placeholder, and in no size where the layout's own is smaller."""
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Pt

    size = _choose(text, box, sizes, bold=bold, most=most)
    frame = place.text_frame
    frame.text = text
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE  # a still wider font, or a longer title, gets smaller letters
    own = _find_own_size(place)
    for paragraph in frame.paragraphs:
        if own is not None and own <= size:
            continue
        paragraph.line_spacing = Pt(LINE * size)
        for run in paragraph.runs:
            run.font.size = Pt(size)


def _choose(text, box, sizes, *, bold=False, most=None):
    """The largest size at which a text fits its box; where none does, the smallest, on as many lines as it takes."""
    width, height = box.width / POINT - 15, box.height / POINT
    return choose_size([clean_text(text)], width, height, sizes, bold=bold, most=most) or (
        choose_size([clean_text(text)], width, height, range(7, int(min(sizes)) + 1), bold=bold) or min(sizes)
    )


def _find_own_size(place: Any) -> float | None:
    """Points that a placeholder gives its text by itself: its layout's, its master's, else its master's styles."""
    layout = place.part.slide_layout
    number = place.placeholder_format.idx
    for holder in (p for p in layout.placeholders if p.placeholder_format.idx == number):
        kind = getattr(holder.placeholder_format.type, "name", "")
        masters = [p for p in layout.slide_master.placeholders if _same_kind(p, kind)]
        for element in [holder._element, *(p._element for p in masters)]:
            if (size := _read_size(element.find(".//{*}lstStyle"))) is not None:
                return size
        styles = "titleStyle" if "TITLE" in kind and kind != "SUBTITLE" else "bodyStyle"
        return _read_size(layout.slide_master._element.find(f".//{{*}}{styles}"))
    return None


def _same_kind(place: Any, kind: str) -> bool:
    own = getattr(place.placeholder_format.type, "name", "")
    return own == kind or (own == "TITLE" and kind == "CENTER_TITLE")


def _read_size(element: Any) -> float | None:
    found = None if element is None else element.find("./{*}lvl1pPr/{*}defRPr")
    return int(found.get("sz")) / 100 if found is not None and found.get("sz") else None


def _find_source_box(places: Places, source: str) -> Box | None:
    """The footer, if the line at the foot fits it."""
    if places.source is None or not source:
        return None
    box = places.find_box(places.source)
    width, height = box.width / POINT - 15, box.height / POINT
    fits = choose_size([clean_text(source)], width, height, SOURCE_SIZES[:-1]) is not None
    return box if fits else None


def _measure_strip(text: str, area: Box, size: float) -> int:
    lines = count_lines(clean_text(text), area.width / POINT - 15, size)
    return round((LINE * size * lines + 4) * POINT)


def _add_box(made: Any, name: str, box: Box) -> Any:
    shape = made.shapes.add_textbox(box.left, box.top, box.width, box.height)
    shape.name = name
    shape.text_frame.word_wrap = True
    return shape.text_frame


def _add_text(made: Any, name: str, box: Box, text: str, size: float) -> None:
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Pt

    frame = _add_box(made, name, box)
    frame.margin_top = frame.margin_bottom = 0
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    frame.text = clean_text(text)
    frame.paragraphs[0].line_spacing = Pt(LINE * size)
    for run in frame.paragraphs[0].runs:
        run.font.size = Pt(size)


def _add_picture(made: Any, place: Any, area: Box, slide: Slide) -> None:
    """Add the figure in its placeholder, whole: a placeholder of another shape would cut what stands at its edges."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    box = area.fit(slide.ratio)
    picture = made.shapes.add_picture(io.BytesIO(slide.picture or b""), box.left, box.top, box.width, box.height)
    picture.name = slide.name
    told = picture._element.nvPicPr
    told.cNvPr.set("descr", clean_text(slide.alt))
    if place is None:
        return
    mark = place._element.find(".//{*}ph")
    kind = f' type="{mark.get("type")}"' if mark.get("type") else ""
    told.nvPr.insert(0, parse_xml(f'<p:ph {nsdecls("p")}{kind} idx="{mark.get("idx")}"/>'))
    place._element.getparent().replace(place._element, picture._element)


def _add_foot(made: Any, kind: str, number: int, text: str, size: float | None) -> None:
    """Add a footer or a slide number, which python-pptx leaves out of new slides."""
    from xml.sax.saxutils import escape

    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    style = f' sz="{size * 100:.0f}"' if size else ""
    spaced = f'<a:pPr><a:lnSpc><a:spcPts val="{size * LINE * 100:.0f}"/></a:lnSpc></a:pPr>' if size else ""
    inside = f'<a:rPr lang="en-GB"{style}/><a:t>{escape(text)}</a:t>'
    if kind == "sldNum":
        inside = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">{inside}</a:fld>'
    else:
        inside = f"<a:r>{inside}</a:r>"
    made.shapes._spTree.append(
        parse_xml(
            f'<p:sp {nsdecls("a", "p")}><p:nvSpPr><p:cNvPr id="{made.shapes._next_shape_id}" '
            f'name="{"Slide number" if kind == "sldNum" else "Source"}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" idx="{number}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>'
            f"<a:lstStyle/><a:p>{spaced}{inside}</a:p></p:txBody></p:sp>"
        )
    )
