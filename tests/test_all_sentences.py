"""Every function that makes a sentence is gone through with tables that are extreme, degenerate, empty or tied."""

import ast
import importlib
import re

import pytest
from conftest import ROOT

ROOMS = ("papers", "vectors", "stats", "topics", "theme", "keywords", "trends", "coding", "compare", "figures", "talk")
SENTENCE = re.compile(r"_?(describe|tell|title)_\w+")


def list_sentence_functions(room):
    """Names ("module.function") of the functions of a room that return a sentence."""
    found = set()
    for file in sorted((ROOT / "src" / "helpers" / room).glob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or not SENTENCE.fullmatch(node.name):
                continue
            if node.returns is None or ast.unparse(node.returns).startswith("str"):
                found.add(f"helpers.{room}.{file.stem}.{node.name}")
    return found


@pytest.fixture(scope="module")
def checked():
    """All functions that the tests of sentences say they go through."""
    files = sorted((ROOT / "tests").glob("*/test_*_sentences.py"))
    modules = [importlib.import_module(f"{file.parent.name}.{file.stem}") for file in files]
    return {f"{function.__module__}.{function.__name__}" for module in modules for function in module.CHECKED}


@pytest.mark.parametrize("room", ROOMS)
def test_each_sentence_of_a_room_is_checked_against_its_numbers(room, checked):
    assert list_sentence_functions(room) - checked == set()
