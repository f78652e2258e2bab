"""Names of topics: a phrase that most papers of the topic have and few others do, or words that together do.

A name is a handle, not a finding: for how many papers it holds, and how much more often than elsewhere, is told with
it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from helpers.topics.group_means import compute_means, sum_by_group
from helpers.topics.name_phrases import NamePhrases, is_acronym
from helpers.topics.name_spelling import restore_case
from helpers.topics.phrase_counts import stem_term
from helpers.vectors.neighbours import scale_vectors

MIN_COVERAGE = 0.5
"""A phrase names a topic if at least this share of its papers have it …"""
MIN_LIFT = 3.0
"""… and that is at least so many times the share of all other papers."""
MAX_SHARE = 0.5
"""A word in more than this share of all papers tells no topics apart; a name may only end with it."""
EVERYWHERE = 0.9
"""A word in more than this share is in no name at all: what chose the dump tells nothing about its parts."""
COMPANION = 0.25
"""A single word that names a topic gets a second beside it, if one holds for this share of the papers."""
AIMED_COVERAGE = 0.7
"""A name that holds for a smaller share gets a phrase more, if one is telling by itself …"""
MIN_GAIN, MIN_GAINED = 0.1, 3
"""… and so large a share of the papers, and so many, have it that have nothing else of the name."""
MAX_STEMS, MAX_PARTS = 4, 3
N_RANKED = 12
"""Phrases that hold for half of a topic, and others, among which its name is looked for."""
_LENGTH_WEIGHT = np.array([0, 1.0, 1.8, 2.1, 1.9])


@dataclass(frozen=True)
class TopicName:
    """What a topic is called.

    ``coverage`` is the share of its papers that have the name (of several words one of them), ``lift`` how many times
    the share of all other papers that is (one of them is counted where none has it; NaN where there are none). ``weak``
    is a name no part of which holds for half of the papers and is three times as frequent there as elsewhere. A topic
    without usable words has its number, a weak name, and NaN.
    """

    label: str
    coverage: float
    lift: float
    weak: bool


def choose_names(
    phrases: NamePhrases, groups: np.ndarray, *, excluded: Collection[str] = (), taken: Collection[str] = (),
    encode: Callable[[list[str]], np.ndarray] | None = None, vectors: np.ndarray | None = None,
) -> list[TopicName]:  # fmt: skip
    """Return a name for each topic, unique among them and unlike those ``taken``; without usable words its number.

    ``groups`` is the topic of each paper, from 0 without gaps. Of the phrases that hold for half of the topic's papers
    and are three times as frequent there as elsewhere the best is the name; where there is none, the two or three words
    that together do. Where that holds for few, another phrase may widen it. No name uses a word of ``excluded``, or of
    nearly all papers. With ``encode`` and its ``vectors`` of the papers, of shape (n, d), the best candidates are
    ranked once more by how near they are to the topic (KeyBERT: Grootendorst 2020).
    """
    if not len(groups):
        return []
    counts = _Counts(phrases, groups, excluded)
    ranked = [counts.rank(topic) for topic in range(counts.n_topics)]
    if encode is not None and vectors is not None:
        _weigh_by_meaning(counts, ranked, encode, vectors)
    # Names are told apart by their stems, whatever their order, and by how they are spelled.
    used: set[object] = {label.casefold() for label in taken}
    used |= {stem_term(label.casefold().replace(",", "")) for label in taken}
    names = []
    # The largest topics choose first.
    for topic in np.argsort(-counts.sizes, kind="stable").tolist():
        name, parts = _choose_name(counts, topic, ranked[topic], used)
        used |= {name.label.casefold(), _key_of(counts, parts)}
        names.append((topic, name))
    return [name for _, name in sorted(names, key=lambda pair: pair[0])]


class _Counts:
    """In how many papers of each topic every phrase stands, and which phrases may be in a name."""

    def __init__(self, phrases: NamePhrases, groups: np.ndarray, excluded: Collection[str]) -> None:
        self.phrases, self.groups = phrases, groups
        self.sizes = np.bincount(groups)
        self.n, self.n_topics = len(groups), len(self.sizes)
        self.columns = phrases.presence.tocsc()
        self.alphabet = np.array(sorted(range(len(phrases.texts)), key=phrases.texts.__getitem__), dtype=np.int64)
        self.inside = sum_by_group(phrases.presence, groups).toarray()
        self.totals = self.inside.sum(axis=0)
        in_titles = sum_by_group(phrases.in_titles, groups).toarray()
        banned = {stem for word in excluded for stem in stem_term(word)}
        lengths = np.array([len(stems) for stems in phrases.stems], dtype=np.int64)
        usable = np.array([not banned.intersection(stems) for stems in phrases.stems], dtype=bool)
        if self.n_topics > 1:
            usable &= phrases.commonest <= EVERYWHERE * self.n
            usable &= np.where(lengths == 1, phrases.commonest, phrases.commonest_before) <= MAX_SHARE * self.n
        coverage = self.inside / self.sizes[:, None]
        self.lifts = _compute_lift(coverage, self.totals - self.inside, (self.n - self.sizes)[:, None])
        self.strong = usable & (coverage >= MIN_COVERAGE - 1e-9) & ~(self.lifts < MIN_LIFT - 1e-9)
        telling = np.log(np.clip(np.nan_to_num(self.lifts, nan=np.e), 1, 30))
        self.scores = coverage**0.7 * (0.2 + telling) * (1 + in_titles / self.sizes[:, None])
        self.scores *= _LENGTH_WEIGHT[lengths] * np.minimum(1, 0.5 + phrases.ends)
        self.scores[:, ~usable] = 0
        least = np.where(self.sizes > 2, 2, 1)[:, None]
        self.scores[self.inside < least] = 0

    def rank(self, topic: int) -> list[int]:
        """The best phrases that hold for half of a topic, then the best others; none says what a better one says."""
        scores, strong = self.scores[topic], self.strong[topic]
        # Of equals the first in the alphabet, whatever the order of the papers.
        some = self.alphabet[scores[self.alphabet] > 0]
        some = some[np.argsort(-scores[some], kind="stable")]
        return [*self._thin(topic, some[strong[some]]), *self._thin(topic, some[~strong[some]])]

    def _thin(self, topic: int, places: np.ndarray) -> list[int]:
        kept: list[int] = []
        for place in places.tolist():
            if len(kept) >= N_RANKED:
                break
            if not any(self._say_the_same(topic, place, other) for other in kept):
                kept.append(place)
        return kept

    def _say_the_same(self, topic: int, place: int, other: int) -> bool:
        """Whether a phrase adds nothing to a better one: the same stems, a piece of it, or its acronym."""
        mine, theirs = set(self.phrases.stems[place]), set(self.phrases.stems[other])
        if mine == theirs or (mine < theirs and self.inside[topic, other] >= 0.7 * self.inside[topic, place]):
            return True
        if self.phrases.meant.get(place) == other or self.phrases.meant.get(other) == place:
            return True
        text, better = self.phrases.texts[place], self.phrases.texts[other]
        return is_acronym(text, better) or is_acronym(better, text)

    def _spell_out(self, place: int) -> tuple[str, ...]:
        """The stems of a phrase, of an acronym those of what it stands for."""
        return self.phrases.stems[self.phrases.meant.get(place, place)]

    def find_papers(self, places: Sequence[int]) -> np.ndarray:
        """Which papers have each of some phrases, of shape (n_phrases, n_papers), bool."""
        return self.columns[:, list(places)].toarray().T > 0

    def score_parts(self, topic: int, parts: Sequence[int], has: Mapping[int, np.ndarray]) -> float:
        """How good a name several phrases make: their mean score times the share of papers that have one."""
        covered = np.any([has[part] for part in parts], axis=0)[self.groups == topic].mean()
        return float(np.mean([self.scores[topic, part] for part in parts]) * covered)

    def fit_together(self, first: int, second: int) -> bool:
        """Whether two phrases share no word, spelled out, and are not too long together."""
        length = len(self.phrases.stems[first]) + len(self.phrases.stems[second])
        return length <= MAX_STEMS and not set(self._spell_out(first)) & set(self._spell_out(second))

    def measure(self, topic: int, places: Sequence[int]) -> tuple[float, float]:
        """Coverage and lift of phrases of which a paper needs to have one."""
        has = self.find_papers(places).any(axis=0)
        members = self.groups == topic
        coverage = has[members].mean()
        return float(coverage), float(_compute_lift(coverage, has[~members].sum(), self.n - self.sizes[topic]))


def _compute_lift(coverage, n_outside, size_outside):
    """How many times as frequent as elsewhere; a phrase that no other paper has counts as if one had it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size_outside > 0, coverage * size_outside / np.maximum(n_outside, 1), np.nan)


def _weigh_by_meaning(
    counts: _Counts, ranked: list[list[int]], encode: Callable[[list[str]], np.ndarray], vectors: np.ndarray
) -> None:
    """Weigh the best phrases of each topic by their cosine with its centre, what all papers share taken away."""
    texts = sorted({counts.phrases.texts[place] for places in ranked for place in places})
    if not texts:
        return
    shared = np.mean(vectors, axis=0, dtype=np.float64)
    centres = scale_vectors(compute_means(vectors, counts.groups) - shared)
    told = scale_vectors(np.asarray(encode(texts), dtype=np.float64) - shared)
    rows = {text: row for row, text in enumerate(texts)}
    for topic, places in enumerate(ranked):
        nearness = told[[rows[counts.phrases.texts[place]] for place in places]] @ centres[topic]
        counts.scores[topic, places] *= 0.1 + np.maximum(nearness, 0)


def _choose_name(
    counts: _Counts, topic: int, ranked: list[int], used: Collection[object]
) -> tuple[TopicName, list[int]]:
    """The best phrase that holds for half of the topic, a single word with a second one; else words joined.

    A phrase alone, or words joined, may be widened.
    """
    has = dict(zip(ranked, counts.find_papers(ranked), strict=True))
    choices = []
    for first in ranked:
        if not counts.strong[topic, first]:
            continue
        # Two single words count as much as one phrase.
        choices.append((2 * counts.score_parts(topic, [first], has), [first]))
        if len(counts.phrases.stems[first]) == 1:
            choices += [
                (2 * counts.score_parts(topic, [first, second], has), [first, second])
                for second in ranked
                if counts.inside[topic, second] >= COMPANION * counts.sizes[topic]
                and counts.fit_together(first, second)
            ]
    choices = [(score, parts) for score, parts in choices if _key_of(counts, parts) not in used]
    for _, parts in sorted(choices, key=lambda choice: -choice[0]):
        for chosen in (_widen(counts, topic, parts, ranked, used) if len(parts) == 1 else parts, parts):
            name = _make_name(counts, topic, chosen, weak=False)
            if (len(chosen) == 1 or not name.lift < MIN_LIFT) and name.label.casefold() not in used:
                return name, chosen
    joined = _join_words(counts, topic, ranked, used)
    for chosen in (_widen(counts, topic, joined, ranked, used), joined) if joined else ():
        name = _make_name(counts, topic, chosen, weak=True)
        if name.label.casefold() not in used:
            return name, chosen
    return TopicName(f"topic {topic + 1}", np.nan, np.nan, True), []


def _widen(counts: _Counts, topic: int, parts: list[int], ranked: list[int], used: Collection[object]) -> list[int]:
    """A name that holds for fewer papers than it should, with the phrase that best makes up for it, if there is one.

    The phrase is three times as frequent as elsewhere, and so is the name with it.
    """
    covered = counts.measure(topic, parts)[0]
    if len(parts) == MAX_PARTS or covered >= AIMED_COVERAGE:
        return parts
    least = covered + max(MIN_GAIN, MIN_GAINED / counts.sizes[topic]) - 1e-9
    best: tuple[tuple[float, float], list[int]] = ((0, 0), parts)
    for added in ranked:
        wider = [*parts, added]
        if counts.lifts[topic, added] < MIN_LIFT or not all(counts.fit_together(part, added) for part in parts):
            continue
        coverage, lift = counts.measure(topic, wider)
        value = (min(coverage, AIMED_COVERAGE), counts.scores[topic, added])
        if coverage >= least and not lift < MIN_LIFT and value > best[0] and _key_of(counts, wider) not in used:
            best = value, wider
    return best[1]


def _join_words(counts: _Counts, topic: int, places: list[int], used: Collection[object]) -> list[int]:
    """Two or three phrases of which at least half of the papers have one, the best by their scores.

    Where no such are three times as frequent as elsewhere, the most telling; where none cover half, the widest.
    """
    if not places:
        return []
    has, members = counts.find_papers(places), counts.groups == topic
    inside, outside = has[:, members], has[:, ~members]
    best: tuple[tuple, list[int]] = ((), [])
    for size in range(1, MAX_PARTS + 1):
        for chosen in combinations(range(len(places)), size):
            parts = [places[i] for i in chosen]
            stems = _key_of(counts, parts)
            if not all(counts.fit_together(*pair) for pair in combinations(parts, 2)) or len(stems) > MAX_STEMS + 1:
                continue
            coverage = float(inside[list(chosen)].any(axis=0).mean())
            lift = _compute_lift(coverage, outside[list(chosen)].any(axis=0).sum(), outside.shape[1])
            score = float(np.mean([counts.scores[topic, part] for part in parts])) * coverage
            enough = coverage >= MIN_COVERAGE
            value = (enough, min(float(lift), MIN_LIFT) if enough else coverage, score)
            if value > best[0] and stems not in used:
                best = (value, parts)
        if best[1] and best[0][0] and best[0][1] >= MIN_LIFT:
            break
    return best[1]


def _make_name(counts: _Counts, topic: int, parts: list[int], *, weak: bool) -> TopicName:
    members = np.flatnonzero(counts.groups == topic)
    abstracts = [counts.phrases.abstracts[row] for row in members[:: max(1, len(members) // 200)]]
    label = ", ".join(restore_case(counts.phrases.texts[part], abstracts) for part in parts)
    return TopicName(label, *counts.measure(topic, parts), weak)


def _key_of(counts: _Counts, parts: Sequence[int]) -> frozenset[str]:
    return frozenset(stem for part in parts for stem in counts.phrases.stems[part])
