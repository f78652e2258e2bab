"""The file ``<stem>.talk.toml`` beside a dump, which chooses, orders and retitles slides; its mistakes by line."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from helpers.run.errors import InputError
from helpers.talk.deck_story import TEXTS, choose_slides
from helpers.theme.theme_mistakes import Mistakes, describe_syntax

LONGEST = 240
"""Characters of a title that two lines of a slide can hold."""

_KEYS = {"title": "a text in quotes", "subtitle": "a text in quotes", "slides": "a list of names in quotes",
         "appendix": "true or false", "titles": "a table, under [titles]"}  # fmt: skip
_TYPES = {"title": str, "subtitle": str, "slides": list, "appendix": bool, "titles": dict}


@dataclass(frozen=True)
class Wishes:
    """What somebody wants of a deck: None or empty means what the run would do by itself."""

    title: str | None = None
    subtitle: str | None = None
    slides: tuple[str, ...] | None = None
    appendix: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)


def read_wishes(path: Path, figures: Sequence[str]) -> Wishes:
    """Read and check a file of wishes; ``figures`` are the names of all that notebooks draw.

    Keys: ``title`` and ``subtitle`` of the first slide, ``slides`` (names in order), ``appendix``, and under
    ``[titles]`` the title of a slide by its name. An InputError tells all mistakes with line and cure.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        found = tomllib.loads(text)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(describe_syntax(path, error, content)) from None
    mistakes = Mistakes(path, text)
    for key, value in found.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"it can have {', '.join(_KEYS)}."
            mistakes.add(f"the file has the unknown key {key!r}; {cure}", "", 0, key)
        elif not isinstance(value, _TYPES[key]):
            mistakes.add(f"the file has {key} = {value!r}; it must be {_KEYS[key]}.", "", 0, key)
        elif isinstance(value, str):
            _check_title(value, key, ("", 0, key), mistakes)
    _check_slides(found.get("slides"), figures, mistakes)
    _check_titles(found.get("titles"), figures, mistakes)
    mistakes.raise_all()
    known = {key: found[key] for key in _KEYS if key in found}
    if "slides" in known:
        known["slides"] = tuple(known["slides"])
    return Wishes(**known)


def _check_slides(slides, figures, mistakes):
    if not isinstance(slides, list):
        return
    if not slides:
        mistakes.add("the file has no names in slides; leave the key out to have them chosen.", "", 0, "slides")
    for name in slides:
        if not isinstance(name, str):
            mistakes.add(f"the file has {name!r} in slides; it must be a list of names in quotes.", "", 0, "slides")
            continue
        try:
            choose_slides([name], figures)
        except InputError as error:
            mistakes.add(str(error), "", 0, "slides", name)


def _check_titles(titles, figures, mistakes):
    if not isinstance(titles, dict):
        return
    known = [*figures, *TEXTS]
    for name, title in titles.items():
        place = ("titles", 1, name)
        if name in _KEYS and name not in known:
            mistakes.add(f"{name!r} stands under [titles]; move it above that line.", *place)
        elif name not in known:
            near = get_close_matches(name, known, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}."
            mistakes.add(f"[titles] names the slide {name!r}, which does not exist; {cure}", *place)
        else:
            _check_title(title, name, place, mistakes)


def _check_title(title, name, place, mistakes):
    if not isinstance(title, str) or not title.strip():
        mistakes.add(f"the title of {name} is {title!r}; it must be a text in quotes.", *place)
    elif len(title) > LONGEST:
        told = f"the title of {name} has {len(title)} characters; two lines hold at most {LONGEST}."
        mistakes.add(told, *place)
