"""Keyword in context: where any term stands, in each of its spellings."""

import re
from collections.abc import Sequence

import pandas as pd

from helpers.text.accents import allow_accents
from helpers.text.sentences import split_sentences
from helpers.text.unspaced_scripts import UNSPACED
from helpers.text.words import split_words

SIDE = 90
"""Characters shown on either side."""


def find_contexts(papers: pd.DataFrame, forms: Sequence[str], *, per_paper: int = 2) -> pd.DataFrame:
    """Find the places where a term stands, with what is before and after it in its sentence.

    ``forms`` are spellings of the term; case, hyphens, blanks and a plural "s" do not matter. One row per place, at
    most ``per_paper`` of a paper: ``paper_id``, ``left``, ``match``, ``right``.
    """
    # An acronym in capitals is one that only they tell from a word.
    bodies = {f"(?-i:{re.escape(form)})" for form in forms if form.isupper()}
    others = (form for form in forms if not form.isupper())
    bodies |= {_allow_spellings(" ".join(split_words(form))) for form in others}
    longest_first = "|".join(sorted(bodies - {""}, key=len, reverse=True))
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{longest_first})s?(?![A-Za-z0-9])", re.I) if longest_first else None
    rows = []
    for paper, *texts in papers[["paper_id", "title", "abstract"]].itertuples(index=False) if pattern else ():
        texts = [text for text in texts if isinstance(text, str) and pattern.search(text)]
        sentences = [text[low:high] for text in texts for low, high in split_sentences(text)]
        found = [(sentence, match) for sentence in sentences for match in pattern.finditer(sentence)]
        for sentence, match in found[:per_paper]:
            left, right = sentence[max(0, match.start() - SIDE) : match.start()], sentence[match.end() :][:SIDE]
            rows.append([paper, left.strip(), match[0], right.strip()])
    return pd.DataFrame(rows, columns=["paper_id", "left", "match", "right"])


def _allow_spellings(form: str) -> str:
    """A pattern of a folded form; between the words of a script without spaces there may be nothing."""
    between = r"[\s-]*" if UNSPACED.search(form) else r"[\s-]+"
    return between.join(map(allow_accents, re.split(r"[\s-]+", form)))
