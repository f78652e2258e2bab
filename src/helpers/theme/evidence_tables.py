"""Tables that lead from what was read back to the sentences and the papers."""

import numpy as np
import pandas as pd

SHOWN = 80  # characters of a sentence on either side of a mention


def compute_concordance(mentions: pd.DataFrame, papers: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Every mention in its sentence, with what was read, in the order of ``mentions``.

    ``paper_id``, ``title``, ``left`` and ``right`` (at most 80 characters) of ``match``, ``pole``, ``head``, ``sense``,
    and of the reading of that sense in the paper, else of the main one, ``role``, ``first_value`` and
    ``second_value``; ``move``, ``frame``, ``kind``.
    """
    table = _name_papers(mentions["paper_id"], papers)
    table["left"] = [("…" if len(text) > SHOWN else "") + text[-SHOWN:] for text in mentions["left"]]
    table["match"] = mentions["match"]
    table["right"] = [text[:SHOWN] + ("…" if len(text) > SHOWN else "") for text in mentions["right"]]
    table[["pole", "head", "sense"]] = mentions[["pole", "head", "sense"]]
    read = readings.set_index(["paper_id", "sense"])
    main = readings[readings["main"].astype(bool)].set_index("paper_id")
    own = pd.MultiIndex.from_frame(mentions[["paper_id", "sense"]])
    for column in ("role", "first_value", "second_value"):
        exact = pd.Series(read[column].reindex(own).to_numpy(), index=mentions.index, dtype=object)
        table[column] = exact.where(exact.notna(), mentions["paper_id"].map(main[column]))
    return table.join(mentions[["move", "frame", "kind"]])


def compute_hardest(theme: pd.DataFrame, readings: pd.DataFrame, papers: pd.DataFrame, *, n: int = 12) -> pd.DataFrame:
    """At most ``n`` papers whose reading is least sure, the least sure first, with the readings each allows.

    ``paper_id``, ``title``, ``sense`` with its probability, ``runner_up_sense``, the values, ``stance``, ``why`` (what
    is unsure) and ``evidence``.
    """
    main = readings[readings["main"].astype(bool)].set_index("paper_id")
    unsure = theme[theme["uncertain"] & theme["sense"].notna()]
    leads = {name: unsure["paper_id"].map(main[name]).astype(float) for name in ("margin", "value_margin")}
    unsure = unsure.assign(**leads)
    unsure["_least"] = unsure[["margin", "value_margin"]].min(axis="columns")
    unsure = unsure.sort_values(["_least", "paper_id"], kind="stable").head(n).reset_index(drop=True)
    table = _name_papers(unsure["paper_id"], papers)
    table["sense"] = [f"{s} ({p:.0%})" for s, p in zip(unsure["sense"], unsure["score"], strict=True)]
    table = table.join(unsure[["runner_up_sense", "first_value", "second_value", "stance"]])
    by_sense = unsure["margin"] <= unsure["value_margin"]
    return table.assign(
        why=np.where(by_sense, "two senses fit", "a value hangs on little"), evidence=unsure["evidence"]
    )


def _name_papers(paper_ids, papers):
    return pd.DataFrame({"paper_id": paper_ids, "title": paper_ids.map(papers.set_index("paper_id")["title"])})
