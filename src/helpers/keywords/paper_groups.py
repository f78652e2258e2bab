"""Groups of papers that something outside the text gives: dates, categories, venues, sources, coders' labels."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.run.errors import InputError
from helpers.stats.estimates import MIN_GROUP

MAX_GROUPS = 12
"""Groups of one sort that are compared, the largest; the papers of the others stay among the rest."""
REST = "other groups"
"""Name of the papers of groups that are too small to be compared."""


class GroupsError(InputError):
    """There is no such way to group the papers."""


@dataclass(frozen=True)
class Grouping:
    """Papers in groups: the name of a group by ``paper_id``, several rows for a paper in several, and none in none.

    ``label`` says what the groups are in words.
    """

    name: str
    label: str
    groups: pd.Series


def find_groupings(
    papers: pd.DataFrame, *, clock: str = "published", coded: Mapping[str, pd.DataFrame] | None = None
) -> dict[str, Grouping]:
    """Find every way in which something outside the text groups the papers, coders' readings among it.

    By name: "date" (earlier and later half), "category", "venue", "source", "sense (coder)" and "role (coder)". Only
    those with at least one group of ten papers that leaves ten others.
    """
    ids, categories = papers["paper_id"], papers.set_index("paper_id")["categories"].explode()
    found = {
        "date": Grouping("date", "earlier and later papers", _split_dates(papers, clock)),
        "category": Grouping("category", "categories", _list_groups(categories.index, categories)),
        "venue": Grouping("venue", "venues", _list_groups(ids, papers["venue"])),
        "source": Grouping("source", "sources", _list_groups(ids, papers["source"])),
    }
    for coder, readings in (coded or {}).items():
        main = readings[readings["main"].astype(bool) & readings["paper_id"].isin(ids)]
        for field in ("sense", "role"):
            groups, name = _list_groups(main["paper_id"], main[field]), f"{field} ({coder})"
            found[name] = Grouping(name, f"{field}s as {coder} coded them", groups)
    kept = map(keep_large, found.values())
    return {grouping.name: grouping for grouping in kept if grouping is not None}


def choose_grouping(groupings: Mapping[str, Grouping], name: str | None = None) -> Grouping | None:
    """Return the grouping of that name (or raise a ``GroupsError``), without a name the first there is, or None."""
    if name is None:
        return next(iter(groupings.values()), None)
    if name not in groupings:
        there = ", ".join(groupings) or "none: no date, category, venue or source has ten papers"
        raise GroupsError(f"The papers cannot be grouped by {name!r}; set `groups` to one of those there are: {there}.")
    return groupings[name]


def describe_groupings(groupings: Mapping[str, Grouping]) -> pd.DataFrame:
    """One row per grouping: ``name``, ``what``, ``groups`` and their sizes in words."""
    rows = []
    for grouping in groupings.values():
        sizes = grouping.groups[grouping.groups != REST].value_counts()
        most = ", ".join(f"{name} {n:,}" for name, n in sizes.head(4).items())
        rows.append([grouping.name, grouping.label, len(sizes), most + (" …" if len(sizes) > 4 else "")])
    return pd.DataFrame(rows, columns=["name", "what", "groups", "papers"])


def _split_dates(papers, clock):
    """Earlier and later half by the middle day; a paper whose days lie on both sides has no group."""
    low, high = (pd.to_datetime(papers[f"{clock}_{end}"]) for end in ("low", "high"))
    known = (low.notna() & high.notna()).to_numpy()
    if not known.any():
        return pd.Series(dtype=object)
    middle = (low[known] + (high[known] - low[known]) / 2).median().normalize()
    side = np.where((high < middle).to_numpy(), "earlier", np.where((low >= middle).to_numpy(), "later", None))
    return _list_groups(papers["paper_id"], np.where(known, side, None))


def _list_groups(ids, values):
    """Groups by paper, each pair once, without those that are missing or blank."""
    table = pd.DataFrame({"id": np.asarray(ids, dtype=object), "group": pd.Series(values).to_numpy(dtype=object)})
    table = table[table["group"].notna() & (table["group"].astype(str).str.strip() != "")].astype({"group": str})
    return table.drop_duplicates().set_index("id")["group"]


def keep_large(grouping: Grouping) -> Grouping | None:
    """Return a grouping with its largest groups of ten papers or more, the rest as one; None where there is none."""
    sizes = grouping.groups.value_counts()
    # A group is held against the papers that have any group, since nothing is known of the others.
    known = grouping.groups.index.nunique()
    large = sizes[(sizes >= MIN_GROUP) & (known - sizes >= MIN_GROUP)]
    if large.empty:
        return None
    named = large.sort_index(kind="stable").sort_values(ascending=False, kind="stable").index[:MAX_GROUPS]
    groups = grouping.groups.where(grouping.groups.isin(named), REST)
    return replace(grouping, groups=_list_groups(groups.index, groups))
