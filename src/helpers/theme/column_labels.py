"""What stands above the columns of the theme's tables where a reader sees them."""

from __future__ import annotations

import pandas as pd

from helpers.theme.theme_file import ThemeFile

LABELS = {
    "left": "before", "match": "word", "right": "after", "head": "said of", "kind": "how it is used",
    "frame": "what the verb does", "verbs": "by words like", "label": "in words", "move": "part of the abstract",
    "first_value": "{0} is", "second_value": "{1} is", "runner_up_sense": "or", "why": "why not sure",
    "corpus": "where", "asked": "what", "basis": "how known", "n_papers": "of papers", "n_topic": "papers of the topic",
    "n_first": "papers: {0}", "n_second": "papers: {1}", "share_first": "share: {0}", "share_second": "share: {1}",
    "low_first": "at least: {0}", "high_first": "at most: {0}", "low_second": "at least: {1}",
    "high_second": "at most: {1}", "low": "at least", "high": "at most", "n": "papers", "uncertain": "not sure",
    "n_named": "name {0}", "net": "balance", "share_all": "share, second readings too",
    "passing": "passing mentions", "top_ranked": "top tenth", "both": "papers for both",
    "share_a": "share of the first", "share_b": "share of the second", "n_a": "papers of the first",
    "n_b": "papers of the second", "same_sign": "same side", "first_way": "as in the figures",
    "n_period": "papers of the period", "partial": "may be incomplete", "score": "how sure", "margin": "lead",
    "n_mentions": "mentions", "main": "main reading", "share_right": "share right", "both_words": "both words",
    "one_word": "one word", "surest": "surest 80 %", "brier": "Brier score", "by_rules": "by rules alone",
    "gain_low": "gain at least", "gain_high": "gain at most", "than": "compared with", "coded": "papers coded",
}  # fmt: skip
"""By column; {0} and {1} are what the theme file calls its poles."""


def label_columns(table: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Return a table of this room with words above its columns, and the poles by their names."""
    first, second = theme_file.labels
    stances = dict(zip(theme_file.pole_ids, (f"for {first}", f"for {second}"), strict=True)) | {"both": "for both"}
    told = {name: text.format(first, second) for name, text in LABELS.items()}
    return table.rename(columns=told | {f"n_{name}": stances.get(name, name) for name in theme_file.stances})
