"""Answers to trends that were asked for before looking."""

import pandas as pd

from helpers.stats.questions import Questions
from helpers.stats.verdicts import compare_expected

FACTS = ["n", "odds_ratio_per_year", "low", "high", "p_family", "verdict"]
ABSENT = "not in this dump"
"""What stands in place of a verdict on a series that no paper belongs to."""


def answer_trends(tests: pd.DataFrame, questions: Questions) -> pd.DataFrame:
    """Answer each planned trend from the table ``trend_tests``; one row per planned trend in their order.

    ``term``, ``kind``, ``expect``, then of the table ``n``, ``odds_ratio_per_year``, ``low``, ``high``, ``p_family``,
    ``verdict`` ("not in this dump" where it has no such series), and ``as_expected``: "yes" or "no" where the verdict
    is clear, else empty. No rows where no series could be followed.
    """
    rows = []
    for question in questions.items if len(tests) else ():
        if question.test != "trend":
            continue
        found = tests[(tests["kind"] == question.kind) & (tests["name"] == question.term)]
        asked = {"term": question.term, "kind": question.kind, "expect": question.expect}
        rows.append(asked | (found.iloc[0][FACTS].to_dict() if len(found) else {"verdict": ABSENT}))
    answers = pd.DataFrame(rows, columns=["term", "kind", "expect", *FACTS])
    change = answers["odds_ratio_per_year"].astype(float) - 1
    return answers.assign(as_expected=compare_expected(answers["expect"], change, answers["verdict"]))
