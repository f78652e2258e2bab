"""Questions asked before looking: terms and hypotheses from a file, told apart by its hash."""

import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helpers.run.errors import InputError
from helpers.run.inputs import find_dump, place_sidecar
from helpers.text.wordings import count
from helpers.text.words import split_words

MAX_PLANNED = 20
"""Terms of one family: with more, the correction leaves little that a hundred papers could show."""
EXPECTATIONS = {"contrast": ("more", "less", "different"), "trend": ("rise", "fall", "change")}
_KEYS = {"contrast": {"term", "groups", "group", "expect", "why"}, "trend": {"term", "kind", "expect", "why"}}
_TOP = {"tuned_on", "smallest_difference", "smallest_odds", "contrast", "trend"}


class QuestionsError(InputError):
    """A file of questions cannot be used."""


@dataclass(frozen=True)
class Question:
    """One hypothesis: that a term is more or less common in a group, or that a series rises or falls."""

    test: str
    term: str
    groups: str
    group: str
    kind: str
    expect: str
    why: str


@dataclass(frozen=True)
class Questions:
    """All questions of a file, its hash (eight digits), the dumps on which it was written, and what matters at least.

    ``smallest_difference`` (of shares) and ``smallest_odds`` (a year) are None where the file does not set them.
    """

    items: tuple[Question, ...]
    digest: str
    tuned_on: tuple[str, ...]
    smallest_difference: float | None
    smallest_odds: float | None

    def list_terms(self, groups: str) -> list[str]:
        """Terms of the contrasts that are asked of one grouping, without repeats."""
        return list(dict.fromkeys(q.term for q in self.items if q.test == "contrast" and q.groups == groups))

    def list_series(self) -> list[str]:
        """Terms that are asked to rise or fall, without repeats."""
        return list(dict.fromkeys(q.term for q in self.items if q.test == "trend" and q.kind == "term"))


NO_QUESTIONS = Questions((), "", (), None, None)


def read_questions(path: Path | None) -> Questions:
    """Read a TOML file of questions; None means that nothing was asked.

    It has entries ``[[contrast]]`` (``term``, ``groups``, ``group``, ``expect``, ``why``) and ``[[trend]]`` (``term``,
    ``kind``, ``expect``, ``why``), and at the top ``tuned_on``, ``smallest_difference``, ``smallest_odds``. A
    ``QuestionsError`` names the file, the place and what may stand there.
    """
    if path is None:
        return NO_QUESTIONS
    try:
        raw = path.read_bytes()
        found = tomllib.loads(raw.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QuestionsError(f"{path} is not a readable TOML file of questions: {error}.") from None
    unknown = sorted(set(found) - _TOP)
    if unknown:
        raise QuestionsError(f"{path} has the key {unknown[0]!r}; a file of questions has {', '.join(sorted(_TOP))}.")
    items = []
    for test in ("contrast", "trend"):
        entries = found.get(test, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise QuestionsError(f"{path}: write each {test} as [[{test}]], not as a single value.")
        items += [_read_question(path, test, place, entry) for place, entry in enumerate(entries, start=1)]
    for (test, groups), many in Counter((q.test, q.groups) for q in items).items():
        if many > MAX_PLANNED:
            asked = f"{many} {test}s{f' by {groups}' if groups else ''}"
            raise QuestionsError(f"{path} asks {asked}; {MAX_PLANNED} is the most, since each more weakens all others.")
    tuned = [found["tuned_on"]] if isinstance(found.get("tuned_on"), str) else found.get("tuned_on", [])
    if not isinstance(tuned, list) or not all(isinstance(name, str) for name in tuned):
        raise QuestionsError(f"{path}: tuned_on must be a list of dumps' names, and is {tuned!r}.")
    numbers = (("smallest_difference", 0, 1), ("smallest_odds", 1, 100))
    difference, odds = (_read_number(path, found, *number) for number in numbers)
    return Questions(tuple(items), hashlib.sha256(raw).hexdigest()[:8], tuple(tuned), difference, odds)


def find_questions(run: Any) -> Path:
    """Return where a run's file of questions stands or would stand: the setting, else beside the dump."""
    named = run.settings["questions"]
    return find_dump(named)[0] if named else place_sidecar(run.paths, "questions")


def open_questions(run: Any) -> Questions:
    """Read a run's questions, and note in ``run.json`` when this file was first seen, once for each content."""
    path = find_questions(run)
    questions = read_questions(path if path.is_file() else None)
    known = run.read_record().get("questions", {})
    if questions.digest and questions.digest not in known:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        run.record(questions={questions.digest: {"file": path.name, "first_seen": now}})
    return questions


def describe_questions(questions: Questions, *, dump: str, place: Path) -> str:
    """Say what was asked before looking at this dump (the run's name), or at which place the file would stand."""
    if not questions.items:
        return (
            f"No questions were asked before looking, so everything here is exploratory. To ask some, write them into "
            f"`{place.name}` beside the dump; data/README.md shows how."
        )
    n = sum(q.test == "contrast" for q in questions.items)
    asked = f"{count(n, 'contrast')} and {count(len(questions.items) - n, 'trend')}"
    text = f"{asked} were asked in a file with the hash {questions.digest}."
    if dump in questions.tuned_on:
        text += (
            " **The file says that it was written on this very dump**: here it shows how planned questions look, "
            "and its p-values count for nothing. On another dump the same file is a plan."
        )
    return text


def describe_plan(questions: Questions, *, dump: str, n: int) -> str:
    """Name the correction of planned questions, with the hash of their file, as figures carry it."""
    if not n:
        return "exploratory"
    when = "written on this dump" if dump in questions.tuned_on else "asked beforehand"
    return f"{n} planned ({when}, {questions.digest}): max-T"


def _read_question(path, test, place, entry):
    where = f"{path}, {test} {place}"
    unknown = sorted(set(entry) - _KEYS[test])
    if unknown:
        raise QuestionsError(f"{where} has the key {unknown[0]!r}; it can have {', '.join(sorted(_KEYS[test]))}.")
    for key, value in entry.items():
        if not isinstance(value, str):
            raise QuestionsError(f"{where}: {key} must be a text, and is {value!r}.")
    kind = entry.get("kind", "term")
    if kind not in ("term", "topic", "sense", "stance"):
        raise QuestionsError(f"{where}: kind can be term, topic, sense or stance, and is {kind!r}.")
    if not entry.get("term", "").strip() or (kind == "term" and not split_words(entry["term"])):
        raise QuestionsError(f'{where} has no term; write term = "…".')
    if test == "contrast" and not (entry.get("groups") and entry.get("group")):
        raise QuestionsError(f'{where} must say between which groups: groups = "date" and group = "later".')
    expect = entry.get("expect", EXPECTATIONS[test][-1])
    if expect not in EXPECTATIONS[test]:
        raise QuestionsError(f"{where}: expect can be {', '.join(EXPECTATIONS[test])}, and is {expect!r}.")
    facts = {key: entry.get(key, "") for key in ("groups", "group", "why")}
    return Question(test=test, term=entry["term"].strip(), kind=kind, expect=expect, **facts)


def _read_number(path, found, key, low, high):
    value = found.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise QuestionsError(f"{path}: {key} must be a number from {low} to {high}, and is {value!r}.")
    return float(value)
