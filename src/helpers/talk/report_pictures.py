"""Figures of a run as its page holds them: small pictures inside the file, and what lies where on each."""

import base64
import io
import json
from pathlib import Path
from typing import Any

from helpers.run.inputs import read_json

WIDTH = 1600
"""Pixels of a picture: sharp on a common screen, a third of a slide's bytes."""
COLOURS = 128


def make_picture(path: Path) -> str:
    """Return the picture of a figure as an address with the whole file in it, at :data:`WIDTH` pixels."""
    from PIL import Image

    large = path.with_name(f"{path.stem}@2x.png")
    with Image.open(large if large.is_file() else path) as image:
        height = WIDTH * image.height // image.width
        small = image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    with io.BytesIO() as memory:
        small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            memory, format="png", optimize=True
        )
        return f"data:image/png;base64,{base64.b64encode(memory.getvalue()).decode('ascii')}"


def read_marks(path: Path) -> dict[str, Any]:
    """Return where papers stand on a figure, from the file beside it; empty where it has none or another form.

    Returns
    -------
    dict
        ``points`` with lists ``x``, ``y`` (shares of the width from the left and of the height from the top) and
        ``papers``; ``boxes``, a list of ``left``, ``top``, ``right``, ``bottom``, ``label`` and ``papers``.
    """
    found = read_json(path.with_suffix(".marks.json"))
    points = {name: [*found.get("points", {}).get(name, [])] for name in ("x", "y", "papers")}
    if len({len(column) for column in points.values()}) > 1:
        points = {name: [] for name in points}
    return {"points": points, "boxes": found.get("boxes", [])}


def read_words(path: Path) -> dict[str, Any]:
    """Return what is said of a figure: the JSON beside it."""
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
