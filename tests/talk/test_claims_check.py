import json
import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from conftest import BUNDLED, run_helpers

from helpers.run.inputs import RunError
from helpers.run.opening import open_run
from helpers.run.storage import write_parquet
from helpers.talk import claims_check
from helpers.talk.claims_check import Check, check_claims, describe_checks

ROW = {
    "claim": "nouns", "figure": "nouns", "notebook": "03", "sentence": "2 of 3 nouns", "subject": "s", "value": 2.0,
    "low": np.nan, "high": 3.0, "measure": "nouns", "status": "count", "n": 9, "denominator": "papers",
    "interval": "none", "correction": "none", "source": "", "tables": [], "accuracy": "", "caption": "", "alt": "",
}  # fmt: skip
OVERVIEW = ROW | {"claim": "overview.papers", "figure": None, "sentence": "9 papers"}


@pytest.fixture
def checked(monkeypatch, tmp_path):
    """Check two written claims against what the tables are said to give."""

    def check(again=None, overview=None, shown="2 of 3 nouns"):
        write_parquet(pd.DataFrame([OVERVIEW, ROW]), "claims", tmp_path / "claims.parquet", {})
        (tmp_path / "nouns.json").write_text(json.dumps({"sentence": shown}), encoding="utf-8")
        monkeypatch.setattr(claims_check, "compute_overview_claims", lambda run: [OVERVIEW | (overview or {})])
        monkeypatch.setattr(claims_check, "_claim_again", lambda run, figure: ROW | (again or {}))
        run = SimpleNamespace(tables=tmp_path, name="dump", place_figure=lambda name: tmp_path / f"{name}.png")
        return check_claims(run)

    return check


def list_differences(checks):
    return {(check.claim, check.where): check.differs for check in checks if check.differs}


def test_what_is_recomputed_alike_holds(checked):
    checks = checked()
    assert list_differences(checks) == {} and describe_checks(checks) == "2 of 2 claims hold."


@pytest.mark.parametrize(
    ("again", "differs"),
    [
        ({"sentence": "3 of 3 nouns"}, ("sentence",)),
        ({"value": 2.1}, ("value",)),
        ({"value": None}, ("value",)),
        ({"low": 0.0}, ("low",)),
        ({"status": "not clear", "n": 10}, ("status", "n")),
        ({"value": 2.0 + 1e-12}, ()),
    ],
)
def test_whatever_differs_is_named(checked, again, differs):
    assert list_differences(checked(again)) == ({("nouns", "table"): differs} if differs else {})


def test_the_overview_is_checked_too(checked):
    checks = checked(overview={"sentence": "8 papers"})
    assert describe_checks(checks).splitlines() == [
        "overview.papers does not hold: sentence", "  was: 9 papers", "  is:  8 papers", "1 of 2 claims holds.",
    ]  # fmt: skip
    gone = checked(overview={"claim": "overview.other"})
    assert "  is:  (no longer said)" in describe_checks(gone)


def test_a_picture_that_says_something_else_than_the_tables_is_told(checked):
    checks = checked(shown="1 of 3 nouns")
    assert list_differences(checks) == {("nouns", "picture"): ("sentence",)}
    assert "nouns (in the picture) does not hold: sentence\n  was: 1 of 3 nouns" in describe_checks(checks)


def test_of_no_claims_none_holds():
    assert describe_checks([]) == "0 of 0 claims hold."
    assert describe_checks([Check("a", "table", "x", "x", ())]) == "1 of 1 claim holds."


def test_a_run_without_claims_is_refused(tmp_path):
    with pytest.raises(RunError, match="no table of claims yet"):
        check_claims(SimpleNamespace(tables=tmp_path, name="dump"))


def test_a_table_that_was_changed_is_told_by_the_claims_that_rest_on_it_and_by_no_others(bundled_run, tmp_path):
    shutil.copytree(bundled_run.parent, tmp_path / "outputs", ignore=shutil.ignore_patterns("cache"))
    place = [BUNDLED, "--outputs", tmp_path / "outputs"]
    run = open_run(BUNDLED, outputs=tmp_path / "outputs")
    topics = run.read("topics")
    run.write(topics.assign(stable=False), "topics")
    told = run_helpers("check-claims", *place, check=False)
    assert told.returncode == 1
    was = run.read("claims").set_index("claim")["sentence"]["topics"]
    assert f"topics does not hold: sentence, value\n  was: {was}\n  is:  None of" in told.stdout
    fallen = {line.split()[0] for line in told.stdout.splitlines() if "does not hold" in line}
    resting = {row.claim for row in run.read("claims").itertuples() if "topics" in row.tables}
    assert fallen and fallen <= resting
