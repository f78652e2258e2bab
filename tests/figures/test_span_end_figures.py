"""Ends of a span: shares side by side and first papers, legible for any number of series and any dates."""

import numpy as np
import pandas as pd
import pytest

from helpers.figures.span_end_figures import plot_first_seen, plot_slopegraph
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.trend_figures import plot_periods, plot_shares
from helpers.stats.estimates import wilson_interval


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def build_shares(n_series, *, periods=("2020", "2021", "2022"), size=40):
    rng = np.random.default_rng(n_series)
    rows = []
    names = [
        ("papers", "papers"),
        *[(("topic", "sense", "term")[i % 3], f"series number {i} $x$ 稀疏") for i in range(n_series)],
    ]
    for kind, name in names:
        for i, period in enumerate(periods):
            n = size if kind == "papers" else int(rng.integers(0, size))
            low, high = wilson_interval(n, size)
            rows.append((kind, name, period, n, size, n / size, float(low), float(high), i == 0, n / size, n / size))
    columns = "kind name period n n_period share low high partial low_undated high_undated"
    return pd.DataFrame(rows, columns=columns.split())


@pytest.mark.parametrize("n_series", [1, 3, 11, 40])
def test_lines_join_the_first_and_last_complete_period(n_series):
    shares = build_shares(n_series)
    ax = plot_slopegraph(shares)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2021", "2022"]
    joined = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(joined) == min(n_series, 11)
    row = shares[(shares["name"] == "series number 0 $x$ 稀疏") & (shares["period"] == "2022")].iloc[0]
    assert any(np.isclose(line.get_ydata()[1], 100 * row["share"]) for line in joined)
    assert find_text_problems(ax.figure) == []


def test_equal_shares_and_zeros_do_not_overlap():
    shares = build_shares(12)
    shares.loc[shares["kind"] != "papers", ["n", "share", "low"]] = 0.0
    assert find_text_problems(plot_slopegraph(shares).figure) == []


@pytest.mark.parametrize(
    ("start", "end"), [("2024-05-01", "2024-05-09"), ("2020-01-01", "2025-12-31"), ("1950-01-01", "2025-01-01")]
)
@pytest.mark.parametrize("n_series", [1, 16, 40])
def test_first_papers_are_legible_over_any_span(n_series, start, end):
    days = pd.date_range(start, end, periods=80).normalize().astype("datetime64[us]")
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(80)], "published_low": days, "published_high": days})
    rows = [("term", f"word number {s}", f"p{i}") for s in range(n_series) for i in range(s, 80, 7)]
    series = pd.DataFrame(rows, columns=["kind", "name", "paper_id"])
    tests = pd.DataFrame(
        [("term", f"word number {s}", 5, days[s], days[s]) for s in range(n_series)],
        columns=["kind", "name", "n", "first_low", "first_high"],
    )
    ax = plot_first_seen(papers, series, tests)
    names = [label.get_text().split(" · ")[0] for label in ax.get_yticklabels()]
    firsts = [days[int(name.rpartition(" ")[2])] for name in names]
    assert firsts == sorted(firsts) and firsts[-1] == days[n_series - 1]
    assert find_text_problems(ax.figure) == []


def test_changes_of_collection_are_marked_in_bars_and_panels():
    shares = build_shares(2)
    ax = plot_periods(
        shares, marks=[(0.5, "a new source"), (1.2, "new categories of a very long name that must be cut")]
    )
    assert [line.get_linestyle() for line in ax.lines if line.get_label().startswith(("1:", "2:"))] == ["--", "--"]
    assert find_text_problems(ax.figure) == []
    panels = plot_shares(shares, "topic", marks=[(0.5, "a new source")]).ravel()
    assert any(np.allclose(line.get_xdata(), 0.5) for line in panels[0].lines)


def test_nothing_to_draw_is_said_in_a_sentence():
    tests = pd.DataFrame({"kind": [], "name": [], "n": [], "first_low": [], "first_high": []})
    papers = pd.DataFrame({"paper_id": [], "published_low": [], "published_high": []})
    for ax in (plot_slopegraph(build_shares(0)), plot_slopegraph(build_shares(2, size=4)),
               plot_first_seen(papers, pd.DataFrame(columns=["kind", "name", "paper_id"]), tests)):  # fmt: skip
        assert ax.texts[0].get_text().endswith(".") and find_text_problems(ax.figure) == []
