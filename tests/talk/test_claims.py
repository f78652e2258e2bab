import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.run.contracts import Contract
from helpers.run.schema import check_table
from helpers.talk import claims as claims_module
from helpers.talk.claims import claim_figure, list_claims, list_figure_claims
from helpers.talk.overview import Answer

FACTS = {
    "title": "Two of 3 lie apart", "sentence": "Two of 3 lie apart", "subtitle": "a map", "notebook": "02_topics",
    "n": 3, "denominator": "papers", "interval": "Wilson 95%", "correction": "none", "accuracy": "", "caption": "How",
    "alt": "A map",
    "claim": {"value": 2.0, "low": 0.5, "high": None, "measure": "papers", "status": "not clear"},
}  # fmt: skip
CODE = "from helpers import figures as fg\nfg.show_figure(run, fg.draw_topic_map(positions), 'topic_map')"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "topic_map.json").write_text(json.dumps(FACTS), encoding="utf-8")
    (tmp_path / "dates.json").write_text(json.dumps(FACTS | {"notebook": "01_corpus"}), encoding="utf-8")
    contract = Contract(Path("02_topics.ipynb"), "Topics", (), ("positions",), ("topic_map", "dates"), (), CODE)
    return SimpleNamespace(
        contracts={"02_topics": contract}, find_left_out=dict, place_figure=lambda name: tmp_path / f"{name}.png",
        find_figures=lambda *names: {name: tmp_path / f"{name}.png" for name in names or ("topic_map", "dates")},
    )  # fmt: skip


@pytest.fixture
def overview(monkeypatch):
    answer = Answer("topics", "Which groups?", "2 topics", "1 of 2 stable", "02_topics", ("topics",), 2, "topics")
    sides = Answer(
        "sides", "Which is wanted?", "sparse: 6 of 12", "Wilson", "03_theme", ("theme",), 0.5, "share", 0.25, 0.75,
        interval="Wilson 95%", n=12, denominator="papers with a reading",
    )  # fmt: skip
    monkeypatch.setattr(claims_module, "list_answers", lambda *a, **k: [answer, sides])
    monkeypatch.setattr("helpers.theme.theme_file.load_theme", lambda path: None)
    return SimpleNamespace(read=lambda name: pd.DataFrame({"paper_id": range(30)}), theme=None, selection="query")


def test_a_figure_is_a_claim_with_its_number_and_what_gave_it(run):
    row = check_table(list_claims(run, "topic_map"), "claims").iloc[0]
    assert (row["claim"], row["figure"], row["sentence"]) == ("topic_map", "topic_map", "Two of 3 lie apart")
    assert (row["value"], row["low"], row["measure"], row["status"]) == (2.0, 0.5, "papers", "not clear")
    assert np.isnan(row["high"]) and row["subject"] == "a map" and row["notebook"] == "02_topics"
    assert (row["source"], row["tables"]) == ("figures.draw_topic_map", ["positions"])


def test_a_title_by_hand_is_nobodys_claim(run):
    row = claim_figure(run, "topic_map", FACTS | {"title": "All of them do!", "title_by": "hand"})
    assert row["sentence"] == "Two of 3 lie apart"


def test_a_figure_of_an_earlier_version_has_no_number(run):
    old = {key: value for key, value in FACTS.items() if key not in ("claim", "sentence")}
    row = claim_figure(run, "topic_map", old)
    assert row["sentence"] == FACTS["title"] and row["status"] == "count" and "value" not in row


def test_a_notebook_that_somebody_wrote_otherwise_gives_no_source(run):
    row = claim_figure(run, "dates", FACTS)
    assert (row["source"], row["tables"]) == ("", [])
    run.contracts["02_topics"] = replace(run.contracts["02_topics"], code="%matplotlib inline\nfg.show_figure(")
    assert claim_figure(run, "topic_map", FACTS)["tables"] == []


def test_the_overview_comes_first_and_is_no_figure(run, overview):
    run.read, run.theme, run.selection = overview.read, overview.theme, overview.selection
    claims = check_table(list_claims(run), "claims")
    assert claims["claim"].tolist() == ["overview.topics", "overview.sides", "dates", "topic_map"]
    assert claims["figure"].isna().tolist() == [True, True, False, False]
    assert claims.loc[0, ["sentence", "value", "n", "denominator"]].tolist() == ["2 topics", 2, 30, "papers"]
    sides = claims.loc[1]
    assert (sides["n"], sides["denominator"], sides["interval"]) == (12, "papers with a reading", "Wilson 95%")
    assert sides["source"] == "talk.compute_overview" and sides["tables"] == ["theme"]


def test_figures_of_an_earlier_run_are_told_again_and_none_without_one(run, overview):
    vars(run).update(vars(overview))
    before = list_claims(run)
    assert list_figure_claims(run, before.head(0)).empty
    told = list_figure_claims(run, before[before["figure"] != "dates"])
    assert told["figure"].dropna().tolist() == ["topic_map"] and told["figure"].isna().any()
    gone = before.assign(figure=before["figure"].replace("dates", "a figure of old"))
    assert list_figure_claims(run, before[before["figure"].isna()])["figure"].isna().all()
    assert told["claim"].tolist() == list_figure_claims(run, gone)["claim"].tolist()
