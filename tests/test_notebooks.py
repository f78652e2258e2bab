"""The notebooks as the story they are: in order, alone, twice, on few papers, and in a real JupyterLab."""

import gzip
import json
import shutil

import pandas as pd
import papermill
import pytest
from conftest import BUNDLED, ROOT, run_helpers, run_once
from PIL import Image

from helpers.run.contracts import read_contracts
from helpers.run.runs import open_run

CONTRACTS = read_contracts(ROOT / "notebooks")
SMALL = (1, 2, 3, 5, 8, 10, 30)


def list_paper_blocks():
    blocks = gzip.decompress(BUNDLED.read_bytes()).decode("utf-8").split("\n\n")
    start = next(place for place, block in enumerate(blocks) if len(block) > 1000) - 1
    return [{"title": blocks[i], "abstract": blocks[i + 1]} for i in range(start, len(blocks) - 1, 2)]


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_each_notebook_leaves_what_it_promises(bundled_run, name):
    contract = CONTRACTS[name]
    for table in contract.leaves:
        assert (bundled_run / "tables" / f"{table}.parquet").is_file()
    for figure in contract.figures:
        for ending in (".png", "@2x.png", ".svg", ".pdf", ".csv", ".json"):
            assert (bundled_run / "figures" / f"{figure}{ending}").is_file(), f"{figure}{ending}"
    cells = json.loads((bundled_run / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert not [out for cell in cells for out in cell.get("outputs", []) if out["output_type"] == "error"]


def test_the_run_tells_what_was_made_and_where(bundled_report):
    n_tables = sum(len(contract.leaves) for contract in CONTRACTS.values())
    n_figures = sum(len(contract.figures) for contract in CONTRACTS.values())
    assert f"{n_tables} tables in" in bundled_report
    assert f"{n_figures} figures in" in bundled_report
    assert "seconds in all" in bundled_report


def test_a_full_run_never_asks_for_torch(bundled_run, shared_folder):
    assert not (shared_folder / "bundled-trap" / "imported.txt").exists()


@pytest.mark.parametrize("figure", sorted(figure for contract in CONTRACTS.values() for figure in contract.figures))
class TestFigure:
    def test_no_text_overlaps_is_clipped_small_or_without_glyph(self, bundled_run, figure):
        facts = json.loads((bundled_run / "figures" / f"{figure}.json").read_text(encoding="utf-8"))
        assert facts["text_problems"] == []

    def test_it_says_what_it_rests_on(self, bundled_run, figure):
        facts = json.loads((bundled_run / "figures" / f"{figure}.json").read_text(encoding="utf-8"))
        assert facts["caption"] and facts["alt"] and facts["title"] and facts["denominator"]
        assert facts["selection"] == "query"
        assert facts["inputs"]["dump"]
        assert 0 <= facts["n"] <= 109

    def test_it_has_the_size_of_a_slide_and_its_numbers(self, bundled_run, figure):
        assert Image.open(bundled_run / "figures" / f"{figure}.png").size == (1920, 1080)
        assert Image.open(bundled_run / "figures" / f"{figure}@2x.png").size == (3840, 2160)
        assert len(pd.read_csv(bundled_run / "figures" / f"{figure}.csv")) > 0


def test_the_bundled_dump_is_read_whole(bundled_run):
    papers = pd.read_parquet(bundled_run / "tables" / "papers.parquet")
    assert len(papers) == 109
    assert papers["published_precision"].value_counts().to_dict() == {"day": 70, "month": 39}
    assert papers["arxiv_id"].str.fullmatch(r"\d{4}\.\d{4,5}").sum() >= 100


def test_tables_fit_together(bundled_run):
    tables = {path.stem: pd.read_parquet(path) for path in (bundled_run / "tables").glob("*.parquet")}
    papers = set(tables["papers"]["paper_id"])
    for name in ("memberships", "positions", "theme"):
        assert set(tables[name]["paper_id"]) == papers, name
    assert set(tables["mentions"]["paper_id"]) <= papers
    assert set(tables["memberships"]["topic"]) == set(tables["topics"]["topic"])
    sizes = tables["memberships"]["topic"].value_counts().to_dict()
    assert dict(zip(tables["topics"]["topic"], tables["topics"]["n_papers"], strict=True)) == sizes
    weights = tables["topic_weights"].groupby("paper_id")["weight"].sum()
    assert ((weights - 1).abs() < 1e-6).all()
    assert (tables["readings"].groupby("paper_id")["main"].sum() == 1).all()


def test_a_second_run_gives_the_same_bytes(bundled_run, shared_folder):
    outputs = shared_folder / "again"
    shutil.copytree(bundled_run.parent / "cache", outputs / "cache")
    run_helpers("run", BUNDLED, "--outputs", outputs)
    again = outputs / bundled_run.name
    files = [
        path.relative_to(bundled_run) for path in bundled_run.rglob("*") if path.parent.name in ("tables", "figures")
    ]
    assert len(files) > 50
    different = [str(file) for file in files if (again / file).read_bytes() != (bundled_run / file).read_bytes()]
    assert different == []


def test_running_again_repeats_nothing(bundled_run):
    told = run_helpers("run", BUNDLED, "--outputs", bundled_run.parent)
    assert told.stdout.count(" unchanged ") == len(CONTRACTS)


def execute_cells(name):
    """Run a notebook's code cells in this process, which spares the start of a kernel."""
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    surroundings = {"__name__": "notebook"}
    for place, cell in enumerate(cells, 1):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{name}, cell {place}", "exec"), surroundings)


@pytest.mark.parametrize("n", SMALL)
def test_few_papers_end_in_a_complete_run(tmp_path, monkeypatch, n):
    dump = tmp_path / f"few-{n}.json"
    dump.write_text(json.dumps(list_paper_blocks()[:n]), encoding="utf-8")
    monkeypatch.setenv("HELPERS_RUN", json.dumps({"dump": [str(dump)], "outputs": str(tmp_path / "out")}))
    for name, contract in CONTRACTS.items():
        execute_cells(name)
        figures = tmp_path / "out" / f"few-{n}" / "figures"
        for figure in contract.figures:
            assert json.loads((figures / f"{figure}.json").read_text(encoding="utf-8"))["text_problems"] == [], figure
    run = open_run()
    assert len(run.read("papers")) == n
    assert all(run.find_change(table) is None for contract in CONTRACTS.values() for table in contract.leaves)


def test_two_papers_end_in_a_complete_run_from_the_command_line(shared_folder, tmp_path):
    dump = tmp_path / "two.json"
    dump.write_text(json.dumps(list_paper_blocks()[:2]), encoding="utf-8")
    _, facts = run_once(shared_folder, "two", dump)
    assert facts["code"] == 0, facts["stdout"] + facts["stderr"]
    assert facts["stdout"].count(" done ") == len(CONTRACTS)


def test_no_papers_end_in_one_sentence(tmp_path):
    dump = tmp_path / "none.json"
    dump.write_text("[]", encoding="utf-8")
    told = run_helpers("run", dump, "--outputs", tmp_path / "out", check=False)
    assert told.returncode == 2
    assert "Traceback" not in told.stdout + told.stderr
    assert told.stdout == "" and told.stderr.count("\n") == 1 and "none.json" in told.stderr


def test_a_notebook_alone_makes_what_it_needs(bundled_run, tmp_path):
    shutil.copytree(bundled_run.parent / "cache", tmp_path / "cache")
    run = open_run(BUNDLED, outputs=tmp_path)
    name = "05_trends"
    run.execute(name)
    for table in CONTRACTS[name].leaves:
        assert (run.tables / f"{table}.parquet").read_bytes() == (
            bundled_run / "tables" / f"{table}.parquet"
        ).read_bytes()


def test_a_notebook_takes_parameters_from_papermill(bundled_run, tmp_path, monkeypatch):
    monkeypatch.setenv("HELPERS_RUN", json.dumps({"outputs": str(tmp_path / "out")}))
    dump = tmp_path / "mine.json"
    dump.write_text(json.dumps(list_paper_blocks()[:12]), encoding="utf-8")
    papermill.execute_notebook(
        str(ROOT / "notebooks" / "01_corpus.ipynb"), str(tmp_path / "copy.ipynb"),
        parameters={"dump": str(dump)}, cwd=str(tmp_path), progress_bar=False, log_output=False,
    )  # fmt: skip
    assert len(pd.read_parquet(tmp_path / "out" / "mine" / "tables" / "papers.parquet")) == 12
