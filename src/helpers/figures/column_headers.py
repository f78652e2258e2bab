"""What stands above the columns of tables where a reader sees them: words instead of names."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.theme.theme_file import ThemeFile

HEADERS = {
    "n": "papers", "n_papers": "papers", "n_period": "papers of the period", "low": "at least", "high": "at most",
    "partial": "may be incomplete", "low_undated": "at least, whatever the missing dates",
    "high_undated": "at most, whatever the missing dates", "odds_ratio_per_year": "times the odds per year",
    "adjusted": "the same, category and length equal", "p_family": "p of all planned", "q": "q (false alarms)",
    "p_curved": "p of a bend", "halves": "between halves (notebook 04)",
    "n_categories": "categories", "n_opposed": "categories opposed",
    "detectable": "odds that would show", "planted_odds_ratio": "odds planted",
    "interval_right": "interval holds the truth", "uncertain": "not sure", "n_topics": "topics",
    "confidence": "how sure", "runner_up": "next best topic", "runner_up_confidence": "how sure of that",
    "node": "number", "height": "how far apart", "view": "method",
    "surest": "share right of the surest 80%", "brier": "Brier score", "by_rules": "share right by rules",
    "gain_low": "gain at least", "gain_high": "gain at most", "than": "compared with",
    "n_groups": "groups of the method", "v_measure": "agreement (V-measure)",
}  # fmt: skip
"""What stands above a column whose name is not a word, in any table in which nothing else does."""
THEME_HEADERS = {
    "left": "before", "match": "word", "right": "after",
    "head": "said of", "kind": "how it is used", "frame": "what the verb does", "verbs": "by words like",
    "label": "in words", "move": "part of the abstract", "first_value": "{0} is", "second_value": "{1} is",
    "runner_up_sense": "or", "why": "why not sure", "corpus": "where", "asked": "what", "basis": "how known",
    "n_papers": "of papers", "n_topic": "papers of the topic", "n_first": "papers: {0}", "n_second": "papers: {1}",
    "share_first": "share: {0}", "share_second": "share: {1}", "low_first": "at least: {0}",
    "high_first": "at most: {0}", "low_second": "at least: {1}", "high_second": "at most: {1}", "n_named": "name {0}",
    "net": "balance", "share_all": "share, second readings too", "passing": "passing mentions",
    "top_ranked": "top tenth", "both": "papers that seek both", "without": "papers that do without",
    "share_a": "share of the first", "share_b": "share of the second", "n_a": "papers of the first",
    "n_b": "papers of the second",
    "same_sign": "same side", "first_way": "as in the figures", "score": "how sure", "margin": "lead",
    "n_mentions": "mentions", "main": "main reading", "n_named_sure": "of these sure", "sought_sure": "sought and sure",
    "by_lot": "right by lot, at most",
}  # fmt: skip
"""The same for tables about the theme, before ``HEADERS``; {0} and {1} are what its poles are called."""
_GROUPS = {
    "contrast": "group", "term": "term", "group": "group", "expect": "expected", "n_first": "in group",
    "size_first": "of papers", "n_second": "outside", "size_second": "of papers outside",
    "difference": "points more", "low": "at least", "high": "at most",
    "adjusted": "points more, category and length equal", "q": "q (false alarms)", "p_family": "p of all planned",
    "verdict": "what may be said", "as_expected": "as expected", "see": "answered elsewhere",
    "detectable": "points that would show", "dispersion": "bunched (0 to 1)",
    "defining": "theme’s own word",
}  # fmt: skip
KEYWORD_HEADERS = {
    "keyness": {
        "term": "term", "n_first": "papers here", "share_first": "% of papers here",
        "share_second": "% of the reference", "odds": "times the odds", "odds_low": "at least", "odds_high": "at most",
        "dispersion": "bunched (0 to 1)", "defining": "theme’s own word",
    },
    "contrasts": _GROUPS,
    "tests": _GROUPS,
    "answers": _GROUPS,
    "changes": {"kind": "series of", "name": "share of", "n_first": "new papers", "size_first": "of new papers",
                "n_second": "papers of the base", "size_second": "of papers of the base"}
    | {name: _GROUPS[name] for name in ("difference", "low", "high", "q", "detectable", "verdict")},
    "planted": {
        "planted_difference": "points planted", "words": "words planted", "called": "of these clear",
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
}  # fmt: skip
"""By kind of table: its columns that are shown, in their order, and what stands above each."""
_PERCENT = ["share_first", "share_second", "difference", "low", "high", "adjusted", "detectable",
            "planted_difference"]  # fmt: skip

_ORDER = {
    "keyness": (["defining", "log_odds_low", "log_odds"], [True, False, False]),
    "tests": (["p", "term"], True),
    "changes": (["p", "kind", "name"], True),
}


def tell_header(name: object) -> str:
    """Return what stands above a column: the words of :data:`HEADERS`, else its name without underscores."""
    return HEADERS.get(str(name), str(name).replace("_", " "))


def label_columns(table: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Return a table about the theme with words above its columns, and the poles by their names."""
    first, second = theme_file.labels
    sides = (f"seek {first} alone", f"seek {second} alone")
    stances = dict(zip(theme_file.pole_ids, sides, strict=True)) | {"both": "seek both", "without": "do without"}
    told = {name: text.format(first, second) for name, text in (HEADERS | THEME_HEADERS).items()}
    return table.rename(columns=told | {f"n_{name}": stances.get(name, name) for name in theme_file.stances})


def name_columns(table: pd.DataFrame, kind: str, *, poles: Sequence[str] = ("", "")) -> pd.DataFrame:
    """Return a table of keywords for a reader: columns that say something, under words, the surest rows first.

    ``kind`` is a key of ``KEYWORD_HEADERS``; ``poles`` are what the theme words are called in the headers of heads.
    Shares become percent, logarithms become ratios.
    """
    headers, shown = KEYWORD_HEADERS[kind], table.copy()
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
