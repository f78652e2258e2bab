"""Writing files at once or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to that becomes ``path`` only when everything went well.

    The part stands beside ``path`` under a hidden name that keeps the ending; after an error or Ctrl-C it
    is gone and ``path`` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}.part.{path.name}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def clean_parts(folder: Path) -> None:
    """Remove what a killed process may have left half-written below a folder."""
    for part in folder.rglob(".*.part.*"):
        part.unlink(missing_ok=True)
