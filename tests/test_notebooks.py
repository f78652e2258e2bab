"""The notebooks as the story they are: in order, alone, twice, on few papers, and in a real JupyterLab."""

import gzip
import json
import re
import shutil

import pandas as pd
import papermill
import pytest
from conftest import BUNDLED, ROOT, execute_cells, run_helpers
from figures.title_checks import TITLE_CHECKS, check_figures_together
from PIL import Image

from helpers.figures import drawing
from helpers.run.contracts import find_maker, read_contracts
from helpers.run.opening import open_run

CONTRACTS = read_contracts(ROOT / "notebooks")
DRAWN = {figure for contract in CONTRACTS.values() for figure in contract.figures} - {"dump_changes"}
"""Figures of a run without a base; the one that needs a base is in tests/figures/test_change_figure.py."""


def write_small_dump(folder, n):
    """The first papers of the bundled dump as a dump of their own."""
    blocks = gzip.decompress(BUNDLED.read_bytes()).decode("utf-8").split("\n\n")
    start = next(place for place, block in enumerate(blocks) if len(block) > 1000) - 1
    papers = [{"title": blocks[place], "abstract": blocks[place + 1]} for place in range(start, start + 2 * n, 2)]
    (folder / f"few-{n}.json").write_text(json.dumps(papers), encoding="utf-8")
    return folder / f"few-{n}.json"


def check_title(place):
    """Compute the numbers of a figure's title anew from its CSV; return what its JSON says."""
    facts = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
    TITLE_CHECKS[place.stem](facts["title"], pd.read_csv(place.with_suffix(".csv")), facts)
    return facts


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_each_notebook_leaves_what_it_promises(bundled_run, name):
    contract = CONTRACTS[name]
    for table in contract.leaves:
        assert (bundled_run / "tables" / f"{table}.parquet").is_file()
    for figure in DRAWN.intersection(contract.figures):
        for ending in (".png", "@2x.png", ".svg", ".pdf", ".csv", ".json"):
            assert (bundled_run / "figures" / f"{figure}{ending}").is_file(), f"{figure}{ending}"
    cells = json.loads((bundled_run / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [out for cell in cells for out in cell.get("outputs", [])]
    assert not [out for out in outputs if out["output_type"] == "error"]
    assert not [out for out in outputs if "findfont" in "".join(out.get("text", ""))]  # a face that no font has


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_words_stand_above_the_columns_of_its_tables(bundled_run, name):
    cells = json.loads((bundled_run / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    pages = ["".join(out.get("data", {}).get("text/html", "")) for cell in cells for out in cell.get("outputs", [])]
    headers = [header for page in pages for header in re.findall(r"<th\b[^>]*>([^<]*)", page)]
    assert not [header for header in headers if "_" in header]


def test_the_run_tells_what_was_made_and_where(bundled_run, bundled_facts):
    told = bundled_facts["stdout"]
    n_tables = sum(len(contract.leaves) for contract in CONTRACTS.values())
    assert f"{n_tables} tables in" in told
    assert f"{len(DRAWN)} figures in" in told
    assert "seconds in all" in told


def test_a_full_run_never_asks_for_torch(bundled_run, shared_folder):
    assert not (shared_folder / "bundled-trap" / "imported.txt").exists()


@pytest.mark.parametrize("figure", sorted(DRAWN))
class TestFigure:
    def test_no_text_overlaps_is_clipped_small_or_without_glyph(self, bundled_run, figure):
        facts = json.loads((bundled_run / "figures" / f"{figure}.json").read_text(encoding="utf-8"))
        assert facts["text_problems"] == []

    def test_it_says_what_it_rests_on(self, bundled_run, figure):
        facts = json.loads((bundled_run / "figures" / f"{figure}.json").read_text(encoding="utf-8"))
        assert facts["caption"] and facts["alt"] and facts["title"] and facts["denominator"]
        assert facts["selection"] == "query"
        assert facts["inputs"]["dump"]
        assert 0 <= facts["n"] <= 109 or facts["denominator"] == "coded papers"

    def test_its_title_is_a_finding_that_its_numbers_bear_out(self, bundled_run, figure):
        facts = check_title(bundled_run / "figures" / f"{figure}.png")
        assert facts["subtitle"] and len(facts["title"]) <= 170

    def test_it_has_the_size_of_a_slide_and_its_numbers(self, bundled_run, figure):
        assert Image.open(bundled_run / "figures" / f"{figure}.png").size == (1920, 1080)
        assert Image.open(bundled_run / "figures" / f"{figure}@2x.png").size == (3840, 2160)
        assert len(pd.read_csv(bundled_run / "figures" / f"{figure}.csv")) > 0


def test_there_are_at_most_twenty_figures_of_one_dump():
    assert len(DRAWN) <= 20


def test_no_two_figures_of_a_run_contradict_each_other(bundled_run):
    check_figures_together(bundled_run)


def test_the_claims_are_the_titles_of_the_figures(bundled_run):
    claims = pd.read_parquet(bundled_run / "tables" / "claims.parquet").dropna(subset="figure")
    claims = claims.set_index("figure")["sentence"]
    files = [path.with_suffix(".json") for path in (bundled_run / "figures").glob("*.csv")]
    assert claims.to_dict() == {path.stem: json.loads(path.read_text(encoding="utf-8"))["title"] for path in files}


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


@pytest.mark.long
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


@pytest.mark.xdist_group("umap")
def test_few_papers_end_in_a_complete_run(tmp_path, monkeypatch):
    # One process for all sizes, in which UMAP is compiled once. No paper at all is refused: tests/test_main.py.
    for n in (1, 3, 10, 30):
        dump = write_small_dump(tmp_path, n)
        monkeypatch.setenv("HELPERS_RUN", json.dumps({"dump": [str(dump)], "outputs": str(tmp_path / "out")}))
        for contract in CONTRACTS.values():
            execute_cells(contract.path)
        run = open_run()
        assert len(run.read("papers")) == n
        for contract in CONTRACTS.values():
            assert all(run.find_change(table) is None for table in contract.leaves), (n, contract.name)
            for figure in set(contract.figures) - set(run.find_left_out(contract.name)):
                facts = json.loads(run.place_figure(figure).with_suffix(".json").read_text(encoding="utf-8"))
                assert facts["text_problems"] == [], (n, figure)
                check_title(run.place_figure(figure))
        # The other formats are written for the whole dump and for the smallest.
        monkeypatch.setattr(drawing, "write_vectors", lambda *_, **__: None)


@pytest.mark.long
def test_a_notebook_alone_makes_what_it_needs_and_nothing_else(bundled_run, tmp_path):
    outputs = shutil.copytree(bundled_run.parent, tmp_path / "out", ignore=shutil.ignore_patterns("figures"))
    run = open_run(BUNDLED, outputs=outputs)
    first, last = find_maker(CONTRACTS, "papers"), find_maker(CONTRACTS, "trend_tests")
    for table in (*first.leaves, *last.leaves):
        (run.tables / f"{table}.parquet").unlink()
    before = run.read_record()["notebooks"]
    assert run.execute(last.name) is not None
    for table in (bundled_run / "tables").iterdir():
        assert (run.tables / table.name).read_bytes() == table.read_bytes(), table.name
    after = run.read_record()["notebooks"]
    assert {name for name in before if before[name] != after[name]} == {first.name, last.name}


@pytest.mark.long
def test_a_notebook_takes_parameters_from_papermill(bundled_run, tmp_path, monkeypatch):
    monkeypatch.setenv("HELPERS_RUN", json.dumps({"outputs": str(tmp_path / "out")}))
    dump = write_small_dump(tmp_path, 12)
    papermill.execute_notebook(
        str(find_maker(CONTRACTS, "papers").path), str(tmp_path / "copy.ipynb"),
        parameters={"dump": str(dump)}, cwd=str(tmp_path), progress_bar=False, log_output=False,
    )  # fmt: skip
    assert len(pd.read_parquet(tmp_path / "out" / dump.stem / "tables" / "papers.parquet")) == 12
