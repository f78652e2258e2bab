"""Titles of the figures of keywords, computed anew from their plotted numbers."""

import re

import numpy as np
from scipy.stats import norm


def write_share(share):
    return f"{100 * share:.1f}%" if share >= 0.001 else "under 0.1%"


def find_clear(data, p):
    """What p-values and intervals call clear, without the verdicts of the code."""
    near = np.where(data["difference"] > 0, data["low"], -data["high"])
    opposed = data["adjusted"].notna() & (data["adjusted"] * data["difference"] < 0)
    return (p <= 0.05) & (near > 0) & ~opposed & (data["verdict"] != "smaller than asked")


def check_quoted(row, title):
    """The two counts of a row stand in the title."""
    assert f"{row['n_first']:,.0f} of {row['size_first']:,.0f}" in title, title
    assert f"{row['n_second']:,.0f} of {row['size_second']:,.0f}" in title, title


def find_quoted(data, title):
    return data[[f"“{term}”".lower() in title.lower() for term in data["term"]]]


def check_keyness(title, data, told):
    three = data.head(3)
    row = three.loc[three["n_first"].idxmax()]
    assert title.lower().startswith(f"“{row['term']}” stands in {row['n_first']:,} of {row['size_first']:,}".lower())
    assert write_share(row["n_second"] / row["size_second"]) in title
    assert row["n_first"] / row["size_first"] > row["n_second"] / row["size_second"]
    assert row["n_older"] or "older" not in told["subtitle"]
    if row["n_older"]:
        older = re.search(r"([\d,]+) of ([\d,]+) dated papers? (?:is|are) older", told["subtitle"])
        assert [int(n.replace(",", "")) for n in older.groups()] == [row["n_older"], row["n_dated"]]
    assert "literature" not in title + told["subtitle"] + told["caption"]


def check_planned(title, data, told):
    clear = find_clear(data, data["p_family"])
    n, m = int(clear.sum()), len(data)
    if n:
        assert title.startswith(f"{n:,} of {m:,} planned difference"), title
    else:
        assert re.match(r"None of|The planned difference is not clear|Too few", title), title
    quoted = find_quoted(data, title)
    for _, row in quoted.iterrows():
        check_quoted(row, title)
    assert not n or clear[quoted.index].all()
    assert ("example" in told["subtitle"]) == ("written on this dump" in told["correction"])


def check_tested(title, data, told):
    explored = data[data["q"].notna()]
    clear = find_clear(explored, explored["q"])
    planned = data[data["planned"].astype(bool)]
    apart = int(find_clear(planned, planned["p_family"]).sum())
    assert title.startswith(f"Apart from {apart:,} planned one" if apart else "Unplanned"), title
    n, m = int(clear.sum()), len(explored)
    if n:
        assert f"{n:,} of {m:,}" in title, title
        for _, row in find_quoted(explored, title).iterrows():
            check_quoted(row, title)
        return
    assert f"none of {m:,}" in title, title
    if gap := re.search(r"gaps near (\d+) points", title):
        sizes = explored["size_first"].max(), explored["size_second"].max()
        reach = norm.ppf(1 - 0.025 / m) + norm.ppf(0.8)
        seen = min(1.0, reach * np.sqrt(0.2 * 0.8 * (1 / sizes[0] + 1 / sizes[1])))
        assert abs(int(gap[1]) - 100 * seen) <= 0.5, title


def check_group_words(title, data, told):
    clear = data["verdict"].fillna("").str.startswith("clear")
    quoted = find_quoted(data, title)
    assert len(quoted) >= 1
    rows = [row for _, row in quoted.iterrows() if f"in {row['n_first']:,} of {row['size_first']:,}" in title]
    check_quoted(rows[0], title)
    most = data.loc[clear, "difference"].max() if clear.any() else data["difference"].max()
    assert any(np.isclose(row["difference"], most) for row in rows)
    assert not clear.any() or any(clear[row.name] for row in rows)
    if counted := re.search(r"([\d,]+) of ([\d,]+) words (?:is|are) confirmed", title):
        assert [int(n) for n in counted.groups()] == [clear.sum(), len(data)]
    else:
        assert not clear.any() or "confirmed" not in title


def check_together(tables):
    """A word has one verdict: planned, as a spelling among the explored, and beside its odds by year."""
    if not {"planned_words", "tested_words"} <= set(tables):
        return
    planned = tables["planned_words"].set_index("term")["verdict"]
    rows = tables["tested_words"]
    in_both = rows[rows["planned"].astype(bool)]
    assert set(in_both["verdict"]) <= set(planned)
    refers = rows[rows["see"].fillna("").str.startswith("planned: ")]
    of_name = in_both.set_index("term")["verdict"]
    for row in refers.itertuples():
        assert row.verdict == of_name[row.see.removeprefix("planned: ")], row
    if "odds_by_year" in tables and "halves" in tables["odds_by_year"]:
        beside = tables["odds_by_year"].dropna(subset=["halves"])
        for row in beside[beside["name"].isin(planned.index)].itertuples():
            assert row.halves == planned[row.name], row


CHECKS = {
    "keyness": check_keyness, "planned_words": check_planned, "tested_words": check_tested,
    "words_by_sense": check_group_words,
}  # fmt: skip
