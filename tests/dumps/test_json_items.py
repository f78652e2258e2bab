"""JSON documents and JSONL of every shape, whole, broken, cut and hostile; all counts are counted by hand."""

import json
import random
import tracemalloc

import pytest

from helpers.dumps.json import json_stream
from helpers.dumps.json.json_items import is_json, is_json_lines, read_json, read_json_lines
from helpers.dumps.json.json_stream import DepthFault, JsonStream, parse_json
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes

TEXT = "We study rewards that are sparse over long horizons. A dense reward is shown to help the agent to learn."


def paper(title="On Sparse Rewards", **more):
    return {"title": title, "abstract": TEXT, **more}


def read(tmp_path, content, *, reader=read_json, columns=None):
    path = tmp_path / "a.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    notes = Notes()
    return list(reader(Document(path, "a.json"), notes, columns)), notes


def read_titles(tmp_path, content, **options):
    return [record.fields.get("title") for record in read(tmp_path, content, **options)[0]]


def read_problems(tmp_path, content, **options):
    return [record.problem for record in read(tmp_path, content, **options)[0]]


# Where the papers are


@pytest.mark.parametrize(
    "document",
    [
        [paper("A"), paper("B")],
        {"papers": [paper("A"), paper("B")], "total": 2},
        {"meta": {"count": 2, "deep": [[1], {"x": []}]}, "results": [paper("A"), paper("B")], "group_by": []},
        {"status": "ok", "message-type": "work-list", "message": {"facets": {}, "items": [paper("A"), paper("B")]}},
        {"took": 3, "hits": {"total": 2, "hits": [{"_id": "1", "_source": paper("A")}, {"_source": paper("B")}]}},
        {"notes": [paper("A"), paper("B")], "count": 2},
        {"DATA": [paper("A"), paper("B")]},
        {"an unusual key": [paper("A"), paper("B")]},
        {"2024-10-01": [paper("A")], "2024-10-02": [paper("B")]},
        {"2401.01234": paper("A"), "2401.01235": paper("B")},
        [[paper("A")], [paper("B")]],
        {"title": ["A", "B"], "abstract": [TEXT, TEXT]},
        {"title": {"0": "A", "1": "B"}, "abstract": {"0": TEXT, "1": TEXT}, "id": {"0": "x", "1": "y"}},
        {"columns": ["title", "abstract"], "index": [0, 1], "data": [["A", TEXT], ["B", TEXT]]},
        [{"key": "K", "meta": {"x": 1}, "data": paper("A")}, {"key": "L", "meta": {}, "data": paper("B")}],
        [{"num_citations": 3, "bib": paper("A")}, {"num_citations": 4, "bib": paper("B")}],
        {"hits": {"hits": [{"_source": {"data": paper("A")}}, {"_source": {"data": paper("B")}}]}},
        {"an unusual key": {"another": [{"a third": paper("A")}, {"a third": paper("B")}]}},
        {"search-results": {"entry": [{"dc:title": name, "dc:description": TEXT} for name in "AB"]}},
        [{"dc.title[en]": name, "dc.description.abstract[en]": TEXT} for name in "AB"],
        [{"_source.title": name, "_source.abstract": TEXT} for name in "AB"],
        {"feed": {"entry": [{"title": {"$t": name}, "summary": {"$t": TEXT}} for name in "AB"]}},
        [{"schema:headline": name, "schema:abstract": TEXT} for name in "AB"],
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_papers_are_found_wherever_they_stand(tmp_path, document, indent):
    records, notes = read(tmp_path, json.dumps(document, indent=indent))
    assert [(record.fields["title"], record.problem) for record in records] == [("A", None), ("B", None)]
    assert notes.facts["formats"] == {"a.json": "json"}
    assert notes.sentences() == []


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("between", ["", "\n", ",\n", "\ufeff"])
def test_objects_and_lists_one_after_another(tmp_path, indent, between):
    objects = between.join(json.dumps(paper(name), indent=indent) for name in "ABC")
    assert read_titles(tmp_path, objects) == ["A", "B", "C"]
    lists = between.join(json.dumps([paper(name)], indent=indent) for name in "ABC")
    assert read_titles(tmp_path, lists) == ["A", "B", "C"]
    pages = between.join(json.dumps({"results": [paper(name)]}, indent=indent) for name in "ABC")
    assert read_titles(tmp_path, pages) == ["A", "B", "C"]


def test_a_paper_alone_in_any_of_its_envelopes(tmp_path):
    for document in (paper("A"), {"status": "ok", "message": paper("A")}, {"paper": paper("A"), "more": 1}):
        assert read_titles(tmp_path, document) == ["A"]


def test_a_paper_stands_beside_its_citations_and_references_and_is_one_too(tmp_path):
    def one(number):
        return {"paperId": f"{number:040x}", "title": f"P{number}", "abstract": TEXT}

    document = {**one(1), "citations": [one(2), one(3)], "references": [one(4), None]}
    records, notes = read(tmp_path, document)
    assert sorted(record.fields["title"] for record in records) == ["P1", "P2", "P3", "P4"]
    assert notes.facts["formats"] == {"a.json": "semantic scholar"}


def test_the_references_inside_a_paper_of_no_known_service_are_not_papers(tmp_path):
    assert read_titles(tmp_path, paper("A", references=[{"title": "cited"}], year=2020)) == ["A"]


@pytest.mark.parametrize("behind", [False, True])
def test_the_date_of_a_list_is_when_it_listed_its_papers(tmp_path, behind):
    document = {"papers": [paper("A")], "date": "2026-05-07"} if behind else {"date": "2026-05-07", "papers": [paper()]}
    assert read(tmp_path, document)[0][0].fields["listed"] == [("date of the list", "2026-05-07")]
    assert read(tmp_path, {"2026-05-07": [paper()]})[0][0].fields["listed"] == [("key of the list", "2026-05-07")]


def test_a_json_list_with_one_item_a_line_and_lines_with_pages(tmp_path):
    text = "[\n" + ",\n".join(json.dumps(paper(name)) for name in "ABC") + "\n]\n"
    assert read_titles(tmp_path, text) == ["A", "B", "C"]
    assert read_titles(tmp_path, text, reader=read_json_lines) == ["A", "B", "C"]
    pages = "\n".join(json.dumps({"data": [paper(name), None]}) for name in "AB")
    assert read_titles(tmp_path, pages, reader=read_json_lines) == ["A", "B"]


# What is no record, and what no paper


def test_nulls_are_no_records_and_are_counted(tmp_path):
    records, notes = read(tmp_path, [None, paper("A"), None])
    assert [(record.place, record.problem) for record in records] == [("item 2", None)]
    assert notes.sentences() == ["a.json: 2 times: an item is null and is no record (for instance item 1; item 3)."]


def test_items_that_are_no_objects_are_records_that_cannot_be_read(tmp_path):
    records, notes = read(tmp_path, ["text", 5, ["x"], True, paper("A"), {}])
    assert [record.problem for record in records] == ["unreadable record"] * 4 + [None, "not a paper"]
    assert len(notes.sentences()) == 4


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "0 papers"),
        ({"papers": []}, "0 papers"),
        ({"status": "ok", "message": {"items": []}}, "0 papers"),
        ({"meta": {"count": 0}, "results": []}, "0 papers"),
        ([None, None], "2 null items: there are 0 papers"),
        ({"@context": {}, "@type": "sc:Dataset", "name": "x", "description": TEXT, "recordSet": []}, "@context, @type"),
        ({"@type": "Dataset", "title": "x", "abstract": TEXT}, "its keys: @type, title, abstract"),
        ({"cells": [{"cell_type": "code", "source": ["1"]}], "nbformat": 4}, "its keys: cells, nbformat"),
        ({"name": "x", "version": "1.0.0", "dependencies": {"title": "^1"}}, "its keys: name, version, dependencies"),
        (
            {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"title": "M 4.5"}}]},
            "its keys: type, features",
        ),
        ({"error": "Too many requests", "message": "wait"}, "its keys: error, message"),
        ({"got": {"list": [{"x:heading": 1}]}}, "its keys: got; under got: list; under list: x:heading"),
        ({"title": "A data set", "subtitle": "x", "keywords": []}, "its keys: title, subtitle"),
        ({}, "its keys: none"),
        ("{not json at all", "is not JSON"),
        ('{"title": "A", "abstract": "it breaks', "is not JSON"),
    ],
)
def test_what_holds_no_papers_is_refused_in_one_sentence(tmp_path, document, said):
    with pytest.raises(DumpError, match=said) as refused:
        read(tmp_path, document)
    assert str(refused.value).startswith("a.json")
    assert "\n" not in str(refused.value)


def test_names_with_a_namespace_are_read_as_without(tmp_path):
    item = {"dc:title": "A", "prism:coverDate": "2020-03-01", "prism:doi": "10.1234/a", "dc:creator": "Doe, Jane"}
    fields = read(tmp_path, [item | {"dc:description": TEXT, "dc:subject": ["b"], "journal:title": "J"}])[0][0].fields
    assert fields == {
        "title": "A", "abstract": TEXT, "doi": "10.1234/a", "authors": ["Doe, Jane"], "keywords": ["b"],
        "published": [("prism:coverDate", "2020-03-01")], "venue": "J", "extra": {},
    }  # fmt: skip


def test_the_journal_of_a_paper_is_no_envelope(tmp_path):
    beside = {"journal": {"title": "J", "issn": "1", "abstract": "on it"}, "meta": {"title": "x"}}
    assert read_titles(tmp_path, [{**beside, "work": {**paper("A"), "year": 2020}}]) == ["A"]
    assert read_problems(tmp_path, [{"name": "x", **beside}]) == [None]
    assert read_titles(tmp_path, [{"name": "x", **beside}]) == [None]


# Faults


def test_a_broken_item_in_the_middle_costs_only_itself(tmp_path):
    items = [json.dumps(paper(name, authors=[{"name": "Ada"}, {"name": "Bo"}])) for name in "ABCDE"]
    items[2] = items[2].replace('"abstract": "', '"abstract": ')
    for text in (f"[{', '.join(items)}]", f'{{"meta": 1, "results": [{", ".join(items)}]}}', "\n".join(items)):
        records, notes = read(tmp_path, text)
        assert [record.fields.get("title") for record in records] == ["A", "B", None, "D", "E"]
        assert [record.problem for record in records] == [None, None, "unreadable record", None, None]
        assert "broken and was left out (for instance line" in notes.sentences()[0]


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace('", "abstract"', '" "abstract"'),
        lambda text: text.replace("rewards", '"rewards"'),
        lambda text: text.replace('"title"', "title"),
        lambda text: text[:-1],
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"authors": [', '"authors": [{]'),
        lambda text: text.replace("]", ""),  # all that follows is then inside the list of authors
        lambda text: text.replace("We study", "\\x We study"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 4])
def test_whatever_breaks_an_item_the_others_are_kept(tmp_path, harm, place):
    names = "ABCDE"
    items = [json.dumps(paper(name, authors=[{"name": "Ada"}])) for name in names]
    items[place] = harm(items[place])
    titles = read_titles(tmp_path, f"[{', '.join(items)}]")
    assert [title for title in titles if title] == [name for name in names if name != names[place]]
    assert titles.count(None) == 1


@pytest.mark.parametrize("shape", ["list", "wrapped", "bare"])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_bracket_too_many_ends_no_list(tmp_path, shape, place):
    items = [json.dumps(paper(name, authors=[{"name": "Ada"}, {"name": "Bo"}], year=2020)) for name in "ABCDE"]
    for harm in ('}, "authors"', '], "authors"', ']}, "authors"'):
        harmed = [item.replace(', "authors"', harm) if at == place else item for at, item in enumerate(items)]
        text = "\n".join(harmed) if shape == "bare" else f"[{', '.join(harmed)}]"
        titles = read_titles(tmp_path, f'{{"meta": 1, "results": {text}}}' if shape == "wrapped" else text)
        assert set("ABCDE") - {"ABCDE"[place]} <= set(titles)


def test_two_broken_items_in_a_row_are_two_records(tmp_path):
    items = [json.dumps(paper(name)) for name in "ABCDE"]
    items[1] = items[2] = items[1].replace('"abstract": ', '"abstract" ')
    assert read_problems(tmp_path, f"[{','.join(items)}]") == [
        None,
        "unreadable record",
        "unreadable record",
        None,
        None,
    ]


def test_a_broken_first_item_does_not_make_papers_of_its_parts(tmp_path):
    topic = {"id": "t", "title": "T", "score": 1, "field": {}}
    item = {"id": "x", "title": "A", "topics": [topic, topic], "abstract": TEXT}
    items = [json.dumps({**item, "title": name}) for name in "ABC"]
    items[0] = items[0].replace('"title": "A"', '"title": A')
    assert read_titles(tmp_path, f"[{','.join(items)}]") == [None, "B", "C"]


def test_a_broken_paper_alone_is_refused_and_its_topics_are_no_papers(tmp_path):
    topics = [{"id": f"t{n}", "display_name": f"Topic {n}", "score": 1} for n in range(9)]
    text = json.dumps({"id": "https://openalex.org/W1", "title": "A", "topics": topics, "abstract": TEXT})
    with pytest.raises(DumpError, match="is not JSON that can be read"):
        read(tmp_path, text.replace('"score": 1', '"score" 1', 1))


def test_every_item_that_was_begun_is_a_record_whatever_is_cut_out(tmp_path):
    items = [json.dumps(paper(name, authors=[{"name": "Ada"}])) for name in "ABCDEF"]
    whole, random_ = f"[{', '.join(items)}]", random.Random(2)
    for _ in range(300):
        low = random_.randrange(2, len(whole) - 60)
        text = whole[:low] + whole[low + random_.randrange(1, 40) :]
        records, notes = read(tmp_path, text)
        left_out = [record for record in records if record.problem]
        assert len(records) - len(left_out) >= 4
        assert all(record.problem == "unreadable record" for record in left_out)
        assert not left_out or any("left out" in said or "cut" in said for said in notes.sentences())
        assert len(records) >= text.count('{"title": ')


def test_a_cut_list_keeps_what_is_whole_and_says_so(tmp_path):
    text = json.dumps({"results": [paper("A"), paper("B"), paper("C")]})
    records, notes = read(tmp_path, text[:-40])
    assert [record.problem for record in records] == [None, None, "unreadable record"]
    assert len(notes.sentences()) == 2  # the item that is cut, and the object without an end
    assert all("may be cut" in said for said in notes.sentences())
    between = text[: text.index('{"title": "C"')]
    assert read_problems(tmp_path, between) == [None, None]


def test_a_list_that_was_cut_and_begun_again(tmp_path):
    text = json.dumps([paper("A"), paper("B"), paper("C")])
    titles = read_titles(tmp_path, text[:-60] + text)
    assert [title for title in titles if title] == ["A", "B", "A", "B", "C"]
    assert titles.count(None) == 1


def test_nan_and_infinity_as_python_writes_them_lose_nothing(tmp_path):
    text = json.dumps([paper("A", votes=float("nan")), paper("B", x=float("-inf")), paper("C")])
    assert "NaN" in text and "-Infinity" in text
    records, notes = read(tmp_path, text)
    assert [record.fields["title"] for record in records] == ["A", "B", "C"]
    assert all(record.problem is None for record in records) and notes.sentences() == []
    json.dumps([record.fields["extra"] for record in records], allow_nan=False)


def test_numbers_keep_every_digit(tmp_path):
    long = "9" * 6000  # Python refuses to convert so many
    text = f'[{{"id": 2606.29100, "title": "A", "abstract": "b", "n": {long}}}, {{"id": 704.0001, "title": "B"}}]'
    records, _ = read(tmp_path, text)
    assert records[0].fields["arxiv_id"] == "2606.29100"
    assert records[0].fields["extra"]["n"] == long
    assert records[1].fields["id"] == "704.0001"


def test_a_number_at_the_border_of_two_pieces_is_not_torn():
    stream = JsonStream(iter(["12", "34 5", "6"]))
    stream.peek()
    assert stream.read_value() == 1234
    stream.peek()
    assert stream.read_value() == 56


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pieces_of_any_size_give_the_same_items(tmp_path, monkeypatch, size):
    monkeypatch.setattr(json_stream, "_WINDOW", 1)
    text = json.dumps({"meta": None, "results": [paper('Ä\\u0041 "q"', n=None), None, 5, paper("B", f=[1.5, True])]})
    from helpers.dumps.json.json_walk import JsonWalk

    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert [found.value for found in JsonWalk(pieces, "a", Notes()).find_items()] == [
        {**paper("Ä\\u0041 \"q\""), "n": None}, None, 5, {**paper("B"), "f": ["1.5", True]},
    ]  # fmt: skip


def test_nul_bytes_and_raw_line_ends_inside_texts_are_read(tmp_path):
    text = json.dumps([paper("A")]).replace("study", "stu\ndy\t\x00") + "\x00" * 50
    records, notes = read(tmp_path, text)
    assert "stu\ndy\t\x00" in records[0].fields["abstract"]
    assert notes.sentences() == []


def test_commas_and_signs_too_many(tmp_path):
    text = f"[,{json.dumps(paper('A'))},,{json.dumps(paper('B'))}}},]"
    assert read_titles(tmp_path, text) == ["A", "B"]


# Depth and size


def nest(levels):
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("text", [nest(101), nest(100_000), "[" * 100_000, '[{"a":' * 60 + "1", '{"a":' * 100_000])
def test_what_is_nested_too_deeply_is_refused(tmp_path, text):
    for content in (text, f"[{json.dumps(paper())}, {text}]", f'[{{"title": "A", "x": {text}}}]'):
        with pytest.raises(DumpError, match="nested deeper than 100 levels"):
            read(tmp_path, content)
    with pytest.raises(DumpError, match="nested deeper than 100 levels in line 2"):
        read(tmp_path, f'{json.dumps(paper())}\n{{"title": "A", "x": {text}}}\n', reader=read_json_lines)


def test_a_hundred_levels_are_not_too_deep(tmp_path):
    assert read_titles(tmp_path, f'[{{"title": "A", "abstract": "b", "x": {nest(98)}}}]') == ["A"]
    with pytest.raises(DepthFault):
        parse_json(nest(101))
    assert parse_json(nest(100)) is not None
    wide = {"title": "A", "abstract": TEXT, "authors": [{"name": [str(n)]} for n in range(500)]}
    assert read_titles(tmp_path, [wide]) == ["A"]


def test_memory_does_not_grow_with_the_file(tmp_path):
    words = random.Random(1)
    path = tmp_path / "a.json"

    def measure(count):
        with path.open("w") as file:
            file.write('{"meta": {}, "results": [')
            for number in range(count):
                file.write(("," if number else "") + json.dumps(paper(f"P{number}", noise=words.randbytes(2000).hex())))
            file.write("]}")
        tracemalloc.start()
        read_count = sum(1 for _ in read_json(Document(path, "a.json"), Notes()))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert read_count == count
        return peak

    small, large = measure(500), measure(1500)
    assert path.stat().st_size > 5_000_000
    assert large < 1.3 * small


def test_many_broken_items_take_no_quadratic_time(tmp_path):
    import time

    item = json.dumps(paper("A")).replace('"abstract": ', '"abstract" ')
    start = time.perf_counter()
    problems = read_problems(tmp_path, "[" + ",".join([item] * 10_000 + [json.dumps(paper("B"))]) + "]")
    assert problems == ["unreadable record"] * 10_000 + [None]
    assert time.perf_counter() - start < 20


def test_an_open_quotation_mark_before_many_items_ends_soon(tmp_path):
    text = '[{"title": "A' + ",".join(json.dumps(paper("B")) for _ in range(5000)) + "]"
    assert read_titles(tmp_path, text).count("B") >= 4999


# JSONL


def test_jsonl_keeps_all_but_the_bad_lines(tmp_path):
    lines = [json.dumps(paper("A")), '{"title": "B", broken', "", json.dumps(paper("C", votes=float("nan"))), "null"]
    lines.append(json.dumps(paper("D"))[:50])
    records, notes = read(tmp_path, "\n".join(lines), reader=read_json_lines)
    assert [(record.place, record.problem) for record in records] == [
        ("line 1", None), ("line 2", "unreadable record"), ("line 4", None), ("line 6", "unreadable record"),
    ]  # fmt: skip
    said = " ".join(notes.sentences())
    assert "line 2" in said and "null" in said and "line 6" in said and "breaks off" in said


def test_a_line_over_the_limit_is_refused_in_lines_and_not_in_lists(tmp_path, monkeypatch):
    from helpers.dumps import decoding

    monkeypatch.setattr(decoding, "MAX_LINE", 5000)
    items = [json.dumps(paper(str(n))) for n in range(100)]
    assert len(read_titles(tmp_path, f"[{', '.join(items)}]")) == 100
    with pytest.raises(DumpError, match="5,000 characters in line 2"):
        read(tmp_path, items[0] + "\n" + " ".join(items), reader=read_json_lines)


@pytest.mark.parametrize(
    ("head", "json_said", "lines_said"),
    [
        ('{"a": 1}\n{"a": 2}\n', True, True),
        ('{"a": 1\n{"a": 2}\n{"a": 3}\n', True, True),
        ('[\n{"a": 1},\n{"a": 2}\n]', True, True),
        ('[{"a": 1},\n{"a": 2}]', True, False),
        ('{"a": 1}', True, False),
        ('{\n "a": 1\n}\n{\n "a": 2\n}', True, False),
        ("[[1, 2]]", True, False),
        ("[]", True, False),
        ("[2.5, 1]", True, False),
        ("[A title](https://example.org)", False, False),
        ("[1] A title", False, False),
        ("{{cite book}}", False, False),
        ("{\\rtf1\\ansi", False, False),
        ("title,abstract\n", False, False),
        ('{"a": ' + "[" * 5000 + "\n{}\n", True, True),
    ],
)
def test_json_and_jsonl_are_told_by_content(head, json_said, lines_said):
    assert (is_json(head), is_json_lines(head)) == (json_said, lines_said)


# Names of keys


def test_keys_of_any_case_and_values_in_envelopes(tmp_path):
    item = {
        "Title": {"value": "A"}, "ABSTRACT": ["We begin.", "We end."], "Authors": "Ada B; Bo C",
        "Publication Date": "2020-05", "Other Abstract": "Nós estudamos.", "Keywords": "['one', 'two']",
    }  # fmt: skip
    fields = read(tmp_path, [item])[0][0].fields
    assert (fields["title"], fields["abstract"]) == ("A", "We begin. We end.")
    assert (fields["authors"], fields["keywords"]) == (["Ada B", "Bo C"], ["one", "two"])
    assert fields["published"] == [("Publication Date", "2020-05")]
    assert fields["extra"] == {"Other Abstract": "Nós estudamos."}


def test_of_several_titles_the_first_is_taken_and_all_are_kept(tmp_path):
    fields = read(tmp_path, [{"title": ["", "A", "Ein A"], "abstract": TEXT}])[0][0].fields
    assert fields["title"] == "A"
    assert fields["extra"] == {"title": ["", "A", "Ein A"]}
    assert read_titles(tmp_path, [{"title": ["A"], "abstract": TEXT}]) == ["A"]


def test_keys_that_the_user_named_may_be_paths(tmp_path):
    item = {"id": "x", "names": {"main": "A"}, "text": TEXT, "when": "2024", "title": "not this"}
    columns = {"title": "names.main", "abstract": "text", "published": "when"}
    fields = read(tmp_path, [item], columns=columns)[0][0].fields
    assert (fields["title"], fields["abstract"]) == ("A", TEXT)
    assert fields["published"] == [("when", "2024")]


def test_six_hundred_authors_and_none(tmp_path):
    records, _ = read(tmp_path, [paper(authors=[{"name": f"N{n} X"} for n in range(671)]), paper(authors=[])])
    assert len(records[0].fields["authors"]) == 671
    assert "authors" not in records[1].fields


def test_a_withdrawn_paper_is_told_by_its_abstract_or_comment(tmp_path):
    items = [
        {"title": "A", "abstract": "This paper has been withdrawn by the authors due to an error in Theorem 2."},
        paper("B", comments="Withdrawn: superseded by another paper"),
        paper("C", comment="12 pages, replaces a withdrawn paper"),
        {"title": "D", "abstract": f"Withdrawn papers are studied. {TEXT}"},
        {"title": "E", "abstract": f"The withdrawn heat is measured. {TEXT}"},
    ]
    assert read_problems(tmp_path, items) == ["withdrawn or rejected"] * 2 + [None] * 3
