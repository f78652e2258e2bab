"""BERTopic without what it does not need here: importing it must not start PyTorch."""

from __future__ import annotations

from typing import Any

from helpers.run.absent_imports import hide_modules


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
