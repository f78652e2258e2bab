"""BERTopic without what it does not need here: importing it must not start PyTorch."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

OPTIONAL = ("sentence_transformers", "transformers")
"""What BERTopic imports where it is installed, for encoders and generated names that are not used here."""


def import_bertopic() -> Any:
    """Return the module ``bertopic``, imported as if the packages that bring PyTorch were not installed.

    With PyTorch, the import takes 14 processor seconds and a gigabyte instead of 9 seconds. Whatever of them was
    imported before stays as it is.
    """
    hidden: dict[str, ModuleType | None] = {name: sys.modules.get(name) for name in OPTIONAL}
    missing = [name for name, module in hidden.items() if module is None and name not in sys.modules]
    for name in missing:
        # Python's own way to say that a module is not there (see the documentation of sys.modules).
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import bertopic
        import bertopic.backend
        import bertopic.cluster
        import bertopic.dimensionality
        import bertopic.representation
    finally:
        for name in missing:
            sys.modules.pop(name, None)
    return bertopic
