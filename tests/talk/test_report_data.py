import base64
import gzip
import json

import pytest
from talk.small_run import ABSTRACTS, make_contrasts, make_papers, make_tables

from helpers.run.inputs import find_theme
from helpers.talk.report_data import MOST_TERMS, choose_terms, compress_report, count_units, pack_report
from helpers.theme.theme_file import load_theme


@pytest.fixture
def theme_file():
    return load_theme(find_theme("sparse-vs-dense"))


def test_each_text_stands_once_and_the_rest_points_at_it(theme_file):
    marks = {"points": {"x": [0.1, 0.2], "y": [0.3, 0.4], "papers": ["P2", "gone"]}, "boxes": []}
    data = pack_report(make_tables(make_papers()), theme_file, {"map": marks})
    assert data["abstracts"] == list(ABSTRACTS) and data["dates"] == ["2024-01-05", "2024-03-01", "2025-06-02"]
    assert data["figures"]["map"]["points"] == [[0.1], [0.3], [2]], "a paper that is gone has no dot"
    assert data["terms"] == ["attention", "retrieval", "robot"] and data["having"] == [[0], [1], [2]]
    assert data["topic"] == [0, 0, 0] and data["between"] == [0, 1, 0]
    assert json.dumps(data).count("Agents learn") == 1


def test_places_are_counted_as_a_browser_counts_them(theme_file):
    data = pack_report(make_tables(make_papers()), theme_file, {})["mentions"]
    last = max(place for place, paper in enumerate(data["paper"]) if paper == 0)
    units = ABSTRACTS[0].encode("utf-16-le")
    assert units[2 * data["start"][last] : 2 * data["end"][last]].decode("utf-16-le") == "dense"
    assert (data["low"][last], data["high"][last]) == (0, len(units) // 2)
    assert (count_units("a😀b", 2), count_units("abc", 2)) == (3, 2)


def test_a_paper_without_reading_or_place_is_told_so(theme_file):
    tables = make_tables(make_papers())
    tables["theme"].loc[1, "sense"] = None
    tables["positions"] = tables["positions"].head(2)
    data = pack_report(tables, theme_file, {})
    assert data["readings"][data["reading"][1]] == "no theme word" and data["x"] == [0.0, 0.5, None]


def test_compressed_data_cannot_end_the_element_they_stand_in_and_come_back_the_same():
    data = {"text": "</script><!-- \u2028 & 𝒳", "lone": "\ud800"}
    packed = compress_report(data)
    assert not set("<>&\u2028\n") & set(packed) and packed == compress_report(data)
    read = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert read == {"text": data["text"], "lone": "?"}


def test_planned_terms_come_first_then_clear_ones_then_the_surest():
    terms = ["weak", "sure", "clear", "asked"]
    table = make_contrasts(terms, log_odds=[0.1, 3.0, 0.2, -1.0], difference=[0.1, 0.3, 0.1, -0.2])
    table["planned"] = table["term"] == "asked"
    table.loc[table["term"] == "clear", "verdict"] = "clear, size open"
    assert choose_terms(table)["term"].tolist() == ["asked", "clear", "sure", "weak"]
    many = make_contrasts([f"term {n}" for n in range(MOST_TERMS + 5)], planned=True)
    assert choose_terms(many)["term"].nunique() == MOST_TERMS
