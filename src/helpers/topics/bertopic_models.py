"""BERTopic without what it does not need here: as a second opinion on words, and with its default settings."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.run.absent_imports import hide_modules
from helpers.run.schema import NO_TOPIC
from helpers.topics.phrase_counts import list_terms


@dataclass(frozen=True)
class DefaultTopics:
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
    import plotly.express  # noqa: F401
    import sklearn.feature_extraction.text
    import sklearn.metrics.pairwise  # noqa: F401
    import umap  # noqa: F401

    with hide_modules("torch", "sentence_transformers", "transformers"):
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


def fit_default_bertopic(texts: Sequence[str], vectors: np.ndarray, *, seed: int = 1) -> DefaultTopics:
    """Fit BERTopic with its default settings (of version 0.17), its UMAP seeded, to texts and their vectors.

    Where BERTopic raises, as its defaults do for a handful of papers, every label is -1 and ``note`` says so.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from umap import UMAP

        bertopic = import_bertopic()
        reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1)
        model = bertopic.BERTopic(embedding_model=bertopic.backend.BaseEmbedder(), umap_model=reducer)
        try:
            labels, _ = model.fit_transform(list(texts), embeddings=np.asarray(vectors))
        except (ValueError, TypeError, KeyError, IndexError) as error:
            note = f"BERTopic's defaults failed on {len(texts)} papers ({type(error).__name__})."
            return DefaultTopics(np.full(len(texts), NO_TOPIC), [], note)
    words = [[word for word, _ in model.get_topic(topic)] for topic in sorted(set(labels) - {NO_TOPIC})]
    return DefaultTopics(np.asarray(labels), words)
