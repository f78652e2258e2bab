"""BERTopic without what it does not need here: as a second opinion on words, and with its default settings."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.run.absent_imports import SLOW_CHECKS, hide_modules
from helpers.run.schema import NO_TOPIC
from helpers.topics.phrase_counts import list_terms
from helpers.topics.umap_reduction import reduce_with_umap

DEFAULT_SIZE = 10
"""BERTopic's own ``min_topic_size``: no topic of fewer papers can be found with it."""


@dataclass(frozen=True)
class BertopicTopics:
    """Labels of the papers (-1: left out as an outlier), words of each topic, and a sentence if it failed."""

    labels: np.ndarray
    words: list[list[str]]
    note: str = ""


def import_bertopic() -> Any:
    """Return the module ``bertopic``, imported as if PyTorch and the packages that bring it were not installed.

    With PyTorch, the import takes 14 processor seconds and a gigabyte instead of 9 seconds.
    """
    # SciPy and scikit-learn look for PyTorch among what is imported while they work: they must not meet it hidden.
    import hdbscan  # noqa: F401

    with hide_modules(SLOW_CHECKS):
        import plotly.express  # noqa: F401
    import sklearn.feature_extraction.text
    import sklearn.metrics.pairwise  # noqa: F401
    import umap  # noqa: F401

    with hide_modules("torch", "sentence_transformers", "transformers", SLOW_CHECKS):
        import bertopic
        import bertopic.backend
        import bertopic.cluster
        import bertopic.dimensionality
    return bertopic


def weigh_with_bertopic(
    texts: Sequence[str], vectors: np.ndarray, groups: np.ndarray, terms: Sequence[str]
) -> np.ndarray:
    """Return the c-TF-IDF weights that a BERTopic model gives to terms in topics that are given, (n_topics, n_terms).

    The model is in its manual mode: nothing is embedded, reduced or clustered. ``groups`` is the topic of each text,
    from 0; ``terms`` are those of :func:`helpers.topics.phrase_counts.count_terms`.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    bertopic = import_bertopic()
    model = bertopic.BERTopic(
        # Its English cleaning would glue "sparse-to-dense" into one word.
        language="multilingual",
        embedding_model=bertopic.backend.BaseEmbedder(),
        umap_model=bertopic.dimensionality.BaseDimensionalityReduction(),
        hdbscan_model=bertopic.cluster.BaseCluster(),
        vectorizer_model=CountVectorizer(analyzer=list_terms, vocabulary=list(terms)),
    )
    model.fit(list(texts), embeddings=np.asarray(vectors), y=np.asarray(groups))
    # BERTopic numbers topics by size on its own and breaks ties in its own way.
    first = np.unique(groups, return_index=True)[1]
    return model.c_tf_idf_.toarray()[np.asarray(model.topics_)[first] + getattr(model, "_outliers", 0)]


def fit_bertopic(
    texts: Sequence[str], vectors: np.ndarray, *, min_topic_sizes: Sequence[int] = (DEFAULT_SIZE,), seed: int = 1
) -> list[BertopicTopics]:
    """Fit BERTopic (version 0.17) to texts and their vectors, once for each ``min_topic_size``, all else its defaults.

    UMAP is seeded and runs once for all, since the size matters only to what comes after it. Where BERTopic raises, as
    it does for a handful of papers, every label is -1 and ``note`` says so.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bertopic = import_bertopic()
        found: list[BertopicTopics] = []
        try:
            reduced = _Given(reduce_with_umap(np.asarray(vectors), 15, 5, seed=seed))
        except (ValueError, TypeError, KeyError, IndexError) as error:
            return [_describe_failure(texts, error)] * len(min_topic_sizes)
        for size in min_topic_sizes:
            model = bertopic.BERTopic(
                embedding_model=bertopic.backend.BaseEmbedder(), umap_model=reduced, min_topic_size=size
            )
            # Papers to show for a topic take BERTopic half of what is left, and decide neither labels nor words.
            model._save_representative_docs = lambda documents: None
            try:
                labels, _ = model.fit_transform(list(texts), embeddings=np.asarray(vectors))
            except (ValueError, TypeError, KeyError, IndexError) as error:
                found.append(_describe_failure(texts, error))
                continue
            words = [[word for word, _ in model.get_topic(topic)] for topic in sorted(set(labels) - {NO_TOPIC})]
            found.append(BertopicTopics(np.asarray(labels), words))
    return found


class _Given:
    """A reduction that is made already: BERTopic asks it as it would ask UMAP."""

    def __init__(self, reduced: np.ndarray) -> None:
        self.reduced = reduced

    def fit(self, vectors: np.ndarray, y: object = None) -> "_Given":
        return self

    def transform(self, vectors: np.ndarray) -> np.ndarray:
        return self.reduced


def _describe_failure(texts: Sequence[str], error: Exception) -> BertopicTopics:
    note = f"BERTopic failed on {len(texts)} papers ({type(error).__name__})."
    return BertopicTopics(np.full(len(texts), NO_TOPIC), [], note)
