"""Values of JSON items as readers want them: a list or an object where there is one, and the first arXiv id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.text.identifiers import find_arxiv_id


def open_list(value: Any) -> list[Any]:
    """A list as it is, anything else as an empty one."""
    return value if isinstance(value, list) else []


def open_object(value: Any) -> Mapping[str, Any]:
    """An object as it is, anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def find_first_id(texts: Iterable[str]) -> str:
    """The first arXiv id in some texts; "" if there is none."""
    return next(filter(None, map(find_arxiv_id, texts)), "")
