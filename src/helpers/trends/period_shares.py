"""Shares of papers per period, with intervals, and odds ratios per year, on dates rather than bins."""

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC, TABLES
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import LEVEL, wilson_interval
from helpers.trends.periods import compute_calendar, count_followed, get_days

PAPERS = "papers"
UNCERTAIN_TOPIC = "no topic"
KIND_NOUNS = {"topic": "topic", "sense": "sense", "stance": "side", "term": "word"}
"""Kinds of series, and what readers call one."""
BOUNDED = ["n", "n_period", "share", "low", "high", "low_undated", "high_undated"]
PARTITIONS = ("topic", "sense", "stance")
"""Kinds of which a paper belongs to one at most: their shares in a period sum to one at most."""


def find_series(
    *, memberships: pd.DataFrame | None = None, topics: pd.DataFrame | None = None, theme: pd.DataFrame | None = None,
    terms: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Gather what is followed over time: which papers belong to which topic, sense, side and word.

    From the tables of these names, and ``terms`` with ``term`` and ``paper_id``; a topic goes by its label (with its
    number where two share one). One row per series and paper: ``kind`` (topic, sense, stance, term), ``name``,
    ``paper_id``.
    """
    found = []
    if memberships is not None and topics is not None:
        names = memberships["topic"].astype(int).map(name_topics(topics)).fillna(UNCERTAIN_TOPIC)
        found.append(("topic", names, memberships["paper_id"]))
    if theme is not None:
        found += [(kind, theme[kind], theme["paper_id"]) for kind in ("sense", "stance")]
    if terms is not None:
        found.append(("term", terms["term"], terms["paper_id"]))
    parts = [
        pd.DataFrame({"kind": kind, "name": names.to_numpy(object), "paper_id": papers.to_numpy(object)})
        for kind, names, papers in found
    ]
    if not parts:
        return pd.DataFrame({"kind": [], "name": [], "paper_id": []}, dtype="str")
    return pd.concat([part.dropna(subset=["name"]).drop_duplicates() for part in parts], ignore_index=True)


def list_appearances(papers: pd.DataFrame, series: pd.DataFrame, *, clock: str = "published") -> pd.DataFrame:
    """List the dated papers of each series, the earliest first; none where nothing can be followed.

    ``kind``, ``name``, ``paper_id``, ``title``, ``low`` and ``high`` (first and last possible day), and ``first``:
    whether no other paper of the series must be earlier.
    """
    low, high, dated = get_days(papers, clock)
    dates = papers[["paper_id", "title"]].assign(low=low, high=high)[dated & bool(count_followed(papers, clock=clock))]
    found = series.merge(dates, on="paper_id").drop_duplicates(["kind", "name", "paper_id"])
    found["first"] = found["low"] <= found.groupby(["kind", "name"])["high"].transform("min")
    return found.sort_values(["low", "high", "paper_id"], kind="stable", ignore_index=True)


def name_topics(topics: pd.DataFrame) -> dict[int, str]:
    """Name of each topic number: its label, with the number where two topics share a label."""
    repeated = topics["label"].duplicated(keep=False)
    names = {
        int(topic): f"{label} ({topic})" if twice else str(label)
        for topic, label, twice in zip(topics["topic"], topics["label"], repeated, strict=True)
    }
    names[NO_TOPIC] = UNCERTAIN_TOPIC
    return names


def compute_shares(
    papers: pd.DataFrame, series: pd.DataFrame, *, period: str, clock: str = "published"
) -> pd.DataFrame:
    """Share of the papers of each ``period`` (month, quarter, half, year) that belong to each of :func:`find_series`.

    Returns
    -------
    DataFrame
        The columns of the table ``shares``. Kind "papers" comes first: the part of all dated papers that
        lies in each period. For the others ``n_period`` is all papers of the period, those without topic or
        sense included. ``n`` and ``n_period`` have fractions where dates are coarse; intervals are Wilson's, for
        topics, senses and sides simultaneous over all of the kind (Bonferroni), since their shares hang together.
        A period without papers has no share. No rows without dated papers.

    Notes
    -----
    ``low_undated`` and ``high_undated`` bound the share whatever the missing dates are: with u undated
    papers of which t belong to the series, [n / (n_period + u - t), (n + t) / (n_period + t)] (Manski 2005,
    International Journal of Approximate Reasoning 39:151-165). Without undated papers both equal the share.
    """
    calendar = compute_calendar(papers, period=period, clock=clock)
    n_periods = len(calendar.names)
    if not n_periods:
        return build_empty_table("shares")
    names, member = build_membership(papers, series)
    n = (member.T @ calendar.weights).toarray().reshape(len(names), n_periods)
    size = np.asarray(calendar.weights.sum(axis=0)).reshape(1, n_periods)
    t = np.asarray(member.T @ (~calendar.dated).astype(float)).reshape(-1, 1)
    u = (~calendar.dated).sum()
    kinds = pd.Series([kind for kind, _ in names], dtype=object)
    # One more than there are, for the papers without any.
    together = kinds.map(kinds.value_counts()).where(kinds.isin(PARTITIONS), 0).to_numpy(dtype=int) + 1
    everyone = _bound_shares(size, np.full_like(size, size.sum()), u, u, np.array([LEVEL]))
    others = _bound_shares(n, np.broadcast_to(size, n.shape), u - t, t, 1 - (1 - LEVEL) / together)
    keys = pd.DataFrame([("papers", PAPERS), *names], columns=["kind", "name"], dtype=object)
    table = keys.merge(pd.DataFrame({"period": calendar.names, "partial": calendar.partial}), how="cross")
    table[BOUNDED] = np.concatenate([everyone, others], axis=1).reshape(len(BOUNDED), -1).T
    return table[list(TABLES["shares"].columns)]


def _bound_shares(n, n_period, outside, inside, level):
    """Counts, shares, Wilson's limits and bounds of shape (7, n_series, n_periods), as :data:`BOUNDED` names them.

    ``outside`` undated papers can only lower the share, ``inside`` of them can raise it; one ``level`` a series.
    """
    n = np.minimum(np.round(n, 9), np.round(n_period, 9))
    n_period = np.round(n_period, 9)
    low, high = np.empty(n.shape), np.empty(n.shape)
    for one in np.unique(level):
        rows = level == one
        low[rows], high[rows] = wilson_interval(n[rows], n_period[rows], level=one)
    with np.errstate(divide="ignore", invalid="ignore"):
        undated = n / (n_period + outside), (n + inside) / (n_period + inside)
        return np.stack([n, n_period, n / n_period, low, high, *undated])


def build_membership(papers, series):
    """Names of the series in order of appearance, and a matrix of shape (n_papers, n_series) of ones."""
    from scipy.sparse import csr_array

    kinds, labels = (pd.factorize(series[column].astype(object)) for column in ("kind", "name"))
    codes, pairs = pd.factorize(kinds[0] * max(len(labels[1]), 1) + labels[0])
    names = [(kinds[1][pair // len(labels[1])], labels[1][pair % len(labels[1])]) for pair in pairs]
    rows = pd.Index(papers["paper_id"].to_numpy(dtype=object)).get_indexer(series["paper_id"].to_numpy(dtype=object))
    known = rows >= 0
    places = rows[known], codes[known]
    ones = csr_array((np.ones(known.sum()), places), shape=(len(papers), len(names)))
    ones.data[:] = 1  # a paper that is listed twice still counts once
    return names, ones
