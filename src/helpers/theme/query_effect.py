"""What the query did: how often the poles stand in this dump and in a general corpus."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.errors import InputError
from helpers.stats.estimates import MIN_GROUP, measure_shares
from helpers.text.sentences import split_sentences
from helpers.text.wordings import count, plural
from helpers.theme.mentions import build_finders, find_matches
from helpers.theme.theme_file import ThemeFile

HERE, ELSEWHERE = "this dump", "papers of a reference corpus"
ASKED = ("first", "second", "both", "same_sentence")


def compute_query_shares(
    papers: pd.DataFrame, theme_file: ThemeFile, reference: str | Path | None = None
) -> pd.DataFrame:
    """Share of papers with each pole word, with both, and with both in one sentence, here and in general.

    Parameters
    ----------
    reference : path of a folder, optional
        With one ``*.json`` (``papers``, ``called``: what they are, ``theme``: counts by pole id, ``both``,
        ``same_sentence``) and one ``*.csv.gz`` (``term``, ``n_papers``), as ``data/reference``; an ``InputError`` if it
        does not hold them.

    Returns
    -------
    DataFrame, eight rows
        ``corpus`` ("this dump", and what the papers of the reference are called), ``asked`` (first, second, both,
        same_sentence), ``label``, ``n`` papers of ``n_papers``, ``share`` with its Wilson 95% interval ``low``,
        ``high``, and ``basis``: "counted"; "at least" where only the most frequent word of the pole is known, since
        counts of different words must not be added; "unknown". The title counts as a sentence of its own.
    """
    counts = {name: len(found) for name, found in _find_places(papers, theme_file).items()}
    known, size, called = ({}, 0, ELSEWHERE) if reference is None else _read_reference(Path(reference), theme_file)
    first, second = theme_file.labels
    labels = (f"“{first}”", f"“{second}”", "both words", "both in one sentence")
    rows = [
        {"corpus": corpus, "asked": name, "label": label, "n": n, "n_papers": total, "basis": basis}
        for corpus, total, found in (
            (HERE, len(papers), {name: (n, "counted") for name, n in counts.items()}),
            (called, size, known),
        )
        for name, label in zip(ASKED, labels, strict=True)
        for n, basis in [found.get(name, (np.nan, "unknown"))]
    ]
    table = pd.DataFrame(rows)
    table[["share", "low", "high"]] = measure_shares(table["n"], table["n_papers"])
    return table[["corpus", "asked", "label", "n", "n_papers", "share", "low", "high", "basis"]]


def find_query_papers(papers: pd.DataFrame, theme_file: ThemeFile) -> dict[str, list[str]]:
    """List the papers with each pole word, with both, and with both in one sentence, by what is asked."""
    ids = papers["paper_id"].tolist()
    return {name: [ids[place] for place in places] for name, places in _find_places(papers, theme_file).items()}


def _find_places(papers, theme_file):
    finders, found = build_finders(theme_file), {name: [] for name in ASKED}
    for place, (title, abstract) in enumerate(zip(papers["title"], papers["abstract"], strict=True)):
        for name, has in zip(ASKED, _ask(title, abstract, finders, theme_file), strict=True):
            found[name] += [place] if has else []
    return found


def _ask(title, abstract, finders, theme_file):
    first, second = theme_file.pole_ids
    poles, together = set(), False
    for text in (title, abstract):
        matches = find_matches(text, finders) if isinstance(text, str) else []
        poles |= {match[2] for match in matches}
        if len({match[2] for match in matches}) < 2 or together:
            continue
        for a, b in split_sentences(text):
            together |= len({match[2] for match in matches if a <= match[0] < b}) == 2
    return first in poles, second in poles, len(poles) == 2, together


def _read_reference(folder, theme_file):
    """Counts by question with their basis, the number of papers, and what they are called."""
    facts_file, terms_file = (next(iter(sorted(folder.glob(ending))), None) for ending in ("*.json", "*.csv.gz"))
    if facts_file is None:
        raise InputError(f"{folder} holds no counts of a reference corpus; put its .json and .csv.gz there.")
    facts = json.loads(facts_file.read_text(encoding="utf-8"))
    size, known, called = int(facts["papers"]), facts.get("theme", {}), str(facts.get("called", ELSEWHERE))
    if all(pole in known for pole in theme_file.pole_ids):
        keys = dict(zip(ASKED, (*theme_file.pole_ids, *ASKED[2:]), strict=True))
        return {name: (known[key], "counted") for name, key in keys.items() if key in known}, size, called
    if terms_file is None:
        return {}, size, called
    words, *_ = read_terms(folder)
    found = {}
    for name, pole in zip(("first", "second"), theme_file.poles, strict=True):
        pattern = re.compile("|".join(f"(?:{p.pattern})" for p in pole.patterns), re.IGNORECASE)
        hits = words[[pattern.fullmatch(term) is not None for term in words.index]]
        if len(hits):
            found[name] = (int(hits.max()), "at least")
    return found, size, called


def read_terms(folder: Path) -> tuple[pd.Series, int, int]:
    """Read the papers of each word of the reference corpus, all its papers, and from how many on a word is listed."""
    terms_file = min(folder.glob("*.csv.gz"), default=None)
    if terms_file is None:
        raise InputError(f"{folder} holds no counts of a reference corpus; put its .json and .csv.gz there.")
    facts = json.loads(min(folder.glob("*.json")).read_text(encoding="utf-8"))
    terms = pd.read_csv(terms_file, keep_default_na=False, dtype={"term": "str", "n_papers": "int64"})
    words = terms[~terms["term"].str.contains(" ")].set_index("term")["n_papers"]
    return words, int(facts["papers"]), int(facts.get("min_papers", {}).get("words", 1))


def describe_query(shares: pd.DataFrame, theme_file: ThemeFile) -> str:
    """One or two sentences: how many papers hold both words here, and how many elsewhere."""
    here, there = split_corpora(shares)
    first, second = theme_file.labels
    n, both, same = int(here.loc["both", "n_papers"]), int(here.loc["both", "n"]), int(here.loc["same_sentence", "n"])
    if n == 0:
        return "There are no papers in this dump."
    text = (
        f"{both:,} of {count(n, 'paper')} {plural('holds', both, 'hold')} both “{first}” and “{second}”, {same:,} of "
    )
    text += "them in one sentence."
    if there.loc["both", "basis"] == "counted":
        size, share, called = (
            int(there.loc["both", "n_papers"]),
            there.loc["both", "share"],
            there.loc["both", "corpus"],
        )
        text += f" Of {size:,} {called} {share:.1%} do"
        # Only a surplus that the interval of this dump bears out is put into a number.
        text += f", so the pair is {both / n / share:,.0f} times as common here." if has_surplus(shares) else "."
    elif (there["basis"] == "at least").any():
        text += " For this theme the reference corpus gives lower bounds for single words only, and none for both."
    return text


def split_corpora(shares: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of this dump and those of the reference, by what was asked."""
    is_here = shares["corpus"] == HERE
    return shares[is_here].set_index("asked"), shares[~is_here].set_index("asked")


def has_surplus(shares: pd.DataFrame, times: float = 2) -> bool:
    """Tell whether both words stand in so many times the share of papers of the reference, at the lower limit."""
    here, there = split_corpora(shares)
    share = there.loc["both", "share"] if there.loc["both", "basis"] == "counted" else 0
    return bool(share > 0 and here.loc["both", "n_papers"] >= MIN_GROUP and here.loc["both", "low"] > times * share)
