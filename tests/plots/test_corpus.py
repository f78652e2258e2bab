"""Figures of the corpus: right ink, no text over text, for no paper, one, and many periods."""

import pandas as pd
import pytest

from helpers.corpus import compute_completeness, compute_date_precision, compute_lengths
from helpers.figures import find_text_problems, use_talk_style
from helpers.plots.corpus import plot_completeness, plot_date_precision, plot_lengths


@pytest.fixture(autouse=True)
def style():
    use_talk_style()


@pytest.mark.parametrize("n", [0, 1, 3, 109])
def test_text_is_legible_for_any_number_of_papers(bundled_papers, n):
    papers = bundled_papers.head(n)
    for ax in (
        plot_completeness(compute_completeness(papers)),
        plot_date_precision(compute_date_precision(papers)),
        plot_lengths(compute_lengths(papers)),
    ):
        assert find_text_problems(ax.figure) == []


def test_bars_add_up_to_the_papers(bundled_papers):
    ax = plot_date_precision(compute_date_precision(bundled_papers))
    assert sum(bar.get_height() for bars in ax.containers for bar in bars) == 109


def test_many_quarters_and_large_counts_are_legible():
    periods = [f"{year} Q{quarter}" for year in range(2016, 2026) for quarter in (1, 2, 3, 4)]
    table = pd.DataFrame({"period": periods, "day": 1234, "month": 5, "year": 0, "none": 0})
    assert find_text_problems(plot_date_precision(table).figure) == []
