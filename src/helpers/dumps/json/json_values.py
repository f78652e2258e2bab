"""Values of JSON items as readers want them, and tables of where a service keeps our fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.dumps.fields import CLOCKS, LISTS, finish_fields, read_list, read_plain
from helpers.text.identifiers import find_arxiv_id
from helpers.text.placeholders import is_missing

NOT_PAPERS = frozenset(  # types of works, as Crossref, OpenAlex and CSL call them
    ("broadcast", "book-series", "book-set", "collection", "component", "database", "dataset", "erratum", "figure",
     "grant", "graphic", "image", "journal", "journal-issue", "journal-volume", "libguides", "map", "motion_picture",
     "musical_score", "paratext", "peer-review", "periodical", "proceedings", "proceedings-series", "reference-entry",
     "report-series", "retraction", "sa-component", "software", "song", "standard", "standard-series",
     "supplementary-materials")
)  # fmt: skip


def open_list(value: Any) -> list[Any]:
    """A list as it is, anything else as an empty one."""
    return value if isinstance(value, list) else []


def open_object(value: Any) -> Mapping[str, Any]:
    """An object as it is, anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def find_first_id(texts: Iterable[str]) -> str:
    """The first arXiv id in some texts; "" if there is none."""
    return next(filter(None, map(find_arxiv_id, texts)), "")


def find_value(item: Any, path: str) -> Any:
    """What stands in an item under keys joined by dots; None where one is missing.

    In a list a number is a place, and a key that of the first object which has it.
    """
    for key in path.split("."):
        if isinstance(item, list):
            found = item[int(key) : int(key) + 1] if key.isdecimal() else (open_object(one).get(key) for one in item)
            item = next((value for value in found if value is not None), None)
        else:
            item = open_object(item).get(key)
    return item


def find_texts(item: Mapping[str, Any], paths: str) -> list[str]:
    """The texts under some paths, parted by spaces, "" where there is none."""
    return [read_plain(find_value(item, path)) for path in paths.split()]


class FieldTable:
    """Where a service keeps our fields: for each the paths, parted by spaces, best first, keys joined by dots.

    Keys that are read, and those in ``used``, are left out of ``extra``, except where a "+" stands before them.
    """

    def __init__(self, *, used: str = "", **paths: str) -> None:
        """Take the paths by field."""
        self._paths = {field: text.replace("+", "") for field, text in paths.items()}
        self._used = {path for text in (used, *paths.values()) for path in text.split()}

    def find(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of an item: the first text or list that is not empty, and all dates."""
        found: dict[str, Any] = {}
        for field, paths in self._paths.items():
            if field in CLOCKS:
                found[field] = [(path, find_value(item, path)) for path in paths.split()]
            elif field in LISTS:
                lists = (read_list(find_value(item, path), field) for path in paths.split())
                found[field] = next(filter(None, lists), [])
            else:
                texts = [text for text in find_texts(item, paths) if text.strip()]
                found[field] = next((text for text in texts if not is_missing(text.strip())), "".join(texts[:1]))
        return found

    def read(self, item: Mapping[str, Any], *, also_used: Iterable[str] = (), **own: Any) -> dict[str, Any]:
        """The fields of an item, those that the service's reader found by itself among them, and ``extra``."""
        return finish_fields(self.find(item) | own, item, self._used.union(also_used))
