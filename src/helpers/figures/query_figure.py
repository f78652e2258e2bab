"""What the query did: papers with each word of the theme and with both, here and in a reference corpus."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.marks import mark_rows
from helpers.figures.paper_dots import tell_too_few
from helpers.figures.style import ACCENT, INK, KEY_POINTS, LABEL_POINTS, QUIET, new_axes, scale_points
from helpers.figures.text_layout import GREY, legible, wrap_label
from helpers.figures.title_claims import Claim
from helpers.text.wordings import count, plural, tell_selection
from helpers.theme.query_effect import HERE, describe_query, find_query_papers, has_surplus, split_corpora
from helpers.theme.theme_file import ThemeFile

TIMES = 10
"""Times the share of the reference from which a pair of words is the work of whoever chose the papers."""
AXIS_ENDS = (4, 8, 20, 40, 100)
"""Percent at which the axis may end: the first that holds all shares and their intervals."""
HEIGHT = 0.36


def draw_query_shares(
    shares: pd.DataFrame, theme_file: ThemeFile, *, selection: str, papers: pd.DataFrame | None = None
) -> Drawing:
    """Draw what ``compute_query_shares`` found, with its words; ``selection`` is that of the run.

    With the table ``papers`` each row knows its papers of this dump.
    """
    first, second = theme_file.labels
    here, there = split_corpora(shares)
    n = int(here.loc["first", "n"] + here.loc["second", "n"] - here.loc["both", "n"])
    found = describe_query(shares, theme_file)
    axes = tell_too_few(n, "either word")
    if axes is None:
        axes = plot_query_shares(shares)
        asked = {} if papers is None else find_query_papers(papers, theme_file)
        labels = shares.drop_duplicates("asked").set_index("asked")["label"]
        mark_rows(axes, [asked.get(name, ()) for name in labels.index], labels)
    return Drawing(
        axes, shares,
        title=title_query(shares, theme_file, selection=selection),
        subtitle=f"Papers with “{first}”, “{second}” or both in title or abstract, here and elsewhere",
        caption="Share of papers with the words, counted in all their forms, each paper once; grey: "
        f"{there['corpus'].iloc[0]}. It does not show what the papers mean by the words.",
        alt=found, finding=found, n=int(here["n_papers"].iloc[0]), denominator="papers", interval="Wilson 95%",
        claim=Claim(here.loc["both", "share"], "share of papers", here.loc["both", "low"], here.loc["both", "high"]),
    )  # fmt: skip


def title_query(shares: pd.DataFrame, theme_file: ThemeFile, *, selection: str) -> str:
    """Papers that say both words, here and in the reference; whose doing that is only where it is beyond doubt."""
    here, there = split_corpora(shares)
    both, n = int(here.loc["both", "n"]), int(here.loc["both", "n_papers"])
    told = f"{both:,} of {count(n, 'paper')} {plural('says', both, 'say')} both “{theme_file.labels[0]}” and "
    told += f"“{theme_file.labels[1]}”"
    if there.loc["both", "basis"] != "counted":
        return f"{told}; how many do elsewhere is not known"
    told += f"; {there.loc['both', 'share']:.1%} of {there.loc['both', 'corpus']} do"
    made = has_surplus(shares, TIMES) and 2 * both >= n
    return tell_selection(selection, "surplus") * made + told


def plot_query_shares(shares: pd.DataFrame, *, ax: Any = None) -> Axes:
    """Draw the share of papers with each pole word, with both and with both in one sentence, here and elsewhere.

    Percent with Wilson intervals; counts stand beside the bars, "at least" marks a lower bound.
    """
    ax = new_axes(ax)
    here, there = split_corpora(shares)
    asked = list(dict.fromkeys(shares["asked"]))
    most = 100 * float(np.nanmax([0, *shares["share"], *shares["high"]]))
    whole = next((end for end in AXIS_ENDS if end >= most), 100)
    for side, corpus in ((-0.5, here), (0.5, there)):
        for place, name in enumerate(asked):
            row, is_key = corpus.loc[name], name == "both"
            y, share = place + side * (HEIGHT + 0.04), 100 * float(np.nan_to_num(row["share"]))
            colour = GREY if corpus is there else ACCENT if is_key else QUIET
            ax.barh(y, share, height=HEIGHT, color=colour)
            low, high = 100 * row["low"], 100 * row["high"]
            if np.isfinite(low) and np.isfinite(row["share"]):
                errors = np.clip([[share - low], [high - share]], 0, None)
                look = {"capthick": scale_points(2), "elinewidth": scale_points(2), "capsize": scale_points(5)}
                ax.errorbar(share, y, xerr=errors, fmt="none", ecolor=INK, **look)
            ax.text(
                (high if np.isfinite(high) else 0) + 0.015 * whole, y, legible(_write_share(row)), va="center",
                color=INK if corpus is here else QUIET, size=scale_points(KEY_POINTS if is_key else LABEL_POINTS),
            )  # fmt: skip
    labels = shares.drop_duplicates("asked").set_index("asked")["label"]
    ax.set_yticks(range(len(asked)), [wrap_label(labels[name], 26) for name in asked])
    ax.invert_yaxis()
    ax.set_xlim(0, 1.5 * whole)
    ax.set_xticks([whole * part / 4 for part in range(5)])
    ax.set_xlabel("papers of each corpus (%)", loc="left")
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    return ax


def _write_share(row):
    where = "" if row["corpus"] == HERE else f" {row['corpus']}"
    if row["basis"] == "unknown" or not np.isfinite(row["share"]):
        return f"not known{' of' if where else ''}{where}"
    bound = "at least " if row["basis"] == "at least" else ""
    digits = 1 if row["share"] < 0.1 else 0
    return f"{bound}{int(row['n']):,} of {int(row['n_papers']):,}{where} ({row['share']:.{digits}%})"
