"""What is followed over time: shares per period with intervals, odds ratios per year on the papers' own dates.

Dates are intervals of days. A coarse date takes part in each period in proportion, an undated paper as a
worst-case bound, and nothing is put on the first of January.
"""

from helpers.trends.periods import MONTHS, Calendar, choose_period, compute_calendar
from helpers.trends.reports import (
    describe_dates,
    describe_periods,
    describe_shares_figure,
    describe_trends,
    describe_trends_figure,
    title_shares,
    title_trends,
)
from helpers.trends.shares import compute_shares, find_series, name_topics
from helpers.trends.slopes import compute_category_slopes, compute_trend_tests

__all__ = [
    "MONTHS",
    "Calendar",
    "choose_period",
    "compute_calendar",
    "compute_category_slopes",
    "compute_shares",
    "compute_trend_tests",
    "describe_dates",
    "describe_periods",
    "describe_shares_figure",
    "describe_trends",
    "describe_trends_figure",
    "find_series",
    "name_topics",
    "title_shares",
    "title_trends",
]
