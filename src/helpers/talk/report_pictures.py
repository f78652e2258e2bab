"""Figures of a run as its page holds them: small pictures inside the file, and what lies where on each."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.run.inputs import read_json

WIDTH = 1600
"""Pixels of a picture: sharp on a common screen, a third of a slide's bytes."""
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """A picture as an address with the whole file in it, and its size in pixels."""

    address: str
    width: int
    height: int


def make_picture(path: Path) -> Picture:
    """Return the picture of a figure without its title and footer, which the page has as text."""
    from PIL import Image

    part = cut_drawing(path)
    height = WIDTH * part.height // part.width
    small = part.resize((WIDTH, height), Image.Resampling.LANCZOS)
    with io.BytesIO() as memory:
        small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            memory, format="png", optimize=True
        )
        written = base64.b64encode(memory.getvalue()).decode("ascii")
    return Picture(f"data:image/png;base64,{written}", WIDTH, height)


def cut_drawing(path: Path) -> Any:
    """Return what stands between the words of a figure (PIL.Image.Image), from its larger picture if there is one."""
    from PIL import Image

    top, bottom = read_body(path)
    large = path.with_name(f"{path.stem}@2x.png")
    with Image.open(large if large.is_file() else path) as image:
        first, last = (round(share * image.height) for share in (top, bottom))
        part = image.crop((0, first, image.width, max(first + 1, last)))
        return part if part.mode == "RGB" else part.convert("RGB")


def read_body(path: Path) -> tuple[float, float]:
    """Return where the drawing of a figure begins and ends, as shares of the height; all of it if that is unknown."""
    top, bottom = read_json(path.with_suffix(".json")).get("body", (0.0, 1.0))
    return float(top), float(bottom)


def read_marks(path: Path) -> dict[str, Any]:
    """Return where papers stand on a figure, from the file beside it; empty where it has none or another form.

    Returns
    -------
    dict
        ``points`` with lists ``x``, ``y`` (shares of width and height of the picture that :func:`make_picture` cuts,
        from the left and the top) and ``papers``; ``boxes``, a list of ``left``, ``top``, ``right``, ``bottom``,
        ``label`` and ``papers``.
    """
    found = read_json(path.with_suffix(".marks.json"))
    top, bottom = read_body(path)
    points = {name: [*found.get("points", {}).get(name, [])] for name in ("x", "y", "papers")}
    if len({len(column) for column in points.values()}) > 1:
        points = {name: [] for name in points}
    points["y"] = [_move(y, top, bottom) for y in points["y"]]
    moved = [
        box | {side: _move(box[side], top, bottom) for side in ("top", "bottom")} for box in found.get("boxes", [])
    ]
    return {"points": points, "boxes": moved}


def _move(y: float, top: float, bottom: float) -> float:
    """A share of the whole height as one of the part that the page shows."""
    return round((y - top) / (bottom - top), 4)
