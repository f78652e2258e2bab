"""Sentences on a run's figures and notebooks, with none, one and many of them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.talk.claims_check import describe_checks
from helpers.talk.gallery import tell_figures
from helpers.talk.overview import tell_notebooks

CHECKED = {tell_figures, tell_notebooks, describe_checks}  # the last one in test_claims_check.py


@pytest.mark.parametrize(
    ("n", "told"), [(0, "0 figures in 0 files."), (1, "1 figure in 2 files"), (3, "3 figures in 6")]
)
def test_figures_and_their_files_are_counted(tmp_path, n, told):
    names = [f"figure_{place}" for place in range(n)]
    for name in names:
        (tmp_path / f"{name}.png").touch()
        (tmp_path / f"{name}@2x.png").touch()
    run = SimpleNamespace(
        outputs=tmp_path,
        find_figures=lambda *wanted: {name: tmp_path / f"{name}.png" for name in wanted},
        find_left_out=lambda: {"dates": "No dates.", "odds_by_year": "No dates.", "topics": "Too few papers."},
    )
    found = tell_figures(run, pd.DataFrame({"figure": names}))
    assert found.startswith(told)
    assert found.endswith("Left out: `dates`, `odds_by_year`. No dates.\n\nLeft out: `topics`. Too few papers.")


def test_all_notebooks_are_named_in_order():
    contracts = {name: SimpleNamespace(title=title) for name, title in (("02_b", "B"), ("01_a", "A"))}
    assert tell_notebooks(SimpleNamespace(contracts=contracts)) == "[A](01_a.ipynb), [B](02_b.ipynb)."
    assert tell_notebooks(SimpleNamespace(contracts={})) == "."
