import re

import pandas as pd
import pytest
from conftest import BUNDLED
from talk.small_run import make_run

from helpers.__main__ import main
from helpers.talk.report import TEMPLATES, list_findings, read_assets, render_template, save_report
from helpers.talk.report_pictures import Picture


def make_claims(**columns):
    claim = {"figure": "bars", "sentence": "Most", "subject": "bars", "n": 1200, "denominator": "papers", "alt": "b",
             "interval": "Wilson 95%", "correction": "none", "accuracy": "", "caption": "c",
             "notebook": "03"}  # fmt: skip
    return pd.DataFrame([claim | columns])


PICTURES = {"bars": Picture("data:", 16, 9)}
MARKS = {"bars": {"points": [[0.1], [0.2], [4]], "boxes": [{"box": [], "label": "a", "papers": [4, 7]}]}}


def test_a_finding_says_what_it_rests_on_and_counts_each_paper_once():
    (found,) = list_findings(make_claims(), PICTURES, MARKS)
    assert found["rests"] == "1,200 papers · interval: Wilson 95%" and found["papers"] == 2
    assert found["status"] == "" and found["others"] == []


def test_further_claims_of_a_figure_stand_under_its_first_and_those_without_a_figure_are_left_out():
    claims = pd.concat([make_claims(), make_claims(sentence="Few"), make_claims(figure="", sentence="None")])
    (found,) = list_findings(claims.assign(status=["clear", None, "clear"]), PICTURES, MARKS)
    assert found["status"] == "clear" and found["others"] == [{"sentence": "Few", "status": ""}]


def test_the_same_run_gives_the_same_page(tmp_path):
    page = save_report(make_run(tmp_path / "export"))
    first = page.read_bytes()
    assert page.name == "report.html" and save_report(make_run(tmp_path / "again" / "export")).read_bytes() == first


def test_the_page_holds_its_parts_and_what_was_left_out(tmp_path):
    text = save_report(make_run(tmp_path / "export")).read_text(encoding="utf-8")
    for part in ("answers", "findings", "map", "papers", "mentions", "terms", "methods", "limits"):
        assert f'<section id="{part}"' in text
    assert "<li>No dates.</li>" in text and "shares of words or topics that the query names" in text


def test_policy_names_the_script_and_the_style_and_no_host():
    policy = read_assets()["policy"]
    assert policy.startswith("default-src 'none'; img-src data:; script-src 'sha256-")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_the_script_never_makes_html_of_a_text():
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|createContextualFragment"
    assert not re.search(forbidden + r"|fetch\(|XMLHttpRequest|WebSocket|import\(|DOMParser", script)
    assert "</script" not in script


def test_what_is_filled_into_a_template_is_escaped():
    digest = {"name": "<b>", "lead": "", "undated": "", "told": "", "new": [], "n_listed": 0, "words": [], "topics": []}
    page = render_template("digest.html", **digest, first=True, claims=["<script>"])
    assert "<b>:" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("command", ["report", "digest"])
def test_a_day_that_is_none_is_refused_in_one_sentence(command, tmp_path, capsys):
    assert main([command, str(BUNDLED), "--outputs", str(tmp_path), "--since", "June"]) == 2
    assert capsys.readouterr().err == "--since 'June' is no day; write it as YYYY-MM-DD.\n"


def test_the_commands_write_what_they_say(tmp_path, capsys, monkeypatch):
    run = make_run(tmp_path / "export")
    monkeypatch.setattr("helpers.talk.report_command.open_named_run", lambda options: run)
    assert main(["digest", "--since", "2025-06-01"]) == 0
    assert sorted(path.name for path in run.folder.glob("*.*")) == ["digest.html", "digest.json", "digest.md"]
    assert main(["report"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert re.search(r"report\.html \(\d+\.\d MB\)$", told[2]) and told[-1].endswith("digest.html")
    assert (run.folder / "report.html").is_file()
