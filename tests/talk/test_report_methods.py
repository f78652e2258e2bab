import re

import pytest
from conftest import ROOT

from helpers.talk.report_methods import cite_methods, name_source, read_references


def test_sources_are_cited_by_author_and_year_and_listed_once_in_their_order():
    methods = cite_methods("Grouped [@fred2005; @blondel2008], again [@fred2005].")
    assert methods.text == "Grouped (Fred and Jain 2005; Blondel et al. 2008), again (Fred and Jain 2005)."
    keys = re.findall(r"^@\w+\{([\w-]+),", methods.references, re.M)
    assert keys == ["fred2005", "blondel2008", "abstract-notebooks"]
    with pytest.raises(KeyError):
        cite_methods("[@nobody1900]")


def test_every_reference_is_cited_and_whole():
    text = (ROOT / "src" / "helpers" / "talk" / "report_methods.py").read_text(encoding="utf-8")
    assert set(re.findall(r"@([a-z]+\d{4})", text)) == set(read_references())
    for key, entry in read_references().items():
        assert entry.count("{") == entry.count("}"), key
        assert re.search(r"^  title = ", entry, re.M) and key.endswith(re.search(r"year = \{(\d+)", entry)[1])


def test_every_reference_is_named_where_its_method_is_used():
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "src" / "helpers").rglob("*.py")
            if file.stem != "report_methods"]  # fmt: skip
    prose = [file.read_text(encoding="utf-8") for file in (ROOT / "notebooks").glob("*.ipynb")]
    everything = re.sub(r"\s+", " ", "\n".join(code + prose))
    for key, entry in read_references().items():
        who, year = name_source(entry).split(" ")[0], key[-4:]
        known = re.search(rf"\b{who}\b.{{0,60}}\b{year}\b", everything)
        assert known or key in {"reimers2019", "mcinnes2017"}, f"{who} {year}: no docstring and no notebook names it"


def test_the_software_is_cited_in_its_version():
    references = cite_methods("").references
    version = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)[1]
    assert f"version = {{{version}}}" in references and references.startswith("@software{abstract-notebooks,")
