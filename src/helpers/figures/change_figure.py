"""The figure of what changed since the base: shares of topics, senses and sides of new papers against the base's."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.keyword_test_figures import draw_differences, write_counts, write_p
from helpers.figures.marks import mark_rows
from helpers.figures.share_figures import Labels, get_label, leave_out
from helpers.figures.style import new_axes
from helpers.figures.title_claims import DIFFERENCE, claim_row
from helpers.stats.estimates import name_cluster_limits
from helpers.stats.verdicts import find_clear, shorten_verdict
from helpers.text.wordings import choose_fitting, count, plural

MAX_ROWS = 14


def draw_changes(
    shares: pd.DataFrame, series: pd.DataFrame, labels: Labels, settings: Mapping[str, Any], told: str
) -> Drawing:
    """Draw in what the papers that are new differ from those of the base (the table ``share_changes``).

    ``series`` of :func:`helpers.compare.gather_series` has the papers of each row; ``told`` says how it is to be read,
    and stands alone where nothing could be tested.
    """
    tested = shares[shares["verdict"].notna()]
    rows = choose_changes(shares)
    if rows.empty:
        return leave_out(told)
    axes = plot_changes(rows, labels, smallest=settings["smallest_difference"])
    members = series.groupby(["kind", "name"])["paper_id"].unique()
    keys = list(zip(rows["kind"], rows["name"], strict=True))
    mark_rows(axes, [members.get(key, ()) for key in keys], [_name(labels, *key) for key in keys])
    clear, n = rank_clear_shares(rows), int(shares["size_first"].iloc[0] + shares["size_second"].iloc[0])
    return Drawing(
        axes, shares, title=title_changes(shares, labels), caption=told,
        subtitle="Share of new papers less share of the base’s; a paper of both is the base’s · filled: clear",
        alt="Topics, senses, sides and values with differences of shares and intervals; filled dots are clear.",
        n=n,
        denominator="papers (new ones and those of the base)",
        interval=f"Newcombe 95% or {name_cluster_limits(n)}, the wider",
        correction=f"exact p, Benjamini and Hochberg over {len(tested):,} shares",
        claim=claim_row(clear.iloc[0] if len(clear) else None, DIFFERENCE, tested, "shares"),
    )  # fmt: skip


def rank_clear_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the shares that differ clearly, the surest first."""
    return shares[find_clear(shares["verdict"])].sort_values(["p", "kind", "name"], kind="stable")


def choose_changes(shares: pd.DataFrame) -> pd.DataFrame:
    """Choose the rows to draw: the surest of those with a verdict and an interval, by falling difference."""
    known = shares[shares["verdict"].notna() & shares["low"].notna()]
    chosen = known.sort_values(["p", "kind", "name"], kind="stable").head(MAX_ROWS)
    return chosen.sort_values(["difference", "kind", "name"], ascending=[False, True, True], kind="stable")


def plot_changes(rows: pd.DataFrame, labels: Labels, *, smallest: float) -> Axes:
    """Draw differences of shares with intervals, counts of either side and verdicts; clear ones are filled."""
    ax = new_axes()
    names = [_name(labels, kind, name) for kind, name in zip(rows["kind"], rows["name"], strict=True)]
    heads, more = ["new", "base", "q", "verdict"], "more of the new papers"
    draw_differences(ax, rows.reset_index(drop=True), names, heads, _tell_row, smallest, more=more)
    return ax


def _tell_row(row: Any) -> tuple[str, ...]:
    return *write_counts(row), write_p(row.q), shorten_verdict(row.verdict)


def _name(labels: Labels, kind: str, name: str) -> str:
    if kind.endswith(" is"):
        return f"{kind} {name}"
    return f"{get_label(labels, 'stance' if kind == 'side' else kind, name)} · {kind}"


def title_changes(shares: pd.DataFrame, labels: Labels) -> str:
    """Say how many shares differ clearly between new papers and those of the base, and the counts of the surest."""
    tested = shares[shares["verdict"].notna()]
    if tested.empty:
        return "Too few papers are new, or were in the base, to compare them"
    n1, n2 = int(shares["size_first"].iloc[0]), int(shares["size_second"].iloc[0])
    between = f"between {count(n1, 'new paper')} and {n2:,} of the base"
    clear = rank_clear_shares(tested)
    if clear.empty:
        return f"None of {count(len(tested), 'share')} of topics and readings differs clearly {between}"
    row = clear.iloc[0]
    many = f"{len(clear):,} of {count(len(tested), 'share')}"
    first = f"{many} {plural('differs', len(clear), 'differ')} clearly {between}"
    counts = f"{row['n_first']:,} of {n1:,} against {row['n_second']:,} of {n2:,}"
    name = _name(labels, row["kind"], row["name"]).split(" · ")[0]
    return choose_fitting(f"{first}: “{name}”, {counts}", first)
