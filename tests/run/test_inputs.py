import pytest

from helpers.run.inputs import (
    RunError,
    choose_run_name,
    compute_checksum,
    find_dump,
    find_sidecar,
    find_theme,
    list_dumps,
    list_files,
    strip_endings,
)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("daily-papers-2025-08-11.txt.gz", "daily-papers-2025-08-11"),
        ("my.export.v2.bib", "my.export.v2"),
        ("arxiv.jsonl.txt.txt", "arxiv"),
        ("2025-08-11", "2025-08-11"),
        (".txt", ".txt"),
    ],
)
def test_endings_of_known_formats_are_left_out(name, stem):
    assert strip_endings(name) == stem


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("a b/..;c.csv", "c"),
        ("../../etc.csv", "etc"),
        ("cache.json", "cache-dump"),
        ("论文 2025.json", "论文-2025"),
        ("$(rm -rf).txt", "rm--rf"),
    ],
)
def test_a_run_is_named_safely_after_its_dump(tmp_path, name, folder):
    assert choose_run_name([tmp_path / name]) == folder


def test_several_files_name_the_first_and_count_the_rest(tmp_path):
    assert choose_run_name([tmp_path / "a.csv", tmp_path / "b.csv"]) == "a+1"


def test_a_folder_gives_its_files_but_no_sidecar_nor_hidden_file(tmp_path):
    for name in ("b.json", "a.json", "metadata.csv", "a.metadata.csv", "settings.toml", ".hidden.json"):
        (tmp_path / name).write_text("x")
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "t.toml").write_text("x")
    assert [file.name for file in list_files([tmp_path])] == ["a.json", "b.json"]


def test_sidecars_stand_beside_a_file_and_inside_a_folder(tmp_path):
    dump = tmp_path / "dump.txt.gz"
    dump.write_bytes(b"x")
    (tmp_path / "dump.metadata.csv").write_text("x")
    (tmp_path / "metadata.csv").write_text("x")
    assert find_sidecar([dump], "metadata") == tmp_path / "dump.metadata.csv"
    assert find_sidecar([tmp_path], "metadata") == tmp_path / "metadata.csv"
    assert find_sidecar([dump], "overrides") is None


def test_the_checksum_follows_content_not_the_order_of_files(tmp_path):
    for name, text in (("a.csv", "one"), ("b.csv", "two")):
        (tmp_path / name).write_text(text)
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    assert compute_checksum([a, b]) == compute_checksum([b, a])
    before = compute_checksum([a, b])
    a.write_text("three")
    assert compute_checksum([a, b]) != before


def test_a_missing_dump_and_a_missing_theme_say_where_they_were_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError, match=r"no dump at nowhere\.csv; it was looked for as .*tmp.* and as "):
        find_dump("nowhere.csv")
    with pytest.raises(RunError, match="sparse-vs-dense"):
        find_theme("nothing")


def test_a_dump_is_found_from_the_projects_folder_as_well(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_dump("data/daily-papers-2025-08-11.txt.gz")[0].is_file()


def test_a_folder_lists_what_may_be_a_dump_and_nothing_that_stands_beside_one(tmp_path):
    for name in ("a.bib", "a.settings.toml", "a.metadata.csv", "README.md", "b.csv.gz", "notes.pdf", ".c.csv"):
        (tmp_path / name).write_text("x")
    for folder, name in (("d", "e.json"), ("themes", "f.json"), ("annotations", "g.csv"), ("empty", "h.pdf")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("x")
    assert [path.name for path in list_dumps(tmp_path)] == ["a.bib", "b.csv.gz", "d"]
    assert list_dumps(tmp_path / "nowhere") == []
