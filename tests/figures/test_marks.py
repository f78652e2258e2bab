"""The paper behind a dot: a mark stands where the dot is seen in the file, and marks hold the papers that are drawn."""

import json

import numpy as np
import pandas as pd
import pytest
from conftest import BUNDLED
from matplotlib import pyplot as plt
from PIL import Image

from helpers.figures.drawing import Drawing, save_figure
from helpers.figures.marks import INFINITE, collect_marks, mark_box, mark_points, mark_rows
from helpers.figures.paper_dots import count_dots, deal_papers
from helpers.figures.style import new_axes, use_talk_style
from helpers.run.opening import open_run


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def save(tmp_path, ax, name="demo"):
    words = {"title": "A title", "caption": "How", "alt": "Dots", "subtitle": "What is plotted"}
    run = open_run(BUNDLED, outputs=tmp_path)
    path = save_figure(run, Drawing(ax, pd.DataFrame({"x": [1]}), n=3, denominator="papers", **words), name)
    return path, path.with_name(f"{name}.marks.json")


def find_colour(path, x, y):
    with Image.open(path) as image:
        return image.convert("RGB").getpixel((round(x * image.width), round(y * image.height)))


@pytest.mark.parametrize("size", ["demo.png", "demo@2x.png"])
def test_a_mark_stands_on_its_dot_in_the_picture(tmp_path, size):
    ax, colours = new_axes(), ["#ff0000", "#00ff00", "#0000ff"]
    ax.scatter([1, 2, 3], [10, 30, 20], s=200, c=colours)
    ax.set_yticks([10, 20, 30], ["a", "a long name of a row", "c"])
    mark_points(ax, [1, 2, 3], [10, 30, 20], ["red", "green", "blue"])
    path, marks = save(tmp_path, ax)
    points = json.loads(marks.read_text(encoding="utf-8"))["points"]
    found = {
        paper: find_colour(path.with_name(size), x, y)
        for x, y, paper in zip(points["x"], points["y"], points["papers"], strict=True)
    }
    assert found == {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


def test_a_box_covers_its_bar_and_nothing_beside_it(tmp_path):
    ax = new_axes()
    ax.barh([0, 1], [4, 2], height=0.6, color=["#ff0000", "#0000ff"])
    mark_box(ax, (0, -0.3, 4, 0.3), ["p1", "p2"], "four")
    path, marks = save(tmp_path, ax)
    (box,) = json.loads(marks.read_text(encoding="utf-8"))["boxes"]
    edge = 0.004
    corners = [
        (x, y) for x in (box["left"] + edge, box["right"] - edge) for y in (box["top"] + edge, box["bottom"] - edge)
    ]
    assert {find_colour(path, *corner) for corner in corners} == {(255, 0, 0)}
    beyond = [(box["right"] + edge, box["top"] + edge), (box["left"] + edge, box["bottom"] + 2 * edge)]
    assert all(find_colour(path, *place) != (255, 0, 0) for place in beyond)
    assert (box["label"], box["papers"]) == ("four", ["p1", "p2"])


def test_a_row_reaches_from_its_name_to_the_column_beside_it():
    ax = new_axes()
    ax.scatter([1, 2], [0, 1])
    ax.set_yticks([0, 1], ["the name of the first row", "second"])
    ax.set_ylim(1.5, -0.5)
    ax.text(1.02, 0, "12 of 40", transform=ax.get_yaxis_transform())
    mark_rows(ax, [["p1"], ["p2"]], ["first", "second"])
    ax.figure.draw_without_rendering()
    first, second = collect_marks(ax.figure)["boxes"]
    width = ax.figure.bbox.width
    assert first["left"] * width < ax.bbox.x0 - 100 and first["right"] * width > ax.bbox.x1 + 30
    assert first["bottom"] == pytest.approx(second["top"]) and first["top"] < first["bottom"]
    assert (first["papers"], second["papers"]) == (["p1"], ["p2"])


def test_a_dot_of_several_papers_is_a_small_box():
    ax = new_axes()
    ax.set(xlim=(0, 2), ylim=(0, 2))
    mark_points(ax, [1, 1.5], [1, 1], [["p1", "p2"], ["p3"]], inches=0.2, label="a cell")
    ax.figure.draw_without_rendering()
    found = collect_marks(ax.figure)
    (box,) = found["boxes"]
    assert box["papers"] == ["p1", "p2"] and found["points"]["papers"] == ["p3"]
    assert (box["right"] - box["left"]) * ax.figure.get_size_inches()[0] == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize(("n", "unsure", "per_dot"), [(7, 2, 1), (7, 0, 1), (95, 33, 10), (4, 1, 10), (100, 1, 30)])
def test_every_paper_of_a_cell_is_behind_exactly_one_dot(n, unsure, per_dot):
    cell = pd.DataFrame(
        {"paper_id": [f"p{i}" for i in range(n)], "uncertain": [i % 2 == 0 and i < 2 * unsure for i in range(n)]}
    )
    numbers = count_dots(cell, per_dot)
    dealt = deal_papers(cell, numbers)
    assert len(dealt) == sum(numbers) and all(dealt)
    assert sorted(paper for dot in dealt for paper in dot) == sorted(cell["paper_id"])
    if all(numbers):
        hollow = {paper for dot in dealt[numbers[0] :] for paper in dot}
        assert hollow == set(cell.loc[cell["uncertain"], "paper_id"])


def test_a_figure_without_papers_has_no_file_and_an_old_one_goes(tmp_path):
    ax = new_axes()
    mark_points(ax, [1], [1], ["p1"])
    _, marks = save(tmp_path, ax)
    assert marks.is_file()
    plt.close("all")
    _, marks = save(tmp_path, new_axes())
    assert not marks.exists()


def test_what_is_left_out_leaves_no_marks(tmp_path):
    run = open_run(BUNDLED, outputs=tmp_path)
    ax = new_axes()
    mark_box(ax, (-INFINITE, 0, INFINITE, 1), ["p1"], "all")
    _, marks = save(tmp_path, ax)
    run.note_figure("demo", "Too few.")
    assert not marks.exists()


def read_marks(run_folder, name):
    marks = json.loads((run_folder / "figures" / f"{name}.marks.json").read_text(encoding="utf-8"))
    return marks, pd.read_csv(run_folder / "figures" / f"{name}.csv", dtype={"paper_id": "str", "period": "str"})


@pytest.mark.parametrize("name", ["topic_map", "senses_by_stance", "values_by_role"])
def test_each_paper_of_the_numbers_is_behind_one_dot(bundled_run, name):
    marks, data = read_marks(bundled_run, name)
    assert sorted(marks["points"]["papers"]) == sorted(data["paper_id"])
    places = list(zip(marks["points"]["x"], marks["points"]["y"], strict=True))
    assert len(set(places)) == len(places) and np.all((np.array(places) > 0) & (np.array(places) < 1))


def test_a_paper_stands_in_its_topic_and_on_the_map(bundled_run):
    marks, data = read_marks(bundled_run, "senses_by_topic")
    found = pd.Series(marks["points"]["papers"]).value_counts()
    assert set(found.index) == set(data["paper_id"]) and found.max() == 2


COUNTS = {
    "topics": ["n_papers"], "both_words": ["n"], "keyness": ["n_first"], "planned_words": ["n_first", "n_second"],
    "tested_words": ["n_first", "n_second"], "words_by_sense": ["n_first"], "odds_by_year": ["n"],
    "nouns": ["n_first", "n_second"], "dates": ["n"], "words_by_period": ["n"], "topics_by_period": ["n"],
}  # fmt: skip
"""The numbers of a row that are papers behind it."""


@pytest.mark.parametrize("name", COUNTS)
def test_as_many_papers_are_behind_a_row_as_it_says(bundled_run, name):
    marks, data = read_marks(bundled_run, name)
    key = next(column for column in ("label", "head", "term", "name", "period", "asked") if column in data)
    if name == "nouns":
        told = {f"{pole} · {row['head']}": row[f"n_{side}"] for row in data.to_dict("records")
                for pole, side in (("sparse", "first"), ("dense", "second"))}  # fmt: skip
    elif name.endswith("_period"):
        told = {f"{row['name']} · {row['period']}": row["n"] for row in data.to_dict("records")}
    elif name == "words_by_sense":
        told = {(row["term"], row["n_first"]) for row in data.to_dict("records")}
        assert {(box["label"].split(" · ")[0], len(box["papers"])) for box in marks["boxes"]} <= told
        return
    else:
        data = data.drop_duplicates(key) if name in ("both_words", "odds_by_year") else data
        told = data.groupby(key)[COUNTS[name]].sum().sum(axis=1).to_dict()
    checked = 0
    for box in marks["boxes"]:
        label = box["label"] if box["label"] in told else box["label"].split(" · ")[0]
        if label in told and float(told[label]).is_integer() and not (name == "nouns" and " · " not in box["label"]):
            checked += 1
            assert len(box["papers"]) == told[label], label
    assert checked > 1
