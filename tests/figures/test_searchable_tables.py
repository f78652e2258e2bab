import re

import pandas as pd
import pytest

from helpers.figures.searchable_tables import show_papers, show_table, show_text
from helpers.run.schema import TABLES

HOSTILE = pd.DataFrame(
    {
        "title": ['<script>alert("x")</script> costs $5 and $6', "Plain"],
        "link": ["https://arxiv.org/abs/2503.02130", 'javascript:alert("x")'],
        "published": [pd.Timestamp("2025-03-01"), pd.NaT],
        "authors": [["A. One", "B. Two"], []],
        "share": [0.123456, None],
    }
)


def test_titles_link_to_their_page_and_nothing_runs():
    page = show_papers(HOSTILE).data
    assert '<a href="https://arxiv.org/abs/2503.02130"' in page
    assert "<script" not in page and "javascript:" not in page
    assert "costs &#36;5" in page and "$" not in page


def test_lists_days_numbers_and_gaps_are_written_for_people():
    page = show_papers(HOSTILE).data
    for shown in ("A. One, B. Two", "2025-03-01", "0.123", "</td>"):
        assert shown in page
    assert "link" not in page.split("</thead>")[0]


def test_a_cut_table_says_how_many_rows_there_are():
    assert "1 of 2 rows" in show_papers(HOSTILE, rows=1).data
    assert show_table(HOSTILE.head(0), nothing="None < two.").data == "<p>None &lt; two.</p>"
    assert "rows" not in show_papers(HOSTILE).data


def test_long_texts_are_cut_and_kept_for_the_pointer():
    page = show_papers(pd.DataFrame({"text": ["x" * 300]}), width=50).data
    assert f"{'x' * 49}…" in page and f'title="{"x" * 300}"' in page


def test_the_searchable_table_needs_no_network_and_runs_nothing():
    page = show_table(HOSTILE).data
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert 'src="http' not in page and 'href="http' not in page.replace('href="https://arxiv.org', "")
    assert "import(" not in page or "https://www.unpkg.com" not in page


def test_rows_of_one_paper_share_its_card():
    table = pd.DataFrame({"paper_id": ["a", "a", "b"], "title": ["One", "One", "Two"], "word": ["x", "y", "z"]})
    page = show_table(table, cards={"a": "<p>card of one</p>", "b": "<p>card of two</p>"}).data
    names = re.findall(r"<template class=(card-\w+)><p>card of (?:one|two)</p></template>", page)
    assert len(names) == 2 and page.count("card of") == 2
    # itables writes small tables twice: once for readers without JavaScript.
    assert page.count(f"<div class={names[0]}>") == 2 * page.count(f"<div class={names[1]}>") > 0
    assert "template" not in show_table(table.drop_duplicates("paper_id"), cards={"a": "", "b": ""}).data


def test_a_long_searchable_table_is_cut_and_says_so():
    page = show_table(pd.DataFrame({"n": range(50)}), rows=10).data
    assert "The first 10 of 50 rows." in page
    assert "The first" not in show_table(pd.DataFrame({"n": range(10)}), rows=10).data


def test_numbers_are_rounded_for_their_column_and_gaps_are_blank():
    table = pd.DataFrame({"n": [1200.0, 3.0, None], "share": [0.123456, 0.02, None], "odds": [1.2345, 12.3, None]})
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", show_papers(table).data)
    assert cells == ["1,200", "0.1235", "1.23", "3", "0.0200", "12.30", "", "", ""]


def test_a_card_opens_under_its_title_and_the_id_is_not_shown():
    table = pd.DataFrame({"paper_id": ["a"], "title": ["<b>T</b>"], "link": ["https://example.org"]})
    for shown in (show_papers(table, cards={"a": "CARD"}).data, show_table(table, cards={"a": "CARD"}).data):
        assert "&lt;b&gt;T&lt;/b&gt;</summary>CARD</details>" in shown.replace("\\", "")
        assert "paper_id" not in shown


def test_sentences_are_markdown_without_html_or_maths():
    text = show_text("**Two** <script> cost $5, `a<b$`").data
    assert text == "**Two** &lt;script&gt; cost &#36;5, `a<b$`"


@pytest.mark.parametrize("name", ["shares", "trend_tests"])
def test_no_header_is_a_column_name_that_only_a_programmer_reads(name):
    table = pd.DataFrame({column: [0.5] for column in TABLES[name].columns})
    heads = re.findall(r"<th style[^>]*>([^<]+)</th>", show_papers(table).data)
    assert len(heads) == len(set(heads)) == table.shape[1]
    words = ["kind", "name", "period", "share", "planned", "p", "verdict"]
    assert not {*table.columns}.difference(words).intersection(heads)


def test_of_a_table_without_rows_only_its_sentence_stands_on_the_page():
    assert show_table(HOSTILE.head(0)) is None and show_papers(HOSTILE.head(0)) is None
    assert show_papers(HOSTILE.head(0), nothing="None < two.").data == "<p>None &lt; two.</p>"
