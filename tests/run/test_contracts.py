import json

import pytest

from helpers.run.contracts import (
    NotebookError,
    choose_notebooks,
    find_maker,
    list_needs,
    read_contracts,
)
from helpers.run.notebook_execution import choose_manager, execute_notebook, stop_kernel


def write_notebook(folder, name, *cells, **promised):
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{place}",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": source,
            }
            for place, source in enumerate(cells)
        ],
        "metadata": {"helpers": promised, "kernelspec": {"name": "python3", "display_name": "p", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    write_notebook(tmp_path, "00_all", reads=["figures"])
    write_notebook(tmp_path, "01_first", leaves=["papers"], figures=["one"])
    write_notebook(tmp_path, "02_second", reads=["papers"], leaves=["topics"])
    write_notebook(tmp_path, "03_third", reads=["topics"], leaves=["shares"], figures=["three"])
    return tmp_path


def test_notebooks_run_in_the_order_of_what_they_need(folder):
    order = list(read_contracts(folder))
    assert order.index("01_first") < order.index("02_second") < order.index("03_third") < order.index("00_all")


def test_needs_are_found_through_tables_and_figures(folder):
    contracts = read_contracts(folder)
    assert list_needs(contracts, "03_third") == ("01_first", "02_second")
    assert set(list_needs(contracts, "00_all")) == {"01_first", "02_second", "03_third"}
    assert list_needs(contracts, "01_first") == ()


def test_a_circle_is_an_error(folder):
    write_notebook(folder, "01_first", reads=["shares"], leaves=["papers"])
    with pytest.raises(NotebookError, match="circle"):
        read_contracts(folder)


def test_two_makers_of_one_table_are_an_error(folder):
    write_notebook(folder, "04_fourth", leaves=["papers"])
    with pytest.raises(NotebookError, match="Both 01_first and 04_fourth"):
        read_contracts(folder)


def test_a_table_that_nobody_leaves_is_named(folder):
    with pytest.raises(NotebookError, match="'zebra'; they leave papers, shares, topics"):
        find_maker(read_contracts(folder), "zebra")


def test_notebooks_are_chosen_by_number_or_name(folder):
    contracts = read_contracts(folder)
    assert choose_notebooks(contracts, ["03", "01_first"]) == ("01_first", "03_third")
    with pytest.raises(NotebookError, match="'7' names no notebook"):
        choose_notebooks(contracts, ["7"])


def test_a_failing_cell_is_named_with_its_reason_and_the_copy_is_kept(folder):
    write_notebook(folder, "05_bad", "x = 1", "1 / 0", "x = 2")
    copy = folder / "out" / "05_bad.ipynb"
    with pytest.raises(NotebookError, match="05_bad stopped at cell 2: ZeroDivisionError: division by zero"):
        execute_notebook(read_contracts(folder)["05_bad"], copy, "{}")
    outputs = [cell["outputs"] for cell in json.loads(copy.read_text())["cells"]]
    assert outputs[1][0]["ename"] == "ZeroDivisionError"
    assert outputs[2] == []


def test_an_error_for_people_is_shown_without_traceback(folder):
    code = "from helpers.run.errors import InputError\nraise InputError('The file x is empty.')"
    write_notebook(folder, "05_bad", code)
    copy = folder / "out" / "05_bad.ipynb"
    with pytest.raises(NotebookError, match=r"cell 1: The file x is empty\.$"):
        execute_notebook(read_contracts(folder)["05_bad"], copy, "{}")
    outputs = {out["output_type"]: out for out in json.loads(copy.read_text())["cells"][0]["outputs"]}
    assert outputs["error"]["traceback"] == ["Stopped here; see the box."]
    box = "".join(outputs["display_data"]["data"]["text/html"])
    assert "The file x is empty." in box and "Traceback" not in box


def test_the_source_notebook_is_left_as_it_was(folder):
    write_notebook(folder, "05_good", "print('hello')")
    before = (folder / "05_good.ipynb").read_bytes()
    seen = []
    copy = folder / "out" / "05_good.ipynb"
    execute_notebook(read_contracts(folder)["05_good"], copy, "{}", on_cell=lambda *place: seen.append(place))
    assert (folder / "05_good.ipynb").read_bytes() == before
    assert "hello" in copy.read_text()
    assert seen == [(0, 1), (1, 1)]


def test_notebooks_share_a_kernel_but_no_names_and_each_has_its_own_run(folder, monkeypatch):
    write_notebook(folder, "05_one", "import os\nleft = os.getpid()", "print(left, os.environ['HELPERS_RUN'])")
    write_notebook(folder, "06_two", "import os\nprint(os.getpid(), os.environ['HELPERS_RUN'])", "print(left)")
    contracts, copies, manager = read_contracts(folder), [folder / "out" / f"{n}.ipynb" for n in (1, 2)], None
    try:
        manager = choose_manager(None, '{"a": 1}')
        execute_notebook(contracts["05_one"], copies[0], '{"a": 1}', manager=manager)
        assert choose_manager(manager, '{"b": 2}') is manager
        with pytest.raises(NotebookError, match="06_two stopped at cell 2: NameError: name 'left' is not defined"):
            execute_notebook(contracts["06_two"], copies[1], '{"b": 2}', manager=manager)
        cells = [json.loads(copy.read_text())["cells"] for copy in copies]
        (one, first), (two, second) = (cells[n][1 - n]["outputs"][0]["text"][0].split(maxsplit=1) for n in (0, 1))
        assert one == two and (first.strip(), second.strip()) == ('{"a": 1}', '{"b": 2}')
        assert [cell["execution_count"] for cell in cells[1]] == [1, 2]
        monkeypatch.setattr("helpers.run.notebook_execution.MOST_KEPT", 1)
        process, fresh = manager.provisioner.process, choose_manager(manager, "{}")
        assert fresh is not manager and process.poll() is not None  # it had taken more than that
    finally:
        stop_kernel(manager)
