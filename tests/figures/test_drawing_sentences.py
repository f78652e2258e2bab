"""The line at the foot of every figure, with all that it may hold and with as little as it can."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd

from helpers.figures.drawing import Drawing, _describe_base

CHECKED = {_describe_base}


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
