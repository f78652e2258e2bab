"""Keyword tables as a reader sees them: the columns that say something, under words instead of names."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

_GROUPS = {
    "contrast": "group", "term": "term", "group": "group", "expect": "expected", "n_first": "in group",
    "size_first": "of papers", "n_second": "outside", "size_second": "of papers outside",
    "difference": "points more", "low": "at least", "high": "at most",
    "adjusted": "points more, category and length equal", "q": "q (false alarms)", "p_family": "p of all planned",
    "answer": "answer", "detectable": "points that would show", "dispersion": "bunched (0 to 1)",
    "defining": "theme’s own word",
}  # fmt: skip
HEADERS = {
    "keyness": {
        "term": "term", "n_first": "papers here", "share_first": "% of papers here",
        "share_second": "% of the reference", "odds": "times the odds", "odds_low": "at least", "odds_high": "at most",
        "dispersion": "bunched (0 to 1)", "defining": "theme’s own word",
    },
    "contrasts": _GROUPS,
    "tests": _GROUPS,
    "answers": _GROUPS,
    "planted": {
        "planted_difference": "points planted", "words": "words planted", "called": "of these called",
        "interval_right": "interval holds the truth",
    },
    "heads": {
        "head": "word", "n_first": "papers: {first}", "n_second": "papers: {second}", "n_both": "papers: both",
        "log2_ratio": "times as many {first}", "low": "at least", "high": "at most",
    },
    "collocates": {
        "pole": "near", "term": "word", "n_together": "papers near it", "n_other": "papers near the other",
        "n_term": "papers with the word", "log_dice": "exclusive (logDice)", "log_ratio": "doublings (log ratio)",
    },
    "mentions": {"pole": "theme word", "head": "said of", "sentence": "sentence", "title": "paper"},
    "links": {
        "first": "word", "second": "goes with", "n_together": "papers with both", "share": "% of papers with either",
        "q": "q (false alarms)",
    },
}  # fmt: skip
"""By kind of table: its columns that are shown, in their order, and what stands above each."""
_PERCENT = ["share_first", "share_second", "share", "difference", "low", "high", "adjusted", "detectable",
            "planted_difference"]  # fmt: skip

_ORDER = {"keyness": (["defining", "log_odds_low", "log_odds"], [True, False, False]), "tests": (["p", "term"], True)}


def name_columns(table: pd.DataFrame, kind: str, *, poles: Sequence[str] = ("", "")) -> pd.DataFrame:
    """Return a table for a reader: chosen columns under words, without those that say nothing, the surest rows first.

    ``kind`` is a key of ``HEADERS``; ``poles`` are what the theme words are called in the headers of heads. Shares
    become percent, logarithms become ratios.
    """
    headers, shown = HEADERS[kind], table.copy()
    if kind == "heads":
        shown[["log2_ratio", "low", "high"]] = 2.0 ** table[["log2_ratio", "low", "high"]]
    elif kind == "keyness":
        shown[["odds", "odds_low", "odds_high"]] = np.exp(table[["log_odds", "log_odds_low", "log_odds_high"]])
    percent = [name for name in _PERCENT if name in headers and name in table and kind != "heads"]
    shown[percent] = 100 * table[percent]
    if kind in _ORDER:
        shown = shown.sort_values(_ORDER[kind][0], ascending=_ORDER[kind][1])
    if "contrast" in shown:
        shown["contrast"] = shown["contrast"].str.replace("stance: ", "side: ")
    said = [name for name, values in shown.items() if (values if values.dtype == bool else values.notna()).any()]
    chosen = [name for name in headers if name in (shown if table.empty else said)]
    told = dict(zip(("first", "second"), poles, strict=True))
    return shown[chosen].rename(columns={name: headers[name].format(**told) for name in chosen})
