"""What goes wrong while fetching: what ends it, and what another try may mend."""

import re

from helpers.run.errors import InputError

RESUME = "what is fetched is kept, and the same command goes on from there"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class FetchError(InputError):
    """Fetching cannot go on; one sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence on one line, whatever it quotes from a server."""
        super().__init__(quote(sentence, 1000))


class PassingFault(Exception):
    """A fault that may be gone at the next try; ``wait`` is how many seconds the server asked for, 0 if none."""

    def __init__(self, clause: str, wait: float = 0.0) -> None:
        """Keep the clause, which goes on after the server's name: "answered 500"."""
        super().__init__(clause)
        self.wait = wait


def quote(text: str, length: int = 200) -> str:
    """A foreign text on one line, without control characters, at most ``length`` characters long."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= length else line[: length - 1] + "…"
