"""A function of the reader's that names topics, for instance one that asks a language model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

MAX_LABEL_CHARACTERS = 60


@dataclass(frozen=True)
class TopicBrief:
    """What a labeller is told of a topic: the name made of words, its words, papers and most central sentence."""

    label: str
    words: list[str]
    titles: list[str]
    abstracts: list[str]
    sentence: str


def label_topics(
    topics: pd.DataFrame, papers: pd.DataFrame, labeller: Callable[[TopicBrief], str]
) -> tuple[pd.DataFrame, list[str]]:
    """Let a function of the reader's name the topics.

    It takes a :class:`TopicBrief` and returns a name. Names that a file gave stay. Returned are the table with new
    ``label`` and ``named_by`` (how many papers have such a name is not known), and one sentence for each answer that
    was not used: empty, over sixty characters, or taken by another topic.
    """
    known = papers.set_index("paper_id")
    labels, named_by, remarks = list(topics["label"]), list(topics["named_by"]), []
    for place, row in enumerate(topics.itertuples(index=False)):
        if row.named_by == "file":
            continue
        central = known.reindex(row.exemplars)
        titles, abstracts = (central[name].astype(str).tolist() for name in ("title", "abstract"))
        sentence = row.sentence if isinstance(row.sentence, str) else ""
        answer = labeller(TopicBrief(row.label, list(row.words), titles, abstracts, sentence))
        label = " ".join(str(answer or "").split())
        taken = label.casefold() in {other.casefold() for other in [*labels[:place], *labels[place + 1 :]]}
        why = "was too long" if len(label) > MAX_LABEL_CHARACTERS else "is taken" if taken else ""
        if label and not why:
            labels[place], named_by[place] = label, "labeller"
        else:
            remarks.append(f"The labeller's name for topic {row.topic} {why or 'was empty'}; it stays {row.label!r}.")
    topics = topics.assign(label=labels, named_by=named_by)
    topics.loc[topics["named_by"] == "labeller", ["label_coverage", "label_lift"]] = np.nan
    topics.loc[topics["named_by"] == "labeller", "label_weak"] = False
    return topics, remarks
