"""Texts to vectors: one unit vector per text, computed once and kept in a cache.

The default encoder, all-MiniLM-L6-v2, comes with the installed packages and needs no download. A text is
always encoded alone, never padded beside others: that is as fast on a processor (batches of one, sorted by
length, measured faster than batches of eight), and a vector then depends on its own text only, so that a
cached one equals a fresh one.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.engines import find_engine, map_parts
from helpers.vectors.encoders import (
    CACHE_NAMES,
    DEFAULT_ENCODER,
    N_DIMENSIONS,
    TOKEN_LIMIT,
    Encoder,
    EncoderError,
    open_installed,
)
from helpers.vectors.neighbours import ROWS_AT_ONCE, list_blocks, scale_vectors
from helpers.vectors.vector_cache import read_vectors, round_vectors, write_vectors

TITLE_CHARACTERS = 300
"""A longer "title" is a page's text; it must not crowd the abstract out of the token limit."""
TEXTS_PER_WRITE = 32


class PaperTexts(Sequence[str]):
    """The text of each paper that is encoded, made when it is asked for."""

    def __init__(self, papers: pd.DataFrame) -> None:
        """Keep titles and abstracts."""
        self._titles, self._abstracts = papers["title"], papers["abstract"]

    def __len__(self) -> int:
        """Return the number of papers."""
        return len(self._titles)

    def __getitem__(self, place: Any) -> Any:
        """Return the text at a place, or a list of those of a slice."""
        if isinstance(place, slice):
            pairs = zip(self._titles.iloc[place].tolist(), self._abstracts.iloc[place].tolist(), strict=True)
            return [_compose_text(*pair) for pair in pairs]
        return _compose_text(self._titles.iloc[place], self._abstracts.iloc[place])

    def __iter__(self) -> Iterator[str]:
        """Go through the texts, of which few are in memory at a time."""
        for rows in list_blocks(len(self), ROWS_AT_ONCE):
            yield from self[rows]


def compose_texts(papers: pd.DataFrame) -> PaperTexts:
    """Return the text of each paper that is encoded: title, a full stop, abstract.

    Title and abstract together find better neighbours than either alone.
    """
    return PaperTexts(papers)


def _compose_text(title: str, abstract: str) -> str:
    return f"{title[:TITLE_CHARACTERS].rstrip(' .')}. {abstract}"


def open_encoder(run: Any, *, show_progress: bool = True) -> Encoder:
    """Return the run's encoder: ``encode(texts)`` gives what :func:`embed_texts` gives by its settings and cache."""
    chosen = {name: run.settings[name] for name in ("encoder", "precision")}
    return partial(embed_texts, cache=run.cache, show_progress=show_progress, **chosen)


def encode_papers(run: Any, papers: pd.DataFrame, encode: Encoder, needed: Collection[str]) -> np.ndarray:
    """Return one vector per paper, of shape (n, d), float32; where the run has a sample, only of those in ``needed``.

    ``needed`` are values of ``paper_id``. The others have vectors of NaN then: encoding them is what a sample spares.
    """
    if run.settings["sample"] is None or run.settings["sample"] >= len(papers):
        return encode(compose_texts(papers))
    here = papers["paper_id"].isin(needed).to_numpy()
    found = encode(compose_texts(papers[here]))
    vectors = np.full((len(papers), found.shape[1]), np.nan, dtype=np.float32)
    vectors[here] = found
    return vectors


def embed_texts(
    texts: Sequence[str], *, cache: str | Path | None = None, encoder: str = DEFAULT_ENCODER, precision: str = "exact",
    show_progress: bool = True, note: Callable[[str, int, int, float], None] | None = None,
) -> np.ndarray:  # fmt: skip
    """Return one unit vector per text, of shape (n, d), float32; d = 384 for the default encoder.

    A text that occurs twice is encoded once. Vectors are kept in the folder ``cache``, in float16 in one SQLite file
    that several processes may use at once, by encoder, precision, token limit and checksum of the text. Another encoder
    than the installed one is handed to sentence-transformers or, without it, to fastembed. The precision "int8"
    quantises the installed model once (a few seconds, kept in ``cache``) and then encodes about 2.3 times as fast, at a
    cosine of 0.996 to the exact vectors. ``note`` (a run's ``note_reuse``) is told how many texts were known and how
    many were encoded in how many seconds. A Dask cluster does the work where one is chosen
    (:func:`helpers.run.engines.choose_engine`). :class:`EncoderError` is raised where an encoder is not installed, not
    found or damaged, or what is kept of it has another length.

    Notes
    -----
    all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), mean over tokens, L2 norm, 256 tokens.
    """
    if isinstance(texts, str):
        raise TypeError("texts must be a sequence of texts, not one text.")
    library = _choose_library(encoder, precision)
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
    folder = None if cache is None else Path(cache)
    kind = (f"{library}:{encoder}", CACHE_NAMES[precision], TOKEN_LIMIT if library == "onnx" else 0)
    width = N_DIMENSIONS if library == "onnx" else None
    begun = time.monotonic()
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    places = sorted(first.values())
    known, here = read_vectors(folder, kind, [keys[place] for place in places], width)
    missing = np.flatnonzero(~here).tolist()
    missing.sort(key=lambda row: (len(texts[places[row]]), keys[places[row]]))
    if missing:
        wanted = [texts[places[row]] for row in missing]
        for start, vectors in _encode_in_pieces(wanted, (library, encoder, precision), folder, show_progress):
            rows = missing[start : start + len(vectors)]
            if known.shape[1] != vectors.shape[1]:
                if here.any():
                    raise EncoderError(
                        f"The encoder {encoder!r} gives {vectors.shape[1]} numbers a text, but {known.shape[1]} in the "
                        "vectors that are kept of it; remove them (`make clean`), or name its new form otherwise."
                    )
                known = np.empty((len(places), vectors.shape[1]), dtype=np.float32)
            known[rows] = round_vectors(vectors)
            write_vectors(folder, kind, [keys[places[row]] for row in rows], vectors)
    if note is not None and places:
        note("abstracts encoded", len(places) - len(missing), len(missing), time.monotonic() - begun)
    if not keys:
        return np.empty((0, width or 0), dtype=np.float32)
    for rows in list_blocks(len(known), ROWS_AT_ONCE):
        known[rows] = scale_vectors(known[rows])  # what is kept is rounded
    if len(places) == len(keys):
        return known
    row_of = {keys[place]: row for row, place in enumerate(places)}
    return known[[row_of[key] for key in keys]]


def _choose_library(encoder: str, precision: str) -> str:
    if precision not in ("exact", "int8"):
        raise EncoderError(f"The precision {precision!r} does not exist; choose 'exact' or 'int8'.")
    if encoder == DEFAULT_ENCODER:
        return "onnx"
    if precision == "int8":
        raise EncoderError(
            f"The precision 'int8' is made for {DEFAULT_ENCODER} only; set precision to 'exact' to use the "
            f"encoder {encoder!r}."
        )
    for library in ("sentence_transformers", "fastembed"):
        if library in sys.modules or find_spec(library) is not None:
            return library
    raise EncoderError(
        f"The encoder {encoder!r} needs another package: install it with `pip install sentence-transformers` "
        f"(brings PyTorch) or `pip install fastembed` (smaller), or set encoder to {DEFAULT_ENCODER!r}, "
        "which needs neither."
    )


def _open_library(library: str, encoder: str, precision: str, folder: Path | None) -> Encoder:
    if library == "onnx":
        return open_installed(folder, precision)
    try:
        if library == "sentence_transformers":
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(encoder, device="cpu")
            return lambda texts: model.encode(list(texts), batch_size=1, show_progress_bar=False)
        from fastembed import TextEmbedding

        fast = TextEmbedding(encoder)
        return lambda texts: np.stack(list(fast.embed(list(texts), batch_size=1)))
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EncoderError(
            f"The encoder {encoder!r} could not be opened by {library} ({reason}); give the name of a model "
            f"that it knows, or a folder, or set encoder to {DEFAULT_ENCODER!r}."
        ) from None


def _encode_in_pieces(
    texts: list[str], model: tuple[str, str, str], folder: Path | None, show_progress: bool
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (start, unit vectors) piece by piece, so that an interruption loses little."""
    from tqdm.auto import tqdm

    pieces = (texts[start : start + TEXTS_PER_WRITE] for start in range(0, len(texts), TEXTS_PER_WRITE))
    if find_engine() is None:  # the encoder has a thread for each processor itself
        encode = _open_library(*model, folder)
        done = (scale_vectors(encode(piece)) for piece in pieces)
    else:
        done = map_parts(partial(_encode_there, model=model), pieces)
    with tqdm(total=len(texts), desc="Encoding texts", unit="text", disable=not show_progress) as bar:
        start = 0
        for vectors in done:
            yield start, vectors
            start += len(vectors)
            bar.update(len(vectors))


def _encode_there(texts: list[str], *, model: tuple[str, str, str]) -> np.ndarray:
    """Unit vectors of a few texts, in a process that finds the model in its own environment and keeps it open."""
    return scale_vectors(_keep_library(*model)(texts))


@lru_cache(maxsize=1)
def _keep_library(library: str, encoder: str, precision: str) -> Encoder:
    return _open_library(library, encoder, precision, None)
