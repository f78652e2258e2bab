"""Which pairs of opposites a dump turns on: words that its sentences join, compare or exchange."""

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.inputs import find_root
from helpers.text.sentences import split_sentences
from helpers.text.wordings import count
from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS, fold_accents, split_words
from helpers.theme.query_effect import read_terms

_WORD = r"([a-z][a-z0-9]+(?:-(?!to-)[a-z0-9]+)*)"
_LIST = r"(?<!,\s)(?<![a-z0-9-])"  # the last two of a longer list are no pair
FRAMES = tuple(
    (weight, sign, re.compile(rf"{_LIST}(?:{text.format(_WORD, _WORD)})(?![a-z0-9-])"))
    for weight, sign, text in (
        (1.0, "from ", r"from (?:an? |the )?{0} to (?:an? |the )?{1}"), (1.0, "-to-", r"{0}-to-{1}"),
        (1.0, " than ", r"{0} rather than {1}"), (1.0, " of ", r"{0} instead of {1}"),
        (1.0, " as ", r"{0} as opposed to {1}"), (1.0, " v", r"{0} (?:vs\.?|versus) {1}"),
        (0.5, " and ", r"(?:both|between) {0} and {1}"), (0.5, "ther ", r"(?:either|neither|whether) {0} n?or {1}"),
        (0.2, " and ", r"{0} and {1}"), (0.2, " or ", r"{0} or {1}"), (0.2, "/", r"{0} ?/ ?{1}"),
    )
)  # fmt: skip
"""How two words are set side by side: what a paper that does so counts for, and what such a sentence must have.

After Jones (2002), *Antonymy: a corpus-based perspective*.
"""
OPPOSITE, SIMILAR = (1.0, 0.5), (0.4, 0.05)
"""Weight of a pair that a dictionary calls opposites or nearly so: side by side, and only in one sentence."""
QUALITY, OTHER_WORD = 1.0, 0.2
"""Weight of a frame around two adjectives that have other opposites, and around other words."""
SWAPS = (
    ("", "un"), ("", "non"), ("", "non-"), ("homo", "hetero"), ("intra", "inter"), ("over", "under"),
    ("single", "multi"), ("micro", "macro"), ("pre", "post"), ("ex", "im"), ("in", "ex"), ("up", "down"), ("on", "off"),
    ("in", "out"), ("mono", "multi"), ("uni", "multi"), ("sym", "asym"), ("syn", "asyn"),
)  # fmt: skip
"""Beginnings that turn a word into its opposite, where what follows has :data:`MIN_STEM` letters."""
FORMULAS = ABSTRACT_STOP_WORDS | {"empirical", "qualitative", "quantitative", "theoretical"}
"""Words that make no theme with each other: abstracts pair them whatever they are about."""
MIN_STEM = 4
MIN_PAPERS = 2
MOST_READ = 20_000
"""Papers that are looked through."""
MAX_SURPLUS = 16.0
SHOWN, LENGTH, SHORT = 3, 160, 240  # sentences of a pair, the characters that are easy to read, and the most
Partners = dict[str, tuple[float, float]]


class Antonyms:
    """Opposites by dictionary and by the form of words.

    The dictionary is a CSV with the columns ``word``, ``other``, ``relation`` (``opposite``, or ``like`` where the
    first is near in meaning to the second) and ``part`` of speech.
    """

    def __init__(self, path: Path | None = None):
        """Read the dictionary at ``path``; ``data/wordnet/antonyms.csv.gz`` unless given."""
        table = pd.read_csv(path or find_root() / "data" / "wordnet" / "antonyms.csv.gz", keep_default_na=False)
        self.opposites, self.heads, self.alike = (defaultdict(set) for _ in range(3))
        self.qualities = set(table.loc[table["part"] == "adjective", ["word", "other"]].to_numpy().ravel())
        for word, other, relation, _ in table.itertuples(index=False):
            if relation == "opposite":
                self.opposites[word].add(other)
                self.opposites[other].add(word)
            else:
                self.heads[word].add(other)
                self.alike[other].add(word)
        self.find_partners = cache(self._find_partners)

    def _find_partners(self, word: str) -> Partners:
        """Opposites and near opposites of a word, whether or not a dump has them, with their weights."""
        first, dash, tail = word.partition("-")
        # Of "short-term" the opposite is "long-term".
        found = {f"{other}-{tail}": weights for other, weights in self.find_partners(first).items()} if dash else {}
        for head in {word, *self.heads[word]} if word in self.heads else {word}:
            for other in self.opposites.get(head, ()):
                found |= dict.fromkeys(self.alike.get(other, ()), SIMILAR)
                found[other] = SIMILAR
        found |= dict.fromkeys(self.opposites.get(word, ()), OPPOSITE)
        for pair in SWAPS:
            for old, new in (pair, pair[::-1]):
                stem = word.removeprefix(old)
                if len(stem) >= MIN_STEM and len(stem) == len(word) - len(old):
                    found[new + stem] = OPPOSITE
        return found


def rank_opposites(
    papers: pd.DataFrame, reference: Path, antonyms: Antonyms | None = None, *, top: int = 10,
    show_progress: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Rank the pairs of opposite words on which the titles and abstracts of ``papers`` turn most.

    Parameters
    ----------
    reference : path
        Folder of the reference counts.
    antonyms : Antonyms, optional
        The dictionary; WordNet's unless given.

    Returns
    -------
    DataFrame, at most ``top`` rows
        ``first``, ``second``, ``n_papers`` that were looked through (of more than :data:`MOST_READ` one in so many, at
        even steps), of which ``n_first``, ``n_second``, ``n_either``, ``n_both``, ``n_joined`` (which set the two side
        by side, or have known opposites in one sentence), ``surplus_first``, ``surplus_second`` (share of
        papers here by the share in the reference), ``known`` (what a dictionary or the form of the words says),
        ``score`` and ``sentences``, three of them. In the order of ``score``: papers that set the words side by side,
        weighted by how (:data:`FRAMES`) and by what is known, times the square root of the smaller surplus, at most 16.

    Notes
    -----
    Function words, and pairs of words that all abstracts have, are left out. Of two pairs that begin with the same five
    letters ("local", "locally") the higher one is kept.
    """
    antonyms = antonyms or Antonyms()
    papers = papers.iloc[:: -(-len(papers) // MOST_READ) or 1]
    of_word, joined = defaultdict(list), defaultdict(dict)
    for p, sentences in enumerate(_list_sentences(papers, show_progress)):
        names = set()
        for text in sentences:
            words = split_words(text)
            names.update(words)
            for pair, weight in _find_pairs(text.lower(), set(words), antonyms).items():
                places = joined[pair]
                if weight > places.get(p, (0.0, ""))[0]:
                    places[p] = (weight, text)
        for name in names:
            of_word[name].append(p)
    rows = [(*_order(*pair, places), places) for pair, places in joined.items() if len(places) >= MIN_PAPERS]
    columns = ["first", "second", "n_papers", "n_first", "n_second", "n_either", "n_both", "n_joined",
               "surplus_first", "surplus_second", "known", "score", "sentences"]  # fmt: skip
    if not rows:
        return pd.DataFrame(columns=columns)
    table = pd.DataFrame(rows, columns=["first", "second", "places"])
    terms, size, least = read_terms(reference)
    for side in ("first", "second"):
        table[f"n_{side}"] = table[side].map(lambda word: len(of_word[word]))
        usual = table[side].map(terms).fillna(least) / size
        table[f"surplus_{side}"] = table[f"n_{side}"] / len(papers) / usual
    surplus = table[["surplus_first", "surplus_second"]].min(axis="columns").clip(1 / MAX_SURPLUS, MAX_SURPLUS)
    table["score"] = np.sqrt(surplus) * [sum(weight for weight, _ in places.values()) for places in table["places"]]
    table = table.sort_values(["score", "first", "second"], ascending=[False, True, True], kind="stable")
    table = table[~table.apply(lambda row: (row["first"][:5], row["second"][:5]), axis=1).duplicated()].head(top)
    pairs = list(zip(table["first"], table["second"], strict=True))
    table["n_both"] = [len({*of_word[a]}.intersection(of_word[b])) for a, b in pairs]
    table["n_either"] = table["n_first"] + table["n_second"] - table["n_both"]
    table["n_papers"] = len(papers)
    table["n_joined"] = table["places"].map(len)
    names = {OPPOSITE: "opposites", SIMILAR: "near opposites"}
    table["known"] = [names.get(antonyms.find_partners(a).get(b), "") for a, b in pairs]
    table["sentences"] = table["places"].map(_choose_sentences)
    return table[columns].reset_index(drop=True)


def describe_opposites(pairs: pd.DataFrame, n_papers: int, dump: str) -> str:
    """Each pair in words: its papers, its surplus, three sentences and the command that makes a theme of it."""
    if pairs.empty:
        return f"No two words are set against each other in {MIN_PAPERS} of {n_papers:,} papers."
    told, read = [], int(pairs["n_papers"].iloc[0])
    if read < n_papers:
        told.append(f"Counted in {read:,} of {n_papers:,} papers, at even steps.")
    for i, row in enumerate(pairs.itertuples(index=False), start=1):
        told += [
            f"{i}. {row.first} / {row.second}: {count(row.n_either, 'paper')} of {read:,} with either, "
            f"{row.n_both:,} with both, {row.n_joined:,} set them side by side; {row.surplus_first:.1f} and "
            f"{row.surplus_second:.1f} times as common as in the reference",
            *(f"   - {textwrap.shorten(text, SHORT, placeholder=' …')}" for text in row.sentences),
            f"   python -m helpers new-theme {row.first} {row.second} {dump}".rstrip() + " --run",
        ]
    return "\n".join(told)


def _list_sentences(papers, show_progress) -> Iterator[list[str]]:
    from tqdm.auto import tqdm

    pairs = zip(papers["title"], papers["abstract"], strict=True)
    for texts in tqdm(pairs, total=len(papers), desc="Reading sentences", disable=not show_progress):
        texts = [fold_accents(text) for text in texts if isinstance(text, str)]
        yield [text[low:high] for text in texts for low, high in split_sentences(text)]


def _find_pairs(text: str, words: set[str], antonyms: Antonyms) -> Mapping[tuple[str, str], float]:
    """Pairs of words of one sentence (lower case), each with the weight of how they stand there."""
    found = {}
    for word in words:
        partners = antonyms.find_partners(word)
        if not words.isdisjoint(partners):
            found |= {(word, other): partners[other][1] for other in words.intersection(partners) if word < other}
    for weight, sign, pattern in FRAMES:
        for match in pattern.finditer(text) if sign in text else ():
            first, second = pair = tuple(sorted(match.groups()))
            known = antonyms.find_partners(match[1]).get(match[2])
            unknown = weight * (QUALITY if antonyms.qualities.issuperset(pair) else OTHER_WORD)
            found[first, second] = max(found.get(pair, 0.0), known[0] if known else unknown)
    return {pair: weight for pair, weight in found.items() if words.issuperset(pair) and _may_be_poles(*pair)}


@cache
def _may_be_poles(first: str, second: str) -> bool:
    tells = not ({first, second} & STOP_WORDS or {first, second} <= FORMULAS)
    return tells and first.rstrip("s") != second.rstrip("s") and min(len(first), len(second)) > 2


def _order(first, second, places):
    """The two words in the order in which most sentences have them."""
    ahead = sum(text.lower().find(first) <= text.lower().find(second) for _, text in places.values())
    return (first, second) if 2 * ahead >= len(places) else (second, first)


def _choose_sentences(places):
    """The sentences that set the words side by side most plainly, near to an easy length, each of another paper."""
    best = sorted(places.items(), key=lambda item: (-item[1][0], abs(len(item[1][1]) - LENGTH), item[0]))
    return [" ".join(text.split()) for _, (_, text) in best[:SHOWN]]
