"""Vectors and texts to topics: which papers hold together, what the groups are called, how sure that is.

Many partitions are combined by how often two papers meet in them, so that a topic does not hang on one seed; no
paper is left out. How topics are made of so many papers is in :mod:`helpers.topics.recipes`, how their number is
chosen in :mod:`helpers.topics.topic_count`.
"""

from __future__ import annotations

from helpers.topics.consensus import compute_agreement
from helpers.topics.edit_guide import describe_edits
from helpers.topics.fitting import Topics, fit_topics
from helpers.topics.planted_effects import plant_effects
from helpers.topics.recipes import MIN_PAPERS, Recipe, choose_recipe
from helpers.topics.topic_report import (
    STABLE,
    UNCERTAIN,
    describe_topics,
    find_nearest_papers,
    list_exemplars,
    list_uncertain,
    select_topic,
)
from helpers.topics.topic_words import fit_bertopic
from helpers.topics.topics_of_run import fit_run_topics

__all__ = [
    "MIN_PAPERS",
    "STABLE",
    "UNCERTAIN",
    "Recipe",
    "Topics",
    "choose_recipe",
    "compute_agreement",
    "describe_edits",
    "describe_topics",
    "find_nearest_papers",
    "fit_bertopic",
    "fit_run_topics",
    "fit_topics",
    "list_exemplars",
    "list_uncertain",
    "plant_effects",
    "select_topic",
]
