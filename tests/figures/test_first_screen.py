"""What a notebook says before it is read."""

import json
import re

import pytest
from conftest import BUNDLED

from helpers.figures.first_screen import write_answer, write_answers, write_series_forecast, write_time
from helpers.figures.notebook_page import open_page
from helpers.run.opening import open_run


@pytest.fixture
def run(tmp_path):
    return open_run(BUNDLED, outputs=tmp_path)


def draw(run, name, title, **changed):
    place = run.place_figure(name).with_suffix(".json")
    place.parent.mkdir(parents=True, exist_ok=True)
    told = {"title": title, **run.describe_figure(name), **changed}
    place.write_text(json.dumps(told), encoding="utf-8")


def test_nothing_is_made_for_an_answer_that_is_not_there(run, monkeypatch):
    monkeypatch.setattr("helpers.run.runs.Run.make", lambda *_, **__: pytest.fail("a notebook was executed"))
    assert "Not computed yet." in write_answer(run, "02_topics")
    assert set(write_answers(run)) == set(run.contracts)


def test_the_titles_of_its_figures_are_the_answer_the_main_one_first(run):
    draw(run, "topics", "Two <b>topics</b>")
    draw(run, "topic_map", "Five groups")
    page = write_answer(run, "02_topics")
    assert page.index("Five groups") < page.index("Two &lt;b&gt;topics") and "Not computed" not in page
    assert "Five groups" in open_page(run, "02_topics").data and "Five groups" not in open_page(run).data


def test_a_figure_of_another_state_is_no_answer(run):
    draw(run, "topic_map", "Five groups", inputs={"dump": "another"})
    assert "Not computed yet." in write_answer(run, "02_topics")
    draw(run, "topic_map", "Five groups", settings={"seed": 7})
    assert "Not computed yet." in write_answer(run, "02_topics")


def test_why_all_was_left_out_is_an_answer_too(run):
    run.note_figure("topic_map", "Too few papers.")
    assert "Too few papers." in write_answer(run, "02_topics")


def test_how_long_it_took_is_told(run):
    run.record(run.shared_folder, notebooks={"02_topics": {"seconds": 41.3}})
    assert "took 41 seconds last time" in write_answer(run, "02_topics")


def test_what_it_will_take_is_told_before(run):
    page = write_answer(run, "02_topics")
    assert re.search(
        r"On this machine, executing all of it and, before it, 01 will take about \d+ seconds and \d\.\d GB", page
    )
    assert "sample" not in page and "papers" not in page, "it is a small dump"
    run.record(run.shared_folder, notebooks={"02_topics": {"seconds": 41.3}})
    assert "GB. It took 41 seconds last time." in write_answer(run, "02_topics")


def test_of_a_large_dump_a_smaller_choice_is_named(run, monkeypatch):
    monkeypatch.setattr("helpers.run.forecast.count_papers", lambda run: (75_000, False))
    assert re.search(
        r"75,000 records.* to encode abstracts; with sample = 20000 about \d+ ", write_answer(run, "02_topics")
    )
    assert "sample" not in write_answer(run, "01_corpus"), "it is read as a whole"


def test_with_a_cluster_it_is_what_this_machine_would_take(tmp_path, monkeypatch):
    monkeypatch.setenv("HELPERS_ENGINE", "")  # which opening a run sets
    run = open_run(BUNDLED, outputs=tmp_path, engine="tcp://scheduler:8786")
    assert "On this machine alone, " in write_answer(run, "02_topics")
    assert "On this machine alone, " in write_series_forecast(run)
    assert "alone" not in write_answer(open_run(BUNDLED, outputs=tmp_path, engine="local"), "02_topics")


def test_memory_that_is_not_there_is_told(run, monkeypatch):
    monkeypatch.setattr("helpers.figures.first_screen.find_free_memory", lambda: 300)
    assert "more memory than the 0.3 GB that are free here" in write_answer(run, "01_corpus")


def test_a_size_that_nobody_knows_is_no_forecast(run, monkeypatch):
    monkeypatch.setattr("helpers.run.forecast.count_papers", lambda run: None)
    assert "On this machine" not in write_answer(run, "02_topics")
    assert write_series_forecast(run) == ""


def test_an_overview_answers_with_the_figures_that_it_reads(run):
    draw(run, "topics", "Two topics")
    draw(run, "values_by_role", "Sought here")
    assert "Two topics" not in write_answer(run, "00_start_here"), "it reads the table of that name"
    assert "Sought here" in write_answer(run, "00_start_here") and "Sought here" in write_answer(run, "09_talk")


def test_the_series_says_nothing_of_an_earlier_answer(run, monkeypatch):
    draw(run, "topic_map", "Five groups")
    monkeypatch.setenv("HELPERS_SERIES", "1")
    page = open_page(run, "02_topics").data
    assert "helpers-answer" not in page and "On this machine" not in page


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 second"), (59.6, "60 seconds"), (150, "about 2 minutes")])
def test_times_are_told_as_people_tell_them(seconds, words):
    assert write_time(seconds) == words
