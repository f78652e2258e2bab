"""Does a contrast depend on how one counts? The same difference over all combinations of sensible choices."""

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.stats.estimates import MIN_GROUP, newcombe_interval
from helpers.theme.theme_file import ThemeFile

MIN_LEFT = 5
"""Papers that must be left of each side for a way of counting to have an answer."""
AGREEMENT = 0.9
"""Share of the ways that must have the sign of the first one; below it the contrast "depends on"."""
TOP_SHARE = 0.1
KEPT = ("kept", "left out")
CHOICES = {"readings": ("main only", "all readings"), "passing": KEPT, "top_ranked": KEPT,
           "both": ("as seeking", "as half"), "without": ("not counted", "as seeking"), "uncertain": KEPT}  # fmt: skip
CHOICE_LABELS = {
    "readings": "all readings, split", "passing": "no passing mentions", "top_ranked": "without the top tenth",
    "both": "“both” as half", "without": "doing without the other counts", "uncertain": "without those not sure",
}  # fmt: skip
TOO_FEW = (
    f"No two senses of {MIN_GROUP} papers or more differ in the share that seeks “{{}}”, so there is no contrast to "
    "count in other ways."
)


def choose_headline(theme: pd.DataFrame, theme_file: ThemeFile) -> tuple[str, str] | None:
    """The two senses whose shares that seek the first pole differ most, the larger share first.

    Of senses in which ten papers or more name it; None if no two such differ.
    """
    read = theme[theme["sense"].notna() & (theme["first_value"] != "absent")]
    groups = (read["first_value"] == "sought").groupby(read["sense"]).agg(["size", "mean"])
    groups = groups[groups["size"] >= MIN_GROUP]
    if groups["mean"].nunique() < 2:
        return None
    groups = groups.reindex([sense for sense in theme_file.sense_ids if sense in groups.index])
    return str(groups["mean"].idxmax()), str(groups["mean"].idxmin())


def compute_multiverse(
    papers: pd.DataFrame, mentions: pd.DataFrame, readings: pd.DataFrame, theme: pd.DataFrame, theme_file: ThemeFile,
    headline: tuple[str, str] | None,
) -> pd.DataFrame:  # fmt: skip
    """Compute the headline contrast (:func:`choose_headline`) in every combination of six choices.

    ``papers`` stand in the order in which their source ranked them.

    Returns
    -------
    DataFrame, one row per way of counting (64), or none without a headline
        One column per choice of ``CHOICES``; ``share_a``, ``share_b`` (of each sense's papers that name the first pole,
        those that seek it), ``n_a``, ``n_b`` (such papers, fractions where a paper is split over its readings),
        ``difference`` with 95% limits ``low`` and ``high`` (all missing where a side has fewer than five papers),
        ``same_sign`` (as the first way; a missing difference has no sign), ``clear`` (the interval leaves zero out) and
        ``first_way``. Sorted by the difference.

    Notes
    -----
    After Steegen et al. (2016), *Increasing transparency through a multiverse analysis*, and Simonsohn, Simmons
    and Nelson (2020), *Specification curve analysis*. Newcombe's interval of a difference; with weights it is taken at
    the effective number of papers, the square of the sum of weights by the sum of their squares (Kish 1965).
    The ways share their papers: k of K counts ways of looking, it is no probability.
    """
    columns = [*CHOICES, "share_a", "share_b", "n_a", "n_b", "difference", "low", "high", "same_sign", "clear",
               "first_way"]  # fmt: skip
    if headline is None:
        return pd.DataFrame(columns=columns)
    ready = _prepare(papers, mentions, readings, theme, theme_file)
    rows = []
    for way in itertools.product(*CHOICES.values()):
        chosen = dict(zip(CHOICES, way, strict=True))
        rows.append(chosen | _contrast(_select(ready, chosen), headline) | {"first_way": not rows})
    table = pd.DataFrame(rows)
    sign = np.sign(table["difference"].to_numpy(float))
    table["same_sign"] = np.isfinite(sign) & (sign == sign[0]) & (sign != 0)
    table["clear"] = (table["low"] > 0) | (table["high"] < 0)
    return table.sort_values("difference", kind="stable", na_position="first").reset_index(drop=True)[columns]


def describe_multiverse(ways: pd.DataFrame, headline: tuple[str, str] | None, theme_file: ThemeFile) -> str:
    """One or two sentences: how many ways of counting agree, and on what the contrast depends if they do not."""
    if headline is None:
        return TOO_FEW.format(theme_file.labels[0])
    a, b = (theme_file.sense_labels[sense] for sense in headline)
    pole, found, agreed = theme_file.labels[0], ways["difference"].dropna(), count_agreement(ways)
    can = f"{agreed.computed:,} of {len(ways):,} ways of counting can be computed"
    if missing := len(ways) - agreed.computed:
        can += f" ({missing:,} leave fewer than {MIN_LEFT} papers of a sense)"
    low, high = 100 * found.min(), 100 * found.max()
    contrast = f"“{pole}” is sought by more of the papers on {a} than of those on {b}"
    if agreed.is_one_number:
        return f"{can}, and all give the same difference, {low:.0f} points more for {a} than for {b}."
    tail = (
        f"{can}; {agreed.same:,} of these say so (from {low:+.0f} to {high:+.0f} points), and in {agreed.clear:,} the "
        "interval leaves zero out."
    )
    if agreed.same < AGREEMENT * agreed.computed:
        return f"Whether {contrast} depends on how one counts, most on {CHOICE_LABELS[find_lever(ways)]}: {tail}"
    return f"That {contrast}: {tail}"


class Agreement(NamedTuple):
    """Ways of counting that have an answer, that have the sign of the first, that leave zero out, and if all are one.

    ``is_one_number``: no choice changes the difference by as much as half a point, so that there is nothing to agree.
    """

    computed: int
    same: int
    clear: int
    is_one_number: bool


def count_agreement(ways: pd.DataFrame) -> Agreement:
    """Count how many ways of counting agree, see :class:`Agreement`."""
    found = ways["difference"].dropna().astype(float)
    is_one = bool(len(found)) and float(found.max() - found.min()) < 0.005
    return Agreement(len(found), int(ways["same_sign"].sum()), int(ways["clear"].sum()), is_one)


def find_lever(ways: pd.DataFrame) -> str:
    """The choice that moves the difference most: a key of ``CHOICES``."""
    moves = {}
    for choice, (one, other) in CHOICES.items():
        means = [ways.loc[ways[choice] == way, "difference"].mean() for way in (one, other)]
        # A choice that leaves no answer at all moves it most.
        moves[choice] = np.inf if np.isnan(means).any() else abs(means[0] - means[1])
    return max(moves, key=moves.__getitem__)


def _prepare(papers, mentions, readings, theme, theme_file):
    """One row per reading, with what each choice needs to know of it."""
    own = mentions[~mentions["move"].isin(["background", "gap"])]
    top = papers["paper_id"].iloc[: int(np.ceil(TOP_SHARE * len(papers)))]
    unsure = theme.loc[theme["uncertain"].astype(bool), "paper_id"]
    table = readings[["paper_id", "sense", "main", "first_value", "second_value"]].copy()
    table = table[table["first_value"] != "absent"]
    first, second = table["first_value"], table["second_value"]
    table["side"] = (first == "sought").astype(float)
    table["is_both"] = (first == "sought") & (second == "sought")
    table["without"] = (first != "sought") & (first != "overcome") & (second == "overcome")
    ids = table["paper_id"]
    return table.assign(passing=~ids.isin(own["paper_id"]), top_ranked=ids.isin(top), uncertain=ids.isin(unsure))


def _select(ready, chosen):
    keep = np.ones(len(ready), dtype=bool)
    if chosen["readings"] == "main only":
        keep &= ready["main"].to_numpy(bool)
    for choice in ("passing", "top_ranked", "uncertain"):
        if chosen[choice] == "left out":
            keep &= ~ready[choice].to_numpy(bool)
    rows = ready[keep].copy()
    rows["weight"] = 1.0 / rows.groupby("paper_id")["sense"].transform("size")
    if chosen["both"] == "as half":
        rows.loc[rows["is_both"], "side"] = 0.5
    if chosen["without"] == "as seeking":
        rows.loc[rows["without"], "side"] = 1.0
    return rows


def _contrast(rows, headline):
    found, counts, whole = {}, [], []
    for name, sense in zip("ab", headline, strict=True):
        mine = rows[rows["sense"] == sense]
        weight = mine["weight"].to_numpy(float)
        n, effective = weight.sum(), weight.sum() ** 2 / (weight**2).sum() if len(mine) else 0.0
        share = float((weight * mine["side"]).sum() / n) if n else np.nan
        found |= {f"share_{name}": share, f"n_{name}": n}
        counts += [share * effective, effective]
        whole.append(mine["paper_id"].nunique())
    if min(whole) < MIN_LEFT:
        return found | dict.fromkeys(("difference", "low", "high"), np.nan)
    low, high = newcombe_interval(*counts)
    return found | {"difference": found["share_a"] - found["share_b"], "low": float(low), "high": float(high)}
