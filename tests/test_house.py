"""What holds for the project as a whole: floors, names, notebooks, dependencies."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter

import pytest
from conftest import ROOT

SOURCE = ROOT / "src" / "helpers"
MAY_IMPORT = {
    "run": "",
    "text": "run",
    "vectors": "run",
    "fetching": "run",
    "stats": "run text",
    "dumps": "run text",
    "papers": "run text dumps",
    "topics": "run text vectors",
    "theme": "run text stats",
    "keywords": "run text stats papers",
    "trends": "run text stats",
    "coding": "run text stats theme",
    "compare": "run text stats papers topics",
    "figures": "run text vectors stats papers topics theme keywords trends",
    "talk": "run text stats papers theme keywords figures",
    "__main__": "run vectors fetching papers theme coding figures talk",
}
"""The rooms, from the ground up, and exactly the other rooms that each imports."""
HEAVY = {
    "bertopic",
    "umap",
    "hdbscan",
    "onnxruntime",
    "spacy",
    "plotly",
    "pptx",
    "sklearn",
    "statsmodels",
    "tokenizers",
}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HOSTS = re.compile("py" + r"pi\.org|python" + r"hosted|registry\.npm" + r"js|deb\.deb" + r"ian\.org")


def list_modules():
    for file in sorted(SOURCE.rglob("*.py")):
        parts = file.relative_to(SOURCE).with_suffix("").parts
        if parts != ("__init__",):
            yield parts[0], file


def list_imports(file, *, top_level):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = tree.body if top_level else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def list_other_rooms(room):
    files = [file for other, file in list_modules() if other == room]
    imported = {name for file in files for name in list_imports(file, top_level=False)}
    return {name.split(".")[1] for name in imported if name.startswith("helpers.")} - {room}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_exactly_the_rooms_that_it_may(room):
    assert list_other_rooms(room) == set(MAY_IMPORT[room].split())


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_only_go_down(room):
    order = list(MAY_IMPORT)
    assert all(order.index(other) < order.index(room) for other in MAY_IMPORT[room].split())


def test_arrows_between_rooms_are_few_and_the_questions_never_meet():
    questions = {"topics", "theme", "keywords", "trends"}
    assert sum(len(others.split()) for others in MAY_IMPORT.values()) <= 56
    assert not any(questions.intersection(MAY_IMPORT[room].split()) for room in questions)


def test_every_module_stands_in_a_room():
    assert {room for room, _ in list_modules()} == set(MAY_IMPORT)


def test_the_picture_of_the_house_is_true():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    drawn = dict(re.findall(r"^(\w+) {1,9}(.+)$", text.split("```")[1], re.M))
    assert list(drawn) == list(MAY_IMPORT)
    for room in list(MAY_IMPORT)[:-1]:
        docstring = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8")))
        assert drawn[room] == docstring and docstring.count(". ") == 0, room


def test_no_two_modules_share_a_name():
    names = [file.stem for _, file in list_modules() if file.stem != "__init__"]
    assert len(names) == len(set(names))


def test_no_circle_of_imports():
    modules = {}
    for _, file in list_modules():
        parts = file.relative_to(SOURCE).with_suffix("").parts
        modules["helpers." + ".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    graph = {
        name: {other for other in list_imports(file, top_level=False) if other in modules and other != name}
        for name, file in modules.items()
    }
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(("room", "file"), list(list_modules()), ids=lambda value: getattr(value, "name", value))
def test_heavy_libraries_are_imported_where_they_are_used(room, file):
    assert not HEAVY.intersection(name.split(".")[0] for name in list_imports(file, top_level=True))


@pytest.mark.parametrize("file", [file for _, file in list_modules()], ids=lambda file: file.name)
def test_modules_are_short(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


def test_importing_the_helpers_imports_nothing_heavy():
    code = (
        "import sys, helpers.run, helpers.trends, helpers.theme, helpers.keywords, helpers.papers.assembly; "
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"torch", "sentence_transformers", "numba", *HEAVY}.intersection(loaded)


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
class TestNotebook:
    def test_it_is_committed_without_outputs(self, file):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs") and cell.get("execution_count") is None

    def test_its_cells_define_nothing(self, file):
        assert not any(re.search(r"^\s*(def|class) ", cell, re.M) for cell in read_cells(file, "code"))

    def test_prose_and_code_alternate(self, file):
        kinds = [kind for kind, _ in list_cells(file)]
        touching = [place + 1 for place in range(len(kinds) - 1) if kinds[place] == kinds[place + 1] == "markdown"]
        assert not touching, f"prose cells {touching} touch the next one"

    def test_every_heading_has_a_code_cell_in_its_section(self, file):
        parts = [part for kind, source in list_cells(file) for part in list_parts(kind, source)]
        for place, (level, heading) in enumerate(parts):
            if heading is not None:
                ends = [later for later in range(place + 1, len(parts)) if 0 < parts[later][0] <= level]
                section = parts[place + 1 : min(ends, default=len(parts))]
                assert any(level == 0 for level, _ in section), heading

    def test_code_cells_without_imports_have_at_most_ten_lines(self, file):
        for cell in read_cells(file, "code"):
            assert list_imports_of(cell) or count_lines(cell) <= 10, cell

    def test_a_figure_is_one_statement(self, file):
        for cell in read_cells(file, "code"):
            assert "show_figure" not in cell or len(parse_cell(cell).body) == 1, cell

    def test_one_cell_imports_and_opens_the_run_in_at_most_six_lines(self, file):
        setups = [cell for cell in read_cells(file, "code") if list_imports_of(cell)]
        assert [count_lines(cell) <= 6 and "open_run(" in cell for cell in setups] == [True], setups

    def test_it_names_no_path(self, file):
        for cell in read_cells(file, "code"):
            assert not re.search(r"/ho" + r"me/|/Us" + r"ers/|/t" + r"mp/|\.\./|sys\.path", cell)

    def test_every_second_cell_or_so_is_prose(self, file):
        assert len(read_cells(file, "markdown")) >= len(read_cells(file, "code"))

    def test_it_says_what_it_does_not_show(self, file):
        assert any("does not show" in cell for cell in read_cells(file, "markdown"))

    def test_its_contract_is_what_its_cells_do(self, file):
        promised = json.loads(file.read_text(encoding="utf-8"))["metadata"]["helpers"]
        assert list_names(file, "run.read") <= set(promised["reads"])
        assert list_names(file, "run.write") == set(promised.get("leaves", []))
        assert list_names(file, "fg.show_figure") == set(promised.get("figures", []))


def read_cells(file, kind):
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def list_cells(file):
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells if cell["cell_type"] != "raw"]


def list_parts(kind, source):
    """A code cell as (0, None), a prose cell as its headings: (level, text)."""
    if kind == "code":
        return [(0, None)]
    prose = re.sub(r"^```.*?^```", "", source, flags=re.M | re.S)
    return [(len(marks), heading) for marks, heading in re.findall(r"^(#+) +(.+)$", prose, re.M)]


def parse_cell(cell):
    return ast.parse(re.sub(r"^[ \t]*[%!].*$", "", cell, flags=re.M))


def list_imports_of(cell):
    return [node for node in ast.walk(parse_cell(cell)) if isinstance(node, ast.Import | ast.ImportFrom)]


def list_names(file, function):
    """Tables or figures that a notebook names in calls of a function: ``run.write(table, name)`` and the like."""
    nodes = [node for cell in read_cells(file, "code") for node in ast.walk(parse_cell(cell))]
    calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == function]
    last = [call.args[2] if function.endswith("_figure") else call.args[-1] for call in calls]
    return {argument.value for argument in last if isinstance(argument, ast.Constant)}


def count_lines(cell):
    return len([line for line in cell.splitlines() if line.strip()])


def read_project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_no_requirement_is_torch():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    names = set(re.findall(r"^([a-z0-9_.-]+)==", text, re.M))
    assert len(names) > 100
    assert not {"torch", "sentence-transformers", "transformers", "datamapplot"}.intersection(names)
    assert not [name for name in names if name.startswith("nvidia")]
    assert "http:" not in text and "https:" not in text and "index" not in text.split("--hash")[0]


def test_every_declared_dependency_is_pinned_with_a_hash():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    project = read_project()["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.match(r"[\w.-]+", line)[0].lower().replace("_", "-")
        assert re.search(rf"^{re.escape(name)}==[^\n]+\\\n    --hash=sha256:", text, re.M), f"{name} is not pinned"


def test_the_conda_environment_has_the_same_names_and_ranges():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    found = {}
    for line in re.findall(r"^ +- ([a-z][\w.-]*) ?([<>=][^\s]*)?$", text, re.M):
        found[line[0]] = line[1]
    project = read_project()["project"]
    wanted = {"python": project["requires-python"], "pip": ""}
    wanted |= {re.match(r"[\w.-]+", line)[0]: re.sub(r"^[\w.-]+", "", line) for line in project["dependencies"]}
    assert found.pop("conda-forge") == ""
    assert found == wanted
    assert "- -e ." in text


def test_no_file_names_a_registry_host_or_a_path_of_a_machine():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    private = re.compile("/ro" + r"ot/|/wo" + r"rk/")
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".gz", ".png", ".npz"}:
            text = path.read_text(encoding="utf-8")
            assert not HOSTS.search(text), name
            assert not private.search(text), name


def test_nothing_stands_in_the_projects_code_that_belongs_to_one_theme_or_dump():
    for _, file in list_modules():
        code = ast.unparse(strip_docstrings(ast.parse(file.read_text(encoding="utf-8"))))
        code = re.sub(r"sparse-vs-dense|sparse_vs_dense|scipy\.sparse|from scipy import sparse|sparse\.\w+", "", code)
        assert not re.search(r"['\"][^'\"\n]*\b(sparse|dense)\b[^'\"\n]*['\"]", code), file


def strip_docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [
                child for child in body if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant))
            ] or [ast.Pass()]
    return tree


@pytest.mark.xdist_group("umap")
def test_tests_of_one_group_stay_in_one_process(request):
    """Some pairs of pytest and xdist leave groups aside in silence; then everything slow is done twice."""
    assert "PYTEST_XDIST_WORKER" not in os.environ or request.node.nodeid.endswith("@umap")
