"""What stands for a missing value is told from values that look like it."""

import pytest

from helpers.text.placeholders import is_missing, may_be_title

PLACEHOLDERS = (
    "[No title available]", "Untitled", "[Not Available].", "Title not available", "No Title", "NA", "n/a", "N.A.",
    "None", "nan", "NaN", "NULL", "-", "—", "...", "[]", "Abstract not provided", "No abstract available.", "<NA>",
    "#N/A", "[Abstract not available]", "The abstract is not available", "[No author name available]", "No keywords",
    "无摘要", "?", "??", "无", "There is no abstract for this article.", "This paper has no abstract", "Pas de résumé",
    "Résumé non disponible", "Aucun résumé", "Kein Abstract", "Keine Zusammenfassung verfügbar", "Ohne Titel",
    "Abstract nicht verfügbar", "sin resumen", "Resumen no disponible", "no disponible", "Resumo indisponível",
    "Riassunto non disponibile", "Geen samenvatting", "Brak streszczenia", "нет аннотации", "Аннотация отсутствует",
    "N/D", "tba", "k. A.", "s.d.", "(no abstract)", "Abstract is missing", "Abstract was not found", "Abstract: n/a",
    "abstract could not be found", "Abstract not available in the database", "No abstract provided by the authors",
    "Abstract to follow", "摘要暂缺", "不详", "要旨なし", "초록이 없습니다", "#VALUE!", "#REF!",
)  # fmt: skip


@pytest.mark.parametrize("value", PLACEHOLDERS)
def test_a_placeholder_is_no_value(value):
    assert is_missing(value)


@pytest.mark.parametrize(
    "value",
    [
        "", "Na Li", "Na", "Nan", "NO", "None of us", "Null models of trade", "Null, J.", "Missing data",
        "Untitled goose", "No title fights in 1999", "Unknown unknowns", "II", "C", "-1", "2020",
        "No abstract is " + "x" * 90, "None of the above", "Untitled Goose Game and play", "Sin City", "Pas de deux",
        "Kein Ende", "Abstract interpretation", "无监督学习", "无线网络", "Wu 无", "Why?", "S. D. Smith", "K. A. Smith",
        "Unknown authors of the Talmud", "See the full picture", "error", "Le texte", "空",
    ],
)  # fmt: skip
def test_a_value_that_looks_like_a_placeholder_stays(value):
    assert not is_missing(value)


def test_some_placeholders_could_name_a_paper():
    assert [may_be_title(one) for one in ("None", "Untitled", "No data", "NA", "[None]", "No Title", "—")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
