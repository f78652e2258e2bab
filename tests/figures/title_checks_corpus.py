"""Titles of the figures of the corpus and of the map, computed anew from the plotted numbers."""

import re

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def list_numbers(text):
    """All numbers of a text, in digits or words."""
    found = re.findall(r"\d[\d,]*|[a-z]+", text.lower())
    return [
        NUMBERS.index(one) if one in NUMBERS[1:] else int(one.replace(",", "")) for one in found
        if one in NUMBERS[1:] or one[0].isdigit()
    ]  # fmt: skip


def check_records(title, data, told):
    """Papers of records, and how many were merged or left out."""
    n = data[data["item"].fillna("") == ""].set_index("box")["n"]
    records, papers, merged, left = n["identified"], n["included"], n["removed"], n["excluded"]
    filtered = n.get("filtered", 0)
    assert papers == told["n"] == records - merged - left - filtered
    if records == papers:
        assert title == (f"All {records:,} records became papers" if records > 1 else "The only record became a paper")
        return
    assert title.startswith(f"{papers:,} of {records:,} records became ")
    assert re.findall(r"([\d,]+) (?:was|were) merged", title) == [f"{merged:,}"] * int(merged > 0)
    assert re.findall(r"([\d,]+) (?:was|were) left out(?! by)", title) == [f"{left:,}"] * int(left > 0)
    assert re.findall(r"([\d,]+) (?:was|were) left out by", title) == [f"{filtered:,}"] * int(filtered > 0)


def check_dates(title, data, told):
    """Papers, those dated, those dated most finely, and the years that hold two thirds of them."""
    period, n = data["period"].astype(str), data["n"]
    undated = period == "no date"
    total, dated = round(n.sum()), round(n[~undated].sum())
    assert total == told["n"] and dated > 0
    head, tail = title.split("; ")
    assert head.startswith(f"All {total:,} papers are dated" if total == dated else f"{dated:,} of {total:,} paper")
    by_precision = {name: round(data.loc[~undated, name].sum()) for name in ("day", "month", "year")}
    finest = next(name for name, m in by_precision.items() if m)
    assert head.endswith(f" to the {finest}")
    assert (f"{by_precision[finest]:,} of them" in head) == (by_precision[finest] < dated)
    first, last = re.findall(r"\d{4}", tail.split(" from ")[1])[0], re.findall(r"\d{4}", tail)[-1]
    by_year = n[~undated & ~period.str.startswith("before")].groupby(period.str[:4]).sum()
    held = by_year[(by_year.index >= first) & (by_year.index <= last)].sum()
    assert held >= 2 / 3 * dated - 1e-3
    spans = range(int(last) - int(first))  # no shorter run of years holds as many
    for length in spans:
        assert (by_year.rolling(length + 1).sum().max() if length + 1 <= len(by_year) else 0) < 2 / 3 * dated
    if "all are" in tail or "it is" in tail:
        assert round(held) == dated
    else:
        assert tail.removeprefix("about ").startswith(f"{round(held):,} ")
        assert tail.startswith("about ") == (abs(held - round(held)) > 0.01)


def check_map(title, data, told):
    """Groups, and how few of them hold half of the papers."""
    assert len(data) == told["n"]
    sizes = data.loc[data["topic"] >= 0, "topic"].value_counts().tolist()
    numbers = list_numbers(title)
    if len(sizes) < 2:
        held = sizes[0] if sizes else None
        assert title.startswith("One group holds " if sizes else "No groups are told apart among ")
        assert numbers[1 if sizes else 0 :] == ([len(data)] if held in (None, len(data)) else [held, len(data)])
        return
    assert numbers[0] == len(sizes)
    if " each" in title:
        assert set(sizes) == {numbers[1]} and sum(sizes) == len(data)
        return
    held = numbers[-2]
    assert numbers[-1] == len(data)
    if ";" not in title:
        assert held == sum(sizes)
        return
    k = 1 if "the largest holds" in title else numbers[1]
    assert held == sum(sizes[:k]) >= len(data) / 2 > sum(sizes[: k - 1])
    assert ("largest" in title) == (sizes[k - 1] > sizes[k])


CHECKS = {"records_to_papers": check_records, "dates": check_dates, "topic_map": check_map}


def check_together(tables):
    """The papers that are included are those dated or not, and those on the map."""
    flow = tables["records_to_papers"]
    n = flow.loc[(flow["box"] == "included") & (flow["item"].fillna("") == ""), "n"].item()
    for name, papers in (("dates", lambda table: round(table["n"].sum())), ("topic_map", len)):
        if name in tables:
            assert papers(tables[name]) == n, name
