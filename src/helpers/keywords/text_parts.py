"""Titles and abstracts part by part, each in whatever process works on it, with their acronyms written out there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from helpers.text.function_words import find_languages, mute_text

PART = 5_000
"""Papers that one process works on at a time."""
# In a run of capitals ("WHAT IS KNOWN") case tells nothing: it is passed over as a whole.
_USE = re.compile(r"(?<![\w-])(?:[A-Z]{2,}(?: [A-Z]{2,}){2,}|([A-Z][A-Za-z]{0,6}[A-Z])s?)(?![\w-])")


class LongForms(NamedTuple):
    """Long forms of the acronyms that are written out: in the whole, and of each paper those in which it differs.

    A paper that differs has "" for what is not written out in it; None stands for one that does not.
    """

    whole: Mapping[str, str]
    papers: Sequence[Mapping[str, str] | None]


class TextPart(NamedTuple):
    """Titles, abstracts and languages of some papers, and the acronyms that are written out in them.

    ``start`` is the place of the first paper.
    """

    start: int
    titles: Sequence[Any]
    abstracts: Sequence[Any]
    languages: Sequence[str] | None
    told: LongForms | None

    def list_texts(self) -> Iterator[list[str]]:
        """Yield the texts that each paper has, its acronyms written out."""
        for place, texts in enumerate(zip(self.titles, self.abstracts, strict=True)):
            known = [text for text in texts if isinstance(text, str)]
            own = self.told.papers[place] if self.told else None
            written = self.told is not None and (self.told.whole or own)
            yield [_write_out(text, self.told.whole, own or {}) for text in known] if written else known

    def mute(self, place: int, text: str) -> str:
        """Return a text of the paper at this place with one stand-in for the function words of its language."""
        language = "en" if self.languages is None else self.languages[place]
        return text if language == "en" else mute_text(text, language)


def split_parts(papers: pd.DataFrame, told: LongForms | None = None) -> Iterator[TextPart]:
    """Yield papers part by part; ``told`` are the long forms of their acronyms."""
    languages = find_languages(papers)
    for start in range(0, len(papers), PART):
        here = slice(start, start + PART)
        columns = (papers[name].iloc[here].tolist() for name in ("title", "abstract"))
        known = None if languages is None else languages.iloc[here].tolist()
        yield TextPart(start, *columns, known, told and LongForms(told.whole, told.papers[here]))


def _write_out(text: str, whole: Mapping[str, str], own: Mapping[str, str]) -> str:
    """Write out acronyms as one hyphenated word each.

    In a text that is all in capitals, and in a run of three words of them, there is no telling: they stay.
    """

    def write_one(use: re.Match[str]) -> str:
        acronym = (use[1] or "").lower()
        long = own[acronym] if acronym in own else whole.get(acronym)
        return long.replace(" ", "-") if long else use[0]

    return text if text.isupper() else _USE.sub(write_one, text)
