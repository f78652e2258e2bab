"""Figures of a run in one place: shown with their captions, listed with what they rest on."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers.run.atomic_files import replacing

if TYPE_CHECKING:
    from IPython.display import HTML

    from helpers.run.runs import Run

FIGURE_COLUMNS = ("figure", "notebook", "title", "n", "denominator", "interval", "correction", "caption", "alt", "path")


def list_figures(run: Run, *names: str) -> pd.DataFrame:
    """Return what each figure of a run shows and rests on, made first where it is missing.

    Parameters
    ----------
    run : Run
    *names : str
        Figures; all of the run's notebooks if none is named.

    Returns
    -------
    DataFrame, one row per figure
        Columns ``FIGURE_COLUMNS``; ``path`` is that of the PNG of 1920 by 1080 pixels.
    """
    rows = []
    for name, path in run.find_figures(*names).items():
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        rows.append({"figure": name, "path": str(path), **{key: facts.get(key) for key in FIGURE_COLUMNS[1:-1]}})
    return pd.DataFrame(rows, columns=list(FIGURE_COLUMNS))


def show_figures(run: Run, *names: str, width: int = 960) -> HTML:
    """Show figures at ``width`` pixels, each with its caption below and its alternative text inside.

    Parameters
    ----------
    run : Run
    *names : str
        Figures; all of the run's notebooks if none is named.
    width : int
        Width on the page in pixels.
    """
    import base64

    from IPython.display import HTML

    parts = []
    for facts in list_figures(run, *names).to_dict("records"):
        image = base64.b64encode(Path(facts["path"]).read_bytes()).decode("ascii")
        alt, caption = (html.escape(facts[key] or "", quote=True).replace("$", "&#36;") for key in ("alt", "caption"))
        parts.append(
            f'<figure class="mathjax_ignore tex2jax_ignore" style="margin:0 0 2.5em 0">'
            f'<img src="data:image/png;base64,{image}" alt="{alt}" width="{width}" style="max-width:100%">'
            f'<figcaption style="max-width:{width}px">{caption} <code>{facts["figure"]}</code></figcaption></figure>'
        )
    return HTML("".join(parts) or "<p>No figures.</p>")


def save_pictures(run: Run, folder: Path, *, width: int = 960) -> list[Path]:
    """Write one small PNG for each notebook, of the figure that its metadata name as its ``picture``.

    Parameters
    ----------
    run : Run
    folder : Path
        For the project's own README: ``docs/images``.
    width : int
        Pixels.

    Returns
    -------
    list of Path
    """
    from PIL import Image

    written = []
    for contract in sorted(run.contracts.values(), key=lambda contract: contract.name):
        name = json.loads(contract.path.read_text(encoding="utf-8"))["metadata"]["helpers"].get("picture")
        if name is not None:
            with Image.open(run.find_figures(name)[name]) as image:
                small = image.convert("RGB").resize(
                    (width, width * image.height // image.width), Image.Resampling.LANCZOS
                )
            path = folder / f"{contract.name}.png"
            with replacing(path) as part:
                small.quantize(64).save(part, optimize=True)
            written.append(path)
    return written
