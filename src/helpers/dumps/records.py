"""What readers hand on: raw records, refusals and warnings."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from helpers.run.errors import InputError

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
EXAMPLES = 3  # of each warning are kept


class DumpError(InputError):
    """A dump, or one file of it, cannot be read; one sentence names file, place and way out."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence on one line, whatever it quotes from the file."""
        super().__init__(" ".join(scrub(sentence).split()))
        self.report: dict[str, Any] | None = None  # what was counted before the refusal


def scrub(text: str) -> str:
    """A text without control characters and halves of characters, which no file can hold; tabs and lines stay."""
    return _UNFIT.sub("\ufffd", text)


@dataclass
class RawRecord:
    """One record as the format presents it, with its place in the source ("line 12", "item 3").

    ``fields`` holds values under the names of :mod:`helpers.dumps.fields`, still unread (a date is what the file says).
    A record that cannot be a paper has a ``problem``, a reason of the list in ``helpers.run.schema.REASONS``.
    """

    source: str
    place: str
    fields: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None


class Notes:
    """What was odd while reading, counted by file and kind, with the first examples of each."""

    def __init__(self, *, titles_only: bool = False) -> None:
        """Begin with nothing noted; ``titles_only`` tells readers that abstracts may be absent."""
        self.titles_only = titles_only
        self._counts: dict[tuple[str, str], int] = {}
        self._examples: dict[tuple[str, str], list[str]] = {}
        self.facts: dict[str, Any] = {}  # what was found out on the way: format and columns by file
        self.advance: Callable[[int], object] = lambda size: None  # is told of bytes read, for a progress bar

    def warn(self, source: str, what: str, example: object = None, *, count: int = 1, whole: bool = False) -> None:
        """Count one more case of ``what`` in ``source``; an example is cut at 80 characters unless ``whole``."""
        key = (source, scrub(what))
        self._counts[key] = self._counts.get(key, 0) + count
        examples = self._examples.setdefault(key, [])
        if example is not None and len(examples) < EXAMPLES:
            shown = " ".join(scrub(str(example)).split())
            examples.append(shown if len(shown) <= 80 or whole else shown[:79] + "…")

    def add(self, other: "Notes") -> None:
        """Take over what was noted elsewhere, with its counts."""
        for (source, what), count in other._counts.items():
            self.warn(source, what, count=count)
            kept = self._examples[source, what]
            kept.extend(other._examples[source, what][: EXAMPLES - len(kept)])

    def to_json(self) -> str:
        """Return what was noted as JSON."""
        return json.dumps([[*key, count, self._examples[key]] for key, count in self._counts.items()])

    @classmethod
    def from_json(cls, text: str) -> "Notes":
        """Return the notes that :meth:`to_json` wrote."""
        notes = cls()
        for source, what, count, examples in json.loads(text):
            notes._counts[source, what], notes._examples[source, what] = count, examples
        return notes

    def sentences(self) -> list[str]:
        """All warnings, one sentence each, in the order in which they first arose."""
        said = []
        for (source, what), count in self._counts.items():
            examples = self._examples[source, what]
            tail = f" (for instance {'; '.join(examples)})" if examples else ""
            times = f"{count:,} times: " if count > 1 else ""
            said.append(f"{source}: {times}{what}{tail}.")
        return said
