"""Where the papers are in a JSON document: lists, lists under a key, objects one after another, tables."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from helpers.dumps.fields import find_columns, fold_name
from helpers.dumps.json.json_stream import JsonFault, JsonStream
from helpers.dumps.json.services import find_service, is_paper, unwrap
from helpers.dumps.records import DumpError, Notes

# Keys under which services keep their lists of papers, folded; some hold an object that holds the list.
CONTAINERS = (
    "papers", "data", "results", "items", "records", "entries", "works", "message", "hits", "documents", "notes",
    "articles", "publications", "result", "response", "docs", "entry", "feed", "searchresults", "resultlist",
    "recommendedpapers", "references", "citations", "rows", "list", "hit", "preprints", "collection", "submissions",
)  # fmt: skip
_AROUND = ("references", "citations")  # of one paper that stands itself beside them
_ENVELOPES = ("paper", "details", "metadata", "content", "citingpaper", "citedpaper", "attributes", "source")
_FIRST_KEY = re.compile(r'\{\s*"((?:[^"\\]|\\.){1,100})"\s*:', re.S)
_LIST_UNDER_KEY = re.compile(rf'(?i)"(?:{"|".join(CONTAINERS[:8])})"\s{{0,200}}:\s{{0,200}}\[')
_DAY_BEHIND = re.compile(r'\]\s*,[^{}\[\]]{0,2000}?"date"\s*:\s*"([^"]{4,40})"[^{}\[\]]{0,2000}\}[\s\x00]*\Z')
_SMALL = 1 << 19  # characters; in a document of so many a day is looked for behind its list too
_IS_DAY = re.compile(r"(?:19|20)\d\d-\d\d(?:-\d\d)?$")
BROKEN = ...  # stands for an item that cannot be decoded


class Found(NamedTuple):
    """One item, and the day on which the list that holds it says that it listed its papers."""

    value: Any
    day: tuple[str, str] | None = None


def is_alone(document: Mapping[str, Any]) -> bool:
    """Whether an object that stands alone is a paper: a title will not do, as a data set has one too."""
    kind = str(document.get("@type", document.get("type", "")))
    if document.keys() & {"nbformat", "recordSet", "dependencies"} or re.search(r"Dataset|FeatureCollection", kind):
        return False
    if find_service(document) is not None:
        return True
    columns = find_columns(document)
    inner = [value for value in document.values() if isinstance(value, dict) and "abstract" in find_columns(value)]
    return ("abstract" in columns and "title" in columns) or (len(inner) == 1 and is_paper(inner[0]))


def open_table(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table kept by columns, as data frames are written: lists or objects under each name."""
    names, rows = document.get("columns"), document.get("data")
    if isinstance(names, list) and isinstance(rows, list) and {"title", "abstract"} & find_columns(names).keys():
        return [dict(zip(map(str, names), row, strict=False)) for row in rows if isinstance(row, list)]
    columns = find_columns(document)
    if not {"title", "abstract"} <= columns.keys():
        return []
    title = document[columns["title"]]
    if isinstance(title, dict) and "value" not in title and title:
        tall = {name: column for name, column in document.items() if isinstance(column, dict)}
        return [{name: column.get(key) for name, column in tall.items()} for key in title]
    if isinstance(title, list) and len(title) > 1:
        tall = {name: c for name, c in document.items() if isinstance(c, list) and len(c) == len(title)}
        if columns["abstract"] in tall:
            return [{name: column[row] for name, column in tall.items()} for row in range(len(title))]
    return []


def _open_envelope(document: Mapping[str, Any]) -> dict[str, Any]:
    """The first object under one of the usual keys; an empty one if there is none."""
    return next((v for k, v in document.items() if fold_name(k) in CONTAINERS and isinstance(v, dict)), {})


def holds_list(document: Mapping[str, Any]) -> bool:
    """Whether an object that is no paper holds a list of papers under one of the usual keys."""
    for key, value in document.items():
        if not isinstance(value, (list, dict)) or fold_name(key) not in CONTAINERS:
            continue
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict) and not {"title", "abstract"} & find_columns(document).keys():
            held = holds_list(first) or (isinstance(value, list) and is_paper(first))  # an object alone is an envelope
            return held and find_service(document) is None
    return False


def find_lists(value: Any, depth: int = 8) -> Iterator[list[Any]]:
    """The lists of papers, with title and abstract, at any place of a document, whatever their keys are called."""
    items = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    if items and {"title", "abstract"} <= find_columns(unwrap(items[0])).keys():
        yield value
    elif depth:
        for inner in value.values() if isinstance(value, dict) else items[:1]:
            yield from find_lists(inner, depth - 1)


def name_keys(document: Mapping[str, Any], depth: int = 3) -> str:
    """The keys of a document, and of the first objects in it, for one who looks for the papers."""
    told = [", ".join(list(document)[:12]) or "none"]
    for key, value in list(document.items())[: 3 if depth else 0]:
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict) and first:
            told.append(f"under {key}: {name_keys(first, depth - 1)}")
    return "; ".join(told)[:400]


class JsonWalk:
    """Finds the items of one document."""

    def __init__(self, pieces: Iterable[str], source: str, notes: Notes) -> None:
        """Begin before the first sign."""
        self.stream, self.source, self.notes = JsonStream(pieces), source, notes
        self.empty = False  # a list was seen that could hold papers, and it held none
        self._begins, self._found = "", 0
        self._around = True  # all papers found stand in the citations or references of one
        self._known: set[str] = set()  # keys of the last whole item
        self._firsts: set[str] = set()  # first keys of items, as written

    def find_items(self) -> Iterator[Found]:
        """All items in order; ``DumpError`` if it is no JSON or has no papers, ``DepthFault`` if nested too deeply."""
        stream = self.stream
        alone: dict[str, Any] | None = None
        stream.peek()
        self._begins = " ".join(stream.text[stream.at :][:40].split())
        while sign := stream.peek():
            if sign == "[":
                yield from self._walk_list(1)
            elif sign == "{" and alone is not None:  # objects one after another
                yield self._give(alone)
                alone = None
                yield from self._walk_list(0)
            elif sign == "{":
                document, before = {}, self._found
                self._learn_first()
                try:
                    yield from self._walk_object(document, 1)
                except JsonFault as fault:
                    yield from self._walk_behind(fault)
                    continue
                alone = document if self._found == before else None
            elif sign in "]}" and self._found:  # behind a broken item
                stream.at += 1
            else:
                self._warn("text after the end of the JSON was not read", stream.text[stream.at :][:40])
                if alone is not None and is_alone(alone):
                    yield self._give(alone)
                    alone = None
                if not self._known:
                    break
                yield from self._recover(stream.at)
                yield from self._walk_list(0)
        if alone is not None:
            yield from self._open_alone(alone)

    def _warn(self, what: str, example: object = None) -> None:
        self.notes.warn(self.source, what, example)

    def _give(self, value: Any, day: tuple[str, str] | None = None) -> Found:
        self._found += 1
        if isinstance(value, dict) and len(value) * 2 >= len(self._known):  # and not a part of a broken item
            self._known = set(value)
        return Found(value, day)

    def _lose(self, said: str, *, cut: bool = False) -> Found:
        what = "the JSON breaks off; the file may be cut" if cut else "a JSON item is broken and was left out"
        self._warn(what, said)
        return self._give(BROKEN)

    def _describe(self, fault: JsonFault) -> str:
        near = self.stream.text[fault.end : fault.end + 25]
        return f"line {self.stream.find_line(fault.end)}, {fault}, near {near!r}"

    def _learn_first(self) -> None:
        stream = self.stream
        if len(stream.text) - stream.at < 400:
            stream.read_more()
        if len(self._firsts) < 20 and (match := _FIRST_KEY.match(stream.text, stream.at)):
            self._firsts.add(match[1])

    def _open_alone(self, document: dict[str, Any]) -> Iterator[Found]:
        """The papers of an object without a list of papers: itself, an object in it, a table; or its refusal."""
        inner = _open_envelope(document)
        while not is_alone(document) and not is_alone(inner) and (wider := _open_envelope(inner)):
            inner = wider
        if rows := open_table(document):
            yield from map(self._give, rows)
        elif is_alone(inner) and "abstract" not in find_columns(document):
            yield self._give(inner)
        elif is_alone(document):
            yield self._give(document)
        elif self._found == 0 and (lists := list(find_lists(document))):
            yield from map(self._give, chain.from_iterable(lists))
        elif self._found == 0 and not self.empty:
            if "label_s" in name_keys(document):
                what = f"{self.source} holds citations alone, as HAL answers where no fields are asked for"
                raise DumpError(f"{what}; ask for fl=halId_s,title_s,abstract_s,authFullName_s,doiId_s,producedDate_s.")
            what = f"{self.source} is a JSON object without papers (its keys: {name_keys(document)})"
            raise DumpError(f"{what}; the papers must be a list, alone or under {', '.join(CONTAINERS[:4])}.")

    def _walk_list(self, level: int, day: tuple[str, str] | None = None, *, begun: bool = False) -> Iterator[Found]:
        """The items of the list that begins here, or was begun; level 0: objects one after another, no list."""
        stream = self.stream
        if level and not begun:
            stream.at += 1
            self.empty = self.empty or stream.peek() == "]"
        while sign := stream.peek():
            if sign == "]" or (sign == "[" and level == 0):
                stream.at += level > 0
                return
            if sign in "}:":
                self._warn("a stray sign in the JSON was left out", f"line {stream.find_line()}, {sign!r}")
                stream.at += 1
                continue
            if sign == "[" and re.match(r"\[\s*\{", stream.text[stream.at : stream.at + 200]):  # pages of a list
                yield from self._walk_list(level + 1, day)
                continue
            self._learn_first()
            try:
                value = stream.read_value(above=level)
            except JsonFault as fault:
                said, behind = self._describe(fault), list(self._recover(stream.at + 1, day))
                cut = fault.cut and not behind
                yield self._lose(said, cut=cut)
                yield from behind
                if cut:
                    return
                continue
            if isinstance(value, str) and stream.peek() == ":":
                self._warn("a JSON item is broken and its end was left out", f"line {stream.find_line()}")
                yield from self._recover(stream.at, day)
                continue
            yield self._give(value, day)
        if level:
            self._warn("the JSON list has no end; the file may be cut")

    def _recover(self, at: int, day: tuple[str, str] | None = None) -> Iterator[Found]:
        """Go on behind a broken item to the next whole one, whose first key and most other keys are those of items.

        An object that begins so and is broken is given too, as ``BROKEN``; what else is passed over is a part of one.
        """
        stream = self.stream
        stream.at = at
        first = "|".join(map(re.escape, self._firsts)) or r'[^"]{1,100}'
        pattern = re.compile(rf'\{{\s{{0,200}}"(?:{first})"\s{{0,200}}:')
        while stream.move_to(pattern):
            try:
                value = stream.read_value()
            except JsonFault as fault:
                if self._firsts:
                    yield self._lose(self._describe(fault))
                stream.at += 1
                continue
            if self._is_akin(value):
                yield self._give(value, day)
                return

    def _is_akin(self, value: dict[str, Any]) -> bool:
        """Whether an object behind a broken item is one of the items, and not a part of the broken one."""
        if not self._known:
            return {"title", "abstract"} <= find_columns(value).keys()
        return sum(key in self._known for key in value) * 2 >= len(value) and len(value) * 3 >= len(self._known)

    def _walk_object(self, own: dict[str, Any], level: int) -> Iterator[Found]:
        """The papers in lists under the keys of the object that begins here; the other keys come into ``own``."""
        stream = self.stream
        stream.at += 1
        before = self._found
        while (sign := stream.peek()) != "}":
            if sign == "" and self._found > before:
                self._warn("the JSON has no end; the file may be cut")
                return
            start = stream.at
            key = self._read_inside()
            if not isinstance(key, str) or stream.peek() != ":":
                raise JsonFault("a key without a value", min(start, stream.at), stream.at, cut=False)
            stream.at += 1
            sign, folded = stream.peek(), fold_name(key)
            if sign == "[":
                yield from self._walk_named_list(key, own, level + 1)
            elif sign == "{" and folded in CONTAINERS and level < 8:
                own[key] = {}
                yield from self._walk_object(own[key], level + 1)
            else:
                value = stream.read_value(above=level)
                if isinstance(value, dict) and self._is_named_paper(folded, value, own):  # {"2401.01234": {…}, …}
                    self._around = False
                    yield self._give({"id": key, **value})
                else:
                    own[key] = value
        stream.at += 1
        if level == 1 and self._found > before and self._around and own.get("title") and is_alone(own):
            yield self._give(own)  # the paper whose citations and references these are

    def _read_inside(self, level: int = 0) -> Any:
        """A value in an object or list that is open."""
        if self.stream.peek() == "":
            raise JsonFault("it breaks off", self.stream.at, self.stream.at, cut=True)
        return self.stream.read_value(above=level)

    def _walk_named_list(self, key: str, own: dict[str, Any], level: int) -> Iterator[Found]:
        """The papers in the list that begins here; a list of other things comes into ``own``."""
        stream, folded, items = self.stream, fold_name(key), []
        named = folded in CONTAINERS and not is_alone(own)
        stream.at += 1
        while stream.peek() != "]" and not any(item is not None for item in items):
            self._learn_first()
            try:
                items.append(self._read_inside(level))
            except JsonFault as fault:
                if not named or fault.cut:
                    raise
                yield self._lose(self._describe(fault))
                yield from self._recover(stream.at + 1)
                yield from self._walk_list(level, begun=True)
                return
        if items and self._are_papers(items[-1], folded, own):
            self._around = self._around and folded in _AROUND
            day = self._find_day(key, own)
            for item in items:
                yield self._give(item, day)
            yield from self._walk_list(level, day, begun=True)
            return
        self._firsts.clear()
        while stream.peek() != "]":
            items.append(self._read_inside(level))
        stream.at += 1
        self.empty = self.empty or (named and not any(items))
        own[key] = items

    @staticmethod
    def _are_papers(first: Any, folded: str, own: dict[str, Any]) -> bool:
        if not isinstance(first, dict):
            return False
        service, columns = find_service(first), find_columns(unwrap(first)).keys()
        if folded in _AROUND and "title" in own:
            return (service is not None and service.name == "semantic scholar") or "paperId" in first
        if service is not None or {"title", "abstract"} <= columns:
            return True
        return folded in CONTAINERS and (is_paper(first) or "paperId" in first)

    @staticmethod
    def _is_named_paper(folded: str, value: dict[str, Any], own: dict[str, Any]) -> bool:
        """Whether a value is a paper that stands under its id, and not a part of the paper that holds it."""
        if folded in _ENVELOPES or not {"title", "abstract"} <= find_columns(value).keys():
            return False
        return not {"title", "abstract"} & find_columns(own).keys() and find_service(own) is None

    def _find_day(self, key: str, own: dict[str, Any]) -> tuple[str, str] | None:
        """The day of a list: beside it under "date", before or behind, or the key itself."""
        if _IS_DAY.match(key):
            return ("key of the list", key)
        day, stream = own.get("date"), self.stream
        while day is None and len(stream.text) < _SMALL and stream.read_more():
            pass
        if day is None and stream.ended:
            behind = _DAY_BEHIND.search(stream.text, max(stream.at, len(stream.text) - 5000))
            day = behind[1] if behind else None
        return ("date of the list", day) if isinstance(day, str) else None

    def _walk_behind(self, fault: JsonFault) -> Iterator[Found]:
        """What can be read of a document that is broken outside its list of papers."""
        stream, before, said = self.stream, self._found, self._describe(fault)
        listed = None if before else _LIST_UNDER_KEY.search(stream.text, fault.start)
        if listed:
            self._warn("the JSON is broken before the list", said)
            stream.at = listed.end() - 1
            yield from self._walk_list(2)
            return
        behind = [] if fault.cut else list(self._recover(fault.start))
        if before:
            self._warn("the JSON is broken behind the list", said)
        elif any(found.value is not BROKEN for found in behind):  # objects one after another, the first one broken
            yield self._lose(said)
        else:
            what = f"{self.source} is not JSON that can be read ({said})"
            raise DumpError(f"{what}; it begins with {self._begins!r}: fetch it again.")
        yield from behind
        yield from self._walk_list(0)
