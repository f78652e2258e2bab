"""Importing a library as if something that it would also use, and that is heavy, were not installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

SLOW_CHECKS = "rfc3987_syntax"
"""Checks of web addresses, which jsonschema takes if they are there: two seconds to build a grammar that reading a
notebook does without."""


@contextmanager
def hide_modules(*names: str) -> Iterator[None]:
    """Make packages look as if they were not installed; those that were imported before stay as they are.

    ``None`` in ``sys.modules`` makes an import raise ModuleNotFoundError (Python's documentation of it).
    """
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    missing = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(missing))
    try:
        yield
    finally:
        for name in missing:
            modules.pop(name, None)
