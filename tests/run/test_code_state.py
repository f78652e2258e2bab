"""Which modules a notebook rests on, on a copy of the real tree that can be changed."""

import shutil

import pytest
from conftest import ROOT

from helpers.run.code_state import find_modules, hash_modules
from helpers.run.contracts import read_contracts

CONTRACTS = read_contracts(ROOT / "notebooks")


@pytest.fixture
def package(tmp_path):
    shutil.copytree(ROOT / "src" / "helpers", tmp_path / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "helpers"


def compute_states(package):
    return {
        (name, drawing): hash_modules(find_modules(contract.code, drawing=drawing, package=package), package=package)
        for name, contract in CONTRACTS.items()
        for drawing in (False, True)
    }


def find_changed(package, file):
    before = compute_states(package)
    path = package / file
    path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    after = compute_states(package)
    return {key for key in before if before[key] != after[key]}


def test_a_comment_in_fetching_changes_nothing(package):
    assert find_changed(package, "fetching/arxiv.py") == set()


def test_a_change_in_one_drawing_redraws_one_notebook_and_makes_no_table_anew(package):
    assert find_changed(package, "figures/corpus_figures.py") == {("01_corpus", True)}


def test_a_change_in_a_question_touches_the_notebooks_that_ask_it(package):
    changed = {name for name, _ in find_changed(package, "topics/consensus.py")}
    assert "02_topics" in changed and "01_corpus" not in changed


def test_what_all_rest_on_changes_all(package):
    changed = find_changed(package, "run/schema.py")
    assert changed == {(name, drawing) for name in CONTRACTS for drawing in (False, True)}


def test_a_name_stands_for_the_module_that_defines_it(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room/__init__.py").write_text("from helpers.room.one import a\nfrom helpers.room.two import b\n")
    (tmp_path / "room/one.py").write_text("def a():\n    from helpers.room.three import c\n")
    (tmp_path / "room/two.py").write_text("b = 1\n")
    (tmp_path / "room/three.py").write_text("c = 1\n")
    for code in ("from helpers.room import a", "from helpers import room as r\nr.a()", "import helpers.room as r; r.a"):
        files = find_modules(f"%matplotlib inline\n{code}", drawing=True, package=tmp_path)
        assert [file.name for file in files] == ["one.py", "three.py"], code
    assert find_modules("import os", drawing=True, package=tmp_path) == []


def test_code_that_is_no_python_rests_on_all(package):
    assert find_modules("from helpers import (", drawing=True, package=package) == sorted(package.rglob("*.py"))
