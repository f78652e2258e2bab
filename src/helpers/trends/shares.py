"""Shares of papers per period, with intervals, and odds ratios per year, on dates rather than bins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.regression import compute_detectable_slope, compute_normal_p, fit_slopes
from helpers.schema import NO_TOPIC, TABLES
from helpers.stats import adjust_bh, compute_quantile, wilson_interval
from helpers.trends.periods import compute_calendar, get_days

DAYS_PER_YEAR = 365.25
PAPERS = "papers"
UNCERTAIN_TOPIC = "no topic"
TESTED = ("term",)
"""Kinds whose series may carry p-values; topics, senses and sides are made from the text that they describe."""


def find_series(
    *,
    memberships: pd.DataFrame | None = None,
    topics: pd.DataFrame | None = None,
    theme: pd.DataFrame | None = None,
    terms: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Gather what is followed over time: which papers belong to which topic, sense, side and word.

    Parameters
    ----------
    memberships, topics : DataFrame, optional
        The tables of these names; a topic goes by its label (with its number where two share one).
    theme : DataFrame, optional
        The table ``theme``: the main sense and the stance of each paper.
    terms : DataFrame, optional
        ``term`` and ``paper_id``.

    Returns
    -------
    DataFrame, one row per series and paper
        ``kind`` (topic, sense, stance, term), ``name``, ``paper_id``.
    """
    parts = []
    if memberships is not None and topics is not None:
        labels = name_topics(topics)
        names = memberships["topic"].astype(int).map(labels).fillna(UNCERTAIN_TOPIC)
        parts.append(_build_series("topic", names, memberships["paper_id"]))
    if theme is not None:
        parts.append(_build_series("sense", theme["sense"], theme["paper_id"]))
        parts.append(_build_series("stance", theme["stance"], theme["paper_id"]))
    if terms is not None:
        parts.append(_build_series("term", terms["term"], terms["paper_id"]))
    if not parts:
        return pd.DataFrame({"kind": [], "name": [], "paper_id": []}, dtype="str")
    return pd.concat(parts, ignore_index=True)


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
    """Share of each period's papers that belong to each series.

    Parameters
    ----------
    papers : DataFrame
        Uses ``paper_id``, ``<clock>_low``, ``<clock>_high``, ``<clock>_precision``.
    series : DataFrame
        From :func:`find_series`.
    period : {"month", "quarter", "half", "year"}
    clock : {"published", "listed", "updated"}

    Returns
    -------
    DataFrame
        The columns of the table ``shares``. Kind "papers" comes first: the part of all dated papers that
        lies in each period. For the others ``n_period`` is all papers of the period, those without topic or
        sense included. ``n`` and ``n_period`` have fractions where dates are coarse; intervals are Wilson's.
        A period without papers has no share. No rows without dated papers.

    Notes
    -----
    ``low_undated`` and ``high_undated`` bound the share whatever the missing dates are: with u undated
    papers of which t belong to the series, [n / (n_period + u - t), (n + t) / (n_period + t)] (Manski 2005,
    International Journal of Approximate Reasoning 39:151-165). Without undated papers both equal the share.
    """
    columns = list(TABLES["shares"].columns)
    calendar = compute_calendar(papers, period=period, clock=clock)
    n_periods = len(calendar.names)
    if not n_periods:
        return _empty_table("shares")
    names, member = _build_membership(papers, series)
    undated = (~calendar.dated).astype(float)
    n = np.asarray((member.T @ calendar.weights).todense()).reshape(len(names), n_periods)
    size = np.asarray(calendar.weights.sum(axis=0)).ravel()
    n_period = np.broadcast_to(size, n.shape)
    t = np.asarray(member.T @ undated).reshape(-1, 1)
    u = undated.sum()
    blocks = [
        _bound_shares(size[None, :], np.full((1, n_periods), size.sum()), u, u),
        _bound_shares(n, n_period, u - t, t),
    ]
    keys = [("papers", PAPERS), *names]
    table = pd.DataFrame(
        {
            "kind": np.repeat([kind for kind, _ in keys], n_periods),
            "name": np.repeat(np.array([name for _, name in keys], dtype=object), n_periods),
            "period": np.tile(calendar.names, len(keys)),
            "partial": np.tile(calendar.partial, len(keys)),
            **{key: np.concatenate([block[key].ravel() for block in blocks]) for key in blocks[0]},
        }
    )
    return table[columns]


def _bound_shares(n, n_period, outside, inside):
    """Shares with Wilson's interval, and their bounds if all undated papers of one sort fell into the period.

    ``outside`` is the number of undated papers that can only lower the share, ``inside`` of those that can
    raise it.
    """
    n = np.minimum(np.round(n, 9), np.round(n_period, 9))
    n_period = np.round(n_period, 9)
    low, high = wilson_interval(n, n_period)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "n": n,
            "n_period": n_period,
            "share": n / n_period,
            "low": low,
            "high": high,
            "low_undated": n / (n_period + outside),
            "high_undated": (n + inside) / (n_period + inside),
        }


def compute_trend_tests(
    papers: pd.DataFrame,
    series: pd.DataFrame,
    *,
    clock: str = "published",
    min_papers: int = 5,
    n_draws: int = 20,
    seed: int = 1,
) -> pd.DataFrame:
    """Odds ratio per year of belonging to each series, from the papers' own dates.

    Parameters
    ----------
    papers, series, clock
        As in :func:`compute_shares`.
    min_papers : int, default 5
        Dated papers that must be in the series, and out of it; below, there is no estimate.
    n_draws : int, default 20
        Times that the days of coarsely dated papers are drawn, evenly over what is possible.
    seed : int, default 1

    Returns
    -------
    DataFrame
        The columns of the table ``trend_tests``, in the order of first appearance. 1 means the same share
        throughout, 2 that the odds double from one year to the next. ``detectable`` is the odds ratio that
        this many papers over these dates show with 80 % power. ``p`` and ``q`` (Benjamini and Hochberg over
        the words) only for words; all is missing where dates cannot carry it.

    Notes
    -----
    Firth's logistic regression (:func:`helpers.stats.fit_slopes`) of membership on date, once for each draw
    of the coarse dates; estimates and variances are joined by Rubin's rules (1987), so that not knowing the
    day widens the interval.
    """
    names, member = _build_membership(papers, series)
    low, high, dated = get_days(papers, clock)
    if not names:
        return _empty_table("trend_tests")
    outcomes = member.tocsr()[np.flatnonzero(dated)]
    inside = np.asarray(outcomes.sum(axis=0)).ravel()
    n_dated = int(dated.sum())
    enough = (inside >= min_papers) & (n_dated - inside >= min_papers)
    slope, error, spread = np.full(len(names), np.nan), np.full(len(names), np.nan), np.nan
    if n_dated:
        years, spread = _draw_years(low[dated], high[dated], n_draws, np.random.default_rng(seed))
        chosen = np.flatnonzero(enough)
        dense = outcomes[:, chosen].toarray()
        fits = [fit_slopes(x, dense) for x in years]
        slopes = np.array([fit.slope for fit in fits])
        between = slopes.var(axis=0, ddof=1) if len(fits) > 1 else np.zeros(len(chosen))
        within = np.mean([fit.error**2 for fit in fits], axis=0)
        slope[chosen] = slopes.mean(axis=0)
        error[chosen] = np.sqrt(within + (1 + 1 / len(fits)) * between)
    half = compute_quantile() * error
    with np.errstate(over="ignore"):
        table = pd.DataFrame(
            {
                "kind": [kind for kind, _ in names],
                "name": [name for _, name in names],
                "odds_ratio_per_year": np.exp(slope),
                "low": np.exp(slope - half),
                "high": np.exp(slope + half),
                "p": compute_normal_p(slope, error),
                "detectable": np.exp(compute_detectable_slope(inside / max(n_dated, 1), n_dated, spread)),
            }
        )
    table = table.replace([np.inf, -np.inf], np.nan)
    table["p"] = table["p"].where(table["kind"].isin(TESTED))
    table["q"] = adjust_bh(table["p"])
    return table[list(TABLES["trend_tests"].columns)]


def _draw_years(low, high, n_draws, rng):
    """Dates as years since 2000: one row if all are known to the day, else ``n_draws`` rows; and their spread."""
    start, length = low.astype(np.int64) - 10957, (high - low).astype(np.int64) + 1
    draws = n_draws if length.max() > 1 else 1
    days = start + np.floor(rng.random((draws, len(start))) * length)
    years = days / DAYS_PER_YEAR
    return years, float(years.std(axis=1).mean())


def _build_series(kind, names, paper_ids):
    table = pd.DataFrame({"kind": kind, "name": names.to_numpy(dtype=object), "paper_id": paper_ids.to_numpy(object)})
    return table.dropna(subset=["name"]).drop_duplicates()


def _build_membership(papers, series):
    """Names of the series in order of appearance, and a matrix of shape (n_papers, n_series) of ones."""
    from scipy.sparse import coo_array

    keys = pd.MultiIndex.from_frame(series[["kind", "name"]])
    codes, names = keys.factorize() if len(keys) else (np.zeros(0, dtype=np.int64), [])
    rows = pd.Index(papers["paper_id"].to_numpy(dtype=object)).get_indexer(series["paper_id"].to_numpy(dtype=object))
    known = rows >= 0
    ones = coo_array(
        (np.ones(known.sum()), (rows[known], np.asarray(codes)[known])), shape=(len(papers), len(names))
    ).tocsr()
    ones.data[:] = 1  # a paper that is listed twice still counts once
    return list(names), ones


def _empty_table(name: str) -> pd.DataFrame:
    kinds = {"str": "str", "int": "int64", "float": "float64", "bool": "bool"}
    return pd.DataFrame({key: pd.Series(dtype=kinds[column.kind]) for key, column in TABLES[name].columns.items()})
