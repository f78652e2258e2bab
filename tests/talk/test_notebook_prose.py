import re

from conftest import ROOT

from helpers.run.contracts import read_contracts
from helpers.talk.notebook_prose import read_limits


def test_limits_are_those_of_the_notebooks_as_plain_text():
    contracts = read_contracts(ROOT / "notebooks")
    limits = read_limits(contracts)
    assert sorted(limits) == sorted(contracts)
    assert all(len(lines) >= 2 for lines in limits.values())
    assert not any(re.search(r"[*`]", line) for lines in limits.values() for line in lines)
