"""What a user runs first: what was detected, counted and dated, in words and as one JSON object."""

import json

import pytest

from helpers.__main__ import main
from helpers.dumps.records import DumpError
from helpers.papers.assembly import read_papers
from helpers.papers.dump_report import summarise_corpus

ABSTRACT = (
    "We study rewards over long horizons, number {}. A dense reward helps the agent to learn much faster. It works."
)
GERMAN = "Wir untersuchen die Wirkung von Belohnungen und zeigen, dass sie für das Lernen nicht immer nötig sind."


def put(folder, items, name="dump.json"):
    path = folder / name
    path.write_text(json.dumps(items) if not isinstance(items, str) else items, encoding="utf-8")
    return path


def item(i, **more):
    return {"title": f"Paper number {i}", "abstract": ABSTRACT.format(i), "date": f"2024-0{1 + i % 9}-11", **more}


def read_json(capsys, *arguments):
    code = main(["read", *map(str, arguments), "--json"])
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return code, json.loads(out)


def test_the_json_object_has_the_promised_keys_and_counts_that_add_up(tmp_path, capsys):
    items = [item(1), item(2), item(2), item(3, date="SEP"), {"title": "No abstract here"}, 17]
    code, said = read_json(capsys, put(tmp_path, items))
    assert code == 0
    assert list(said)[:8] == ["format", "records", "papers", "merged", "rejected", "filtered", "dated", "warnings"]
    assert (said["records"], said["papers"], said["merged"], said["dated"]) == (6, 3, 1, 2)
    assert said["rejected"] == {"no abstract": 1, "unreadable record": 1}
    assert said["records"] == said["papers"] + said["merged"] + sum(said["rejected"].values())
    assert said["error"] is None
    assert any("SEP" in sentence for sentence in said["warnings"])


def test_the_lines_say_format_counts_dates_and_five_papers(tmp_path, capsys):
    assert main(["read", str(put(tmp_path, [item(i) for i in range(7)]))]) == 0
    out = capsys.readouterr().out
    assert "7 records: 7 papers, 0 merged, 0 rejected" in out
    assert "7 to the day, from 2024-01-11 to 2024-07-11 (field date: 7)" in out
    assert out.count("Paper      ") == 5


def test_without_a_dump_the_bundled_one_is_read(capsys):
    assert main(["read"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Format     page\nCounts     109 records: 109 papers, 0 merged, 0 rejected\n")
    assert "Dates" not in out


@pytest.mark.parametrize(
    ("dates", "lines"),
    [
        (["", ""], ["Dates      None of the 2 papers has a date of publication, so nothing can be followed over time; "
         "a metadata file beside the dump can add them."]),
        (["2024-03-02", "2024-03-02"], ["Published  2 to the day, of 2024-03-02 (field date: 2)",
         "Dates      All 2 papers with a date of publication are of March 2024, so nothing can be followed over "
         "time."]),
        (["2024-03-02", "2024-04"], ["Published  1 to the day, 1 to the month, from 2024-03-02 to 2024-04-30 "
         "(field date: 2)"]),
    ],
)  # fmt: skip
def test_dates_that_are_missing_or_of_one_month_are_one_line(tmp_path, capsys, dates, lines):
    path = put(tmp_path, [item(i, date=date) for i, date in enumerate(dates)])
    assert main(["read", str(path)]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith(("Published", "Dates"))] == lines
    assert bool(read_json(capsys, path)[1]["undated"]) == any(line.startswith("Dates") for line in lines)


@pytest.mark.parametrize("content", ["", "[]", "<!DOCTYPE html><html></html>", '[{"a": 1}]'])
def test_a_refused_dump_gives_exit_code_2_one_sentence_and_the_same_keys(tmp_path, capsys, content):
    path = put(tmp_path, content)
    code, said = read_json(capsys, path)
    assert code == 2 and said["papers"] == 0
    assert "dump.json" in said["error"] and "\n" not in said["error"]
    assert main(["read", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1


def test_a_missing_file_is_an_error_in_json_too(tmp_path, capsys):
    code, said = read_json(capsys, tmp_path / "nothing.bib")
    assert code == 2 and "nothing.bib" in said["error"]


def test_one_bad_file_of_a_folder_is_a_warning_and_exit_code_0(tmp_path, capsys):
    put(tmp_path, [item(1)], "good.json")
    put(tmp_path, "<!DOCTYPE html><html></html>", "bad.json")
    code, said = read_json(capsys, tmp_path)
    assert code == 0 and said["papers"] == 1
    assert any(s.startswith("bad.json") and "web page" in s for s in said["warnings"])


def test_reading_writes_nothing(tmp_path, capsys, monkeypatch):
    path = put(tmp_path, [item(1)])
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    main(["read", str(path)])
    assert sorted(tmp_path.rglob("*")) == before


def test_a_dump_without_abstracts_names_its_fields_and_the_option_to_go_on_with_titles(tmp_path, capsys):
    path = put(tmp_path, [{"title": f"A fine title {i}", "venue": "ICML", "notes": "x"} for i in range(5)])
    code, said = read_json(capsys, path)
    assert code == 2
    for word in ("title", "venue", "notes", "abstract_column", "titles_only=true"):
        assert word in said["error"]
    code, said = read_json(capsys, path, "--set", "titles_only=true")
    assert code == 0 and said["papers"] == 5
    assert any("no abstract" in sentence for sentence in said["warnings"])


def test_titles_only_keeps_real_abstracts_and_empties_notes(tmp_path):
    path = put(tmp_path, [item(1), {"title": "Only this title", "abstract": "Accepted to CVPR 2026."}])
    papers = read_papers([path], titles_only=True).papers
    assert papers.set_index("title")["abstract"].map(bool).to_dict() == {
        "Paper number 1": True, "Only this title": False,
    }  # fmt: skip


def test_other_languages_are_counted_and_kept(tmp_path, capsys):
    path = put(tmp_path, [item(1), item(2), {"title": "Belohnungen", "abstract": GERMAN}])
    code, said = read_json(capsys, path)
    assert code == 0 and said["languages"] == {"de": 1, "en": 2}
    assert any(
        "1 of 3 papers is not in English (1 de); they are kept and marked." in sentence for sentence in said["warnings"]
    )


def test_a_file_most_of_whose_abstracts_are_missing_is_named(tmp_path, capsys):
    path = put(tmp_path, [item(1), *({"title": f"Title alone {i}"} for i in range(4))])
    _, said = read_json(capsys, path)
    assert any(s.startswith("dump.json: 4 of 5 records have no abstract") for s in said["warnings"])


def test_summaries_in_place_of_abstracts_are_suspected(tmp_path):
    items = [
        {"title": f"T {i}", "abstract": f"We show how number {i} helps a robot to walk far and wide."} for i in range(6)
    ]
    said = summarise_corpus(read_papers([put(tmp_path, items)]))
    assert any("may be summaries" in sentence for sentence in said["warnings"])


def test_extra_fields_are_written_as_json_that_any_program_reads(tmp_path):
    path = put(
        tmp_path,
        '[{"title": "A paper", "abstract": "'
        + ABSTRACT.format(1)
        + '", "score": NaN, "place": [1, {"x": "\\ud800"}], "note": "kept"}]',
    )
    papers = read_papers([path]).papers
    extra = json.loads(papers["extra"][0], parse_constant=lambda text: 1 / 0)
    assert extra["note"] == "kept" and extra["place"][0] == 1


def test_a_dump_without_titles_is_refused_with_the_keys_that_were_found(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"key": "K", "blob": {"heading": "On Rewards"}}]), encoding="utf-8")
    with pytest.raises(DumpError, match=r"no title was found among their fields \(key, blob\.heading\)"):
        read_papers([path])


def test_a_dump_whose_abstracts_are_all_placeholders_gets_the_hint_of_titles_only(tmp_path):
    items = [
        item(i, abstract=text) for i, text in enumerate(["[No abstract available]", "N/A", "Abstract not provided"])
    ]
    with pytest.raises(DumpError, match=r"3 no abstract\).*titles_only=true"):
        read_papers([put(tmp_path, items)])
    assert len(read_papers([put(tmp_path, items)], titles_only=True).papers) == 3
