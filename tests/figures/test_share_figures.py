"""Figures of shares: counts and hatching in sight, one scale, nothing overlaps, and only what is clear is filled."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers.figures.drawing import find_nothing
from helpers.figures.share_figures import draw_shares, label_series, plot_shares
from helpers.figures.style import ACCENT, use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.run.schema import CLOCKS
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import wilson_interval
from helpers.stats.verdicts import CLEAR, NOT_CLEAR

PLAIN = {}


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


def judge(shares, *clear):
    """Trend tests of all series of a table of shares, of which some are clear."""
    names = shares.loc[shares["kind"] != "papers", ["kind", "name"]].drop_duplicates()
    verdicts = [CLEAR if name in clear else NOT_CLEAR for name in names["name"]]
    facts = {"planned": False, "odds_ratio_per_year": 2.0, "low": 1.5, "high": 3.0, "detectable": 1.5}
    return names.assign(verdict=verdicts, **facts)


def ticks(ax):
    return [label.get_text() for label in ax.get_xticklabels()]


def test_incomplete_periods_are_hatched_and_counts_stand_over_the_intervals():
    ax = plot_shares(build_shares(["2022", "2023", "2024"], "a", sizes=[12, 36, 20]), "topic", PLAIN).ravel()[0]
    assert [(patch.get_x(), patch.get_hatch()) for patch in ax.patches] == [(-0.5, "//"), (1.5, "//")]
    assert [text.get_text() for text in ax.texts] == ["4", "12", "6"]
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


def test_panels_share_one_scale_follow_the_names_and_leave_thin_periods_out():
    shares = build_shares(["2021", "2022", "2023"], "a", "b", sizes=[2, 30, 30])
    axes = plot_shares(shares, "topic", {("topic", "b"): "$ <b> 稀疏"}, names=["b", "a", "unknown"]).ravel()
    assert axes[1].get_title(loc="left") == "a" and axes[0].get_ylim() == axes[1].get_ylim()
    assert ticks(axes[0]) == ["2022\nof 30", "2023\nof 30"]
    assert find_text_problems(axes[0].figure) == []


def test_undated_papers_show_as_a_band():
    with_band = plot_shares(build_shares(["2022", "2023"], "a", undated=0.1), "topic", PLAIN).ravel()[0]
    without = plot_shares(build_shares(["2022", "2023"], "a"), "topic", PLAIN).ravel()[0]
    assert len(with_band.collections) == len(without.collections) + 2


def test_only_what_is_clear_is_filled_and_comes_first():
    shares = build_shares(["2021", "2022", "2023"], "a", "b", "c")
    axes = draw_shares(shares, judge(shares, "b"), YEARS, "topic", PLAIN, set_run()).axes.ravel()
    assert [ax.get_title(loc="left") for ax in axes[:3]] == ["b", "a", "c"]
    filled = [to_hex(ax.collections[-1].get_facecolor()[0]).upper() == ACCENT for ax in axes[:3]]
    assert filled == [True, False, False]


@pytest.mark.parametrize("n_series", [1, 3, 11, 40])
def test_panels_of_any_number_of_series_do_not_overlap(n_series):
    shares = build_mixed_shares(n_series)
    for kind in set(shares["kind"]) - {"papers"}:
        drawing = draw_shares(shares, judge(shares, "series number 0 $x$ 稀疏"), YEARS, kind, PLAIN, set_run())
        assert find_text_problems(drawing.axes.ravel()[0].figure) == []


def test_changes_of_collection_are_marked_in_panels():
    panels = plot_shares(build_mixed_shares(2), "topic", PLAIN, marks=[(0.5, "a new source")]).ravel()
    assert any(np.allclose(line.get_xdata(), 0.5) for line in panels[0].lines)


def tell(drawing):
    """The sentence of a drawing that is left out."""
    return find_nothing(np.asarray(drawing.axes, dtype=object).ravel()[0].figure)


def draw_all(shares, papers, run):
    return [draw_shares(shares, judge(shares), papers, kind, PLAIN, run) for kind in ("topic", "sense", "term")]


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
    assert tell(draw_shares(shares, judge(shares), YEARS, "sense", PLAIN, set_run())).startswith(
        f"Only {told} a reading"
    )


def test_papers_without_topics_or_words_are_no_figure():
    alone = build_shares(["2021", "2022", "2023"], "no topic")
    assert "too few for topics" in tell(draw_shares(alone, judge(alone), YEARS, "topic", PLAIN, set_run()))
    assert "No word stands in a period" in tell(draw_shares(alone, judge(alone), YEARS, "term", PLAIN, set_run()))


@pytest.mark.parametrize("kind", ["topic", "sense", "stance", "term"])
@pytest.mark.parametrize("selection", ["query", "curated", "unknown", "complete"])
def test_shares_are_never_said_to_rise_or_fall(selection, kind):
    shares = build_shares(["2022", "2023", "2024"], "a")
    shares["kind"] = shares["kind"].replace("topic", kind)
    drawing = draw_shares(shares, judge(shares), YEARS, kind, PLAIN, set_run(selection=selection))
    words = " ".join((drawing.title, drawing.subtitle, drawing.caption, drawing.alt)).lower()
    assert not any(word in words for word in ("rise", "rising", "fall", "grow", "increase", "decline"))
    assert "year of publication" in words


def test_series_go_by_their_labels_in_the_order_of_the_theme_file():
    poles = (SimpleNamespace(id="hot", label="HOT"), SimpleNamespace(id="cold", label="COLD"))
    theme_file = SimpleNamespace(sense_labels={"b": "the second", "a": "the first", "other": "all else"}, poles=poles)
    labels = label_series(theme_file)
    assert labels["sense", "a"] == "the first" and labels["stance", "hot"] == "for HOT"
    shares = build_shares(["2022", "2023"], "a", "b")
    shares["kind"] = shares["kind"].replace("topic", "sense")
    panels = draw_shares(shares, judge(shares), YEARS, "sense", labels, set_run()).axes
    assert [ax.get_title(loc="left") for ax in panels[:2]] == ["the second", "the first"]
