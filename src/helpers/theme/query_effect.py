"""What the query did: how often the poles stand in this dump and in a general corpus."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.errors import InputError
from helpers.stats.estimates import wilson_interval
from helpers.text.words import split_sentences
from helpers.theme.mentions import build_finders, find_matches

HERE, REFERENCE = "this dump", "reference"
ASKED = ("first", "second", "both", "same_sentence")


def compute_query_shares(papers, theme_file, reference=None):
    """Share of papers with each pole word, with both, and with both in one sentence, here and in general.

    Parameters
    ----------
    papers : DataFrame
        Uses ``title`` and ``abstract``.
    theme_file : ThemeFile
    reference : path of a folder, optional
        With one ``*.json`` (``papers``, ``theme``: counts by pole id, ``both``, ``same_sentence``) and one
        ``*.csv.gz`` (``term``, ``n_papers``), as ``data/reference``.

    Returns
    -------
    DataFrame, eight rows
        ``corpus`` ("this dump", "reference"), ``asked`` (first, second, both, same_sentence), ``label``,
        ``n`` papers of ``n_papers``, ``share`` with its Wilson 95 % interval ``low``, ``high``, and
        ``basis``: "counted"; "at least" where only the most frequent word of the pole is known, since
        counts of different words must not be added; "unknown".

    Raises
    ------
    InputError
        If the folder does not hold one such pair of files.

    Notes
    -----
    Wilson (1927). The title counts as a sentence of its own.
    """
    finders = build_finders(theme_file)
    counts = dict.fromkeys(ASKED, 0)
    for title, abstract in zip(papers["title"], papers["abstract"], strict=True):
        for name, found in zip(ASKED, _ask(title, abstract, finders, theme_file), strict=True):
            counts[name] += found
    rows = [_row(HERE, name, counts[name], len(papers), "counted", theme_file) for name in ASKED]
    if reference is None:
        known, size = {}, 0
    else:
        known, size = _read_reference(Path(reference), theme_file)
    for name in ASKED:
        count, basis = known.get(name, (np.nan, "unknown"))
        rows.append(_row(REFERENCE, name, count, size, basis, theme_file))
    table = pd.DataFrame(rows)
    given = table["n"].notna() & (table["n_papers"] > 0)
    low, high = wilson_interval(table["n"].where(given, 0), table["n_papers"])
    table["share"] = (table["n"] / table["n_papers"].where(table["n_papers"] > 0)).astype(float)
    table["low"], table["high"] = np.where(given, low, np.nan), np.where(given, high, np.nan)
    return table[["corpus", "asked", "label", "n", "n_papers", "share", "low", "high", "basis"]]


def _ask(title, abstract, finders, theme_file):
    first, second = theme_file.pole_ids
    poles, together = set(), False
    for text in (title, abstract):
        matches = find_matches(text, finders, theme_file) if isinstance(text, str) else []
        poles |= {match[2] for match in matches}
        if len({match[2] for match in matches}) < 2 or together:
            continue
        for a, b in split_sentences(text):
            together |= len({match[2] for match in matches if a <= match[0] < b}) == 2
    return first in poles, second in poles, len(poles) == 2, together


def _row(corpus, asked, count, size, basis, theme_file):
    labels = {
        "first": f"“{theme_file.poles[0].label}”",
        "second": f"“{theme_file.poles[1].label}”",
        "both": "both words",
        "same_sentence": "both in one sentence",
    }
    return {
        "corpus": corpus, "asked": asked, "label": labels[asked], "n": count, "n_papers": size, "basis": basis
    }  # fmt: skip


def _read_reference(folder, theme_file):
    """Counts by question with their basis, and the number of papers."""
    facts_file, terms_file = (next(iter(sorted(folder.glob(ending))), None) for ending in ("*.json", "*.csv.gz"))
    if facts_file is None:
        raise InputError(f"{folder} holds no counts of a reference corpus; put its .json and .csv.gz there.")
    facts = json.loads(facts_file.read_text(encoding="utf-8"))
    size, known = int(facts["papers"]), facts.get("theme", {})
    if all(pole in known for pole in theme_file.pole_ids):
        places = dict(
            zip(("first", "second"), theme_file.pole_ids, strict=True), both="both", same_sentence="same_sentence"
        )
        return {name: (known[key], "counted") for name, key in places.items() if key in known}, size
    if terms_file is None:
        return {}, size
    with gzip.open(terms_file, "rt", encoding="utf-8") as lines:
        terms = pd.read_csv(lines, keep_default_na=False, dtype={"term": "str", "n_papers": "int64"})
    words = terms[~terms["term"].str.contains(" ")]
    found = {}
    for name, pole in zip(("first", "second"), theme_file.poles, strict=True):
        pattern = re.compile("|".join(f"(?:{p.pattern})" for p in pole.patterns), re.IGNORECASE)
        hits = words[[pattern.fullmatch(term) is not None for term in words["term"]]]
        if len(hits):
            found[name] = (int(hits["n_papers"].max()), "at least")
    return found, size
