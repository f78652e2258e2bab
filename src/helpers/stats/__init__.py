"""Counts to intervals, permutations, regressions and clusters of papers; and the questions asked beforehand."""

from helpers.stats.clusters import compute_clusters, describe_clusters
from helpers.stats.questions import describe_questions, find_questions, open_questions

__all__ = ["compute_clusters", "describe_clusters", "describe_questions", "find_questions", "open_questions"]
