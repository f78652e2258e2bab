"""How topics are made of so many papers: every number in one place, each with its reason."""

from dataclasses import dataclass, replace
from typing import Any

from helpers.text.wordings import count

MIN_PAPERS = 30
"""Below this, groups of a handful appear and vanish with every draw; neighbours say as much and claim less."""
STABLE = 0.6
"""Cluster-wise Jaccard index from which on a topic may be read (Hennig 2007)."""
UNCERTAIN = 0.5
"""A paper that meets its topic's others in under half of the draws is not sure to belong there."""
MAX_CONSENSUS_PAPERS = 3_000
"""Above this, the table of all pairs costs more than it can still gain."""
SPREAD = 1.33
"""Step between two scales that are tried; a draw takes any scale up to one step from its own."""

BASES = ("louvain", "umap-hdbscan", "nmf")
WORDS_BY = ("c-tf-idf", "bertopic")


@dataclass(frozen=True)
class Recipe:
    """One way of making topics: all that decides them, besides the papers and what their reader edits.

    The same seed on the same machine gives the same topics. Of the scales whose stability is at most two standard
    deviations of the best one's samples, or ``slack``, under the best, the finest is taken that is at least as stable
    as ``firm``; where none is, the coarsest, since fewer topics claim less.
    """

    # none: too few papers; consensus: many draws, grouped by how often two papers meet; graph: the draw that agrees
    # most with the others, each paper moved to whom it meets most.
    method: str
    # What one draw is: communities of a neighbour graph (Blondel et al. 2008), dense regions of a reduced space, as
    # BERTopic has it, or parts of a non-negative factorisation of the words.
    base: str = "louvain"
    seed: int = 1
    n_topics: int | None = None  # a wanted number; then the scale nearest to it is taken, not the most stable one
    words_by: str = "c-tf-idf"  # or "bertopic", which gives the same weights after ten processor seconds of import
    excluded: tuple[str, ...] = ()  # words that no name uses
    # What is tried to find the number of topics, coarse first: resolutions (louvain), sizes of the smallest group as a
    # share of all papers (umap-hdbscan), numbers of topics (nmf).
    scales: tuple[float, ...] = (1.4,)
    n_draws: int = 0  # partitions at each scale, each with its own seed, papers, number of neighbours and scale
    n_more_draws: int = 0  # further ones at the scale taken
    neighbours: tuple[int, int] = (6, 12)  # smallest and largest number of neighbours of a paper in the graph
    left_out: float = 0.2  # share of the papers that each draw leaves out and places afterwards
    cut: float = 0.5  # papers are joined while they meet in at least this share of the draws (average linkage)
    min_papers: int = 3  # smaller groups are no topic; their papers go to their next best one
    mean_papers: float = 7.5  # scales whose topics have fewer papers than this on average are not tried
    n_samples: int = 0  # samples of the papers on which each scale is tried again
    n_sample_draws: int = 0  # draws in each of these, and in each bootstrap
    sample_share: float = 0.8  # share of the papers in such a sample
    slack: float = 0.03
    firm: float = 0.75
    min_stability: float = 0.4  # where no scale is as stable as this, there is one topic
    n_bootstraps: int = 0  # resamples of the papers for the stability of each topic
    word_weight: float = 0.5  # of the words (TF-IDF) beside the vectors, which weigh 1
    n_word_dimensions: int = 50  # to which the words are reduced

    def __post_init__(self) -> None:
        """Refuse what no recipe can be."""
        if self.base not in BASES:
            raise ValueError(f"base is one of {', '.join(BASES)}, not {self.base!r}.")
        if self.n_topics is not None and self.n_topics < 1:
            raise ValueError(f"n_topics is a whole number from 1, not {self.n_topics!r}.")
        if self.words_by not in WORDS_BY:
            raise ValueError(f"words_by is 'c-tf-idf' or 'bertopic', not {self.words_by!r}.")


def choose_recipe(n: int, base: str = "louvain", **changes: Any) -> Recipe:
    """Return the recipe for ``n`` papers, 0 or more.

    ``changes`` are fields that shall be otherwise, for instance ``seed=2``, ``n_topics=8`` or ``scales=(1.5, 2.5)``.
    A ValueError is raised if ``base``, ``n_topics`` or ``words_by`` cannot be.

    Notes
    -----
    Which clusterer draws matters little: on 25 samples of 109 abstracts with known categories, Louvain, k-means
    and average linkage at the right number agree with them alike (V-measure .63 to .66). What matters is the
    number of topics and that many draws are combined: at 10,000 abstracts two single Louvain partitions agree
    by .57 (adjusted Rand index), two consensuses of twenty by .90.
    """
    if n < MIN_PAPERS:
        return Recipe("none", base=base, **changes)
    # Both grow with the root of n: a topic of five papers is one of a hundred's shelves, not one of ten thousand's.
    recipe = Recipe(
        "consensus" if n <= MAX_CONSENSUS_PAPERS else "graph",
        base=base,
        min_papers=max(3, round(0.3 * n**0.5)),
        mean_papers=max(min(7.5, n / 6), 0.75 * n**0.5),
    )
    chosen = _choose_fast(n) if base == "louvain" else _choose_slow(n, base)
    return replace(recipe, **{**chosen, **changes})


def _choose_fast(n: int) -> dict[str, Any]:
    """Draws of Louvain are cheap (2 ms at 100 papers, 30 ms at 3,000), so there are more where chance weighs more."""
    if n <= MAX_CONSENSUS_PAPERS:
        small = n <= 500
        return {
            # Under sixty papers even the coarsest of these may be too fine.
            "scales": _step_scales(0.6, 10) if n < 60 else _step_scales(1.06, 8 if small else 6),
            # A hundred draws put the share in which two papers meet within five points of its limit.
            "n_draws": 50 if small else 40,
            "n_more_draws": 50 if small else 0,
            "n_samples": 16 if small else 8,
            "n_sample_draws": 10,
            # Samples of few papers lose whole topics when a third is left out; of many, a fifth changes little.
            "sample_share": 0.8 if small else 0.63,
            # Papers without any structure reach .67 at 109, .54 at 300 and .42 at 1,000: of a hundred papers alone,
            # structure and none cannot be told apart by this, and the stability of each topic has to say it.
            "min_stability": 0.5 if n < 200 else 0.57 if small else 0.48,
            "n_bootstraps": 24 if small else 12,
        }
    large = n > 20_000
    return {
        "scales": _step_scales(1.06, 4 if large else 5),
        "n_draws": 6 if large else 12,
        "n_more_draws": 6 if large else 12,
        "neighbours": (15, 15),  # so many keep a large graph connected
        "n_samples": 2 if large else 3,
        "n_sample_draws": 4 if large else 6,
        "sample_share": 0.63,
        "min_stability": 0.48,
        "n_bootstraps": 3 if large else 5,
    }


def _step_scales(first: float, n: int) -> tuple[float, ...]:
    return tuple(round(first * SPREAD**step, 3) for step in range(n))


def _choose_slow(n: int, base: str) -> dict[str, Any]:
    """A draw of UMAP or NMF costs a hundred times one of Louvain: fewer scales, draws and samples."""
    few = n <= 500
    if base == "nmf":
        wanted = sorted({max(2, round(n**0.5 * share)) for share in (0.3, 0.5, 0.7, 0.9, 1.1)})
        scales = tuple(float(number) for number in wanted)
    else:
        scales = (0.12, 0.09, 0.06, 0.04) if few else (0.02, 0.01, 0.005)
    return {
        "scales": scales, "n_draws": 12 if few else 5, "neighbours": (5, 10) if n <= MAX_CONSENSUS_PAPERS else (15, 15),
        "left_out": 0.1, "n_samples": 5 if few else 2, "n_sample_draws": 3 if few else 2,
        "n_bootstraps": 8 if few else 2,
    }  # fmt: skip


def describe_no_topics(n: int) -> str:
    """Return one sentence on why ``n`` papers have no topics."""
    return f"No topics: {count(n, 'paper')}, and under {MIN_PAPERS} groups come and go with every draw."
