"""Bulk sets of Semantic Scholar, in which papers and abstracts stand in files of their own, joined by ``corpusid``."""

from collections.abc import Iterable, Iterator

from helpers.dumps.records import DumpError, Notes, RawRecord

_KEY = "corpusid"


def join_halves(records: Iterable[RawRecord], notes: Notes) -> Iterator[RawRecord]:
    """Records with those that have a title alone joined to those of the same number that have an abstract alone.

    A half without its other one comes last, as it is. ``DumpError`` if there are only such halves, which names the
    file that is missing.
    """
    waiting: dict[str, RawRecord] = {}
    others = 0
    for record in records:
        number = _find_half(record)
        if number is None:
            others += 1
            yield record
            continue
        first = waiting.pop(number, None)
        if first is None or ("title" in first.fields) == ("title" in record.fields):
            waiting[number] = record
            if first is not None:
                yield first
            continue
        paper, text = (first, record) if "title" in first.fields else (record, first)
        paper.fields = {**text.fields, **paper.fields, "extra": {**text.fields["extra"], **paper.fields["extra"]}}
        notes.warn(text.source, f"an abstract was joined to its paper by {_KEY}", text.place)
        others += 1
        yield paper
    left = list(waiting.values())
    has_titles = any("title" in record.fields for record in left)
    if left and not others and not (has_titles and notes.titles_only):
        has, lacks = ("papers", "abstracts") if has_titles else ("abstracts", "papers")
        more = ", or set titles_only=true to go on with titles" if has_titles else ""
        what = f"{left[0].source} holds the {has} of a bulk set of Semantic Scholar, whose {lacks} stand in other files"
        raise DumpError(f"{what}; put the files of {lacks!r} for the same papers into one folder with it{more}.")
    yield from left


def _find_half(record: RawRecord) -> str | None:
    """The number of a record that has a title or an abstract of such a set, and not both."""
    number = record.fields.get("extra", {}).get(_KEY)
    if number is None or record.problem is not None or ("title" in record.fields) == ("abstract" in record.fields):
        return None
    return str(number)
