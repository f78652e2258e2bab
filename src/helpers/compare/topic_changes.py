"""What became of the topics of the base: kept, born, died, split off or merged."""

import pandas as pd

from helpers.run.schema import NO_TOPIC, TABLES
from helpers.run.storage import build_empty_table
from helpers.text.wordings import count, plural
from helpers.topics.topic_numbers import describe_topic_members, pair_topics

MOST = 0.5
"""Share of a topic's papers that must come from one topic of the other run to be a part of it."""


def compare_topics(
    topics: pd.DataFrame, memberships: pd.DataFrame, base_topics: pd.DataFrame, base_memberships: pd.DataFrame,
    changes: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Match the topics of a run with those of its base, as notebook 02 gives them their numbers.

    Topics are paired so that the sum of their likenesses is largest (Kuhn 1955): by the papers that both runs have, and
    by words; where no papers are shared, by words alone. A topic without a pair is ``split`` off that of the base that
    most of its papers were in, else ``born``; one of the base is ``merged`` into that which most of its papers are in,
    else it ``died``.

    Parameters
    ----------
    changes : DataFrame
        The table ``paper_changes``, which says under which id a paper of both stood in the base.

    Returns
    -------
    DataFrame
        The table ``topic_changes``: a row a pair, or a topic without one; ``n_shared`` counts papers of both topics.
    """
    now, then = describe_topic_members(topics, memberships), describe_topic_members(base_topics, base_memberships)
    if base_memberships.empty or not (now or then):
        return build_empty_table("topic_changes")
    new_id = changes.dropna(subset="base_id").set_index("base_id")["paper_id"]
    for topic in then:
        topic["papers"] = [new_id.get(paper, paper) for paper in topic["papers"]]
    pairs = pair_topics(then, [topic["papers"] for topic in now], [topic["words"] for topic in now])
    shared = pd.DataFrame(
        [[len(set(one["papers"]).intersection(other["papers"])) for other in then] for one in now],
        index=range(len(now)), columns=range(len(then)),
    )  # fmt: skip
    rows = [(i, j, "kept") for i, j in pairs.items()]
    for i in set(range(len(now))) - set(pairs):
        best = int(shared.loc[i].idxmax()) if len(then) else 0
        part = len(then) and shared.loc[i, best] > MOST * len(now[i]["papers"])
        rows.append((i, best, "split") if part else (i, None, "born"))
    for j in set(range(len(then))) - set(pairs.values()):
        best = int(shared[j].idxmax()) if len(now) else 0
        part = len(now) and shared.loc[best, j] > MOST * len(then[j]["papers"])
        rows.append((best, j, "merged") if part and (best, j, "split") not in rows else (None, j, "died"))
    labels, base_labels = (table.set_index("topic")["label"] for table in (topics, base_topics))
    told = []
    for i, j, change in rows:
        one, other = now[i] if i is not None else None, then[j] if j is not None else None
        told.append(
            {
                "topic": one and one["number"], "base_topic": other and other["number"],
                "label": one and labels[one["number"]], "base_label": other and base_labels[other["number"]],
                "change": change, "n_papers": len(one["papers"]) if one else 0,
                "n_base": len(other["papers"]) if other else 0,
                "n_shared": int(shared.loc[i, j]) if one and other else 0,
            }
        )  # fmt: skip
    table = pd.DataFrame(told, columns=list(TABLES["topic_changes"].columns))
    table = table.astype({"topic": "Int64", "base_topic": "Int64"})
    return table.sort_values(["topic", "base_topic"], kind="stable", ignore_index=True)


def map_base_topics(base_memberships: pd.DataFrame, topic_changes: pd.DataFrame) -> pd.Series:
    """Return the topic of this run that goes on the one of the base, by the base's paper_id; missing for none."""
    kept = topic_changes[topic_changes["change"] == "kept"].set_index("base_topic")["topic"]
    known = base_memberships.set_index("paper_id")["topic"]
    return known.map(kept.to_dict()).where(known != NO_TOPIC).astype("Int64")


def describe_topics(topic_changes: pd.DataFrame) -> str:
    """Count what became of the topics, and name those that came and went."""
    if topic_changes.empty:
        return ""
    if topic_changes["base_label"].isna().all():
        return "The base had no topics, so all are new."
    n = topic_changes["change"].value_counts()
    k = int(n.get("kept", 0))
    told = f"{count(k, 'topic')} of the base {plural('goes', k, 'go')} on."
    words = {
        "born": ("is new", "are new", "label"),
        "split": ("is a part of one of the base", "are parts of one of the base", "label"),
        "died": ("is gone", "are gone", "base_label"),
        "merged": ("went into another", "went into others", "base_label"),
    }
    for change, (one, many, column) in words.items():
        names = topic_changes.loc[topic_changes["change"] == change, column].tolist()
        if names:
            listed = ", ".join(f"“{name}”" for name in names[:4]) + (", …" if len(names) > 4 else "")
            told += f" {len(names):,} {plural(one, len(names), many)}: {listed}."
    return told
