"""Cleaning of many texts: on two processes, with what is done kept, so that an interruption costs one part."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm.auto import tqdm

from helpers.run.atomic_files import replacing
from helpers.text.cleaning import clean_text

PART = 2_000  # texts cleaned at a time, about one second of work
MIN_SHARED = 6_000  # texts from which on further processes pay for their start
JOBS = 2


def clean_texts(texts: Sequence[str], *, cache: Path | None = None) -> list[str]:
    """Clean texts as ``clean_text`` does, in their order; a bar says what is left.

    Finished parts of many stand in the folder ``cache``, named by what is in them and by the code that cleaned them.
    """
    if len(texts) < MIN_SHARED:
        return [clean_text(text) for text in texts]
    parts = [list(texts[start : start + PART]) for start in range(0, len(texts), PART)]
    paths = [_name_part(part, cache) for part in parts]
    cleaned: list[list[str] | None] = [_read_part(path, len(part)) for part, path in zip(parts, paths, strict=True)]
    missing = [i for i, part in enumerate(cleaned) if part is None]
    with tqdm(total=len(texts), desc="Cleaning", unit="text", delay=2, leave=False, disable=None) as bar:
        bar.update(sum(len(part) for part in cleaned if part is not None))
        fresh = _clean_parts([parts[i] for i in missing]) if missing else ()  # a pool takes one process at least
        for i, done in zip(missing, fresh, strict=True):
            cleaned[i] = done
            bar.update(len(done))
            if (path := paths[i]) is not None:
                with replacing(path) as part:
                    part.write_text(json.dumps(done), encoding="utf-8")
    return [text for part in cleaned for text in part or ()]


def _clean_part(texts: list[str]) -> list[str]:
    return [clean_text(text) for text in texts]


def _clean_parts(parts: list[list[str]]) -> Iterator[list[str]]:
    """Cleaned parts in their order; where no process can be started, one after another here."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    done, pool = 0, None
    try:
        # A fresh process, since a forked one can hang on the threads of a notebook's kernel.
        pool = ProcessPoolExecutor(min(JOBS, len(parts)), mp_context=get_context("spawn"))
        for cleaned in pool.map(_clean_part, parts):
            done += 1
            yield cleaned
    except (BrokenProcessPool, OSError):
        yield from map(_clean_part, parts[done:])
    finally:
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _name_part(texts: list[str], cache: Path | None) -> Path | None:
    if cache is None:
        return None
    code = (Path(__file__).with_name(name).read_bytes() for name in ("cleaning.py", "markup.py"))
    total = hashlib.sha256(b"".join(code))
    for text in texts:
        total.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return cache / "cleaned" / f"{total.hexdigest()[:32]}.json"


def _read_part(path: Path | None, size: int) -> list[str] | None:
    """A finished part; None where there is none, or none that can be trusted."""
    try:
        texts = json.loads(path.read_bytes()) if path else None
    except (OSError, ValueError):
        return None
    sound = isinstance(texts, list) and len(texts) == size and all(isinstance(text, str) for text in texts)
    return texts if sound else None
