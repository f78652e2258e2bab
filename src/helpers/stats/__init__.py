"""Counts to intervals, permutations, regressions and clusters of papers; and the questions asked beforehand."""

from helpers.stats.clusters import compute_clusters, describe_clusters
from helpers.stats.questions import describe_questions, find_questions, open_questions
from helpers.stats.verdicts import explain_verdicts

__all__ = [
    "compute_clusters", "describe_clusters", "describe_questions", "explain_verdicts", "find_questions",
    "open_questions",
]  # fmt: skip
