"""In which topics, senses, sides and values the papers that are new differ from those of the base, with intervals."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.compare.topic_changes import map_base_topics
from helpers.run.schema import NO_TOPIC, TABLES
from helpers.run.storage import build_empty_table
from helpers.stats.clusters import compute_clusters
from helpers.stats.estimates import (
    MIN_GROUP,
    adjust_bh,
    bootstrap_difference,
    compute_detectable_difference,
    newcombe_interval,
)
from helpers.stats.permutations import compute_hypergeometric_p
from helpers.stats.verdicts import compute_largest_difference, decide_verdicts, find_clear
from helpers.text.wordings import count, plural

Tables = dict[str, pd.DataFrame]
NO_VALUES = ("absent", "neutral")
"""Readings that say nothing of a pole."""


def gather_series(
    now: Tables, before: Tables, topic_changes: pd.DataFrame, poles: Sequence[str] = ("first", "second")
) -> pd.DataFrame:
    """List which series each paper of a run or its base is in: ``paper_id``, ``kind``, ``name`` and ``testable``.

    A paper of both goes by what the run says of it now, so that one fit and one reading hold for it; one that is gone
    by what the base said, its topic by that which goes on here. A topic that the base's own fit could not have is not
    testable where hardly a paper is in both: then the two fits differ and not the papers.
    """
    known = now["memberships"]["paper_id"]
    members = now["memberships"].set_index("paper_id")["topic"].astype("Int64")
    gone = map_base_topics(before["memberships"], topic_changes)
    gone = gone[~gone.index.isin(known)]
    labels = now["topics"].drop_duplicates("label", keep=False).set_index("topic")["label"]
    every = now["topics"].set_index("topic")["label"]
    # Two topics of one name are told apart by their numbers.
    labels = every.where(every.index.isin(labels.index), every + " · " + every.index.astype(str))
    topics = pd.concat([members[members != NO_TOPIC], gone.dropna()])
    paired = topic_changes.loc[topic_changes["change"] == "kept", "topic"]
    one_fit = before["memberships"]["paper_id"].isin(known).mean() >= 0.5 if len(before["memberships"]) else False
    parts = [
        pd.DataFrame(
            {"paper_id": topics.index, "kind": "topic", "name": topics.map(labels).to_numpy(),
             "testable": one_fit | topics.isin(paired).to_numpy()}
        )
    ]  # fmt: skip
    theme = before["theme"]
    theme = pd.concat([now["theme"], theme[~theme["paper_id"].isin(known)]], ignore_index=True)
    for column, kind in {"sense": "sense", "stance": "side", "first_value": poles[0], "second_value": poles[1]}.items():
        said = theme[["paper_id", column]].dropna()
        said = said[~said[column].isin(NO_VALUES)].rename(columns={column: "name"})
        parts.append(said.assign(kind=kind if kind in ("sense", "side") else f"{kind} is", testable=True))
    return pd.concat(parts, ignore_index=True).dropna(subset="name")


def compare_shares(
    new: pd.DataFrame, base: pd.DataFrame, series: pd.DataFrame, *, settings: Mapping[str, Any]
) -> pd.DataFrame:
    """Hold the papers that are new against those of the base: the share of each topic, sense, side and value.

    Parameters
    ----------
    new, base : DataFrame
        Papers of either side, as :func:`helpers.compare.split_papers` gives them, without a paper in common: a paper of
        both dumps would be held against itself.
    series : DataFrame
        As of :func:`gather_series`.
    settings : mapping
        Uses ``smallest_difference`` and ``seed``.

    Returns
    -------
    DataFrame
        The table ``share_changes``; new papers are the first group. ``low`` and ``high`` are Newcombe's 95% limits, or
        the bootstrap's over whole clusters of papers where these are wider; ``p`` is exact (hypergeometric), ``q``
        Benjamini and Hochberg over all series, and ``verdict`` that of :func:`helpers.stats.verdicts.decide_verdicts`.
        No limits where a side has under ten papers.
    """
    papers = pd.concat([new, base], ignore_index=True)
    inside = np.arange(len(papers)) < len(new)
    n1, n2 = len(new), len(base)
    series = series[series["paper_id"].isin(papers["paper_id"])]
    if not n1 or not n2 or series.empty:
        return build_empty_table("share_changes")
    place = pd.Series(np.arange(len(papers)), index=papers["paper_id"].to_numpy())
    keys, codes = _number_series(series)
    rows = place[series["paper_id"]].to_numpy()
    presence = _build_presence(rows, codes, (len(papers), len(keys)))
    k1 = np.asarray(presence[:n1].sum(axis=0)).ravel()
    k2 = np.asarray(presence[n1:].sum(axis=0)).ravel()
    testable = series.groupby(codes)["testable"].all().to_numpy() & (min(n1, n2) >= MIN_GROUP)
    low, high = newcombe_interval(k1, n1, k2, n2)
    clusters = compute_clusters(papers)
    if len(np.unique(clusters)) < len(papers):
        wide = bootstrap_difference(presence, inside, clusters, seed=settings["seed"])
        low, high = np.fmin(low, wide[0]), np.fmax(high, wide[1])
    p = np.where(testable, compute_hypergeometric_p(k1, n1, k1 + k2, n1 + n2), np.nan)
    table = keys.assign(
        n_first=k1, size_first=n1, n_second=k2, size_second=n2, share_first=k1 / n1, share_second=k2 / n2,
        difference=k1 / n1 - k2 / n2, low=np.where(testable, low, np.nan), high=np.where(testable, high, np.nan),
        p=p, q=adjust_bh(p),
        detectable=compute_detectable_difference(
            (k1 + k2 + 0.5) / (n1 + n2 + 1), n1, n2, n_tests=max(1, int(testable.sum()))
        ),
    )  # fmt: skip
    table["verdict"] = decide_verdicts(
        table["difference"], table["low"], table["high"], p=table["q"], smallest=settings["smallest_difference"],
        detectable=table["detectable"], largest=compute_largest_difference(k1, n1, k2, n2),
    )  # fmt: skip
    return table[list(TABLES["share_changes"].columns)].sort_values(["kind", "name"], ignore_index=True)


def _number_series(series: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    groups = series.groupby(["kind", "name"], sort=True)
    keys = groups.size().index.to_frame(index=False)
    return keys, groups.ngroup().to_numpy()


def _build_presence(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]):
    from scipy.sparse import csr_array

    once = np.unique(np.column_stack([rows, columns]), axis=0)
    return csr_array((np.ones(len(once), dtype=np.int64), (once[:, 0], once[:, 1])), shape=shape)


def describe_shares(shares: pd.DataFrame, paper_changes: pd.DataFrame) -> str:
    """Say how many shares differ clearly between the papers that are new and those of the base, and what that means."""
    if paper_changes.empty:
        return "Without a base there is nothing to draw."
    if not (paper_changes["change"] == "new").any():
        gone = int((paper_changes["change"] == "gone").sum())
        told = f"; {count(gone, 'paper')} {plural('is', gone, 'are')} gone" if gone else ""
        return f"No paper is new since the base{told}, so no share can have moved by new ones."
    if shares.empty:
        return "The papers are in no topic and say nothing of the theme, so no share can be held against another."
    n1, n2 = int(shares["size_first"].iloc[0]), int(shares["size_second"].iloc[0])
    sizes = f"{count(n1, 'new paper')} and {count(n2, 'paper')} of the base"
    tested = shares[shares["verdict"].notna()]
    if tested.empty:
        return f"Nothing is tested between {sizes}: either side must have {MIN_GROUP} papers."
    n = int(find_clear(tested["verdict"]).sum())
    told = (
        f"Between {sizes}, {n:,} of {count(len(tested), 'share')} {plural('differs', n, 'differ')} clearly. "
        "How papers were collected differs too, and may be all that differs."
    )
    untested = len(shares) - len(tested)
    if untested:
        told += (
            f" {count(untested, 'topic')} of only one run {plural('is', untested, 'are')} not tested, since two fits "
            "group papers differently."
        )
    return told
