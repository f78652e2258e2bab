"""Papers, their dates and their series in; shares per period and odds ratios per year with intervals out."""

from helpers.trends.period_counts import compute_period_counts
from helpers.trends.period_shares import compute_shares, find_series, list_appearances, name_topics
from helpers.trends.periods import choose_period, count_followed
from helpers.trends.planned_trends import answer_trends
from helpers.trends.trend_report import (
    describe_changes,
    describe_dates,
    describe_periods,
    refer_trends,
)
from helpers.trends.yearly_odds import compute_category_slopes, compute_trend_recovery, compute_trend_tests

__all__ = [
    "answer_trends", "choose_period", "compute_category_slopes", "compute_period_counts", "compute_shares",
    "compute_trend_recovery", "compute_trend_tests", "count_followed", "describe_changes", "describe_dates",
    "describe_periods", "find_series", "list_appearances", "name_topics", "refer_trends",
]  # fmt: skip
