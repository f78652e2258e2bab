import json
import re
import shutil

import pandas as pd
import pytest
from conftest import BUNDLED
from talk.small_run import make_papers, make_tables

from helpers.__main__ import _open_with_base, build_parser, main
from helpers.run.contracts import NotebookError
from helpers.run.opening import open_run
from helpers.run.storage import write_parquet


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "nowhere.txt"], "There is no dump at nowhere.txt"),
        (["run", "--theme", "nothing"], "There is no theme 'nothing'"),
        (["run", "--set", "seed"], "--set seed is not of the form NAME=VALUE"),
        (["run", "--set", "seed=many"], "--set seed=many sets seed to 'many'; it must be of type int"),
        (["run", "--set", "sede=1"], "--set sede=1 names the setting 'sede', which does not exist"),
        (["run", "--only", "99"], "'99' names no notebook"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(capsys, tmp_path, arguments, told):
    assert main([*arguments, "--outputs", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error and error.count("\n") == 1


def test_clean_tells_the_size_and_empties_the_cache_alone(tmp_path, capsys):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "vectors").write_bytes(b"x" * 2_000_000)
    (tmp_path / "run").mkdir()
    assert main(["clean", "--outputs", str(tmp_path)]) == 0
    assert "Removed 2.0 MB" in capsys.readouterr().out
    assert not (tmp_path / "cache").exists() and (tmp_path / "run").is_dir()


def test_the_command_line_explains_itself(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    for option in ("--theme", "--only", "--force", "--outputs", "--set"):
        assert option in told


def test_a_failed_notebook_gives_exit_code_1_and_is_named(bundled_run, tmp_path, capsys):
    outputs = shutil.copytree(bundled_run.parent, tmp_path / "out")
    options = ["--outputs", str(outputs), "--only", "02", "--set", "encoder=no/such-encoder"]
    assert main(["run", str(BUNDLED), *options]) == 1
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "01_corpus             unchanged" in told.out
    assert "FAILED: 02_topics stopped at cell" in told.out and "no/such-encoder" in told.out


@pytest.mark.parametrize("content", ["<!DOCTYPE html><html></html>", "[]", '[{"title": "No abstract"}]'])
def test_a_refused_dump_gives_one_sentence_and_leaves_nothing(tmp_path, capsys, content):
    dump = tmp_path / "bad.json"
    dump.write_text(content, encoding="utf-8")
    assert main(["run", str(dump), "--outputs", str(tmp_path / "out")]) == 2
    told = capsys.readouterr()
    error = [line for line in told.err.splitlines() if "notebooks [" not in line and line.strip()]
    assert len(error) == 1 and error[0].startswith("bad.json ")
    assert told.out == "" or (told.out.startswith("Run 'bad'") and told.out.count("\n") == 1)
    assert not (tmp_path / "out" / "bad").exists()


@pytest.mark.parametrize("content", ["<!DOCTYPE html><html></html>", '[{"title": "No abstract"}]'])
def test_lab_refuses_a_dump_that_gives_no_paper_before_it_opens_and_leaves_nothing(tmp_path, capsys, content):
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    assert main(["lab", str(tmp_path / "bad.json"), "--outputs", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("bad.json ")
    assert not (tmp_path / "out").exists()


def test_a_notebook_that_needs_a_refused_dump_leaves_no_folder_either(tmp_path):
    (tmp_path / "bad.json").write_text('[{"title": "No abstract"}]', encoding="utf-8")
    run = open_run(tmp_path / "bad.json", outputs=tmp_path / "out")
    with pytest.raises(NotebookError, match="1 no abstract"):
        run.read("papers")
    assert not run.folder.exists()


def test_codings_go_out_and_come_back_beside_the_dump(bundled_run, tmp_path, capsys):
    outputs = shutil.copytree(bundled_run.parent, tmp_path / "out")
    dump = shutil.copy(BUNDLED, tmp_path / BUNDLED.name)
    for beside in BUNDLED.parent.glob(f"{BUNDLED.name.removesuffix('.txt.gz')}.*.*"):
        shutil.copy(beside, tmp_path)
    where = [str(dump), "--outputs", str(outputs)]
    assert main(["codings", "export", *where, "--tool", "csv", "--size", "30"]) == 0
    tasks = outputs / bundled_run.name / "coding" / "sparse-vs-dense.csv"
    assert "30 papers" in capsys.readouterr().out
    back = pd.read_csv(tasks, dtype=str, keep_default_na=False)
    back = back.assign(sense="weights", role="given", first_value="sought", second_value="neutral")
    back.to_csv(tmp_path / "back.csv", index=False)
    take = ["codings", "import", str(tmp_path / "back.csv"), *where, "--coder", "anna"]
    assert main(take) == 0 and "30 coded papers" in capsys.readouterr().out
    (made,) = (tmp_path / "annotations").iterdir()
    assert made.name == "daily-papers-2025-08-11.sparse-vs-dense.anna.csv"
    before = made.read_bytes()
    assert main(take) == 2 and "is there already" in capsys.readouterr().err and made.read_bytes() == before
    back.assign(paper_id=back["paper_id"] + "x").to_csv(tmp_path / "back.csv", index=False)
    assert main([*take[:-1], "ben"]) == 2 and "names no paper of this dump" in capsys.readouterr().err


def test_a_base_that_has_no_run_yet_is_run_first(tmp_path, monkeypatch, capsys):
    dumps = {name: tmp_path / f"{name}.csv" for name in ("old", "new")}
    for name, path in dumps.items():
        path.write_text(f"title,abstract\n{name},{name}\n", encoding="utf-8")
    ran = []

    def run_series(run):
        ran.append(run.name)
        for table, rows in make_tables(make_papers()).items():
            write_parquet(rows, table, run.folder / "tables" / f"{table}.parquet", {})

    monkeypatch.setattr("helpers.run.series_execution.run_series", run_series)
    base = f"base={dumps['old']}"
    options = build_parser().parse_args(["run", str(dumps["new"]), "--outputs", str(tmp_path / "out"), "--set", base])
    for _ in range(2):
        assert _open_with_base(options).base.name == "old"
    assert ran == ["old"] and "is the base and has no run yet: it is run first" in capsys.readouterr().out


@pytest.mark.parametrize(("n_records", "is_told"), [(6_000, True), (4_000, False)])
def test_what_the_series_will_take_is_told_of_a_large_dump_before_it_begins(
    tmp_path, monkeypatch, capsys, n_records, is_told
):
    record = {"title": "Bread rises", "abstract": "We study how bread rises in warm rooms, for three weeks. " * 5}
    (tmp_path / "bread.jsonl").write_text(f"{json.dumps(record)}\n" * n_records, encoding="utf-8")
    before = []
    monkeypatch.setattr(
        "helpers.run.series_execution.run_series", lambda *_, **__: before.append(capsys.readouterr().out) or []
    )
    assert main(["run", str(tmp_path / "bread.jsonl"), "--outputs", str(tmp_path / "outputs")]) == 0
    line = re.search(
        r"\nOn this machine, executing what is not there yet will take about .*6,\d00 records.*\.\n", before[0]
    )
    assert is_told == (line is not None) and is_told == ("this machine" in before[0])
