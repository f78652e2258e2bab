"""Figures of a run in one place: shown with their captions, listed with what they rest on."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers.run.atomic_files import replacing
from helpers.run.runs import Run
from helpers.stats.estimates import MIN_GROUP
from helpers.talk.claims import list_claims
from helpers.text.html_text import PLAIN, escape_html
from helpers.text.wordings import count, plural

if TYPE_CHECKING:
    from IPython.display import HTML

WIDTH = 960
"""Pixels of a figure on a page."""


def tell_figures(run: Run, claims: pd.DataFrame) -> str:
    """Say how many files the figures of ``claims`` have and where they are, and what was left out and why."""
    drawn = claims["figure"].dropna()
    places = list(run.find_figures(*drawn).values()) if len(drawn) else []
    files = [file for place in places for file in place.parent.glob(f"{place.stem}[.@]*")]
    folders = dict.fromkeys(f"`{place.parent.relative_to(run.outputs).as_posix()}`" for place in places)
    told = f"{count(len(places), 'figure')} in {count(len(files), 'file')}"
    told += f", below the folder of results in {' and '.join(folders)}." if folders else "."
    reasons: dict[str, list[str]] = {}
    for name, why in run.find_left_out().items():
        reasons.setdefault(why, []).append(f"`{name}`")
    return "\n\n".join([told, *(f"Left out: {', '.join(names)}. {why}" for why, names in reasons.items())])


def show_figures(run: Run, *names: str, theme: pd.DataFrame | None = None) -> "HTML":
    """Show all figures of a run, or those named, each with its caption; one that was left out is its sentence.

    Figures of the table ``theme``, where it is given, are shown if ten of its papers have a reading.
    """
    import base64

    from IPython.display import HTML

    n = MIN_GROUP if theme is None else int(theme["sense"].notna().sum())
    if n < MIN_GROUP:
        return HTML(f"<p>Only {count(n, 'paper')} of {len(theme):,} {plural('has', n, 'have')} a reading.</p>")
    parts = []
    claims = list_claims(run, *names)
    for facts in claims[claims["figure"].notna()].to_dict("records"):
        image = base64.b64encode(run.place_figure(facts["figure"]).read_bytes()).decode("ascii")
        alt, caption = escape_html(facts["alt"]), escape_html(facts["caption"])
        parts.append(
            f'<figure style="margin:0 0 2.5em 0"><img src="data:image/png;base64,{image}" alt="{alt}" width="{WIDTH}" '
            f'style="max-width:100%"><figcaption>{caption} <code>{facts["figure"]}</code></figcaption></figure>'
        )
    reasons = [why for name, why in run.find_left_out().items() if not names or name in names]
    parts += [f"<p>{escape_html(why)}</p>" for why in dict.fromkeys(reasons)]
    return HTML(f'<div class="{PLAIN}" style="max-width:{WIDTH}px">{"".join(parts) or "<p>No figures.</p>"}</div>')


def save_pictures(run: Run, folder: Path) -> list[Path]:
    """Write one small PNG for each notebook, of the figure that its metadata name as its ``picture``."""
    from PIL import Image

    written = []
    for contract in sorted(run.contracts.values(), key=lambda contract: contract.name):
        name = contract.picture
        place = run.find_figures(name).get(name) if name else None
        if place is None:
            continue
        with Image.open(place) as image:
            small = image.convert("RGB").resize((WIDTH, WIDTH * image.height // image.width), Image.Resampling.LANCZOS)
        written.append(folder / f"{contract.name}.png")
        with replacing(written[-1]) as part:
            small.quantize(256).save(part, optimize=True)
    return written
