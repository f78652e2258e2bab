"""Numbers of the titles of the theme's figures, computed anew from what each figure plots."""

import itertools
import re

import numpy as np
import pandas as pd
from scipy.stats import norm

LEAST = 10


def list_pairs(text):
    """All "k of n" of a text, as whole numbers."""
    found = re.findall(r"(\d[\d,]*) of (?:the )?(\d[\d,]*)", text)
    return [(int(k.replace(",", "")), int(n.replace(",", ""))) for k, n in found]


def limit_share(k, n, level):
    """Wilson's interval, written out."""
    z, p = norm.ppf(0.5 + level / 2), k / n
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def limit_difference(k1, n1, k2, n2, level):
    """Lower limit of Newcombe's interval of a difference of shares, written out."""
    p1, p2 = k1 / n1, k2 / n2
    low1, high2 = limit_share(k1, n1, level)[0], limit_share(k2, n2, level)[1]
    return p1 - p2 - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)


def check_query(title, data, told):
    here = data[data["corpus"] == "this dump"].set_index("asked")
    there = data[data["corpus"] != "this dump"].set_index("asked")
    both, n = int(here.loc["both", "n"]), int(here.loc["both", "n_papers"])
    assert list_pairs(title)[0] == (both, n)
    known = there.loc["both", "basis"] == "counted"
    share = there.loc["both", "n"] / there.loc["both", "n_papers"] if known else np.nan
    if known:
        assert f"{100 * share:.1f}% of {there.loc['both', 'corpus']} do" in title
    made = known and n >= LEAST and 2 * both >= n and limit_share(both, n, 0.95)[0] > 10 * share > 0
    assert title.startswith("The query made") == (made and told["selection"] == "query")
    assert ("made this pile" in title) == (made and told["selection"] in ("query", "curated"))


def count_roles(data):
    named = data[data["first_value"] != "absent"]
    counts = named.groupby("role")["first_value"].agg(lambda values: (values == "sought").sum()).to_frame("k")
    return counts.assign(n=named.groupby("role").size(), all=data.groupby("role")["share_all"].first())


def check_roles(title, data, told):
    roles = count_roles(data)
    large = roles[roles["n"] >= LEAST]
    pairs = list(itertools.permutations(large.itertuples(), 2))
    level = 1 - 0.05 / max(1, len(pairs) // 2)
    lows = [limit_difference(a.k, a.n, b.k, b.n, level) for a, b in pairs]
    found = list_pairs(title)
    # Of pairs that are equally clear the title names one.
    tied = [place for place, low in enumerate(lows) if low > max(lows) - 1e-9]
    named = [place for place in tied if found == [(row.k, row.n) for row in pairs[place]]]
    best = next(iter([*named, *tied]), 0)
    clear = bool(lows) and lows[best] > 0 and pairs[best][0].all > pairs[best][1].all
    if clear:
        assert found == [(row.k, row.n) for row in pairs[best]], title
        if "never" in title or "rarely" in title:
            assert ("never" in title) == (pairs[best][1].k == 0)
            assert 4 * pairs[best][1].k <= pairs[best][1].n and 2 * pairs[best][0].k > pairs[best][0].n
    else:
        assert found == [(roles["k"].sum(), roles["n"].sum())], title
        assert ("no two roles differ clearly" in title) == (len(large) > 1)
    sure = data[(data["uncertain"].astype(str) == "False") & (data["first_value"] != "absent")]
    sure = sure[sure["role"].isin([row.Index for row in pairs[best]])] if clear else sure
    k, n = np.sum(list_pairs(told["subtitle"]), axis=0)
    assert (k, n) == ((sure["first_value"] == "sought").sum(), len(sure)), told["subtitle"]


def check_stances(title, data, told):
    others = {"both", "without", "endured", "incidental"}
    first_alone = data["first_value"].eq("sought") & data["second_value"].ne("sought")
    second_alone = data["second_value"].eq("sought") & data["first_value"].ne("sought")
    both = data["first_value"].eq("sought") & data["second_value"].eq("sought")
    sides = data["stance"].isin(others)
    assert (sides == ~(first_alone | second_alone)).all() and (data["stance"].eq("both") == both).all()
    assert list_pairs(title)[0] == (second_alone.sum(), len(data))
    of_sense = pd.DataFrame({"k": second_alone, "n": 1}).groupby(data["sense"]).sum()
    mostly = of_sense[(of_sense["n"] >= 5) & (2 * of_sense["k"] > of_sense["n"])]
    if mostly.empty:
        numbers = [int(number.replace(",", "")) for number in re.findall(r"by (\d[\d,]*)", title)]
        assert numbers == [second_alone.sum(), first_alone.sum(), both.sum()], title
    else:
        row = mostly.loc[(mostly["k"] / mostly["n"]).idxmax()]
        top = mostly[mostly["k"] / mostly["n"] == row["k"] / row["n"]]
        tails = [f"all {k:,} on" if k == n else f"{k:,} of the {n:,} on" for k, n in top.itertuples(index=False)]
        assert any(tail in title for tail in tails), title
    if second_alone.any():
        sure = (second_alone & (data["uncertain"].astype(str) == "False")).sum()
        assert list_pairs(told["subtitle"]) == [(sure, second_alone.sum())]


def check_topics(title, data, told):
    both = data[data["topic"].notna() & data["sense"].notna()]
    cells = pd.crosstab(both["topic"], both["sense"])
    right, by_lot = int(cells.max(axis=1).sum()), int(data["by_lot"].iloc[0])
    assert list_pairs(title)[0] == (right, len(both))
    assert title.startswith("Topic tells") == (right > by_lot)
    rng, dealt = np.random.default_rng(7), []
    for _ in range(200):
        lots = pd.crosstab(both["topic"].to_numpy(), rng.permutation(both["sense"].to_numpy()))
        dealt.append(lots.max(axis=1).sum())
    assert abs(np.quantile(dealt, 39 / 40) - by_lot) <= 1 + 0.05 * len(both)
    if right > by_lot:
        assert f"a blind guess for {cells.sum().max():,}" in title


def check_ways(title, data, told):
    found = 100 * data["difference"].dropna()
    first = data.loc[data["first_way"].astype(str) == "True", "difference"].iloc[0]
    same = int((np.sign(found) == np.sign(first)).sum()) if first else 0
    assert (f"(of {len(data):,})" in title) == (len(found) < len(data))
    if found.max() - found.min() < 0.5:
        assert f"by {found.iloc[0]:.0f} points in {len(found):,} way" in title
    elif same == len(found):
        assert f"in all {len(found):,} ways" in title and f"by {found.min():.0f} to {found.max():.0f} points" in title
    else:
        assert f"{same:,} of {len(found):,} ways" in title
    assert title.startswith("Whether") == (found.max() - found.min() >= 0.5 and same < 0.9 * len(found))


def check_nouns(title, data, told):
    if len(data):
        assert list_pairs(title) == [(((data["n_first"] > 0) & (data["n_second"] > 0)).sum(), len(data))]


def check_reliability(title, data, told):
    right = data.set_index(["kind", "field"])["y"]
    expected = [data.loc[data["kind"] == "sure", "x"].iloc[0]]
    expected += [right[kind, field] for kind in ("sure", "not sure") for field in ("sense", "stance")]
    assert re.findall(r"\d+(?=%)", title) == [f"{100 * share:.0f}" for share in expected]
    worse = any(right["sure", field] <= right["not sure", field] for field in ("sense", "stance"))
    assert ("no more than elsewhere" in title) == worse


CHECKS = {
    "both_words": check_query, "nouns": check_nouns, "reader_reliability": check_reliability,
    "senses_by_stance": check_stances, "senses_by_topic": check_topics, "values_by_role": check_roles,
    "ways_of_counting": check_ways,
}  # fmt: skip


def check_together(tables):
    """Two figures show one number alike: who seeks the first pole, of which sense, in which contrast, how surely."""
    roles, stances, topics, ways = (
        tables.get(name) for name in ("values_by_role", "senses_by_stance", "senses_by_topic", "ways_of_counting")
    )
    if roles is not None and stances is not None:
        both = roles.merge(stances, on="paper_id", suffixes=("", "_too"), validate="1:1")
        assert len(both) == len(roles) == len(stances)
        for column in ("sense", "first_value", "uncertain"):
            assert (both[column] == both[f"{column}_too"]).all(), column
        named = roles[roles["first_value"] != "absent"]
        counted = (named["first_value"] == "sought").groupby(named["sense"]).mean()
        margin = stances.drop_duplicates("sense").set_index("sense")["share"].dropna()
        pd.testing.assert_series_equal(counted.sort_index(), margin.sort_index(), check_names=False)
    if stances is not None and topics is not None:
        both = topics.merge(stances, on="paper_id", suffixes=("", "_too"), validate="1:1")
        assert len(both) == len(stances) and (both["sense"] == both["sense_too"]).all()
    if stances is not None and ways is not None:
        margin = set(stances["share"].dropna().round(9))
        first = ways[ways["first_way"].astype(str) == "True"].iloc[0]
        assert {round(first["share_a"], 9), round(first["share_b"], 9)} <= margin
