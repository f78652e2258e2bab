import json

import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import execute_cells
from test_contracts import write_notebook

from helpers.run.contracts import NotebookError
from helpers.run.inputs import RunError, find_root
from helpers.run.opening import open_run
from helpers.run.schema import TABLES
from helpers.run.series_execution import describe_outcomes, run_series

POSITIONS = (
    "pd.DataFrame({'paper_id': ['a'], 'x': [float(run.settings['seed'])], 'y': [0.0], 'neighbours_kept': [1.0]})"
)
START = "import pandas as pd\nfrom helpers.run.opening import open_run\nrun = open_run()"
MEMBERSHIPS = (
    "pd.DataFrame({'paper_id': positions['paper_id'], 'topic': 0, 'confidence': 1.0, 'runner_up': None,"
    " 'runner_up_confidence': None, 'uncertain': False})"
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project: 02 leaves positions, 03 reads them and leaves memberships, 04 stands apart."""
    for folder in ("notebooks", "data/themes", "data/reference"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "data/themes/sparse-vs-dense.toml").write_text("")
    (tmp_path / "data/themes/other.toml").write_text("")
    (tmp_path / "dump.csv").write_text("title,abstract\na,b\n")
    notebooks = tmp_path / "notebooks"
    write_notebook(notebooks, "02_make", START, f"run.write({POSITIONS}, 'positions')",
                   leaves=["positions"], settings=["seed"])  # fmt: skip
    write_notebook(notebooks, "03_use", START, "positions = run.read('positions')",
                   f"run.write({MEMBERSHIPS}, 'memberships')", reads=["positions"], leaves=["memberships"])  # fmt: skip
    write_notebook(notebooks, "04_apart", "x = 1", settings=["theme"])
    monkeypatch.chdir(tmp_path)
    find_root.cache_clear()
    yield tmp_path
    find_root.cache_clear()


@pytest.fixture
def without_kernels(monkeypatch):
    """Notebooks run in this process; a kernel of their own is tested by the tests that don't ask for this."""

    def execute(contract, copy, current, **_):
        with pytest.MonkeyPatch.context() as surroundings:
            surroundings.setenv("HELPERS_RUN", current)
            execute_cells(contract.path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("executed", encoding="utf-8")

    monkeypatch.setattr("helpers.run.runs.execute_notebook", execute)


def get_positions(x=1.0):
    return pd.DataFrame({"paper_id": ["a"], "x": [x], "y": [0.0], "neighbours_kept": [1.0]})


def test_two_dumps_of_one_name_do_not_share_a_folder(project):
    (project / "b").mkdir()
    (project / "b" / "dump.csv").write_text("title,abstract\nother,text\n")
    first, second = open_run("dump.csv"), open_run("b/dump.csv")
    assert first.folder.name == "dump"
    assert second.folder.name.startswith("dump-") and len(second.folder.name) == len("dump-") + 8
    assert open_run("dump.csv").folder == first.folder
    assert open_run("b/dump.csv").folder == second.folder


def test_another_theme_has_a_folder_of_its_own(project):
    assert open_run("dump.csv", theme="other").folder.name == "dump--other"


def test_settings_come_from_the_cell_then_the_command_line_then_the_file_then_the_default(project, monkeypatch):
    assert open_run("dump.csv").settings["seed"] == 1
    (project / "dump.settings.toml").write_text("seed = 2\nselection = 'query'\n")
    run = open_run("dump.csv")
    assert (run.settings["seed"], run.selection) == (2, "query")
    current = {"dump": [str(project / "dump.csv")], "settings": {"seed": 3}}
    monkeypatch.setenv("HELPERS_RUN", json.dumps(current))
    assert open_run().settings["seed"] == 3
    assert open_run(seed=4).settings["seed"] == 4


def test_settings_of_the_current_run_do_not_reach_another_dump(project, monkeypatch):
    (project / "second.csv").write_text("title,abstract\n")
    current = {"dump": [str(project / "dump.csv")], "settings": {"seed": 3}}
    monkeypatch.setenv("HELPERS_RUN", json.dumps(current))
    assert open_run("second.csv").settings["seed"] == 1


def test_a_table_comes_back_as_it_was_written_with_what_made_it(project):
    run = open_run("dump.csv", seed=7)
    run.write(get_positions(), "positions")
    pd.testing.assert_frame_equal(run.read("positions"), get_positions().astype({"paper_id": "str"}))
    made_from = json.loads(pq.read_schema(run.tables / "positions.parquet").metadata[b"helpers"])
    assert made_from["settings"] == {"seed": 7}
    assert made_from["inputs"]["dump"] == run.inputs["dump"]


def test_a_table_from_other_settings_or_inputs_says_so(project):
    open_run("dump.csv", seed=1).write(get_positions(), "positions")
    assert open_run("dump.csv", seed=1).find_change("positions") is None
    assert open_run("dump.csv", seed=2).find_change("positions") == "was made from another value of seed"
    (project / "dump.metadata.csv").write_text("title\n")
    assert open_run("dump.csv", seed=1).find_change("positions") == "was made from another state of metadata"


def test_a_theme_changes_only_what_uses_it(project):
    open_run("dump.csv").write(get_positions(), "positions")
    (project / "data/themes/sparse-vs-dense.toml").write_text("# changed\n")
    assert open_run("dump.csv").find_change("positions") is None


def test_a_missing_table_is_made_by_the_notebook_that_leaves_it(project, without_kernels, capsys):
    run = open_run("dump.csv", seed=5)
    assert run.read("memberships")["paper_id"].tolist() == ["a"]
    assert run.read("positions")["x"].tolist() == [5.0]
    told = capsys.readouterr().out
    assert "Table 'memberships' is not there yet. First executing 02_make." in told
    assert "Executing 03_use" in told


def test_a_table_from_another_seed_is_made_anew(project, without_kernels, capsys):
    open_run("dump.csv", seed=5).read("positions")
    assert open_run("dump.csv", seed=6).read("positions")["x"].tolist() == [6.0]
    assert "was made from another value of seed" in capsys.readouterr().out


def test_an_unreadable_table_is_made_anew(project, without_kernels):
    run = open_run("dump.csv")
    run.write(get_positions(x=9.0), "positions")
    (run.tables / "positions.parquet").write_bytes(b"PAR1 broken")
    assert run.read("positions")["x"].tolist() == [1.0]


def test_an_error_while_writing_leaves_the_old_table(project, monkeypatch):
    run = open_run("dump.csv")
    run.write(get_positions(), "positions")

    def fail(table, where, **options):
        where.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(pq, "write_table", fail)
    with pytest.raises(KeyboardInterrupt):
        run.write(get_positions(x=3.0), "positions")
    monkeypatch.undo()
    assert run.read("positions")["x"].tolist() == [1.0]
    assert [file.name for file in run.tables.iterdir()] == ["positions.parquet"]


def test_writing_twice_gives_the_same_bytes(project):
    run = open_run("dump.csv")
    run.write(get_positions(), "positions")
    before = (run.tables / "positions.parquet").read_bytes()
    run.write(get_positions(), "positions")
    assert (run.tables / "positions.parquet").read_bytes() == before


def test_run_json_names_inputs_settings_versions_and_tables(project):
    run = open_run("dump.csv")
    run.write(get_positions(), "positions")
    record = run.read_record()
    assert record["inputs"]["dump"] == run.inputs["dump"]
    assert record["settings"]["seed"] == 1
    assert record["environment"]["versions"]["pandas"] == pd.__version__
    assert record["tables"]["positions"]["rows"] == 1


def test_the_series_runs_in_order_and_is_not_repeated(project):
    run = open_run("dump.csv")
    first = run_series(run)
    assert [outcome.state for outcome in first] == ["done"] * 3
    assert [outcome.state for outcome in run_series(run)] == ["unchanged"] * 3
    assert {o.notebook: o.state for o in run_series(run, only=["03"], force=True)} == {
        "02_make": "unchanged",
        "03_use": "done",
    }
    run.note_reuse("abstracts encoded", 900, 100, 5.04)
    told = describe_outcomes(run, first, 3.0)
    assert "\nAbstracts encoded: 100 new in 5.0 s, 900 known already.\n" in told
    assert run.read_record()["reuse"]["abstracts encoded"]["known"] == 900
    assert "2 tables in" in told and "outputs/dump/tables" in told and "3 seconds in all" in told


def test_independent_notebooks_still_run_when_one_fails(project):
    write_notebook(project / "notebooks", "02_make", "raise RuntimeError('no luck')", leaves=["positions"])
    run = open_run("dump.csv")
    outcomes = {outcome.notebook: outcome for outcome in run_series(run)}
    assert outcomes["02_make"].reason == "02_make stopped at cell 1: RuntimeError: no luck"
    assert outcomes["03_use"].state == "not run"
    assert outcomes["04_apart"].state == "done"
    told = describe_outcomes(run, list(outcomes.values()), 1.0)
    assert "FAILED: 02_make stopped at cell 1: RuntimeError: no luck" in told


def test_a_notebook_that_breaks_its_promise_is_named(project):
    write_notebook(project / "notebooks", "02_make", "x = 1", leaves=["positions"])
    with pytest.raises(NotebookError, match="02_make ended, but did not leave positions"):
        open_run("dump.csv").read("positions")


def test_a_figure_that_nobody_draws_is_named(project):
    with pytest.raises(RunError, match="No notebook draws a figure 'zebra'"):
        open_run("dump.csv").find_figures("zebra")


def test_every_table_can_be_written_empty_and_read_back(project, monkeypatch):
    write_notebook(project / "notebooks", "01_all", leaves=[name for name in TABLES if name != "positions"])
    write_notebook(project / "notebooks", "03_use", "x = 1")
    run = open_run("dump.csv")
    for name, contract in TABLES.items():
        written = run.write(pd.DataFrame(columns=list(contract.columns)), name)
        pd.testing.assert_frame_equal(run.read(name), written)


def test_the_file_of_topic_edits_changes_only_what_reads_it(project, without_kernels):
    write_notebook(project / "notebooks", "02_make", START, f"run.write({POSITIONS}, 'positions')",
                   reads=["edits"], leaves=["positions"], settings=["seed"])  # fmt: skip
    write_notebook(project / "notebooks", "04_apart", START,
                   f"positions = {POSITIONS}", f"run.write({MEMBERSHIPS}, 'memberships')",
                   leaves=["memberships"])  # fmt: skip
    write_notebook(project / "notebooks", "03_use", START, "run.read('positions')", reads=["positions"])
    run_series(open_run("dump.csv"), jobs=1)
    (project / "dump.topics.toml").write_text("[[delete]]\ntopic = 1\n")
    run = open_run("dump.csv")
    assert run.find_change("positions") == "was made from another state of topics"
    assert run.find_change("memberships") is None
    assert {outcome.notebook: outcome.state for outcome in run_series(run, jobs=1)} == {
        "02_make": "done",
        "03_use": "done",
        "04_apart": "unchanged",
    }
    (project / "dump.topics.toml").write_text("[[delete]]\ntopic = 2\n")
    assert open_run("dump.csv").find_change("positions") is not None


def test_only_what_was_to_be_executed_anew_learns_that_it_is_forced(project, without_kernels):
    for name, leaves in (("02_make", "positions"), ("03_use", "memberships")):
        table = POSITIONS if leaves == "positions" else MEMBERSHIPS
        start = "positions = run.read('positions')" if leaves == "memberships" else "1"
        write_notebook(project / "notebooks", name, START, start, f"run.record(forced={{'{name}': run.forced}})",
                       f"run.write({table}, '{leaves}')", leaves=[leaves],
                       reads=["positions"] if leaves == "memberships" else [])  # fmt: skip
    run = open_run("dump.csv")
    run_series(run, jobs=1)
    assert not run.forced
    assert run.read_record()["forced"] == {"02_make": False, "03_use": False}
    run_series(run, only=["03"], force=True, jobs=1)
    assert run.read_record()["forced"] == {"02_make": False, "03_use": True}
    run_series(run, force=True, jobs=1)
    assert run.read_record()["forced"] == {"02_make": True, "03_use": True}


def test_what_a_run_leaves_for_the_next_one_does_not_make_it_anew(project, without_kernels):
    write_notebook(project / "notebooks", "02_make", START,
                   "from helpers.topics.topic_numbers import read_identities, write_identities",
                   "known = read_identities(run)",
                   "topic = {'number': len(known), 'words': ['a'], 'papers': ['p']}",
                   "write_identities(run, {'topics': [topic], 'parts': {}, 'names': {}, 'next': 9})",
                   f"run.write({POSITIONS}, 'positions')", reads=["edits"], leaves=["positions"])  # fmt: skip
    assert [outcome.state for outcome in run_series(open_run("dump.csv"), jobs=1)] == ["done"] * 3
    before = (project / "outputs/identities/dump.topics.json").read_bytes()
    assert [outcome.state for outcome in run_series(open_run("dump.csv"), jobs=1)] == ["unchanged"] * 3
    run_series(open_run("dump.csv"), force=True, jobs=1)
    assert (project / "outputs/identities/dump.topics.json").read_bytes() == before
