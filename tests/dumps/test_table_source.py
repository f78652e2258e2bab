"""XML of no known kind that is flat, and what keeps it from being read."""

import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.records import DumpError, Notes


def read(folder, text):
    (folder / "dump.xml").write_text(text, encoding="utf-8")
    return list(read_dump([folder / "dump.xml"], Notes()))


def test_the_element_that_has_a_title_and_an_abstract_is_a_record(tmp_path):
    item = "<n:item id='{n}'><n:title>Paper {n}</n:title><n:summary>About {n}.</n:summary><n:author/></n:item>"
    text = "<n:all xmlns:n='urn:x'><n:title>All</n:title>" + item.format(n=1) + item.format(n=2) + "</n:all>"
    found = [
        (record.fields["id"], record.fields["title"], record.fields["abstract"]) for record in read(tmp_path, text)
    ]
    assert found == [("1", "Paper 1", "About 1."), ("2", "Paper 2", "About 2.")]


def test_an_entity_in_flat_xml_is_refused(tmp_path):
    item = "<p><title>A</title><abstract>&c;</abstract></p>"
    with pytest.raises(DumpError, match="entities"):
        read(tmp_path, f"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY c 'x'>]><l>{item}</l>")
