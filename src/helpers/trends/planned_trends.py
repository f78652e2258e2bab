"""Answers to trends that were asked for before looking."""

import numpy as np
import pandas as pd

from helpers.stats.questions import Questions, choose_answer

COLUMNS = ["term", "kind", "expect", "n", "odds_ratio_per_year", "low", "high", "p_family", "answer"]


def answer_trends(tests: pd.DataFrame, questions: Questions, *, smallest: float) -> pd.DataFrame:
    """Answer each planned trend in a word, from the table ``trend_tests``; one row per planned trend in their order.

    ``answer``: "yes" (the whole interval beyond ``smallest``, the smallest odds ratio a year that would matter, on the
    expected side, no category opposed, and for words ``p_family`` at most .05), "yes, size open" (the interval leaves
    out no change and reaches below ``smallest``), "opposite", "no change that matters" (the whole interval within
    ``smallest``), "open", "too few papers", "not in this dump". No rows where no series could be followed.
    """
    rows = []
    for question in questions.items if len(tests) else ():
        if question.test != "trend":
            continue
        asked = {"term": question.term, "kind": question.kind, "expect": question.expect}
        found = tests[(tests["kind"] == question.kind) & (tests["name"] == question.term)]
        if found.empty:
            rows.append(asked | {"answer": "not in this dump"})
            continue
        row = found.iloc[0]
        facts = {key: row[key] for key in ("n", "odds_ratio_per_year", "low", "high", "p_family")}
        answer = choose_answer(
            question.expect, *np.log([row["odds_ratio_per_year"], row["low"], row["high"]]),
            sure=row["n_opposed"] == 0 and not row["p_family"] > 0.05, smallest=np.log(smallest),
            no="no change that matters",
        )  # fmt: skip
        rows.append(asked | facts | {"answer": answer})
    return pd.DataFrame(rows, columns=COLUMNS)
