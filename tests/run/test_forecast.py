"""What executing notebooks will take, from costs that are easy to multiply."""

import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import BUNDLED, ROOT

from helpers.run.forecast import (
    COSTS,
    Cost,
    Costs,
    count_papers,
    estimate_cost,
    find_free_memory,
    forecast_notebook,
    forecast_series,
    measure_speed,
    read_costs,
)  # fmt: skip
from helpers.run.opening import open_run

LINE = [(100, Cost(1.0, 100.0)), (10_000, Cost(100.0, 1_000.0))]
"""A second for a hundred papers; seconds grow as papers do, megabytes as their square root."""
MEASURED = Costs(
    speed=50, cores=1, encoding={"exact": 10.0, "int8": 20.0}, learning=0.001,
    notebooks=dict.fromkeys(("01", "02", "03", "04", "05", "06"), LINE),
)  # fmt: skip
ALL = {"n_vectors": 10**9, "costs": MEASURED, "speed": 50}


@pytest.fixture
def run(tmp_path):
    return open_run(BUNDLED, outputs=tmp_path)


@pytest.fixture
def dump(monkeypatch):
    """Make the run one of so many papers, each with its vector, on a machine with one processor."""

    def be(size, counted=True, encoded=None):
        monkeypatch.setattr("helpers.run.forecast.count_papers", lambda run: size if size is None else (size, counted))
        monkeypatch.setattr("helpers.run.forecast._count_encoded", lambda *_: encoded if encoded is not None else 10**9)
        monkeypatch.setattr("helpers.run.forecast.count_jobs", lambda: 1)

    return be


@pytest.fixture
def all_there(monkeypatch):
    monkeypatch.setattr("helpers.run.runs.Run.find_change", lambda run, name: None)
    monkeypatch.setattr(
        "helpers.run.runs.Run.find_left_out", lambda run, *_: dict.fromkeys(["reader_reliability"], "x")
    )


@pytest.mark.parametrize(
    ("size", "seconds", "megabytes"),
    [(0, 1, 100), (1, 1, 100), (100, 1, 100), (1_000, 10, 316.2), (10_000, 100, 1_000), (1_000_000, 10_000, 10_000)],
)
def test_a_cost_is_a_straight_line_of_logarithms_and_never_less_than_a_start(size, seconds, megabytes):
    found = estimate_cost(LINE, size)
    assert (found.seconds, found.megabytes) == pytest.approx((seconds, megabytes), rel=0.001)


def test_the_two_nearest_sizes_tell_and_beyond_the_largest_nothing_falls():
    measured = [*LINE, (20_000, Cost(100.0, 500.0))]
    assert estimate_cost(measured, 1_000).seconds == pytest.approx(10)
    assert estimate_cost(measured, 15_000).seconds == pytest.approx(100)
    assert 500 < estimate_cost(measured, 15_000).megabytes < 1_000
    assert estimate_cost(measured, 10**6) == Cost(100.0, 500.0)
    assert estimate_cost(LINE[:1], 10**6) == LINE[0][1]


def test_a_notebook_takes_its_cost_at_the_size_of_the_dump(run, dump, all_there):
    dump(1_000)
    found = forecast_notebook(run, "04_keywords", **ALL)
    assert found.cost.seconds == pytest.approx(10) and found.cost.megabytes == pytest.approx(316.2, rel=0.001)
    assert (found.first, found.encoding, found.choice, found.smaller) == ((), 0, "", None)


def test_a_machine_of_half_the_speed_takes_twice_as_long(run, dump, all_there):
    dump(1_000)
    found = forecast_notebook(run, "04_keywords", **ALL | {"speed": 25})
    assert found.cost.seconds == pytest.approx(20) and found.cost.megabytes == pytest.approx(316.2, rel=0.001)


def test_what_must_run_first_is_named_and_added_and_the_largest_process_counts(run, dump):
    dump(1_000)
    more = MEASURED.notebooks | {"01": [(100, Cost(5.0, 900.0))]}
    found = forecast_notebook(run, "02_topics", **ALL | {"costs": replace(MEASURED, notebooks=more)})
    assert found.first == ("01_corpus",)
    assert found.cost.seconds == pytest.approx(5 + 10) and found.cost.megabytes == 900


def test_abstracts_without_a_vector_are_encoded_once(run, dump, all_there):
    dump(1_000, encoded=400)
    assert forecast_notebook(run, "02_topics", **ALL).encoding == pytest.approx(600 / 10)
    assert forecast_notebook(run, "02_topics", **ALL).cost.seconds == pytest.approx(10 + 600 / 10)
    assert forecast_notebook(run, "05_trends", **ALL).encoding == 0, "it reads no vectors"


def test_only_encoding_is_shared_by_processors_and_int8_is_faster(tmp_path, dump, all_there, monkeypatch):
    dump(1_000, encoded=0)
    monkeypatch.setattr("helpers.run.forecast.count_jobs", lambda: 4)
    exact, int8 = (open_run(BUNDLED, outputs=tmp_path / kind, precision=kind) for kind in ("exact", "int8"))
    assert forecast_notebook(exact, "02_topics", **ALL).cost.seconds == pytest.approx(10 + 1_000 / 10 / 4)
    assert forecast_notebook(int8, "02_topics", **ALL).cost.seconds == pytest.approx(10 + 1_000 / 20 / 4)


def test_a_sample_spares_encoding_and_topics_of_the_others_but_their_words_must_be_learned(run, dump):
    dump(100_000, encoded=0)
    found = forecast_notebook(run, "02_topics", **ALL)
    assert found.cost.seconds == pytest.approx(1_000 + 1_000 + 100_000 / 10)
    assert found.choice == "sample"
    assert found.smaller.seconds == pytest.approx(1_000 + 200 + 20_000 * 0.001 + 20_000 / 10)


def test_a_sample_that_is_set_is_what_is_forecast(tmp_path, dump, all_there):
    dump(100_000, encoded=0)
    run = open_run(BUNDLED, outputs=tmp_path, sample=10_000)
    found = forecast_notebook(run, "02_topics", **ALL)
    assert found.cost.seconds == pytest.approx(100 + 10_000 * 0.001 + 10_000 / 10)
    assert found.choice == "", "neither a larger sample nor reading anew would spare anything"


def test_half_of_the_papers_spares_where_a_sample_does_not(run, dump):
    dump(100_000)
    found = forecast_notebook(run, "05_trends", **ALL | {"costs": replace(MEASURED, learning=1.0)})
    assert found.cost.seconds == pytest.approx(5 * 1_000), "01, 02, 03, 04 and itself"
    assert found.choice == "where"
    assert found.smaller.seconds == pytest.approx(1_000 + 4 * 500), "all records are read before papers are chosen"


def test_no_smaller_choice_is_offered_that_takes_longer_since_much_must_be_made_anew(run, dump, all_there):
    dump(100_000)
    assert forecast_notebook(run, "04_keywords", **ALL).choice == ""
    assert forecast_notebook(run, "01_corpus", **ALL).choice == "", "a condition is held against what was read"


def test_a_small_dump_has_no_smaller_choice(run, dump):
    dump(20_000, encoded=0)
    assert forecast_notebook(run, "02_topics", **ALL).choice == ""


def test_nothing_is_said_of_what_was_never_measured_or_has_no_size(run, dump):
    dump(1_000)
    assert forecast_notebook(run, "02_topics", **ALL | {"costs": replace(MEASURED, notebooks={"01": LINE})}) is None
    dump(None)
    assert forecast_notebook(run, "02_topics", **ALL) is None and forecast_series(run, **ALL) is None


def test_the_series_takes_what_all_take_that_are_not_done(run, dump, monkeypatch):
    dump(1_000)
    found = forecast_series(run, **ALL)
    assert found.cost.seconds == pytest.approx(6 * 10) and found.first == (), "00, 08 and 09 were not measured"
    assert forecast_series(run, **ALL, only=["02"]).cost.seconds == pytest.approx(2 * 10)
    monkeypatch.setattr("helpers.run.runs.Run.is_done", lambda run, name: name != "05_trends")
    assert forecast_series(run, **ALL).cost.seconds == pytest.approx(10)
    assert forecast_series(run, **ALL, only=["02"]) is None
    assert forecast_series(run, **ALL, only=["02"], force=True).cost.seconds == pytest.approx(10)


def place_papers(run, n, **changed):
    made = run.describe_making("papers")
    made["settings"] |= changed
    place = run.shared_folder / "tables" / "papers.parquet"
    place.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table({"paper_id": [str(i) for i in range(n)]})
    pq.write_table(table.replace_schema_metadata({b"helpers": json.dumps(made).encode()}), place)


def test_papers_are_counted_in_their_table_and_guessed_before_it_is_there(run):
    size, counted = count_papers(run)
    assert 80 < size < 160 and not counted
    place_papers(run, 7)
    assert count_papers(run) == (7, True)


def test_papers_that_fulfilled_another_condition_do_not_count(run):
    place_papers(run, 7, where="published >= 2024")
    assert not count_papers(run)[1]
    (run.shared_folder / "tables" / "papers.parquet").write_bytes(b"broken")
    assert not count_papers(run)[1]


def test_how_many_fulfil_a_condition_is_not_known_before(tmp_path, dump):
    dump(1_000, counted=False)
    run = open_run(BUNDLED, outputs=tmp_path, where="published >= 2024")
    assert forecast_notebook(run, "02_topics", **ALL).at_most
    dump(1_000)
    assert not forecast_notebook(run, "02_topics", **ALL).at_most


def test_vectors_count_as_far_as_the_run_tells_that_they_are_of_its_papers(run, monkeypatch, all_there):
    monkeypatch.setattr("helpers.run.forecast.count_papers", lambda run: (1_000, True))
    monkeypatch.setattr("helpers.run.forecast.count_jobs", lambda: 1)

    def forecast(n_vectors):
        return forecast_notebook(run, "02_topics", **ALL | {"n_vectors": n_vectors}).encoding * 10

    assert forecast(50_000) == pytest.approx(1_000), "of other dumps, for all that is known"
    run.record(run.shared_folder, tables={"positions": {"rows": 900}})
    assert forecast(50_000) == pytest.approx(100)
    assert forecast(800) == pytest.approx(100), "they are counted about"
    assert forecast(300) == pytest.approx(700)
    assert forecast(0) == pytest.approx(1_000), "the cache was emptied"


def test_what_the_base_of_a_dump_that_grew_encoded_is_there(run, tmp_path, monkeypatch, all_there):
    monkeypatch.setattr("helpers.run.forecast.count_papers", lambda run: (1_000, True))
    monkeypatch.setattr("helpers.run.forecast.count_jobs", lambda: 1)
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "run.json").write_text(json.dumps({"tables": {"positions": {"rows": 600}}}))
    grown = replace(run, base=type("Base", (), {"folder": tmp_path / "before"}))
    assert forecast_notebook(grown, "02_topics", **ALL).encoding * 10 == pytest.approx(400)


def test_the_speed_of_this_machine_is_measured_once():
    assert measure_speed() > 0 and measure_speed() == measure_speed()


def test_memory_that_is_free_is_told_where_the_system_tells_it():
    assert find_free_memory() is None or find_free_memory() > 10


def test_the_shipped_costs_are_of_every_notebook_and_go_with_the_package():
    costs = read_costs()
    names = {file.name[:2] for file in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    assert set(costs.notebooks) == names
    for rows in costs.notebooks.values():
        assert len(rows) >= 2 and all(cost.seconds > 0 and cost.megabytes > 0 for _, cost in rows)
    assert set(costs.encoding) == {"exact", "int8"} and costs.speed > 0 and costs.cores > 0
    assert f'"{COSTS.parent.name}/*.json"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_costs_are_gathered_from_what_was_measured_and_converted_from_what_was_before(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.scale import gather_costs

    rows = [
        {"stage": stage, "records": size, "wall": wall, "peak_mb": 500.4}
        for stage, size, wall in (
            ("02", 20_000, 60.04), ("02", 80_000, 200), ("02 sample", 80_000, 100), ("encode", 80_000, 4_000),
        )
    ]  # fmt: skip
    row = {"papers": 100, "seconds": 8, "megabytes": 300}
    before = {
        "speed": 50, "cores": 2, "encoding": {"exact": 10.0, "int8": 30.0}, "learning": 9.0,
        "notebooks": {"01": [row], "02": [row, row | {"papers": 20_000}]},
    }  # fmt: skip
    found = gather_costs(rows, before, 100.0, 4)
    measured = [
        {"papers": 20_000, "seconds": 60.0, "megabytes": 500},
        {"papers": 80_000, "seconds": 200, "megabytes": 500},
    ]
    assert found["notebooks"]["02"] == [row | {"seconds": 4.0}, *measured], "a machine of twice the speed"
    assert found["notebooks"]["01"] == [row | {"seconds": 4.0}] and found["notebooks"]["05"] == []
    assert found["encoding"] == {"exact": 20.0, "int8": 30.0 * 2 * 2}
    assert found["learning"] == (100 - 60) / 20_000 and (found["speed"], found["cores"]) == (100, 4)
