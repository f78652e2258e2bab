"""Odds ratios per year on the papers' own dates: intervals, adjustment, permutation tests and a verdict on each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.stats.clusters import MIN_CATEGORY, list_first_categories
from helpers.stats.estimates import LARGE, adjust_bh, compute_quantile, draw_paper_weights
from helpers.stats.permutations import compute_max_t
from helpers.stats.regression import (
    build_spline,
    compute_cluster_errors,
    compute_detectable_slope,
    fit_logistic,
    fit_slopes,
)
from helpers.stats.verdicts import TOO_FEW, decide_verdicts, find_clear
from helpers.trends.period_shares import build_membership
from helpers.trends.periods import count_followed, get_days

DAYS_PER_YEAR = 365.25
TESTED = ("term",)
"""Kinds whose series may carry p-values; topics, senses and sides are made from the text that they describe."""
MIN_CURVED, LONG_SPAN = 200, 3.0
"""Dated papers, and years from the 5th to the 95th percentile of dates, from which a bend is looked for."""
CELL = 0.1
"""Standard deviations of date and length that count as equal where papers are many."""
MIN_ADJUSTED = 50
"""Dated papers from which slopes are adjusted for category and length."""


def compute_trend_tests(
    papers: pd.DataFrame, series: pd.DataFrame, *, clock: str = "published", min_papers: int = 5,
    planned: Sequence[tuple[str, str]] = (), smallest: float = 1.1, clusters: np.ndarray | None = None,
    n_draws: int = 400, n_permutations: int = 2000, seed: int = 1,
) -> pd.DataFrame:  # fmt: skip
    """Odds ratio per year of belonging to each series, from the papers' own dates.

    Parameters
    ----------
    min_papers : int, default 5
        Dated papers that must be in the series, and out of it; below, there is no estimate.
    planned : sequence of (kind, name)
        Series that were asked for before looking; the tested kinds among them are one family of max-T.
    smallest : float, default 1.1
        Smallest odds ratio a year that would matter.
    clusters : ndarray of int, shape (n_papers,), optional
        Papers that are drawn together.
    n_draws : int, default 400
        Draws of papers; each draws the days of coarsely dated papers anew, evenly over what is possible.

    Returns
    -------
    DataFrame
        The columns of the table ``trend_tests``, in the order of first appearance. ``odds_ratio_per_year``: 1 the
        same share throughout, 2 odds that double from one year to the next, with the limits of the
        bootstrap; ``adjusted`` the same with category and length of abstract held equal; ``detectable`` the odds ratio
        that this many papers over these dates show with 80% power. ``p`` (permutations of the dates),
        ``p_family`` (max-T over the planned) and ``q`` (Benjamini and Hochberg over the others) for words only.
        ``p_curved``: whether a spline fits better than a straight line. ``n_categories`` have 30 dated papers, in
        ``n_opposed`` of them the slope has the other sign. ``verdict``: that of
        :func:`helpers.stats.verdicts.decide_verdicts` on the logarithm of the odds ratio, from a word's ``p_family`` or
        ``q``, from :func:`correct_intervals` for the kinds without p-values; upheld where no category opposes and the
        adjusted slope has the same sign. ``first_low`` and ``first_high`` bound the day of the first paper. No rows
        where nothing can be followed (:func:`count_followed`).

    Notes
    -----
    Firth's logistic regression of membership on date. One draw of the bootstrap draws papers (whole clusters) and
    days at once, so that the interval holds both kinds of doubt. Of :data:`helpers.stats.estimates.LARGE` papers or
    more only days are drawn, and the doubt of the papers is that between clusters; what is held equal is rounded, so
    that papers that are alike in it are one row.
    """
    names, member = build_membership(papers, series)
    low, high, dated = get_days(papers, clock)
    if not names or not count_followed(papers, clock=clock):
        return build_empty_table("trend_tests")
    places = np.flatnonzero(dated)
    outcomes = member.tocsr()[places]
    inside = np.asarray(outcomes.sum(axis=0)).ravel()
    n_dated = len(places)
    enough = (inside >= min_papers) & (n_dated - inside >= min_papers)
    table = pd.DataFrame(list(names), columns=["kind", "name"], dtype=object)
    table["n"] = inside.round().astype(np.int64)
    floats = ("odds_ratio_per_year", "low", "high", "adjusted", "adjusted_low", "adjusted_high", "p", "p_family", "q",
              "p_curved", "detectable")  # fmt: skip
    table[list(floats)] = np.nan
    table["planned"] = [(kind, name) in set(planned) for kind, name in names]
    table[["n_categories", "n_opposed"]] = 0
    low, high = low[places], high[places]
    table[["first_low", "first_high"]] = _find_first(outcomes, low, high)
    years = compute_years(low, high)
    spread = float(years.std())
    if not enough.any() or not spread > 1e-9:
        return table.assign(verdict=TOO_FEW)[list(TABLES["trend_tests"].columns)]
    chosen = np.flatnonzero(enough)
    y = outcomes[:, chosen].tocsr()
    slope, error = _fit_draws(low, high, y, None if clusters is None else clusters[places], n_draws, seed)
    half = compute_quantile() * error
    table.loc[chosen, ["odds_ratio_per_year", "low", "high"]] = np.exp(np.c_[slope, slope - half, slope + half])
    detectable = compute_detectable_slope(inside[chosen] / n_dated, n_dated, spread)
    table.loc[chosen, "detectable"] = np.exp(np.minimum(detectable, 50))
    _test_words(table, y, years, chosen, n_permutations, seed)
    covariates = _build_covariates(papers.iloc[places])
    categories = find_categories(papers.iloc[places])
    scaled = (years - years.mean()) / spread
    _adjust(table, y, scaled, spread, covariates, chosen)
    _find_bends(table, y, scaled, years, chosen)
    ticks = _fit_categories(y, years, categories)
    table.loc[chosen, "n_categories"] = np.isfinite(ticks).sum(axis=0)
    table.loc[chosen, "n_opposed"] = (np.sign(ticks) == -np.sign(slope)[None, :]).sum(axis=0)
    table = table.replace([np.inf, -np.inf], np.nan)
    table["verdict"] = _judge(table, smallest)
    return table[list(TABLES["trend_tests"].columns)]


def compute_category_slopes(
    papers: pd.DataFrame, series: pd.DataFrame, *, clock: str = "published", min_papers: int = 5
) -> pd.DataFrame:
    """Compute the odds ratio per year of each series within each category of 30 dated papers: ticks of the forest.

    One row per series and category, only where ``min_papers`` are in the series: ``kind``, ``name``, ``category``,
    ``n`` (dated papers of the category), ``odds_ratio_per_year``.
    """
    names, member = build_membership(papers, series)
    low, high, dated = get_days(papers, clock)
    places = np.flatnonzero(dated)
    y = member.tocsr()[places]
    chosen = np.flatnonzero(np.asarray(y.sum(axis=0)).ravel() >= min_papers)
    categories = find_categories(papers.iloc[places])
    ticks = _fit_categories(y[:, chosen], compute_years(low[places], high[places]), categories)
    rows = [
        [*names[series_place], category, int(mask.sum()), float(np.exp(np.clip(value, -50, 50)))]
        for row, (category, mask) in enumerate(categories.items())
        for series_place, value in zip(chosen, ticks[row], strict=True)
        if np.isfinite(value)
    ]
    return pd.DataFrame(rows, columns=["kind", "name", "category", "n", "odds_ratio_per_year"])


def compute_trend_recovery(
    papers: pd.DataFrame, terms: pd.DataFrame, effects: pd.DataFrame, *, seed: int = 1
) -> pd.DataFrame:
    """Test the planted words of a planted corpus (``term`` and ``paper_id``) and say which trends were found.

    Of ``effects`` (``term``, ``kind``, ``size``) "none" counts as an odds ratio of 1, contrasts are left out. One row
    per size, none without papers: ``planted_odds_ratio``, ``words``, ``found`` (with a clear verdict),
    ``interval_right``.
    """
    wanted = effects[effects["kind"].isin(["none", "trend"]) & bool(len(papers))]
    series = terms[terms["term"].isin(wanted["term"])].rename(columns={"term": "name"}).assign(kind="term")
    tests = compute_trend_tests(papers, series[["kind", "name", "paper_id"]], seed=seed).set_index("name")
    rows = []
    for size, part in wanted.assign(size=wanted["size"].where(wanted["kind"] == "trend", 1.0)).groupby("size"):
        mine = tests.loc[part["term"][part["term"].isin(tests.index)]]
        right = int(((mine["low"] <= size) & (mine["high"] >= size)).sum())
        rows.append([size, len(part), int(find_clear(mine["verdict"]).sum()), right])
    return pd.DataFrame(rows, columns=["planted_odds_ratio", "words", "found", "interval_right"])


def compute_years(low, high) -> np.ndarray:
    """Middle of each interval of days, in years since 2000."""
    start = low.astype("datetime64[D]").astype(np.int64) - 10957
    return (start + (high - low).astype("timedelta64[D]").astype(np.int64) / 2) / DAYS_PER_YEAR


def find_categories(papers: pd.DataFrame) -> dict[str, np.ndarray]:
    """Masks of the papers of each first category that has 30 papers, by name."""
    first = list_first_categories(papers).to_numpy(dtype=object)
    names, counts = np.unique(first.astype(str), return_counts=True)
    return {name: first == name for name in names[counts >= MIN_CATEGORY] if name}


def _fit_draws(low, high, y, clusters, n_draws, seed):
    """Slopes averaged over draws of the days, and standard errors over draws of papers and days."""
    rng = np.random.default_rng(seed)
    start, length = low.astype(np.int64) - 10957, (high - low).astype(np.int64) + 1
    coarse = length.max() > 1

    def draw_years():
        return (start + np.floor(rng.random(len(start)) * length)) / DAYS_PER_YEAR if coarse else start / DAYS_PER_YEAR

    points = [fit_slopes(draw_years(), y) for _ in range(20 if coarse else 1)]
    slopes = np.array([fit.slope for fit in points])
    slope = slopes.mean(axis=0)
    between = slopes.var(axis=0, ddof=1) if coarse else np.zeros(len(slope))
    analytic = np.sqrt(np.mean([fit.error**2 for fit in points], axis=0) + between)
    if len(start) >= LARGE:
        middle = (start + (length - 1) / 2) / DAYS_PER_YEAR
        return slope, np.fmax(analytic, np.hypot(compute_cluster_errors(middle, y, points[0], clusters), between**0.5))
    codes = np.arange(len(start)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    drawn = []
    for weights in draw_paper_weights(int(codes.max()) + 1, n_draws=n_draws, rng=rng):
        drawn += [fit_slopes(draw_years(), y, weights=row[codes]).slope for row in weights]
    drawn = np.array(drawn)
    # Spread by quantiles: a draw in which the dates separate a rare series throws its slope far out.
    with np.errstate(invalid="ignore"):
        lower, upper = np.nanquantile(drawn, [0.16, 0.84], axis=0) if len(drawn) else (slope, slope)
    boot = (upper - lower) / 2
    # Where papers are independent both agree; the model's error guards against few papers, the draws against series.
    return slope, np.fmax(analytic, boot)


def _find_first(outcomes, low, high):
    """Earliest possible and latest possible day of the first paper of each series."""
    rows, columns = outcomes.tocoo().coords
    days = pd.DataFrame({"low": low[rows], "high": high[rows]}, dtype="datetime64[us]")
    return days.groupby(columns).min().reindex(range(outcomes.shape[1])).to_numpy()


def _test_words(table, y, years, chosen, n_permutations, seed):
    kinds = table["kind"].to_numpy()[chosen]
    words = np.isin(kinds, TESTED)
    if not words.any():
        return
    planned = table["planned"].to_numpy()[chosen] & words
    alone = compute_max_t(y[:, words].tocsc(), years, n_permutations=n_permutations, seed=seed)
    table.loc[chosen[words], "p"] = alone.p
    if planned.any():
        family = compute_max_t(y[:, planned].tocsc(), years, n_permutations=n_permutations, seed=seed)
        table.loc[chosen[planned], "p_family"] = family.p_family
    table["q"] = adjust_bh(table["p"].where(~table["planned"]))


def _build_covariates(papers):
    """Columns to hold equal: first categories of 30 papers but one, and the logarithm of the length, scaled."""
    lengths = np.log1p([len(str(text).split()) for text in papers["abstract"]])
    columns = [(lengths - lengths.mean()) / lengths.std()] if lengths.std() > 1e-9 else []
    masks = list(find_categories(papers).values())
    # The papers of small categories are the baseline, or the last category where there are none.
    covered = np.logical_or.reduce(masks) if masks else np.zeros(len(papers), dtype=bool)
    columns += [mask.astype(float) for mask in (masks[:-1] if covered.all() else masks)]
    return np.column_stack(columns) if columns else np.zeros((len(papers), 0))


def _adjust(table, y, scaled, spread, covariates, chosen):
    if not covariates.shape[1] or len(scaled) < max(MIN_ADJUSTED, 10 * covariates.shape[1]):
        return
    design = np.column_stack([scaled, covariates])
    if len(design) >= LARGE:
        design[:, :2] = np.round(design[:, :2] / CELL) * CELL  # of shares of categories there is nothing to round
    design, shares, sizes = _join_equal(design, y)
    for place, column in enumerate(chosen):
        coefficients, errors, _ = fit_logistic(design, shares[:, place], sizes)
        value, half = coefficients[0] / spread, compute_quantile() * errors[0] / spread
        table.loc[column, ["adjusted", "adjusted_low", "adjusted_high"]] = np.exp(
            np.clip([value, value - half, value + half], -50, 50)
        )


def _join_equal(design, y):
    """Rows of a design that differ, the share of each outcome in each, and how many papers each stands for."""
    order = np.lexsort(design.T[::-1])
    opens = np.r_[True, (design[order[1:]] != design[order[:-1]]).any(axis=1)]
    codes = np.empty(len(order), dtype=np.int64)
    codes[order] = np.cumsum(opens) - 1
    sizes = np.bincount(codes).astype(float)
    gather = csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(sizes), len(codes)))
    return design[order[opens]], (gather @ y).toarray() / sizes[:, None], sizes


def _find_bends(table, y, scaled, years, chosen):
    from scipy.stats import chi2

    reach = np.quantile(years, 0.95) - np.quantile(years, 0.05)
    if len(years) < MIN_CURVED or reach < LONG_SPAN:
        return
    design = build_spline(scaled)
    if not np.isfinite(design).all():
        return
    design, shares, sizes = _join_equal(design, y)
    for place, column in enumerate(chosen):
        straight, bent = (fit_logistic(design[:, :n], shares[:, place], sizes)[2] for n in (1, 3))
        table.loc[column, "p_curved"] = chi2.sf(max(0.0, 2 * (bent - straight)), 2)


def _fit_categories(y, years, categories):
    """Log odds ratio per year of shape (n_categories, n_series); NaN where a category cannot tell."""
    rows = [fit_slopes(years[mask], y[np.flatnonzero(mask)]).slope for mask in categories.values()]
    return np.array(rows).reshape(len(rows), y.shape[1])


def _judge(table, smallest):
    with np.errstate(invalid="ignore", divide="ignore"):
        names = ["odds_ratio_per_year", "low", "high", "adjusted"]
        slope, low, high, adjusted = np.log(table[names].to_numpy(float)).T
    p = table["p_family"].fillna(table["q"]).fillna(correct_intervals(table))
    opposed = (np.sign(adjusted) * np.sign(slope) < 0) | (table["n_opposed"].to_numpy() > 0)
    # A series without an estimate was looked at all the same: its verdict is that there are too few papers.
    return decide_verdicts(slope, low, high, p=p.fillna(1.0), smallest=np.log(smallest), upheld=~opposed)


def correct_intervals(tests: pd.DataFrame) -> pd.Series:
    """P-values of odds ratios from their 95% intervals, times the number of series that are judged so (Bonferroni).

    For the kinds that carry no p-values; what was planned is a family of its own. NaN for words, and without estimate.
    """
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        slope, low, high = np.log(tests[["odds_ratio_per_year", "low", "high"]].to_numpy(float)).T
        z = np.abs(slope) / ((high - low) / (2 * compute_quantile()))
    p = pd.Series(2 * ndtr(-z), index=tests.index).mask(tests["kind"].isin(TESTED))
    return np.minimum(p * p.groupby(tests["planned"]).transform("count"), 1.0)
