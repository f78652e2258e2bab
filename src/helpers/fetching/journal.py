"""A JSONL file in the making, in finished pieces beside its place, and the settings that tell how it was made."""

import glob
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from helpers.fetching.faults import FetchError, quote
from helpers.run.atomic_files import replacing
from helpers.run.inputs import SIDECARS, strip_endings

ENDINGS = (".jsonl", ".ndjson", ".json")
_FACTS = re.compile(r"^# request: (.*)\n# fetched: .*\n", re.M)


@dataclass(frozen=True)
class Fetched:
    """What is in a fetched file; ``repeated`` papers were written once, ``already`` tells that nothing was asked."""

    path: Path
    papers: int = 0
    days: int = 0
    empty: int = 0
    repeated: int = 0
    unusable: int = 0
    already: bool = False


class Journal:
    """What is fetched so far; ``open_journal`` makes one.

    Beside ``<name>`` stand ``<name>.part``, the lines, and ``<name>.state.json``: what was asked, where to go on
    (``cursor``) and how many bytes of the part are of finished pieces. What a killed process wrote beyond them is
    cut off. ``complete`` tells that the file is there already, fetched for the same request; ``papers`` counts the
    lines that are finished.
    """

    def __init__(self, path: Path, request: dict[str, Any], *, force: bool) -> None:
        """Find what an earlier, interrupted call left."""
        self.path, self.request = path, request
        self.part = path.with_name(f"{path.name}.part")
        self.state = path.with_name(f"{path.name}.state.json")
        self.complete, self.cursor, self.papers, self._bytes = False, {}, 0, 0
        self._forced = force
        for left in path.parent.glob(f".*.part.{glob.escape(self.state.name)}"):
            left.unlink(missing_ok=True)
        known = _read_state(self.state)
        if known is not None and known["request"] == request and (not force or known["forced"]):
            self._go_on(known)
        elif known is not None and known["request"] != request and not force:
            what = f"{self.part} holds the beginning of another request ({show_request(known['request'])})"
            raise FetchError(f"{what}; finish that one, choose another file with --out, or begin anew with --force.")
        elif path.exists() and not force:
            self._check_finished()
        if not self.complete:
            with self.part.open("ab") as stream:
                stream.truncate(self._bytes)
            self._write_state()

    def _go_on(self, known: dict[str, Any]) -> None:
        size = self.part.stat().st_size if self.part.is_file() else -1
        self._forced = known["forced"]
        if known["finished"]:  # killed between the two last steps
            if size == known["bytes"]:
                self.part.replace(self.path)
            self.complete = self.path.is_file()
            self.state.unlink()
            self.papers = known["papers"] if self.complete else 0
        elif size >= known["bytes"]:
            self.cursor, self.papers, self._bytes = known["cursor"], known["papers"], known["bytes"]

    def _check_finished(self) -> None:
        known = read_request(self.path)
        if known != self.request:
            what = f"was fetched for another request ({show_request(known)})" if known else "is there already"
            raise FetchError(f"{self.path} {what}; choose another file with --out, or replace it with --force.")
        self.complete = True

    def _write_state(self, *, finished: bool = False) -> None:
        content = {
            "request": self.request, "cursor": self.cursor, "papers": self.papers, "bytes": self._bytes,
            "forced": self._forced, "finished": finished,
        }  # fmt: skip
        with replacing(self.state) as part:
            part.write_text(json.dumps(content, indent=1), encoding="utf-8")

    def read_items(self) -> Iterator[dict[str, Any]]:
        """The finished lines, as objects."""
        with self.part.open("rb") as stream:
            for line in stream:
                yield json.loads(line)

    def append(self, items: Iterable[dict[str, Any]], cursor: dict[str, Any]) -> None:
        """Write one finished piece, safe from then on; ``cursor`` says where the next one begins."""
        lines = [_write_line(item) for item in items]
        with self.part.open("ab") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
        self._bytes += sum(map(len, lines))
        self.papers += len(lines)
        self.cursor = cursor
        self._write_state()

    def finish(self) -> None:
        """Move the whole file to its place."""
        self._write_state(finished=True)
        self.part.replace(self.path)
        self.state.unlink()

    def discard(self) -> None:
        """Leave no beginnings behind, since there is nothing in them."""
        self.part.unlink(missing_ok=True)
        self.state.unlink(missing_ok=True)


def open_bar(what: str, unit: str, total: int | None, done: int, show: bool) -> Any:
    """A progress bar on the standard error that tells what is left; it is gone when all is done."""
    from tqdm import tqdm

    form = "{desc}: {n_fmt} of {total_fmt}{unit}, {remaining} left |{bar:20}| {postfix}"
    return tqdm(
        desc=what, unit=f" {unit}", total=total, initial=done, disable=not show, file=sys.stderr, leave=False,
        bar_format=form,
    )  # fmt: skip


def _write_line(item: dict[str, Any]) -> bytes:
    try:
        return json.dumps(item, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a character, which only an escape can hold
        return json.dumps(item).encode() + b"\n"


def _read_state(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        kinds = {"request": dict, "cursor": dict, "papers": int, "bytes": int, "forced": bool, "finished": bool}
        return found if all(isinstance(found[key], kind) for key, kind in kinds.items()) else None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def open_journal(path: Path, request: dict[str, Any], *, force: bool = False) -> Iterator[Journal]:
    """Give the journal of a file, gone on with where an earlier call with the same request stopped.

    With ``force`` it begins anew, unless what was interrupted had itself begun so. ``FetchError`` if the file holds or
    will hold another request, another process is at it, or it cannot be written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise FetchError(f"{path} would hold one JSON object a line; name it with the ending .jsonl.")
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock.acquire(timeout=0):
            try:
                journal = Journal(path, request, force=force)
                try:
                    yield journal
                finally:
                    if not journal.complete and not journal.cursor:
                        journal.discard()
            finally:
                Path(lock.lock_file).unlink(missing_ok=True)
    except Timeout:
        raise FetchError(f"{path} is being fetched by another process; wait for it, or stop it first.") from None
    except OSError as error:
        what = f"{error.filename or path} cannot be written ({error.strerror or error})"
        raise FetchError(f"{what}; make room or choose another file with --out.") from None


def place_sidecar(path: Path) -> Path:
    """Where the settings of a dump stand: ``<stem>.settings.toml`` beside it."""
    return path.with_name(f"{strip_endings(path.name)}.{SIDECARS['settings']}")


def write_sidecar(path: Path, request: dict[str, Any], selection: str, today: date) -> None:
    """Say beside a dump how it was chosen ("curated", "query"), what was asked and when, unless somebody did."""
    place = place_sidecar(path)
    facts = f"# request: {json.dumps(request)}\n# fetched: {today.isoformat()}\n"
    if place.exists():
        text = place.read_text(encoding="utf-8", errors="surrogateescape")
        if not _FACTS.search(text):
            return
        text = _FACTS.sub(lambda match: facts, text, count=1)
    else:
        head = f"# Settings of {quote(path.name)}, written when it was fetched; add your own."
        text = f'{head}\n{facts}selection = "{selection}"\n'
    with replacing(place) as part:
        part.write_text(text, encoding="utf-8", errors="surrogateescape")


def read_request(path: Path) -> dict[str, Any] | None:
    """What a finished dump was fetched for; None where its settings do not say."""
    try:
        found = _FACTS.search(place_sidecar(path).read_text(encoding="utf-8", errors="replace"))
        request = json.loads(found[1]) if found else None
    except (OSError, ValueError):
        return None
    return request if isinstance(request, dict) else None


def show_request(request: dict[str, Any]) -> str:
    """A request in a few words."""
    return ", ".join(f"{key} {value}" for key, value in request.items() if value is not None)
