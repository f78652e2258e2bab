"""The line at the foot of every figure, with all that it may hold and with as little as it can."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd

from helpers.figures.drawing import Drawing, _describe_base, _describe_sample

CHECKED = {_describe_base, _describe_sample}


def test_the_foot_tells_n_and_how_papers_were_chosen_and_what_else_there_is():
    least = Drawing(None, pd.DataFrame(), "T", "", "", 0, "papers")
    run = SimpleNamespace(selection="unknown", settings={})
    assert _describe_base(least, run) == "n = 0 papers · how papers were chosen is not stated"
    whole = replace(least, n=12_345, interval="Wilson 95%", correction="q over 8 words", accuracy="right in 8 of 10")
    run = SimpleNamespace(selection="query", settings={"where": "votes > 3"})
    assert _describe_base(whole, run) == (
        "n = 12,345 papers · papers chosen by a query · where votes > 3 · intervals: Wilson 95% · q over 8 words "
        "· right in 8 of 10"
    )


def test_the_foot_tells_of_what_sample_topics_are_where_a_figure_rests_on_them():
    def describe(settings, rows=75_000):
        record = {"tables": {"papers": {"rows": rows}}}
        return _describe_sample(
            SimpleNamespace(
                describe_figure=lambda name: {"settings": settings},
                read_record=lambda folder: record,
                shared_folder=None,
            ),
            "topics",
        )

    assert describe({"sample": 20_000}) == "topics from a sample of 20,000 of 75,000 papers"
    assert describe({"sample": 20_000}, rows=20_000) == describe({"sample": None}) == describe({}) == ""
    least = Drawing(None, pd.DataFrame(), "T", "", "", 0, "papers")
    told = _describe_base(least, SimpleNamespace(selection="query", settings={}), describe({"sample": 20_000}))
    assert told == "n = 0 papers · papers chosen by a query · topics from a sample of 20,000 of 75,000 papers"
