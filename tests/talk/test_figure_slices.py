import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import BUNDLED, ROOT
from matplotlib import pyplot as plt

from helpers.figures.drawing import collect_words
from helpers.figures.figure_copies import style_run
from helpers.run.contracts import Contract, read_contracts
from helpers.run.inputs import RunError
from helpers.run.opening import open_run
from helpers.run.safe_csv import write_csv
from helpers.talk.figure_slices import PARTS, cut_slice, find_slice, list_titles, redraw, renew_figures

CONTRACTS = read_contracts(ROOT / "notebooks")
FIGURES = [figure for contract in CONTRACTS.values() for figure in contract.figures]
SLOW = ("open_encoder", "fit_run_topics", "compute_readings", "find_mentions", "compute_positions", "compare_",
        "compute_shares", "compute_trend_tests", "compute_tested_contrasts", "read_run_papers", "run.write",
        "save_papers", "fg.show_")  # fmt: skip


def cut(code, figure="one", given=("papers", "topics")):
    contract = Contract(Path("01_first.ipynb"), "First", (), (), (figure,), (), code)
    return cut_slice(contract, figure, frozenset(given))


def test_what_a_figure_is_drawn_from_is_kept_and_nothing_else():
    found = cut(
        "import a as b, c\nx = b.f(1)\nunused = c.g(x)\nfg = c\nfg.show_table(x)\n"
        "fg.show_figure(run, fg.draw(x), 'one')\nx = 3"
    )
    assert found.code == "import a as b, c\nx = b.f(1)\nfg = c"
    assert (found.drawn, found.source, found.given) == ("fg.draw(x)", "figures.draw", frozenset())


def test_a_table_is_taken_as_given_and_what_makes_it_is_not_computed():
    found = cut(
        "fit = slow(papers)\ntopics = run.write(fit.topics, 'topics')\nfg.show_figure(run, list(topics), 'one')"
    )
    assert found.code == "" and found.given == {"topics"}


def test_of_a_pair_only_the_needed_half_is_kept():
    found = cut("slow, quick = fit(papers), 2\nshow_figure\nfg.show_figure(run, list(quick), 'one')")
    assert found.code == "quick = 2" and not found.given


def test_a_pair_whose_halves_need_each_other_stays_whole():
    found = cut("a = 1\nb = 2\na, b = b, a\nfg.show_figure(run, list(a), 'one')")
    assert found.code.endswith("(a, b) = (b, a)") or found.code.endswith("a, b = (b, a)")
    assert found.code.startswith("a = 1\nb = 2")


def test_the_last_value_before_the_figure_counts_and_additions_keep_what_they_add_to():
    found = cut("x = slow()\nx = {}\nx |= {'y': 1}\nfg.show_figure(run, list(x), 'one')\nx = 9")
    assert found.code == "x = {}\nx |= {'y': 1}"


def test_a_figure_that_cannot_be_drawn_from_what_is_there_is_told():
    with pytest.raises(RunError, match="01_first sets no here, there, which its figure 'one' needs"):
        cut("fg.show_figure(run, list(there, here), 'one')", given=())
    with pytest.raises(RunError, match="01_first does not show its figure 'one'"):
        cut("fg.show_figure(run, list(1), 'two')")


@pytest.mark.parametrize("figure", FIGURES)
def test_no_figure_needs_an_encoder_a_fit_or_anything_slow_and_none_writes(figure):
    found = find_slice(SimpleNamespace(contracts=CONTRACTS), figure)
    assert not [word for word in SLOW if word in found.code + found.drawn]
    assert found.source.startswith("figures.draw_")
    assert set(found.tables) <= {table for contract in CONTRACTS.values() for table in contract.leaves}


def test_parts_of_a_table_stand_for_it_only_where_it_is_made():
    assert set(PARTS.values()) == {"contrasts"}
    assert "tested" in find_slice(SimpleNamespace(contracts=CONTRACTS), "tested_words").given


@pytest.mark.parametrize("figure", sorted({*FIGURES} - {"dump_changes"}))  # which needs a second dump
def test_a_figure_drawn_again_says_and_shows_what_the_notebook_saved(bundled_run, figure, tmp_path):
    run = open_run(BUNDLED, outputs=bundled_run.parent)
    before = {path: path.stat().st_mtime_ns for path in bundled_run.rglob("*.parquet")}
    drawing = redraw(run, figure)
    plt.close("all")
    saved = json.loads((bundled_run / "figures" / f"{figure}.json").read_text(encoding="utf-8"))
    words = json.loads(json.dumps(collect_words(run, drawing, figure)))
    assert words == {word: saved[word] for word in words}
    write_csv(drawing.data, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (bundled_run / "figures" / f"{figure}.csv").read_bytes()
    assert before == {path: path.stat().st_mtime_ns for path in bundled_run.rglob("*.parquet")}


def test_a_style_that_a_run_has_not_is_drawn_from_its_tables_beside_the_other(bundled_run, monkeypatch):
    run = style_run(open_run(BUNDLED, outputs=bundled_run.parent), "dark")
    contracts = {
        name: replace(contract, figures=tuple({"records_to_papers"} & {*contract.figures}))
        for name, contract in run.contracts.items()
    }
    monkeypatch.setattr(type(run), "contracts", contracts)
    before = {path: path.stat().st_mtime_ns for path in (bundled_run / "figures").glob("*.*")}
    monkeypatch.setattr(type(run), "make", lambda *given, **more: pytest.fail("a notebook was executed"))
    renew_figures(run)
    place = run.place_figure("records_to_papers")
    made = place.stat().st_mtime_ns
    assert place.parent == bundled_run / "figures" / "talk-dark" and run.is_current("records_to_papers")
    renew_figures(run)
    assert made == place.stat().st_mtime_ns
    assert before == {path: path.stat().st_mtime_ns for path in (bundled_run / "figures").glob("*.*")}


def test_an_unknown_name_lists_all_with_their_titles(tmp_path):
    (tmp_path / "topic_map.json").write_text(json.dumps({"title": "Two groups"}), encoding="utf-8")
    run = SimpleNamespace(
        contracts=CONTRACTS, place_figure=lambda name: tmp_path / f"{name}.png",
        find_left_out=lambda: {"dates": "No paper is dated."},
    )  # fmt: skip
    with pytest.raises(RunError, match="No notebook draws a figure 'map'") as told:
        redraw(run, "map")
    lines = str(told.value).splitlines()[1:]
    assert [line.split()[0] for line in lines] == [name for c in sorted(CONTRACTS) for name in CONTRACTS[c].figures]
    titles = {line.split()[0]: line.split(maxsplit=1)[1] for line in lines}
    assert titles["topic_map"] == "Two groups" and titles["dates"] == "No paper is dated."
    assert titles["nouns"] == "not drawn yet" and list_titles(run).splitlines() == lines
