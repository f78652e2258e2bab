"""Papers and their groups to the words that go with them: differences of shares of papers, with intervals."""

from helpers.keywords.answered_terms import find_planned
from helpers.keywords.concordance import find_contexts
from helpers.keywords.contrast_tests import answer_questions, compute_detected_differences, compute_tested_contrasts
from helpers.keywords.contrasts import (
    choose_words,
    compute_contrasts,
    compute_keyness,
    join_contrasts,
    rank_terms,
    split_contrasts,
)
from helpers.keywords.group_comparison import prepare_comparison, prepare_dump_comparison
from helpers.keywords.heads_and_collocates import compute_collocates, compute_heads
from helpers.keywords.keyword_report import (
    describe_halves,
    describe_heads,
    describe_imbalance,
    describe_left_out,
    describe_terms,
    tabulate_spellings,
)
from helpers.keywords.paper_groups import describe_groupings
from helpers.keywords.reference_counts import read_reference
from helpers.keywords.split_half_tests import compute_half_contrasts, quote_halves, split_papers
from helpers.keywords.term_choice import find_sense_terms, find_terms, find_theme_terms, list_forms
from helpers.keywords.term_spellings import find_term_papers

__all__ = [
    "answer_questions", "choose_words", "compute_collocates", "compute_contrasts", "compute_detected_differences",
    "compute_half_contrasts", "compute_heads", "compute_keyness", "compute_tested_contrasts", "describe_groupings",
    "describe_halves", "describe_heads", "describe_imbalance", "describe_left_out", "describe_terms", "find_contexts",
    "find_planned", "find_sense_terms", "find_term_papers", "find_terms", "find_theme_terms", "join_contrasts",
    "list_forms", "prepare_comparison", "prepare_dump_comparison", "quote_halves", "rank_terms", "read_reference",
    "split_contrasts", "split_papers", "tabulate_spellings",
]  # fmt: skip
