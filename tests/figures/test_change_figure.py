"""The figure of what changed since the base: legible for any names, with papers behind rows, or left out."""

import json

import pandas as pd
import pytest
from compare.test_share_changes import SETTINGS, build_papers, build_series
from conftest import BUNDLED
from figures.title_checks_changes import check_changes

from helpers.compare.share_changes import compare_shares
from helpers.figures.change_figure import MAX_ROWS, choose_changes, draw_changes
from helpers.figures.drawing import find_nothing, save_figure
from helpers.figures.marks import get_figure
from helpers.figures.style import use_talk_style
from helpers.run.opening import open_run
from helpers.run.storage import build_empty_table


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def draw(n_new, **members):
    papers = build_papers(100)
    series = build_series(papers, **members)
    shares = compare_shares(papers[:n_new], papers[n_new:], series, settings=SETTINGS)
    return draw_changes(shares, series, {("sense", "tea"): "green tea"}, SETTINGS, "Told.")


@pytest.mark.parametrize("tea", [range(30), range(0, 100, 3)])
def test_its_title_follows_from_its_numbers_and_its_rows_know_their_papers(tmp_path, tea):
    long = {f"a series of a name that is rather long, number {place}": range(place, 100, 4) for place in range(20)}
    drawing = draw(40, tea=tea, **long)
    path = save_figure(open_run(BUNDLED, outputs=tmp_path), drawing, "dump_changes")
    facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert facts["text_problems"] == []
    check_changes(facts["title"], pd.read_csv(path.with_suffix(".csv")), facts)
    boxes = json.loads(path.with_suffix("").with_suffix(".marks.json").read_text(encoding="utf-8"))["boxes"]
    assert len(boxes) == MAX_ROWS
    green = [box["papers"] for box in boxes if box["label"].startswith("green tea")]
    assert all(papers == [f"P{place:03d}" for place in tea] for papers in green)
    assert bool(green) or tea != range(30)


def test_what_cannot_be_tested_is_left_out_with_its_reason():
    for drawing in (draw(5, tea=range(9)), draw(0), draw_changes(build_empty_table("share_changes"),
                    build_series(build_papers(1)), {}, SETTINGS, "Told.")):  # fmt: skip
        assert find_nothing(get_figure(drawing.axes)) == "Told."


def test_the_surest_rows_are_drawn_in_the_order_of_their_differences():
    papers = build_papers(100)
    members = {f"s{place:02d}": range(place) for place in range(5, 40)}
    shares = compare_shares(papers[:40], papers[40:], build_series(papers, **members), settings=SETTINGS)
    rows = choose_changes(shares)
    assert len(rows) == MAX_ROWS and rows["difference"].is_monotonic_decreasing
    assert rows["name"].iloc[0] == "s39" and rows["p"].max() <= shares["p"].nlargest(len(shares) - MAX_ROWS).min()
