"""The axis from words alone."""

import pandas as pd
from conftest import ROOT

from helpers.theme.pole_axis import build_word_encoder, compute_axis
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


def test_words_alone_place_papers_between_the_poles():
    papers = pd.DataFrame(
        {
            "paper_id": ["a", "b"],
            "title": ["Few", "Many"],
            "abstract": ["few active parameters, most entries zero", "all parameters active, many samples"],
        }
    )
    axis = compute_axis(papers, THEME, build_word_encoder(papers))
    assert axis["axis"].iloc[0] < axis["axis"].iloc[1] and axis["axis_low"].le(axis["axis"]).all()
