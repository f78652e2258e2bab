"""Figures of shares: denominators and hatching in sight, one scale, nothing overlaps, and nothing is claimed."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.figures.drawing import find_nothing
from helpers.figures.series_looks import SeriesLooks, choose_series_looks
from helpers.figures.share_figures import (
    draw_first_and_last,
    draw_periods,
    draw_shares,
    find_ends,
    plot_periods,
    plot_shares,
    plot_slopegraph,
)
from helpers.figures.style import topic_colours, use_talk_style
from helpers.figures.text_layout import GREY, find_text_problems
from helpers.run.schema import CLOCKS
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import wilson_interval

PLAIN = SeriesLooks()


def set_run(**settings):
    return {"selection": "query", "clock": "published", "period": None, "changes": None} | settings


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def build_papers(*days):
    """Papers published on these days, or without a date."""
    known = pd.to_datetime(pd.Series(days, dtype=object))
    return pd.DataFrame(
        {f"{clock}_{end}": known if clock == "published" else pd.NaT for clock in CLOCKS for end in ("low", "high")}
    )


YEARS = build_papers(*["2021-05-05"] * 20, *["2023-05-05"] * 40)


def build_shares(periods, *names, sizes=20, undated=0.0):
    sizes = np.broadcast_to(np.asarray(sizes, dtype=float), len(periods))
    rows = []
    for kind, name in [("papers", "papers"), *[("topic", name) for name in names]]:
        for i, period in enumerate(periods):
            n_period = sizes.sum() if kind == "papers" else sizes[i]
            n = sizes[i] if kind == "papers" else sizes[i] // 3
            low, high = wilson_interval(n, n_period)
            share = n / n_period if n_period else np.nan
            partial = i in (0, len(periods) - 1)
            bounds = (share - undated, share + undated)
            rows.append((kind, name, period, n, n_period, share, float(low), float(high), partial, *bounds))
    columns = "kind name period n n_period share low high partial low_undated high_undated"
    return pd.DataFrame(rows, columns=columns.split())


def build_mixed_shares(n_series, *, periods=("2020", "2021", "2022"), size=40):
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


def ticks(ax):
    return [label.get_text() for label in ax.get_xticklabels()]


def test_incomplete_periods_are_hatched_and_counts_stand_on_the_bars():
    ax = plot_periods(build_shares(["2022", "2023", "2024"], sizes=[3, 9, 5]), 4)
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [False, True, True]
    assert sorted(text.get_text() for text in ax.texts) == ["3", "5", "9"]
    assert "4 papers have no date" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("n_periods", [1, 5, 9, 40, 120])
def test_denominators_stand_under_the_axis_however_many_periods(n_periods):
    periods = [f"{2000 + i // 4} Q{i % 4 + 1}" for i in range(n_periods)]
    shares = build_shares(periods, "a", "b", "c", "d", "e", sizes=1234)
    axes = plot_shares(shares, "topic", PLAIN)
    visible = [ax for ax in axes.ravel() if ax.get_visible()]
    assert len(visible) == 5
    assert ticks(visible[-1])[-1] == periods[-1].replace(" ", "\n") + "\nof 1,234"
    assert find_text_problems(axes.ravel()[0].figure) == []
    assert find_text_problems(plot_periods(shares[shares["kind"] == "papers"]).figure) == []


def test_panels_share_one_scale_follow_the_names_and_leave_thin_periods_out():
    shares = build_shares(["2021", "2022", "2023"], "a", "b", sizes=[2, 30, 30])
    axes = plot_shares(
        shares, "topic", SeriesLooks({("topic", "b"): "$ <b> 稀疏"}), names=["b", "a", "unknown"]
    ).ravel()
    assert axes[1].get_title(loc="left") == "a" and axes[0].get_ylim() == axes[1].get_ylim()
    assert ticks(axes[0]) == ["2022\nof 30", "2023\nof 30"]
    assert find_text_problems(axes[0].figure) == []


def test_undated_papers_show_as_a_band():
    with_band = plot_shares(build_shares(["2022", "2023"], "a", undated=0.1), "topic", PLAIN).ravel()[0]
    without = plot_shares(build_shares(["2022", "2023"], "a"), "topic", PLAIN).ravel()[0]
    assert len(with_band.collections) == len(without.collections) + 2


def test_a_long_beginning_of_next_to_nothing_is_told_in_words():
    periods = [f"{year}" for year in range(2000, 2012)]
    ax = plot_periods(build_shares(periods, sizes=[1, *[0] * 8, 900, 900, 900]))
    assert len([bar for bar in ax.patches if bar.get_height()]) == 3
    assert "before 2009: 1" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("n_series", [1, 3, 11, 40])
def test_lines_join_the_first_and_last_complete_period(n_series):
    shares = build_mixed_shares(n_series)
    ax = plot_slopegraph(shares, find_ends(shares), PLAIN)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2021", "2022"]
    joined = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(joined) == min(n_series, 11)
    row = shares[(shares["name"] == "series number 0 $x$ 稀疏") & (shares["period"] == "2022")].iloc[0]
    assert any(np.isclose(line.get_ydata()[1], 100 * row["share"]) for line in joined)
    assert find_text_problems(ax.figure) == []


def test_equal_shares_and_zeros_do_not_overlap():
    shares = build_mixed_shares(12)
    shares.loc[shares["kind"] != "papers", ["n", "share", "low"]] = 0.0
    assert find_text_problems(plot_slopegraph(shares, find_ends(shares), PLAIN).figure) == []


def test_changes_of_collection_are_marked_in_bars_and_panels():
    shares = build_mixed_shares(2)
    marks = [(0.5, "a new source"), (1.2, "new categories of a very long name that must be cut")]
    ax = plot_periods(shares[shares["kind"] == "papers"], marks=marks)
    assert [line.get_linestyle() for line in ax.lines if line.get_label().startswith(("1:", "2:"))] == ["--", "--"]
    assert find_text_problems(ax.figure) == []
    panels = plot_shares(shares, "topic", PLAIN, marks=[(0.5, "a new source")]).ravel()
    assert any(np.allclose(line.get_xdata(), 0.5) for line in panels[0].lines)


def tell(drawing):
    """The sentence of a drawing that is left out."""
    return find_nothing(np.asarray(drawing.axes, dtype=object).ravel()[0].figure)


def draw_all(shares, papers, run):
    kinds = [draw_shares(shares, papers, kind, PLAIN, run) for kind in ("topic", "sense", "term")]
    return [draw_periods(shares, papers, run), *kinds, draw_first_and_last(shares, papers, PLAIN, run)]


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        (build_papers(), "There are no papers"),
        (build_papers(None, None), "None of the 2 papers has a date of publication"),
        (
            build_papers(*["2025-10-02", "2025-10-30"] * 87, None),
            "All 174 papers with a date of publication are of Oct",
        ),
    ],
)
def test_without_dates_or_in_one_month_all_figures_are_left_out_with_one_sentence(papers, told):
    dated = papers["published_low"].notna().any()
    shares = build_shares(["2025 Q4"], "a", sizes=174) if dated else build_empty_table("shares")
    (sentence,) = {tell(drawing) for drawing in draw_all(shares, papers, set_run())}
    assert sentence.startswith(told) and sentence.count(".") == 1 and "1 period" not in sentence


def test_one_period_says_which_and_how_to_get_more():
    papers = build_papers("2023-02-01", "2023-09-01")
    (sentence,) = {tell(drawing) for drawing in draw_all(build_shares(["2023"], "a"), papers, set_run())}
    assert sentence == "All papers with a date are of 2023; the setting “period” takes shorter periods (month)."


@pytest.mark.parametrize(
    ("n", "told"), [(0, "0 dated papers have"), (1, "1 dated paper has"), (9, "9 dated papers have")]
)
def test_fewer_than_ten_readings_are_no_figure(n, told):
    shares = build_shares(["2021", "2022", "2023"], "a", sizes=0.0)
    shares["kind"] = shares["kind"].replace("topic", "sense")
    everyone = shares["kind"] == "papers"
    shares.loc[everyone, "n"], shares.loc[shares.index[-1], "n"] = 40.0, float(n)
    assert tell(draw_shares(shares, YEARS, "sense", PLAIN, set_run())).startswith(f"Only {told} a reading")


def test_papers_without_topics_words_or_two_whole_periods_are_no_figure():
    alone = build_shares(["2021", "2022", "2023"], "no topic")
    assert "too few for topics" in tell(draw_shares(alone, YEARS, "topic", PLAIN, set_run()))
    assert "No word stands in a period" in tell(draw_shares(alone, YEARS, "term", PLAIN, set_run()))
    few = build_mixed_shares(2, size=4)
    assert "no two complete periods" in tell(draw_first_and_last(few, YEARS, PLAIN, set_run()))
    none = build_mixed_shares(0)
    assert tell(draw_first_and_last(none, YEARS, PLAIN, set_run())) == "No topic, sense or word is followed."


def test_the_ends_are_complete_periods_of_ten_papers():
    shares = build_shares(["2019", "2020", "2021", "2022", "2023"], "a", sizes=[12, 12, 3, 12, 12])
    assert find_ends(shares) == ("2020", "2022")
    drawing = draw_first_and_last(shares, YEARS, PLAIN, set_run())
    assert drawing.title == "Shares in 2020 and in 2022" and drawing.n == 24
    assert "2020 (12 papers) and in 2022 (12)" in drawing.caption
    assert find_ends(shares[shares["period"] == "2020"]) == ()


@pytest.mark.parametrize("kind", ["topic", "sense", "stance", "term"])
@pytest.mark.parametrize("selection", ["query", "curated", "unknown", "complete"])
def test_shares_are_never_said_to_rise_or_fall(selection, kind):
    shares = build_shares(["2022", "2023", "2024"], "a")
    shares["kind"] = shares["kind"].replace("topic", kind)
    run = set_run(selection=selection)
    drawings = draw_shares(shares, YEARS, kind, PLAIN, run), draw_periods(shares, YEARS, run)
    words = " ".join(part for drawing in drawings for part in (drawing.title, drawing.caption, drawing.alt)).lower()
    assert not any(word in words for word in ("rise", "rising", "fall", "grow", "increase", "decline"))
    assert "year of publication" in words


def test_the_caption_says_why_these_periods_and_which_are_incomplete():
    papers = YEARS.head(50)
    shares = build_shares(["2023 H1", "2023 H2", "2024 H1"], "a", sizes=[3, 20, 22])
    drawing = draw_periods(shares, papers, set_run(changes=["2023-08-01 new categories"]))
    assert drawing.n == 45 and "half-year of publication" in drawing.title
    assert (
        "the shortest whose intervals mean something here: 3 periods with 3 to 22 papers, 2 of them" in drawing.caption
    )
    assert drawing.caption.endswith("do not reach across: 2023 H1 and 2024 H1.")
    assert "2023-08-01: new categories" in drawing.finding
    assert "set by hand" in draw_periods(shares, papers, set_run(period="half")).caption
    years = draw_periods(build_shares(["2023", "2024"], sizes=[3, 4]), papers, set_run())
    assert "since shorter ones would hold too few papers: 2 periods with 3 to 4 papers" in years.caption
    assert "No change of collection is known" in years.finding


def test_series_keep_their_colours_and_the_order_of_the_theme_file():
    theme_file = SimpleNamespace(sense_labels={"b": "the second", "a": "the first", "other": "something else"})
    topics = pd.DataFrame({"topic": [0, 1, -1], "label": ["same", "same", "no topic"]})
    looks = choose_series_looks(topics, theme_file)
    assert (
        looks.get_colour("topic", "same (1)") == topic_colours([1])[1] and looks.get_colour("topic", "no topic") == GREY
    )
    assert looks.get_label("sense", "a") == "the first" and looks.get_label("term", "a") == "a"
    shares = build_shares(["2022", "2023"], "a", "b")
    shares["kind"] = shares["kind"].replace("topic", "sense")
    panels = draw_shares(shares, YEARS, "sense", looks, set_run()).axes
    assert [ax.get_title(loc="left") for ax in panels[:2]] == ["the second", "the first"]
