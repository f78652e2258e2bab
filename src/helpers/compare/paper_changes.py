"""Which papers are new since the base, which are gone, and in which fields those of both differ."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from helpers.papers.title_keys import are_apart, make_title_key
from helpers.run.runs import Run
from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.text.wordings import count, plural, spell

FIELDS = (
    "title", "abstract", "authors", "published_low", "published_high", "venue", "categories", "keywords", "votes",
    "arxiv_id", "doi", "url", "language",
)  # fmt: skip
"""What is compared; where a record stood in its dump, and what else it said, is not."""
MIN_KEY = 10
"""Signs of a title's key; a shorter title ("Editorial") tells no paper from another."""


def read_base(run: Run, *names: str) -> dict[str, pd.DataFrame]:
    """Return tables of a run's base by name, as it left them; all empty where there is no base.

    A RunError if the base lacks one; ``claims``, which not every run has, is then empty.
    """
    found = {}
    for name in names:
        there = run.base is not None and (name != "claims" or run.base.has(name))
        found[name] = run.base.read(name) if there and run.base is not None else build_empty_table(name)
    return found


def describe_base(run: Run, changes: pd.DataFrame) -> str:
    """Say what a run is held against, or that there is nothing to hold it against."""
    if run.base is None:
        return (
            "There is nothing to compare with: no other dump of this name was run here before, and the setting "
            '`base` names none (`make update DUMP=new.jsonl BASE="dump or folder of a run"`).'
        )
    if run.base.checksum == run.inputs["dump"]:
        return f"The base, {run.base.name}, is the same dump, byte for byte."
    both = int((changes["change"].isin(["kept", "changed"])).sum())
    return (
        f"The base is {run.base.name}. {count(both, 'paper')} {plural('is', both, 'are')} in both. A paper in both is "
        "one paper and not two: it counts on the base's side alone, and the papers that are new stand on the other."
    )


def compare_papers(papers: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Match the papers of a run with those of its base, and say which are new, gone, changed or kept.

    By ``paper_id``, then by arXiv id or DOI, then by the key of the title where it is long enough, stands once on
    either side, and no number or version tells the two apart. What was matched before is out of what follows.

    Parameters
    ----------
    papers, before : DataFrame
        The tables ``papers`` of the run and of its base.

    Returns
    -------
    DataFrame
        The table ``paper_changes``, the papers of the run in their order, then those that are gone; ``fields`` names
        what differs in a paper of both. Empty if the base is.
    """
    if before.empty:
        return build_empty_table("paper_changes")
    place = pd.Series(-1, index=range(len(papers)))
    how = pd.Series(pd.NA, index=place.index, dtype=object)
    for by, keys, other_keys in _list_keys(papers, before):
        free = ~other_keys.index.isin(place)
        there = _index_once(other_keys[free])
        open_keys = _index_once(keys[place < 0])
        for key in open_keys.index.intersection(there.index):
            one, other = open_keys[key], there[key]
            if by != "title" or not are_apart(papers["title"].iloc[one], before["title"].iloc[other]):
                place[one], how[one] = other, by
    found = place >= 0
    fields = pd.Series([[] for _ in place], dtype=object)
    ones, others = papers[found.to_numpy()], before.iloc[place[found]]
    differs = np.column_stack([_differ(ones[name], others[name]) for name in FIELDS])
    fields[found] = pd.Series([list(np.array(FIELDS)[row]) for row in differs], index=place.index[found], dtype=object)
    now = pd.DataFrame(
        {
            "paper_id": papers["paper_id"].to_numpy(), "title": papers["title"].to_numpy(),
            "base_id": before["paper_id"].reindex(place).to_numpy(), "matched_by": how, "fields": fields,
            "change": np.where(~found, "new", np.where(fields.str.len() > 0, "changed", "kept")),
        }
    )  # fmt: skip
    lost = before[~np.isin(np.arange(len(before)), place)]
    gone = pd.DataFrame({"paper_id": lost["paper_id"], "title": lost["title"], "base_id": lost["paper_id"]})
    gone = gone.assign(change="gone", matched_by=None, fields=[[] for _ in range(len(gone))])
    return pd.concat([now, gone], ignore_index=True)[list(TABLES["paper_changes"].columns)]


def _list_keys(papers: pd.DataFrame, before: pd.DataFrame) -> Iterable[tuple[str, pd.Series, pd.Series]]:
    """Ways to know a paper again, the surest first, with the keys of both sides by place."""
    both = [papers.reset_index(drop=True), before.reset_index(drop=True)]
    yield "paper_id", *(table["paper_id"] for table in both)
    for name in ("arxiv_id", "doi"):
        yield name, *(table[name].str.lower() for table in both)
    keys = [pd.Series([make_title_key(title) for title in table["title"]], dtype="str") for table in both]
    yield "title", *(key.where(key.str.len() >= MIN_KEY) for key in keys)


def _index_once(keys: pd.Series) -> pd.Series:
    """Places by key, of keys that stand once."""
    known = keys.dropna()
    known = known[~known.duplicated(keep=False)]
    return pd.Series(known.index, index=known.to_numpy())


def _differ(one: pd.Series, other: pd.Series) -> np.ndarray:
    if len(one) and isinstance(one.iloc[0], (list, np.ndarray)):
        return np.array([list(a) != list(b) for a, b in zip(one, other, strict=True)], dtype=bool)
    a, b = one.reset_index(drop=True), other.reset_index(drop=True)
    return (~((a == b).fillna(False) | (a.isna() & b.isna()))).to_numpy(dtype=bool)


def split_papers(
    papers: pd.DataFrame, before: pd.DataFrame, changes: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the papers that are new, and all of the base, each once: as they are now where they are in both."""
    of_change = changes.set_index("paper_id")["change"]
    now = papers["paper_id"].map(of_change)
    gone = before[before["paper_id"].isin(of_change.index[of_change == "gone"])]
    kept = papers[now.isin(["kept", "changed"])]
    return papers[now == "new"], pd.concat([kept, gone], ignore_index=True)


def describe_papers(changes: pd.DataFrame) -> str:
    """Count the papers that are new, gone and changed, and the fields in which they changed."""
    if changes.empty:
        return ""
    n = changes["change"].value_counts()
    new, gone, changed, kept = (int(n.get(name, 0)) for name in ("new", "gone", "changed", "kept"))
    if not new + gone + changed:
        return f"Nothing changed: {plural('the only paper is', kept, f'all {kept:,} papers are')} as in the base."
    told = (
        f"{count(new, 'paper')} {plural('is', new, 'are')} new, {gone:,} {plural('is', gone, 'are')} gone, "
        f"{changed:,} changed and {kept:,} {plural('is', kept, 'are')} as in the base."
    )
    fields = changes["fields"].explode().dropna().value_counts()
    if len(fields):
        told += " Changed: " + ", ".join(f"{name.replace('_', ' ')} of {k:,}" for name, k in fields.items()) + "."
    by_title = int((changes["matched_by"] == "title").sum())
    if by_title:
        told += f" {spell(by_title).capitalize()} {plural('was', by_title, 'were')} known again by title alone."
    return told
