"""Importing a library as if something that it would also use, and that is heavy, were not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hide_modules(*names: str) -> Iterator[None]:
    """Make packages look as if they were not installed, while something else is imported.

    Parameters
    ----------
    *names : str
        Packages; those that were imported before stay as they are.

    Notes
    -----
    ``None`` in ``sys.modules`` makes an import raise ModuleNotFoundError, as Python's documentation of
    ``sys.modules`` says.
    """
    missing = [name for name in names if name not in sys.modules]
    for name in missing:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in missing:
            sys.modules.pop(name, None)
