"""What is followed over time: shares per period with intervals, odds ratios per year on the papers' own dates.

Dates are intervals of days. A coarse date takes part in each period in proportion, an undated paper as a
worst-case bound, and nothing is put on the first of January.
"""

from helpers.trends.period_shares import compute_shares, find_ends, find_series, name_topics
from helpers.trends.periods import (
    MONTHS,
    Calendar,
    Change,
    ChangesError,
    choose_period,
    compute_calendar,
    place_changes,
    read_changes,
)
from helpers.trends.planned_answers import answer_trends
from helpers.trends.trend_recovery import compute_trend_recovery
from helpers.trends.trend_report import (
    describe_changes,
    describe_correction,
    describe_dates,
    describe_first_seen,
    describe_periods,
    describe_shares_figure,
    describe_slopegraph,
    describe_trends,
    describe_trends_figure,
    title_shares,
    title_trends,
)
from helpers.trends.yearly_odds import compute_category_slopes, compute_trend_tests

__all__ = [
    "MONTHS",
    "Calendar",
    "Change",
    "ChangesError",
    "answer_trends",
    "choose_period",
    "compute_calendar",
    "compute_category_slopes",
    "compute_shares",
    "compute_trend_recovery",
    "compute_trend_tests",
    "describe_changes",
    "describe_correction",
    "describe_dates",
    "describe_first_seen",
    "describe_periods",
    "describe_shares_figure",
    "describe_slopegraph",
    "describe_trends",
    "describe_trends_figure",
    "find_ends",
    "find_series",
    "name_topics",
    "place_changes",
    "read_changes",
    "title_shares",
    "title_trends",
]
