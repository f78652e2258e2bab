"""Words that go with the dump, with a sense, with a side: differences of shares of papers, with intervals.

``count_terms`` and ``choose_terms`` find words and pairs; ``compute_keyness`` holds the dump against a
reference corpus, ``compute_contrasts`` each group against the others; ``compute_heads`` and
``compute_collocates`` say how the two theme words are used. Groups that come from outside the text
(``find_groupings``) are tested by ``run_trial``, questions asked beforehand apart from the rest.
"""

from helpers.keywords.concordance import find_contexts
from helpers.keywords.contrast_tests import (
    UNTESTED,
    add_planned_terms,
    choose_tested,
    compute_tested_contrasts,
    find_called,
)
from helpers.keywords.contrasts import (
    KEYNESS,
    MIN_GROUP,
    choose_words,
    compute_contrasts,
    compute_dispersion,
    compute_keyness,
    rank_terms,
)
from helpers.keywords.heads_and_collocates import WINDOW, compute_collocates, compute_heads
from helpers.keywords.keyword_report import (
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
from helpers.keywords.paper_groups import Grouping, GroupsError, choose_grouping, describe_groupings, find_groupings
from helpers.keywords.strata import compute_strata, measure_imbalance, standardise_difference
from helpers.keywords.term_counts import (
    CountsError,
    Reference,
    Terms,
    choose_terms,
    count_terms,
    find_sense_terms,
    find_theme_terms,
    read_reference,
)
from helpers.keywords.term_network import choose_network_terms, compute_network
from helpers.keywords.term_spellings import (
    SynonymsError,
    describe_folding,
    find_acronyms,
    find_term_papers,
    fold_key,
    fold_terms,
)
from helpers.keywords.term_trial import (
    Trial,
    answer_questions,
    compute_half_contrasts,
    describe_imbalance,
    find_terms,
    list_forms,
    pool_dumps,
    prepare_trial,
    run_trial,
)
from helpers.keywords.test_report import (
    compute_recovery,
    describe_answers,
    describe_halves,
    describe_network_figure,
    describe_questions_figure,
    describe_scatter_figure,
    describe_tested,
    describe_tested_figure,
)
from helpers.keywords.text_halves import split_papers
from helpers.stats.questions import (
    NO_QUESTIONS,
    Question,
    Questions,
    QuestionsError,
    describe_questions,
    find_questions,
    open_questions,
    read_questions,
)

__all__ = [
    "KEYNESS",
    "MIN_GROUP",
    "NO_QUESTIONS",
    "UNTESTED",
    "WINDOW",
    "CountsError",
    "Grouping",
    "GroupsError",
    "Question",
    "Questions",
    "QuestionsError",
    "Reference",
    "SynonymsError",
    "Terms",
    "Trial",
    "add_planned_terms",
    "answer_questions",
    "choose_grouping",
    "choose_network_terms",
    "choose_terms",
    "choose_tested",
    "choose_words",
    "compute_collocates",
    "compute_contrasts",
    "compute_dispersion",
    "compute_half_contrasts",
    "compute_heads",
    "compute_keyness",
    "compute_network",
    "compute_recovery",
    "compute_strata",
    "compute_tested_contrasts",
    "count_terms",
    "describe_answers",
    "describe_collocates",
    "describe_collocates_figure",
    "describe_contrasts",
    "describe_contrasts_figure",
    "describe_folding",
    "describe_groupings",
    "describe_halves",
    "describe_heads",
    "describe_heads_figure",
    "describe_imbalance",
    "describe_keyness",
    "describe_keyness_figure",
    "describe_left_out",
    "describe_network_figure",
    "describe_questions",
    "describe_questions_figure",
    "describe_scatter_figure",
    "describe_tested",
    "describe_tested_figure",
    "find_acronyms",
    "find_called",
    "find_contexts",
    "find_groupings",
    "find_questions",
    "find_sense_terms",
    "find_term_papers",
    "find_terms",
    "find_theme_terms",
    "fold_key",
    "fold_terms",
    "list_forms",
    "measure_imbalance",
    "open_questions",
    "pool_dumps",
    "prepare_trial",
    "rank_terms",
    "read_questions",
    "read_reference",
    "run_trial",
    "split_papers",
    "standardise_difference",
]
