"""Groups made from one half of each paper, tested on the other: what text may say about groups made from text."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from helpers.keywords.contrast_tests import compute_tested_contrasts
from helpers.keywords.group_comparison import prepare_comparison
from helpers.keywords.paper_groups import Grouping, keep_large
from helpers.keywords.term_choice import SETTINGS, find_terms, find_theme_terms
from helpers.run.storage import build_empty_table
from helpers.stats.verdicts import NOT_CLEAR
from helpers.text.sentences import split_sentences


def split_papers(papers: pd.DataFrame, *, most: int = 2000, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Divide the sentences of each abstract by lot into two halves.

    Of more papers than ``most`` so many are drawn by lot: they show all that matters, and both halves must be read.
    Both tables have the same papers; ``abstract`` holds the sentences of that half in their order, the title goes to
    the first, since it names what a group is about. A paper of one sentence has an empty second half.

    Notes
    -----
    Data thinning; Gao, Bien and Witten (2024), JASA 119:332-342, on why testing clusters on their own data fails. If
    the words of one half say nothing about the other, papers are exchangeable in it, whatever was made of the first.
    """
    rng = np.random.default_rng(seed)
    if len(papers) > most:
        papers = papers.iloc[np.sort(rng.choice(len(papers), most, replace=False))].reset_index(drop=True)
    halves: tuple[list[str], list[str]] = ([], [])
    for text in papers["abstract"]:
        text = text if isinstance(text, str) else ""
        sentences = [text[low:high].strip() for low, high in split_sentences(text)]
        first = np.zeros(len(sentences), dtype=bool)
        first[rng.permutation(len(sentences))[: -(-len(sentences) // 2)]] = True
        for half, chosen in zip(halves, (first, ~first), strict=True):
            half.append(" ".join(s for s, mine in zip(sentences, chosen, strict=True) if mine))
    first, second = (papers.assign(abstract=pd.array(half, dtype="str")) for half in halves)
    return first, second.assign(title=pd.array([""] * len(papers), dtype="str"))


def compute_half_contrasts(
    papers: pd.DataFrame, readings: pd.DataFrame, theme_file: Any, *, kind: str, settings: Mapping[str, Any] = SETTINGS
) -> pd.DataFrame:
    """Test groups that were read from the first half of each paper on the second half.

    ``papers`` are the second halves (:func:`split_papers`); ``readings``, of the first, have ``paper_id``, ``main`` and
    the groups in the column ``kind``. The theme's words are left out. The columns returned are those of the table
    ``contrasts``, empty where no group has ten papers and leaves ten others.
    """
    main = readings[readings["main"].astype(bool)].set_index("paper_id")[kind].dropna().astype(object)
    grouping = keep_large(Grouping(f"half {kind}", f"{kind}s read from the other half", main))
    if grouping is None:
        return build_empty_table("contrasts")
    comparison = prepare_comparison(papers, find_terms(papers, settings)[1], groupings=[grouping])
    defining = find_theme_terms(comparison.terms.names, theme_file)
    return compute_tested_contrasts(comparison, defining=defining, seed=settings["seed"])


def quote_halves(contrasts: pd.DataFrame, halves: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """Give contrasts of groups that the text made the verdicts of :func:`compute_half_contrasts`, by group and term.

    None where the other half could not test it; a difference to the other side confirms nothing.
    """
    tested = halves[halves["verdict"].notna()]
    groups = tested["contrast"].str.split(": ", n=1).str[1]
    up = np.where(tested["difference"] > 0, tested["verdict"], NOT_CLEAR)
    keys = list(zip(f"{kind}: " + groups, tested["term"], strict=True))
    verdicts = dict(zip(keys, up, strict=True))
    here = zip(contrasts["contrast"], contrasts["term"], strict=True)
    return contrasts.assign(verdict=[verdicts.get(key) for key in here])
