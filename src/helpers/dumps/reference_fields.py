"""What records of references say in common, whichever format: names, dates, languages, kinds and identifiers."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from helpers.dumps.author_names import keep_people, split_authors
from helpers.text.identifiers import find_arxiv_id, find_doi
from helpers.text.placeholders import is_missing

_WITHDRAWN = {
    "retracted", "retracted publication", "retracted article", "retracted paper", "withdrawn",
    "withdrawn publication", "withdrawn article",
}  # fmt: skip
_NOT_PAPERS = {
    "conference review", "proceedings", "mvproceedings", "periodical", "dataset", "data set", "data", "dbase",
    "aggr", "comp", "software", "software, database", "peer review", "erratum", "published erratum", "correction",
    "corrigendum", "retraction", "retraction notice", "retraction of publication", "expression of concern",
}  # fmt: skip
_ACL_ADDRESS = re.compile(
    r"aclanthology\.org/([A-Za-z0-9.-]+?)(?:\.pdf)?/?$|aclweb\.org/anthology/(?:papers/\w/\w\d\d/)?([\w.-]+?)/?$"
)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([A-Za-z]{3,})\.?", re.I)
_MONTH_DAY = re.compile(r"([A-Za-z]{3,})[\s.-]*(\d{1,2})(?:st|nd|rd|th)?,?", re.I)


class Texts(dict[str, list[str]]):
    """The texts of one record by tag or element, none of them empty."""

    def first(self, *names: str) -> str:
        """The first text of the first of some names that has one, and no placeholder if it can; "" if none has."""
        texts = [text for name in names for text in self.get(name, ())[:1]]
        return next((text for text in texts if not is_missing(text)), "".join(texts[:1]))

    def pick(self, **tags: str) -> dict[str, Any]:
        """The first text for each of our fields, given the tags that hold it, best first: ``title="TI T1"``."""
        return {field: self.first(*names.split()) for field, names in tags.items()}

    def every(self, *names: str) -> list[str]:
        """All texts of some names, name by name."""
        return [text for name in names for text in self.get(name, ())]

    def without(self, used: Collection[str] = ()) -> dict[str, Any]:
        """What stands under other names than those that are used; single texts without their list."""
        return {name: found[0] if len(found) == 1 else found for name, found in self.items() if name not in used}


def turn_name(name: str) -> str:
    """ "Last, First" as "First Last"; a name without a comma stays.

    >>> turn_name("King, Martin Luther, Jr.")
    'Martin Luther King Jr.'
    """
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or not parts[1]:
        return parts[0]
    if len(parts) > 3:
        return " ".join(name.split())
    last, first, suffix = (*parts, "")[:3]
    if re.fullmatch(r"(?i)jr\.?|sr\.?|[ivx]{2,4}|2nd|3rd", first) and len(parts) == 3:
        first, suffix = suffix, first
    return " ".join(part for part in (first, last, suffix) if part)


def list_names(names: Iterable[str]) -> list[str]:
    """Names as "First Last", each once, in their order, without "and others"; semicolons part several."""
    single = (name for text in names for name in (split_authors(text) if ";" in text else keep_people([text])))
    return list(dict.fromkeys(turned for name in single if (turned := " ".join(turn_name(name).split()))))


def join_date(year: str, month: str = "", day: str = "") -> str:
    """A date in parts as one text ("2017 NOV", "2019-03"); a month with a year of its own is the whole date."""
    year, month, day = (" ".join(part.replace("~", " ").split()) for part in (year, month, day))
    if not year or not month or re.search(r"\d{4}", month):
        return month or year
    if re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if re.fullmatch(r"[0-3]?\d", day) else "")
    if match := _DAY_MONTH.fullmatch(month):
        month, day = match[2], match[1]
    elif match := _MONTH_DAY.fullmatch(month):
        month, day = match[1], match[2]
    return " ".join(part for part in (year, month, day) if part)


def put_language(fields: dict[str, Any], declared: str) -> None:
    """Note the language that a record declares if it is English; others, whose abstract may be, in ``extra`` alone."""
    if re.fullmatch(r"(?i)en(?:[-_][a-z]{2})?|eng|(?:u[ks]|american|british|australian|canadian)?english", declared):
        fields["language"] = "en"
    elif declared:
        fields["extra"]["language"] = declared


def find_kind_problem(kinds: Iterable[str]) -> str | None:
    """Why a record of these kinds ("Article", "Retracted Publication", "Erratum") is no paper; None if it may be."""
    folded = {kind.strip().lower() for kind in kinds}
    if folded & _WITHDRAWN:
        return "withdrawn or rejected"
    return "not a paper" if folded & _NOT_PAPERS else None


def find_identifiers(fields: dict[str, Any], doi: Iterable[str] = (), arxiv: Iterable[str] = ()) -> None:
    """Put into ``fields`` the first DOI and arXiv id of the texts, unless it has them, and the ACL id in ``url``."""
    for name, find, texts in (("doi", find_doi, doi), ("arxiv_id", find_arxiv_id, arxiv)):
        found = next((value for text in texts if text and (value := find(text))), None)
        if found and not fields.get(name):
            fields[name] = found
    if match := _ACL_ADDRESS.search(fields.get("url", "")):
        fields["acl_id"] = match[1] or match[2]


def keep_filled(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that are not empty; ``extra`` always."""
    return {name: value for name, value in fields.items() if value or name == "extra"}
