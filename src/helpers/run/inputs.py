"""What a run is made from: finding a dump's files, its sidecars and its theme, and their checksums."""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from helpers.run.atomic_files import replacing
from helpers.run.errors import InputError

BUNDLED_DUMP = "data/daily-papers-2025-08-11.txt.gz"
DEFAULT_THEME = "sparse-vs-dense"
SIDECARS = {
    "metadata": "metadata.csv", "overrides": "overrides.csv", "topics": "topics.toml", "questions": "questions.toml",
    "settings": "settings.toml",
}  # fmt: skip
"""Files beside a dump, as ``<stem>.metadata.csv`` and so on, or without the stem inside a folder dump."""

TALK = "talk.toml"
"""Such a file too, which chooses slides: an input of the deck alone, so that no table is made anew for it."""

ANNOTATIONS = "annotations"
"""Folder beside a dump, or inside a folder dump, with one CSV per coder: ``<stem>.<theme>.<coder>.csv``."""

NO_DUMPS = {"themes", ANNOTATIONS, "reference", "wordnet"}
"""Folders beside the bundled dump that hold no papers of a user."""

_ENDINGS = re.compile(
    r"(\.(txt|md|markdown|html?|json|jsonl|ndjson|csv|tsv|tab|bib|ris|nbib|xml|parquet|xlsx|gz|zip|zst|bz2|xz))+$", re.I
)
_IS_SIDECAR = re.compile(rf"(^|\.)({'|'.join(map(re.escape, (*SIDECARS.values(), TALK)))})$", re.I)


class RunError(InputError):
    """A run cannot be opened, or a table cannot be read."""


@cache
def find_root() -> Path:
    """Return the project's folder: the nearest one above that holds ``notebooks`` and ``pyproject.toml``."""
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            if (folder / "notebooks").is_dir() and (folder / "pyproject.toml").is_file():
                return folder
    raise RunError(
        "The project's folder was not found: start from inside it, where notebooks/ and pyproject.toml stand."
    )


def find_dump(dump: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> tuple[Path, ...]:
    """Return the path or paths of a dump, looked for from the working directory, then from the project's folder.

    RunError, which says where it was looked for, if one does not exist.
    """
    given = [dump] if isinstance(dump, (str, os.PathLike)) else list(dump)
    if not given:
        raise RunError("No dump was named; give the path of a file or folder.")
    found = []
    for item in given:
        places = _list_places(item)
        place = next((place for place in places if place.exists()), None)
        if place is None:
            tried = " and as ".join(dict.fromkeys(map(str, places)))
            raise RunError(f"There is no dump at {item}; it was looked for as {tried}.")
        found.append(place.resolve())
    return tuple(found)


def _list_places(given: str | os.PathLike[str]) -> list[Path]:
    """Where a path is looked for, in order."""
    path = Path(given).expanduser()
    return [path] if path.is_absolute() else [Path.cwd() / path, find_root() / path]


def list_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files of a dump in a fixed order; folders are searched, sidecars and hidden files left out."""
    files: list[Path] = []
    for path in paths:
        inside = [file.relative_to(path) for file in path.rglob("*") if file.is_file()] if path.is_dir() else []
        files += [path / file for file in sorted(inside, key=Path.as_posix) if _is_of_dump(file)]
        files += [] if path.is_dir() else [path]
    return tuple(dict.fromkeys(files))


def _is_of_dump(file: Path) -> bool:
    """Whether a file of a folder, named from there, is part of the dump."""
    hidden = any(part.startswith(".") for part in file.parts)
    return not (hidden or {"themes", ANNOTATIONS}.intersection(file.parts[:-1]) or _IS_SIDECAR.search(file.name))


def list_dumps(folder: Path) -> list[Path]:
    """Return what may be a dump in a folder: files by their ending, and folders that hold such files."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and path.name not in NO_DUMPS and not path.name.startswith("."):
            found += [path] if any(_ENDINGS.search(file.name) for file in list_files([path])) else []
        elif path.is_file() and _is_of_dump(Path(path.name)) and _ENDINGS.search(path.name):
            found += [] if re.match(r"(readme|codebook|codings|license)\b", path.name, re.I) else [path]
    return found


def list_themes() -> list[str]:
    """Return the names of the themes in ``data/themes``."""
    return sorted(file.stem for file in (find_root() / "data" / "themes").glob("*.toml"))


def find_sidecar(paths: Sequence[Path], kind: str) -> Path | None:
    """Return the sidecar of a kind, or "talk", that stands beside the first path of a dump, or inside a folder dump."""
    place = place_sidecar(paths, kind)
    return place if place.is_file() else None


def place_sidecar(paths: Sequence[Path], kind: str) -> Path:
    """Return where a sidecar of a kind, or "talk", stands, or would stand."""
    first, ending = paths[0], TALK if kind == "talk" else SIDECARS[kind]
    return first / ending if first.is_dir() else first.with_name(f"{strip_endings(first.name)}.{ending}")


def list_annotations(paths: Sequence[Path], theme: str) -> dict[str, Path]:
    """Return the coders' files of a dump for a theme (the stem of its file), by coder, in the order of their names."""
    first = place_annotations(paths, theme, "x")
    stem = first.name.removesuffix("x.csv")
    found = sorted(file for file in first.parent.glob("*.csv") if file.name.startswith(stem) and file.is_file())
    return {file.name.removeprefix(stem).removesuffix(".csv"): file for file in found if file.name != f"{stem}csv"}


def checksum_coders(paths: Sequence[Path], theme: str) -> dict[str, str]:
    """Return the checksums of the coders' files of a dump for a theme, by coder."""
    return {coder: compute_checksum((path,)) for coder, path in list_annotations(paths, theme).items()}


def place_annotations(paths: Sequence[Path], theme: str, coder: str) -> Path:
    """Return where the file of a coder for a theme stands, or would stand.

    RunError if the coder's name is not letters, digits, hyphens and underscores, at most 40.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", coder):
        raise RunError(f"The coder's name {coder!r} cannot be part of a file's name; use letters, digits and hyphens.")
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    return folder / ANNOTATIONS / f"{_find_stem(paths[0])}.{theme}.{coder}.csv"


def find_theme(theme: str | os.PathLike[str]) -> Path:
    """Return the path of a theme file, given as a path or as the name of one in ``data/themes``."""
    folder, path = find_root() / "data" / "themes", Path(theme)
    is_name = path.suffix == "" and path.parent == Path()
    places = [folder / f"{path.name}.toml"] if is_name else _list_places(theme)
    place = next((place for place in places if place.is_file()), None)
    if place is None:
        names = ", ".join(list_themes())
        raise RunError(f"There is no theme {str(theme)!r}; give the path of a theme file or one of {names}.")
    return place.resolve()


def place_reader(theme: Path) -> Path:
    """Return where the numbers of a theme's learned reader stand, or would stand, beside its card, ``reader.json``."""
    return theme.with_suffix("") / "reader.npz"


def list_reader_files(theme: Path) -> list[Path]:
    """Return the files of a theme's learned reader that are there."""
    return [file for file in (place_reader(theme), place_reader(theme).with_suffix(".json")) if file.is_file()]


def strip_endings(name: str) -> str:
    """Return a file's name without its endings: ``my.export.json.gz`` gives ``my.export``."""
    return _ENDINGS.sub("", name) or name


def _find_stem(path: Path) -> str:
    return path.name if path.is_dir() else strip_endings(path.name)


def choose_run_name(paths: Sequence[Path]) -> str:
    """Return the name of a dump's output folder: its stem, made safe as the name of a folder."""
    safe = re.sub(r"[^\w.+-]+", "-", _find_stem(paths[0])).strip(".-")[:80] or "dump"
    if safe.casefold() in {"cache", "identities", "lab", "con", "prn", "aux", "nul"}:
        safe = f"{safe}-dump"
    return safe if len(paths) == 1 else f"{safe}+{len(paths) - 1}"


def compute_checksum(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of one file, or of the names and contents of several."""
    if len(paths) == 1 and not paths[0].is_dir():
        return _hash_file(paths[0])
    lines = sorted(f"{file.name}\0{_hash_file(file)}\n" for file in list_files(paths))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _hash_file(file: Path) -> str:
    """Hash of a file, computed once for each state in which its size and time show it."""
    facts = file.stat()
    return _hash_state(file, (facts.st_size, facts.st_mtime_ns))


@cache
def _hash_state(file: Path, _state: tuple[int, int]) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def claim_folder(outputs: Path, name: str, checksum: str) -> Path:
    """Return the folder of a dump; a second, different dump of one name gets one with eight digits of its content."""
    places = [outputs / name, outputs / f"{name}-{checksum[:8]}"]
    try:
        outputs.mkdir(parents=True, exist_ok=True)
        with FileLock(outputs / ".lock"):
            for folder in places:
                if read_json(folder / "run.json").get("inputs", {}).get("dump", checksum) == checksum:
                    _begin_folder(folder, checksum)
                    return folder
    except OSError as error:
        raise RunError(f"Results cannot be written to {outputs}: {error.strerror}.") from None
    raise RunError(f"{places[-1]} belongs to another dump; move it away and run again.")


def claim_theme_folder(folder: Path, theme: Path) -> Path:
    """Return the folder for a theme beside that of its dump, which is the folder of the default theme."""
    if theme.stem == DEFAULT_THEME:
        return folder
    own = folder.with_name(f"{folder.name}--{theme.stem}")
    _begin_folder(own, read_json(folder / "run.json").get("inputs", {}).get("dump", ""))
    return own


def _begin_folder(folder: Path, checksum: str) -> None:
    folder.mkdir(exist_ok=True)
    if not (folder / "run.json").is_file():
        with replacing(folder / "run.json") as part:
            part.write_text(json.dumps({"inputs": {"dump": checksum}}), encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Return the content of a JSON file, empty where there is none that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
