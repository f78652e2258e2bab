"""The settings beside a fetched file, which say how its papers were chosen and what exactly was asked."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from helpers.fetching.faults import quote
from helpers.run.atomic_files import replacing
from helpers.run.inputs import SIDECARS, strip_endings

_FACTS = re.compile(r"^# request: (.*)\n# fetched: .*\n", re.M)


def place_sidecar(path: Path) -> Path:
    """Where the settings of a dump stand: ``<stem>.settings.toml`` beside it."""
    return path.with_name(f"{strip_endings(path.name)}.{SIDECARS['settings']}")


def write_sidecar(path: Path, request: dict[str, Any], selection: str, today: date) -> None:
    """Say beside a dump how it was chosen ("curated", "query"), what was asked and when.

    Settings that somebody wrote are left as they are.
    """
    place = place_sidecar(path)
    facts = f"# request: {json.dumps(request)}\n# fetched: {today.isoformat()}\n"
    if place.exists():
        text = place.read_text(encoding="utf-8", errors="surrogateescape")
        if not _FACTS.search(text):
            return
        text = _FACTS.sub(lambda match: facts, text, count=1)
    else:
        head = f"# Settings of {quote(path.name)}, written when it was fetched; add your own."
        text = f'{head}\n{facts}selection = "{selection}"\n'
    with replacing(place) as part:
        part.write_text(text, encoding="utf-8", errors="surrogateescape")


def read_request(path: Path) -> dict[str, Any] | None:
    """What a finished dump was fetched for; None where its settings do not say."""
    try:
        found = _FACTS.search(place_sidecar(path).read_text(encoding="utf-8", errors="replace"))
        request = json.loads(found[1]) if found else None
    except (OSError, ValueError):
        return None
    return request if isinstance(request, dict) else None


def show_request(request: dict[str, Any]) -> str:
    """A request in a few words."""
    return ", ".join(f"{key} {value}" for key, value in request.items() if value is not None)
