"""Fixtures that tests share: the bundled papers, and one whole run of all notebooks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from filelock import FileLock

mpl.use("agg")

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = ROOT / "data" / "daily-papers-2025-08-11.txt.gz"


def pytest_collection_modifyitems(items):
    """Sort tests so that no process waits for the whole run, and none is left with a long test when others are done.

    The groups come first: the browser's makes the whole run, while another process has that of UMAP. Then come what is
    marked as long, what does not need the whole run, and the rest.
    """
    items.sort(key=_rank)


def _rank(item):
    group = item.get_closest_marker("xdist_group")
    is_long = item.get_closest_marker("long") is not None
    needs_run = "bundled_facts" in item.fixturenames
    return group is None, group is not None and group.args != ("jupyterlab",), not is_long, needs_run


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch):
    """No test inherits a current run, and every figure is closed behind it."""
    monkeypatch.delenv("HELPERS_RUN", raising=False)
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id):
    """A folder that all test processes of one session share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def bundled_papers(shared_folder):
    """The papers table of the bundled dump."""
    from helpers.papers.assembly import read_run_papers
    from helpers.run.opening import open_run

    return read_run_papers(open_run(BUNDLED, outputs=shared_folder / "papers-only")).papers


def run_helpers(*arguments, check=True, cwd=ROOT, timeout=1500, **environment):
    """Call ``python -m helpers`` as a user does; return the finished process."""
    told = subprocess.run(
        [sys.executable, "-m", "helpers", *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd, timeout=timeout, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    if check and told.returncode != 0:
        pytest.fail(f"exit code {told.returncode}\n{told.stdout}\n{told.stderr}")
    return told


def execute_cells(notebook):
    """Run a notebook's code cells in this process, which spares the start of a kernel."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    surroundings = {"__name__": "notebook"}
    for place, cell in enumerate(cells, 1):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{notebook.stem}, cell {place}", "exec"), surroundings)


def write_trap(folder):
    """Packages that note any attempt to import torch or what brings it, then are as good as not installed."""
    for package in ("torch", "sentence_transformers", "transformers"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text(
            "import pathlib, traceback\n"
            f"with open({str(folder / 'imported.txt')!r}, 'a') as note:\n"
            f"    note.write({package!r} + ''.join(traceback.format_stack()))\n"
            f"raise ImportError({package!r})\n"
        )
    return folder


@pytest.fixture(scope="session")
def bundled_facts(shared_folder):
    """What one whole run on the bundled dump printed; it is made once for all test processes of a session."""
    told = shared_folder / "bundled.json"
    with FileLock(shared_folder / "bundled.lock"):
        if not told.is_file():
            trap = write_trap(shared_folder / "bundled-trap")
            path = os.pathsep.join([str(trap), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
            done = run_helpers("run", BUNDLED, "--outputs", shared_folder / "bundled", check=False, PYTHONPATH=path)
            facts = {"code": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
            told.write_text(json.dumps(facts), encoding="utf-8")
    return json.loads(told.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def bundled_run(shared_folder, bundled_facts):
    """The folder of the whole run on the bundled dump."""
    assert bundled_facts["code"] == 0, bundled_facts["stdout"] + bundled_facts["stderr"]
    return shared_folder / "bundled" / "daily-papers-2025-08-11"
