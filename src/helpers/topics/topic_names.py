"""Names of topics: two to four words that a person would say, taken from what the papers themselves say.

Candidates are runs of words between stop words and pauses. One leads if most of the topic's papers have it and few
others do, if titles use it, and if it is a phrase rather than a word. A name is a handle, not a finding.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from helpers.text.words import split_words
from helpers.topics.group_means import compute_centres
from helpers.topics.phrase_counts import LINK, is_content_word, split_runs, stem_term, stem_word

MAX_LABEL_WORDS = 4
MAX_LABEL_CHARACTERS = 60
MAX_SAMPLE = 60
"""Papers of a topic that are read for its name: more do not change it."""
MAX_SHARE = 0.5
"""A word in more than this share of all papers tells no topics apart; a name does not use it."""
EVERYWHERE = 0.9
"""A word in more than this share is in no name at all: what chose the dump tells nothing about its parts."""
ENOUGH = 0.3
"""A phrase that so many of a topic's papers have names it alone; under that a second one is added."""
N_RANKED = 12
_LENGTH_WEIGHT = {1: 1.0, 2: 2.2, 3: 2.6, 4: 2.4}


@dataclass
class _Candidate:
    """A phrase by its stems: in which papers and titles it stands, and how it is spelled."""

    stems: tuple[str, ...]
    papers: set[int] = field(default_factory=set)
    titles: set[int] = field(default_factory=set)
    forms: Counter = field(default_factory=Counter)
    score: float = 0.0

    @property
    def text(self) -> str:
        """The spelling that most papers use; of equals the first in the alphabet."""
        return min(self.forms, key=lambda form: (-self.forms[form], form))


@dataclass(frozen=True)
class TopicBrief:
    """What a labeller is told of a topic: the name made of words, its words, papers and most central sentence."""

    label: str
    words: list[str]
    titles: list[str]
    abstracts: list[str]
    sentence: str


def choose_labels(
    papers: pd.DataFrame, groups: np.ndarray, *, belonging: np.ndarray | None = None, excluded: Collection[str] = (),
    encode: Callable[[list[str]], np.ndarray] | None = None, vectors: np.ndarray | None = None,
) -> list[str]:  # fmt: skip
    """Return a name of two to four words for each topic, unique across topics; without two usable words its number.

    ``groups`` is the topic of each paper, from 0 without gaps. The papers that belong most by ``belonging``, of shape
    (n, n_topics), are read, else the first ones. No name uses a word of ``excluded``, or of more than half of all
    papers. With ``encode`` and its ``vectors`` of the papers, of shape (n, d), the best candidates are ranked once more
    by how near they are to the topic (KeyBERT: Grootendorst 2020).
    """
    n_topics = int(groups.max()) + 1 if len(groups) else 0
    texts = list(zip(papers["title"].astype(str), papers["abstract"].astype(str), strict=True))
    samples = [_sample_members(groups, topic, belonging) for topic in range(n_topics)]
    everywhere = _count_stems(texts, samples)
    n_read = sum(map(len, samples))
    limit = MAX_SHARE * n_read if n_topics > 1 else n_read + 1
    common = {stem for stem, count in everywhere.items() if count > limit}
    banned = {stem for stem, count in everywhere.items() if count > EVERYWHERE * n_read and n_topics > 1}
    banned |= {stem for word in excluded for stem in stem_term(word)}
    ranked = [
        _rank_candidates(
            _collect_candidates([texts[place] for place in members], common, banned), len(members), everywhere, n_read
        )
        for members in samples
    ]
    if encode is not None and vectors is not None:
        ranked = _rank_by_meaning(ranked, encode, compute_centres(vectors, groups))
    labels: list[str] = []
    taken: set[frozenset[str]] = set()
    for topic, candidates in enumerate(ranked):
        label = _compose_label(candidates, len(samples[topic]), taken) or f"topic {topic + 1}"
        taken.add(frozenset(stem_term(label.replace(",", " "))))
        labels.append(restore_case(label, [texts[place][1] for place in samples[topic]]))
    return labels


def label_topics(
    topics: pd.DataFrame, papers: pd.DataFrame, labeller: Callable[[TopicBrief], str]
) -> tuple[pd.DataFrame, list[str]]:
    """Let a function of the reader's name the topics, for instance one that asks a language model.

    It takes a :class:`TopicBrief` and returns a name. Names that a file gave stay. Returned are the table with new
    ``label`` and ``named_by``, and one sentence for each answer that was not used: empty, over sixty characters, or
    taken by another topic.
    """
    known = papers.set_index("paper_id")
    labels, named_by, remarks = list(topics["label"]), list(topics["named_by"]), []
    for place, row in enumerate(topics.itertuples(index=False)):
        if row.named_by == "file":
            continue
        central = known.reindex(row.exemplars)
        titles, abstracts = (central[name].astype(str).tolist() for name in ("title", "abstract"))
        sentence = row.sentence if isinstance(row.sentence, str) else ""
        answer = labeller(TopicBrief(row.label, list(row.words), titles, abstracts, sentence))
        label = " ".join(str(answer or "").split())
        taken = label.casefold() in {other.casefold() for other in [*labels[:place], *labels[place + 1 :]]}
        why = "was too long" if len(label) > MAX_LABEL_CHARACTERS else "is taken" if taken else ""
        if label and not why:
            labels[place], named_by[place] = label, "labeller"
        else:
            remarks.append(f"The labeller's name for topic {row.topic} {why or 'was empty'}; it stays {row.label!r}.")
    return topics.assign(label=labels, named_by=named_by), remarks


def _sample_members(groups: np.ndarray, topic: int, belonging: np.ndarray | None) -> np.ndarray:
    members = np.flatnonzero(groups == topic)
    if belonging is not None:
        members = members[np.argsort(-belonging[members, topic], kind="stable")]
    return np.sort(members[:MAX_SAMPLE])


def _count_stems(texts: Sequence[tuple[str, str]], samples: Sequence[np.ndarray]) -> Counter:
    """In how many of the papers that are read each stem stands."""
    found: Counter = Counter()
    for place in (place for members in samples for place in members):
        words = {part for word in split_words(" ".join(texts[place])) for part in word.split("-")}
        found.update({stem_word(word) for word in words})
    return found


def _collect_candidates(texts: Sequence[tuple[str, str]], common: set[str], banned: set[str]) -> list[_Candidate]:
    """Runs of one to four words of each text, by their stems; none begins or ends with a common or empty word."""
    found: dict[tuple[str, ...], _Candidate] = {}
    for place, (title, abstract) in enumerate(texts):
        for text, is_title in ((title, True), (abstract, False)):
            for words in split_runs(text):
                for phrase in _list_phrases(words, common, banned):
                    stems = _list_stems(phrase)
                    candidate = found.setdefault(stems, _Candidate(stems))
                    candidate.papers.add(place)
                    candidate.titles.update([place] * is_title)
                    candidate.forms[" ".join(phrase)] += 1
    least = 2 if len(texts) > 2 else 1
    return [candidate for candidate in found.values() if len(candidate.papers) >= least]


def _list_phrases(words: Sequence[str], common: set[str], banned: set[str]) -> list[tuple[str, ...]]:
    """Runs of up to four words; a hyphenated word is never cut, since "language models" is not "vision-language".

    A word that most papers have may end a phrase ("diffusion models"), but neither begin one nor stand alone; one
    that nearly all have, or that the reader excludes, is in none.
    """
    stems = [{stem_word(part) for part in word.split("-")} for word in words]
    content = [is_content_word(word) and not found & banned for word, found in zip(words, stems, strict=True)]
    telling = [good and not found & common for good, found in zip(content, stems, strict=True)]
    phrases = []
    for start, good in enumerate(telling):
        if not good:
            continue
        phrase = [words[start]]
        phrases.append(tuple(phrase))
        for place in range(start + 1, len(words)):
            linked = words[place] == LINK and place + 1 < len(words) and telling[place + 1] and LINK not in phrase
            if not content[place] and not linked:
                break
            phrase.append(words[place])
            parts = _list_stems(phrase)
            if len(parts) > MAX_LABEL_WORDS:
                break
            if not linked and len(set(parts)) == len(parts):
                phrases.append(tuple(phrase))
            if not telling[place] and not linked:
                break
    return phrases


def _list_stems(phrase: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem_word(part) for word in phrase if word != LINK for part in word.split("-"))


def _rank_candidates(found: list[_Candidate], n: int, everywhere: Counter, n_read: int) -> list[_Candidate]:
    for candidate in found:
        share, in_titles = len(candidate.papers) / n, len(candidate.titles) / n
        # A phrase is at most as common as its rarest word.
        overall = min(everywhere[stem] for stem in candidate.stems) / n_read
        lift = max(float(np.log(share / overall)) if overall else 0.0, 0.05)
        weight = _LENGTH_WEIGHT.get(len(candidate.stems), 1.0)
        candidate.score = share**0.7 * (0.4 + lift) * weight * (1 + in_titles)
    ranked = sorted(found, key=lambda candidate: (-candidate.score, candidate.stems))
    kept: list[_Candidate] = []
    for candidate in ranked:
        if len(kept) >= 3 * N_RANKED:
            break
        if not any(_say_the_same(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _say_the_same(candidate: _Candidate, other: _Candidate) -> bool:
    """Whether a candidate adds nothing to a better one: the same stems, a piece of it, or its acronym."""
    mine, theirs = set(candidate.stems), set(other.stems)
    if mine == theirs or (mine < theirs and len(other.papers) >= 0.5 * len(candidate.papers)):
        return True
    return is_acronym(candidate.text, other.text) or is_acronym(other.text, candidate.text)


def is_acronym(short: str, phrase: str) -> bool:
    """Tell whether ``short`` is made of the first letters of a phrase: "moe" or "moes" of "mixture of experts"."""
    words = phrase.split()
    if " " in short or len(words) < 2:
        return False
    initials = {"".join(word[0] for word in words), "".join(word[0] for word in words if word != LINK)}
    return short in initials or short.removesuffix("s") in initials


def _rank_by_meaning(
    ranked: list[list[_Candidate]], encode: Callable[[list[str]], np.ndarray], centres: np.ndarray
) -> list[list[_Candidate]]:
    """Weigh the best candidates of each topic by their cosine with its centre."""
    texts = sorted({candidate.text for candidates in ranked for candidate in candidates[:N_RANKED]})
    if not texts:
        return ranked
    vectors = dict(zip(texts, np.asarray(encode(texts), dtype=np.float64), strict=True))
    new = []
    for candidates, centre in zip(ranked, centres, strict=True):
        best = candidates[:N_RANKED]
        for candidate in best:
            candidate.score *= 0.3 + max(0.0, float(vectors[candidate.text] @ centre))
        new.append(sorted(best, key=lambda candidate: (-candidate.score, candidate.stems)))
    return new


def _compose_label(candidates: Sequence[_Candidate], n: int, taken: Collection[frozenset[str]]) -> str:
    """The best phrase; with a second one while it is a single word, covers few papers, or is taken."""
    for first in candidates:
        label, stems, size = first.text, set(first.stems), len(first.stems)
        enough = size >= 2 and len(first.papers) >= ENOUGH * n
        if not enough or frozenset(stems) in taken:
            for second in candidates:
                if second is first or set(second.stems) & stems or size + len(second.stems) > MAX_LABEL_WORDS:
                    continue
                together = frozenset(stems | set(second.stems))
                if together not in taken and second.score >= 0.35 * first.score:
                    label, stems, size = f"{label}, {second.text}", together, size + len(second.stems)
                    break
        if size >= 2 and frozenset(stems) not in taken:
            return label
    for first in candidates:
        if frozenset(first.stems) not in taken:
            return first.text
    return ""


def restore_case(label: str, texts: Sequence[str]) -> str:
    """Return a name with its words as the texts mostly write them: "LLM", "3D" and "Gaussian", others in lower case."""
    whole = "".join(f"\n{text}" for text in texts)
    return re.sub(r"[^\s,]+", lambda match: _restore_word(match.group(), whole), label)


def _restore_word(word: str, whole: str) -> str:
    found = re.findall(rf"([.!?:]\s+|\n)?(?<![\w-])({re.escape(word)})(?![\w-])", whole, re.IGNORECASE)
    forms = Counter(form for _, form in found)
    if not forms:
        return word
    form = min(forms, key=lambda form: (-forms[form], form))
    if form[1:] != word[1:]:
        return form
    # A capital at the front alone may be the start of a sentence: only others tell.
    inside = Counter(form for start, form in found if not start)
    return form if inside and inside[form] >= 0.6 * inside.total() else word
