"""The topics of a run: its settings, the reader's edits, and the numbers of an earlier run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from helpers.topics.fitting import Topics, fit_topics
from helpers.topics.topic_edits import read_edits
from helpers.topics.topic_numbers import read_identities, write_identities


def fit_run_topics(
    run: Any,
    papers: pd.DataFrame,
    vectors: np.ndarray,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    **changes: object,
) -> Topics:
    """Group the papers of a run into topics, and leave their numbers for its next run.

    Parameters
    ----------
    run : Run
        Uses the settings ``seed``, ``topic_method``, ``n_topics`` and ``topic_words``, and the file of edits.
    papers : DataFrame
        Table of the schema.
    vectors : ndarray of shape (n, d)
    encode : callable, optional
        The encoder of ``vectors``.
    **changes
        Whatever else :func:`helpers.topics.fit_topics` takes, fields of the recipe included.

    Returns
    -------
    Topics

    Raises
    ------
    TopicFileError
        If the file of edits cannot be read.
    """
    settings = {
        "seed": run.settings["seed"],
        "base": run.settings["topic_method"],
        "n_topics": run.settings["n_topics"],
        "words_by": run.settings["topic_words"],
        "edits": read_edits(run.sidecar("topics")),
        "identities": read_identities(run),
    }
    found = fit_topics(papers, vectors, encode=encode, show_progress=True, **{**settings, **changes})
    if found.identities:
        write_identities(run, found.identities)
    return found
