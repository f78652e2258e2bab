"""A figure of the paper style is the slide made smaller: all its marks, texts and places keep their shares of it."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from compare.test_share_changes import SETTINGS, build_papers, build_series
from conftest import ROOT
from figures.test_corpus_sentences import make_counts
from figures.test_keyword_figures import THEME_FILE, build_contrast
from figures.test_keyword_test_figures import build_answers, build_tested
from figures.test_map_figure import make_found
from figures.test_reader_figure import make_reliability
from figures.test_record_flow_figure import FLOWS
from figures.test_share_figures import build_shares
from figures.test_theme_figures import THEME, make_table
from figures.test_topic_figures import make_tables, make_ways
from figures.test_trend_test_figures import build_tests
from matplotlib.collections import Collection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.text import Annotation

from helpers import figures
from helpers.compare.share_changes import compare_shares
from helpers.figures import (
    change_figure,
    corpus_figures,
    counting_figure,
    keyword_figures,
    keyword_test_figures,
    map_figure,
    noun_figures,
    query_figure,
    reader_figure,
    record_flow_figure,
    sense_figures,
    share_figures,
    stance_figures,
    style,
    topic_figures,
    topic_rival_figure,
    trend_test_figures,
    value_figure,
)
from helpers.figures.dark_colours import darken_figure
from helpers.figures.text_layout import align_row_labels, find_text_problems, find_visible_texts, freeze_layout
from helpers.keywords.contrasts import rank_terms
from helpers.stats.verdicts import CLEAR, NOT_CLEAR
from helpers.theme.query_effect import compute_query_shares
from helpers.theme.role_values import compute_role_values
from helpers.theme.sense_contexts import compute_sense_topics, place_senses
from helpers.theme.stances import compute_stances
from helpers.theme.ways_of_counting import CHOICES
from helpers.trends.periods import read_changes

POINTS, HATCHES, PLACES = 0.01, 0.15, 0.001
"""By how much sizes and hatches may differ, as a share of themselves, and places, as a share of the figure's width."""


def plot_dates():
    counts = make_counts([("2022", 4, 0, 0), ("2023", 9, 2, 1), ("2024", 40, 20, 10)], partial=["2024"])
    return corpus_figures.plot_dates(counts, read_changes(["2023-07-02 new categories"]))


def plot_keyness():
    return keyword_figures.plot_keyness(rank_terms(build_contrast("dump against reference", list("abcdefgh")), top=15))


def plot_group_words():
    terms = [build_contrast(f"sense: {name}", list("abc")).assign(verdict=CLEAR) for name in THEME_FILE.sense_ids]
    return keyword_figures.plot_contrasts(pd.concat(terms, ignore_index=True))


def plot_multiverse():
    rows = [{choice: both[(i >> k) % 2] for k, (choice, both) in enumerate(CHOICES.items())} for i in range(64)]
    value = np.linspace(-0.1, 0.4, 64)
    ways = pd.DataFrame(rows).assign(difference=value, low=value - 0.2, high=value + 0.2, same_sign=value > 0)
    ways.loc[0, ["difference", "low", "high"]] = np.nan
    return counting_figure.plot_multiverse(ways.assign(first_way=ways.index == 40), THEME)


def plot_nouns():
    heads = pd.DataFrame({"head": ["reward", "attention", "a model", "token"], "n_first": [9, 5, 0, 2]})
    heads = heads.assign(n_second=[1, 5, 6, 3], log2_ratio=[3.0, 0.0, -3.0, -0.6])
    return noun_figures.plot_nouns(heads.assign(low=heads["log2_ratio"] - 1, high=heads["log2_ratio"] + 1), THEME)


def plot_query_shares():
    papers = pd.DataFrame({"title": ["Dense"] * 20, "abstract": ["We are sparse."] * 20})
    return query_figure.plot_query_shares(compute_query_shares(papers, THEME, ROOT / "data" / "reference"))


def plot_role_values():
    theme = make_table(109).assign(role=[*["given", "output"] * 54, "mechanism"], score=0.5)
    readings = theme[theme["sense"].notna()].assign(main=True)
    named = pd.DataFrame({"role": ["given"], "first_value": ["neutral"], "name": ["Name"]})
    values = compute_role_values(theme, readings, THEME)
    return value_figure.plot_role_values(theme, values, THEME, exemplars=named)


def plot_sense_topics():
    table, rng = make_table(109), np.random.default_rng(1)
    positions = pd.DataFrame({"paper_id": table["paper_id"], "x": rng.normal(size=109), "y": rng.normal(size=109)})
    members = table[["paper_id"]].assign(topic=rng.integers(0, 6, 109))
    placed = place_senses(table, members, {i: f"a topic {i}" for i in range(6)}, positions)
    return sense_figures.plot_sense_topics(compute_sense_topics(placed, THEME), placed, THEME)


def plot_shares():
    shares = build_shares(["2021", "2022", "2023"], "a", "b", "c", undated=0.1)
    return share_figures.plot_shares(shares, "topic", {}, marks=[(0.5, "a new source")], clear=["b"])


def plot_stances():
    table = make_table(109)
    return stance_figures.plot_stances(table, compute_stances(table, THEME), THEME)


def plot_topic_map():
    papers, positions, found = make_found(109, 8, apart=True)
    return map_figure.plot_topic_map(positions, found.memberships, found.topics, papers=papers)


def plot_topics():
    rows = topic_figures.list_topic_rows(*make_tables(109, 6))
    rows.loc[5, "stability"] = np.nan
    return topic_figures.plot_topics(rows, 109)


def plot_topic_rival():
    return topic_rival_figure.plot_topic_rival(make_ways(matched=np.nan))


def plot_trend_tests():
    tests = build_tests(("term", "tea", 2.0, 1.4, 2.9, CLEAR), ("sense", "cup", 9.0, 0.01, 90.0, NOT_CLEAR))
    ticks = pd.DataFrame({"kind": ["term"] * 2, "name": ["tea"] * 2, "odds_ratio_per_year": [1.5, 1.8]})
    return trend_test_figures.plot_trend_tests(trend_test_figures.choose_rows(tests), {}, ticks, smallest=1.1)


def plot_changes():
    papers = build_papers(100)
    series = build_series(papers, tea=range(30), cup=range(9))
    shares = compare_shares(papers[:40], papers[40:], series, settings=SETTINGS)
    return change_figure.plot_changes(change_figure.choose_changes(shares), {}, smallest=0.05)


PLOTS = {
    "draw_changes": plot_changes,
    "draw_dates": plot_dates,
    "draw_group_words": plot_group_words,
    "draw_keyness": plot_keyness,
    "draw_multiverse": plot_multiverse,
    "draw_nouns": plot_nouns,
    "draw_planned_words": lambda: keyword_test_figures.plot_questions(build_answers(9), smallest=0.05),
    "draw_query_shares": plot_query_shares,
    "draw_record_flow": lambda: record_flow_figure.plot_record_flow(FLOWS["long and strange names"]),
    "draw_reliability": lambda: reader_figure.plot_reliability(make_reliability(), THEME),
    "draw_role_values": plot_role_values,
    "draw_sense_topics": plot_sense_topics,
    "draw_shares": plot_shares,
    "draw_stances": plot_stances,
    "draw_tested_words": lambda: keyword_test_figures.plot_tested(build_tested(9), smallest=0.05),
    "draw_topic_map": plot_topic_map,
    "draw_topic_rival": plot_topic_rival,
    "draw_topics": plot_topics,
    "draw_trend_tests": plot_trend_tests,
}


@pytest.fixture(autouse=True)
def talk_again():
    yield
    style.use_talk_style()


def draw(use_style, plot):
    """A figure as it is saved, drawn in a style."""
    use_style()
    figure = np.ravel(plot())[0].figure
    freeze_layout(figure)
    align_row_labels(figure)
    assert find_text_problems(figure, min_points=mpl.rcParams["xtick.labelsize"]) == []
    return figure


def list_parts(figure):
    """The size of each thing drawn, and where it stands, in widths of the figure: (what, tolerance, values)."""
    figure.draw_without_rendering()
    inches, pixels, texts = figure.get_size_inches()[0], figure.bbox.width, set(find_visible_texts(figure))
    parts = []
    arrows = [artist.arrow_patch for artist in figure.findobj(Annotation) if artist.arrow_patch]
    for artist in [*figure.findobj(), *arrows]:
        kind, sizes, places = type(artist).__name__, {}, []
        if isinstance(artist, Line2D):
            sizes = {look: getattr(artist, f"get_{look}")() for look in ("linewidth", "markersize", "markeredgewidth")}
            places = artist.get_transform().transform(artist.get_xydata())
        elif isinstance(artist, Collection):
            sizes = {"linewidths": artist.get_linewidths(), "sizes": np.sqrt(getattr(artist, "get_sizes", list)())}
            places = artist.get_offset_transform().transform(artist.get_offsets())
        elif isinstance(artist, Patch):
            sizes = {"linewidth": artist.get_linewidth()}
            sizes |= {"head": artist.get_mutation_scale()} if isinstance(artist, FancyArrowPatch) else {}
            lines = len(artist.get_hatch() or "") * inches  # matplotlib draws so many an inch
            parts.append((f"{kind} hatch", HATCHES, lines))
            places = artist.get_window_extent().get_points()
        elif artist in texts and artist.get_text().strip():
            kind = f"{kind} {artist.get_text()!r}"
            sizes = {"size": artist.get_fontsize()}
            places = artist.get_window_extent().get_points()
        sizes |= {f"rim {i}": effect._gc["linewidth"] for i, effect in enumerate(artist.get_path_effects() or ())}
        parts += [(f"{kind} {look}", POINTS, np.atleast_1d(value) / 72 / inches) for look, value in sizes.items()]
        parts.append((f"{kind} place", PLACES, np.ma.filled(np.ma.asarray(places, dtype=float), np.nan) / pixels))
    return parts


def find_differences(slide, page):
    """What is larger or smaller on the page than on the slide, or stands elsewhere, a sentence each."""
    told = []
    for (what, most, here), (other, _, there) in zip(list_parts(slide), list_parts(page), strict=True):
        assert what == other
        here, there = np.asarray(here, dtype=float), np.asarray(there, dtype=float)
        near = {"atol": most} if what.endswith("place") else {"rtol": most, "atol": 1e-9}
        if here.shape != there.shape or not np.allclose(here, there, equal_nan=True, **{"rtol": 0, **near}):
            told.append(f"{what}: {here.ravel()[:4]} on the slide, {there.ravel()[:4]} on the page")
    return told


def test_every_figure_is_held():
    assert set(PLOTS) == {name for name in figures.__all__ if name.startswith("draw_")}


@pytest.mark.parametrize("name", PLOTS)
def test_on_a_page_all_is_as_large_and_where_it_is_as_on_a_slide(name):
    slide, page = (draw(use, PLOTS[name]) for use in (style.use_talk_style, style.use_paper_style))
    assert len(list_parts(slide)) > 20
    assert find_differences(slide, page) == []
    for figure, use in ((slide, style.use_talk_style), (page, style.use_paper_style)):
        use()
        darken_figure(figure)
    assert find_differences(slide, page) == []


def test_a_mark_that_keeps_the_size_of_a_slide_is_told():
    def plot(scale):
        ax = style.new_axes()
        ax.scatter([0], [0], s=scale(100))
        return ax

    slide, page = (draw(use, lambda: plot(lambda s: s)) for use in (style.use_talk_style, style.use_paper_style))
    (told,) = find_differences(slide, page)
    assert told.startswith("PathCollection sizes: ")
    page = draw(style.use_paper_style, lambda: plot(style.scale_area))
    assert find_differences(slide, page) == []


def test_what_is_drawn_on_a_slide_has_the_sizes_that_were_asked_for():
    style.use_talk_style()
    assert (style.scale_points(1.8), style.scale_area(120), style.scale_hatch("//")) == (1.8, 120, "//")
    style.use_paper_style()
    assert style.scale_points(20) == pytest.approx(9) and style.scale_area(100) == pytest.approx(100 * 0.45**2)
    assert style.measure_inches(style.new_axes().figure) == pytest.approx(style.SLIDE)
