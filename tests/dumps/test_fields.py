"""Fields of items that no service's reader knows: by their names, and by the shapes that values come in."""

import pytest

from helpers.dumps.author_names import read_name
from helpers.dumps.fields import find_columns, fold_name, read_fields, read_list, read_plain

TEXT = "We study how small routers share a crowded memory."


@pytest.mark.parametrize(
    "item",
    [
        {"abstract": "N/A", "summary": TEXT},
        {"summary": TEXT, "abstract": "[Abstract not available]"},
        {"abstract": "", "description": f"{TEXT}"},
        {"abstract": None, "descriptions": [TEXT]},
        {"abstract": {"h1": "Abstract", "p": TEXT}},
        {"abstract": {"en": TEXT, "de": "Wir untersuchen kleine Router."}},
        {"dc:description": TEXT},
        {"dcdescription": TEXT},
    ],
)
def test_an_abstract_is_found_wherever_it_stands(item):
    assert read_fields({"title": "Shallow routers", **item})["abstract"] == TEXT


def test_a_placeholder_stays_where_no_other_key_has_a_value():
    fields = read_fields({"title": "Shallow routers", "abstract": "N/A", "summary": ""})
    assert fields["abstract"] == "N/A"


def test_a_description_is_an_abstract_only_beside_a_title():
    assert find_columns(["description", "title"]) == {"title": "title", "abstract": "description"}
    assert find_columns(["description", "name"]) == {}
    assert find_columns(["title", "description", "abstract"])["abstract"] == "abstract"


def test_a_structured_abstract_is_joined_and_names_are_no_text():
    assert read_plain({"aim": "We ask how routers share.", "result": "They share by a buffer."}) == (
        "We ask how routers share. They share by a buffer."
    )
    assert read_plain({"id": "7", "family": "Doe"}) == ""


@pytest.mark.parametrize(
    "venue",
    [
        {"journal": {"id": "j.1", "title": "Inv J"}},
        {"source": {"title": "Inv J", "type": "Journal"}},
        {"container": {"name": "Inv J"}},
        {"journals": [], "journal": [{"title": "Inv J"}]},
    ],
)
def test_a_venue_may_be_an_object_with_a_name(venue):
    assert read_fields({"title": "Shallow routers", **venue})["venue"] == "Inv J"


@pytest.mark.parametrize(
    "ids",
    [
        {"identifier": [{"id": "1234-5678", "type": "eissn"}, {"id": "10.1234/inv.0", "type": "doi"}]},
        {"external_ids": [{"type": "doi", "value": "10.1234/inv.0"}]},
        {"pids": [{"scheme": "DOI", "value": "10.1234/inv.0"}]},
        {"identifiers": {"doi": ["10.1234/inv.0"]}},
    ],
)
def test_identifiers_come_with_their_kind(ids):
    assert read_fields({"title": "Shallow routers", **ids})["doi"] == "10.1234/inv.0"


def test_groups_of_terms_are_one_list_of_keywords():
    terms = {"ieee_terms": {"terms": ["Routing"]}, "author_terms": {"terms": ["memory", "Routing"]}}
    assert read_list(terms, "keywords") == ["Routing", "memory"]
    assert read_fields({"title": "x", "tags": [{"tag": "routing", "type": 1}]})["keywords"] == ["routing"]


def test_the_number_behind_one_of_several_people_of_a_name_goes():
    assert read_name({"@pid": "1/1", "text": "Jane Doe 0001"}) == "Jane Doe"


def test_names_that_begin_with_dc_by_chance_stay():
    assert [fold_name(name) for name in ("dctitle", "dcsubject", "DC current", "dctitles")] == [
        "title", "keywords", "dccurrent", "dctitles",
    ]  # fmt: skip


def test_categories_with_commas_are_parted_at_semicolons_alone():
    cell = "Engineering, Electrical & Electronic; Computer Science, Theory & Methods"
    assert read_fields({"title": "x", "WoS Categories": cell})["categories"] == cell.split("; ")
    one = read_fields({"title": "x", "WoS Categories": "Engineering, Electrical & Electronic"})
    assert one["categories"] == ["Engineering, Electrical & Electronic"]
    assert read_fields({"title": "x", "Categories": "cs.LG, cs.CL"})["categories"] == ["cs.LG", "cs.CL"]


@pytest.mark.parametrize(
    "names",
    [
        "Titre Résumé Année Auteurs Mots-clés", "Titel Zusammenfassung Jahr Autoren Schlagwörter",
        "Título Resumen Año Autores Palabras_clave", "Título Resumo Ano Autor Palavras-chave",
        "标题 摘要 年份 作者 关键词", "論文名 抄録 発行年 著者名 キーワード", "제목 초록 연도 저자 키워드",
        "Название Аннотация Год Авторы Ключевые_слова",
    ],
)  # fmt: skip
def test_columns_have_their_names_in_the_language_of_the_export(names):
    found = find_columns(names.split())
    assert [found.get(field) for field in ("title", "abstract", "published", "authors", "keywords")] == names.split()


def test_english_words_keep_what_they_mean():
    assert [fold_name(name) for name in ("data", "resume", "Data", "Resumé")] == ["data", "resume", "data", "abstract"]
