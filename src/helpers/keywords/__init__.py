"""Words that go with the dump, with a sense, with a side: differences of shares of papers, with intervals.

``count_terms`` and ``choose_terms`` find words and pairs; ``compute_keyness`` holds the dump against a
reference corpus, ``compute_contrasts`` each group against the others; ``compute_heads`` and
``compute_collocates`` say how the two theme words are used.
"""

from helpers.keywords.contrasts import (
    KEYNESS,
    MIN_GROUP,
    choose_words,
    compute_contrasts,
    compute_keyness,
    rank_terms,
)
from helpers.keywords.reports import (
    describe_collocates,
    describe_collocates_figure,
    describe_contrasts,
    describe_contrasts_figure,
    describe_heads,
    describe_heads_figure,
    describe_keyness,
    describe_keyness_figure,
    describe_left_out,
)
from helpers.keywords.terms import (
    CountsError,
    Reference,
    Terms,
    choose_terms,
    count_terms,
    find_sense_terms,
    find_term_papers,
    find_theme_terms,
    read_reference,
)
from helpers.keywords.usage import WINDOW, compute_collocates, compute_heads

__all__ = [
    "KEYNESS",
    "MIN_GROUP",
    "WINDOW",
    "CountsError",
    "Reference",
    "Terms",
    "choose_terms",
    "choose_words",
    "compute_collocates",
    "compute_contrasts",
    "compute_heads",
    "compute_keyness",
    "count_terms",
    "describe_collocates",
    "describe_collocates_figure",
    "describe_contrasts",
    "describe_contrasts_figure",
    "describe_heads",
    "describe_heads_figure",
    "describe_keyness",
    "describe_keyness_figure",
    "describe_left_out",
    "find_sense_terms",
    "find_term_papers",
    "find_theme_terms",
    "rank_terms",
    "read_reference",
]
