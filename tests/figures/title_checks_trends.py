"""Titles of the figures of dates, computed anew from their plotted numbers."""

import re

import numpy as np
from scipy.stats import norm

NOUNS = {"words_by_period": "word", "senses_by_period": "sense", "topics_by_period": "topic"}


def find_clear(tests):
    """What p-values and intervals call clear, without the verdicts of the code."""
    slope, low, high = (np.log(tests[name].astype(float)) for name in ("odds_ratio_per_year", "low", "high"))
    own = 2 * norm.sf(np.abs(slope) / ((high - low) / (2 * norm.ppf(0.975))))
    made = (tests["kind"] != "term") & slope.notna()
    family = made.groupby([made, tests["planned"].astype(bool)]).transform("sum")
    p = tests["p_family"].fillna(tests["q"]).where(~made, own * family)
    opposed = (tests["n_opposed"] > 0) | (np.log(tests["adjusted"].astype(float)) * slope < 0)
    near = np.where(slope > 0, low, -high)
    return (p <= 0.05) & (near > 0) & ~opposed & (tests["verdict"] != "smaller than asked")


def check_odds(title, data, told):
    known = data[data["odds_ratio_per_year"].notna() & (data["name"] != "no topic")]
    clear = find_clear(data)[known.index]
    n, m = int(clear.sum()), len(known)
    assert (known["verdict"].str.startswith("clear") == clear).all()
    if n:
        assert title.startswith(f"{n:,} of {m:,} series"), title
        odds = re.search(r"odds × ([\d.]+) a year", title)
        assert not odds or any(f"{value:.2f}" == odds[1] for value in known.loc[clear, "odds_ratio_per_year"]), title
    else:
        assert title.startswith(f"None of {m:,} series"), title
        would = re.search(r"odds of × ([\d.]+) a year or more", title)
        assert not would or abs(float(would[1]) - known["detectable"].median()) <= 0.051, title
        if "halves" in data and known["halves"].fillna("").str.startswith("clear").any():
            assert "halves" in title, title


def check_shares(title, data, told):
    noun = NOUNS[told["name"]]
    data = data[data["name"] != "no topic"]
    series = data.drop_duplicates("name").set_index("name")
    known = series[series["odds_ratio_per_year"].notna()]
    clear = known["verdict"].str.startswith("clear")
    whole = data.drop_duplicates("period")
    whole = whole.loc[~whole["partial"].astype(bool) & (whole["n_period"] >= 10), "period"].tolist()
    counts = {}
    if len(whole) > 1:
        for name, rows in data.groupby("name"):
            rows = rows.set_index("period")
            one, other = (f"{rows.loc[p, 'n']:,.0f} of {rows.loc[p, 'n_period']:,.0f}" for p in (whole[0], whole[-1]))
            counts[name] = f"{one} papers from {whole[0]}, {other} from {whole[-1]}"
    quoted = [name for name, told_of in counts.items() if told_of in title]
    if clear.any():
        assert not title.startswith(("No ", "Too few"))
        found = re.search(r"([\d,]+) of ([\d,]+) \w+ differs? clearly by date", title)
        assert not found or [int(n) for n in found.groups()] == [clear.sum(), len(known)], title
        assert found or any(clear.get(name, False) for name in quoted), title
    elif known.empty:
        assert title.startswith("Too few dated papers"), title
    else:
        assert title.startswith(f"No {noun}’s share differs clearly by date"), title
        if "widest gap" in title:
            share = data.pivot_table(index="name", columns="period", values="share")
            gaps = (share[whole[-1]] - share[whole[0]]).abs()
            assert any(np.isclose(gaps[name], gaps.max()) for name in quoted), title


def check_together(tables):
    """A series has one verdict, in its panel and among the odds by year."""
    if "odds_by_year" not in tables:
        return
    verdicts = tables["odds_by_year"].set_index(["kind", "name"])["verdict"]
    for figure in set(NOUNS) & set(tables):
        rows = tables[figure].dropna(subset=["verdict"]).drop_duplicates("name")
        for row in rows.itertuples():
            assert verdicts[row.kind, row.name] == row.verdict, (figure, row.name)


CHECKS = {"odds_by_year": check_odds} | dict.fromkeys(NOUNS, check_shares)
