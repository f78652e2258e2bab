"""What the first pole is to the papers, by role and sense: counts, intervals and what a title may say."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.value_figure import plot_role_values
from helpers.stats.estimates import wilson_interval
from helpers.theme.role_values import choose_exemplars, compute_role_values, describe_role_values
from helpers.theme.theme_file import ROLES, VALUES, load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def make_tables(groups, second=()):
    """Tables ``theme`` and ``readings`` from (number, role, sense, value) and second readings of the first papers."""
    rows = [group[1:] for group in groups for _ in range(group[0])]
    table = pd.DataFrame(rows, columns=["role", "sense", "first_value"], dtype=object)
    table.insert(0, "paper_id", [f"p{i}" for i in range(len(table))])
    table = table.assign(second_value="neutral", uncertain=False, score=0.9, role_score=np.nan)
    main = table[["paper_id", "role", "sense", "first_value"]].assign(main=True)
    extra = pd.DataFrame(
        [(f"p{i}", role, sense, value, False) for i, (role, sense, value) in enumerate(second)], columns=main.columns
    )
    return table, pd.concat([main, extra], ignore_index=True)


def test_values_are_counted_by_role_and_by_sense_in_it():
    table, readings = make_tables(
        [
            (3, "given", "views", "endured"),
            (1, "given", "views", "overcome"),
            (2, "given", "data", "sought"),
            (4, "mechanism", "weights", "sought"),
        ]
    )
    values = compute_role_values(table, readings, THEME)
    assert values[["role", "sense", "n"]].fillna("-").to_numpy().tolist() == [
        ["mechanism", "-", 4], ["mechanism", "weights", 4],
        ["given", "-", 6], ["given", "data", 2], ["given", "views", 4],
    ]  # fmt: skip
    given = values.iloc[2]
    assert given[["sought", "endured", "overcome", "neutral", "absent"]].tolist() == [2, 3, 1, 0, 0]
    assert given["net"] == pytest.approx(1 / 6) and given["share"] == pytest.approx(1 / 3)
    assert values[["low", "high"]].isna().all(axis=None), "no interval under ten papers"


def test_a_share_has_one_interval_in_the_row_of_its_role_and_in_that_of_its_sense():
    table, readings = make_tables(
        [
            (18, "mechanism", "weights", "sought"),
            (2, "mechanism", "weights", "neutral"),
            (12, "given", "views", "endured"),
        ]
    )
    values = compute_role_values(table, readings, THEME).set_index(values_key(table, readings))
    low, high = wilson_interval(18, 20)
    for sense in ("-", "weights"):
        assert values.loc[("mechanism", sense), ["low", "high"]].tolist() == pytest.approx([float(low), float(high)])


def values_key(table, readings):
    values = compute_role_values(table, readings, THEME)
    return pd.MultiIndex.from_arrays([values["role"], values["sense"].fillna("-")])


def test_every_sense_of_a_role_has_a_row_and_none_is_lost():
    rng = np.random.default_rng(1)
    groups = [(int(n), role, sense, "sought") for role in ("given", "mechanism", "output") for n, sense in
              zip(rng.integers(1, 5, 9), THEME.sense_ids, strict=False)]  # fmt: skip
    table, readings = make_tables(groups)
    values = compute_role_values(table, readings, THEME)
    nested = values[values["sense"].notna()]
    assert len(nested) == 27 and nested["n"].sum() == len(table) == values.loc[values["sense"].isna(), "n"].sum()
    ax = plot_role_values(table, values, THEME)
    assert sum(len(points.get_offsets()) for points in ax.collections) == len(table)
    assert "more" in ax.get_yticklabels()[0].get_text(), "senses that its name has no room for are counted"


@pytest.mark.parametrize("n", [0, 1, 9, 109, 400, 401, 9000])
def test_the_figure_of_values_is_legible_and_draws_each_paper(n):
    rng = np.random.default_rng(n)
    groups = [(1, *map(str, (rng.choice(ROLES), rng.choice(THEME.sense_ids), rng.choice(VALUES)))) for _ in range(n)]
    table, readings = make_tables(groups)
    table["uncertain"] = rng.random(n) < 0.3
    values = compute_role_values(table, readings, THEME)
    papers = table[["paper_id"]].assign(title="A Rather Long Title Of A Paper: subtitle")
    ax = plot_role_values(table, values, THEME, exemplars=choose_exemplars(table, papers))
    assert find_text_problems(ax.figure) == []
    drawn = sum(len(points.get_offsets()) for points in ax.collections)
    assert drawn == n if n <= 400 else drawn < 400
    assert describe_role_values(values, THEME)


def test_exemplars_are_sure_and_of_different_cells():
    table, _ = make_tables(
        [(5, "given", "views", "endured"), (3, "mechanism", "weights", "sought"), (2, "given", "data", "neutral")]
    )
    table["score"] = np.linspace(0.2, 0.9, len(table))
    table.loc[4, "uncertain"] = True
    papers = table[["paper_id"]].assign(title=[f"Name{i}: and more" for i in range(len(table))])
    chosen = choose_exemplars(table, papers)
    assert chosen["name"].tolist() == ["Name3", "Name7"]


def test_a_paper_that_does_not_name_the_first_pole_is_in_no_share():
    groups = [(12, "mechanism", "weights", "sought"), (30, "mechanism", "weights", "absent")]
    values = compute_role_values(*make_tables(groups), THEME)
    row = values.iloc[0]
    assert (row["n"], row["n_named"], row["absent"], row["share"]) == (42, 12, 30, 1.0)
    assert row["low"] == pytest.approx(float(wilson_interval(12, 12)[0]))
    alone = compute_role_values(*make_tables([(30, "given", "views", "absent")]), THEME)
    assert alone["share"].isna().all() and alone["low"].isna().all()
    ax = plot_role_values(*(make_tables([(30, "given", "views", "absent")])[0], alone), THEME)
    assert find_text_problems(ax.figure) == []
