"""Acronyms that papers spell out, and which uses of their letters are theirs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from helpers.keywords.term_counts import fold_key
from helpers.text.words import STOP_WORDS, find_common_words, split_words

MIN_DEFINED, MOST_DEFINED, MAX_ACRONYMS = 2, 0.7, 200
"""Papers that must spell out an acronym in one way, their share of all that spell it out, and most acronyms kept."""
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{0,6}[A-Z])s?\)")
_BEFORE = re.compile(r"[A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*){0,7}\s*$")
_USE = re.compile(r"(?<![\w-])([A-Z][A-Za-z]{0,6}[A-Z])s?(?![\w-])")


class Expansions(NamedTuple):
    """Of each paper its acronyms with the folded long form; papers and spellings of each acronym and long form."""

    papers: list[dict[str, str]]
    n_papers: Counter[tuple[str, str]]
    spellings: dict[tuple[str, str], Counter[str]]

    def get_form(self, acronym: str, key: str) -> str:
        """Return the commonest spelling of a long form, in lower case and without hyphens."""
        found = self.spellings[acronym, key]
        return min(found, key=lambda form: (-found[form], len(form), form))


def find_acronyms(papers: pd.DataFrame) -> dict[str, str]:
    """Find the long forms of the acronyms that papers spell out, as in "Mixture of Experts (MoE)", in lower case.

    The most often spelled out first; only where two papers spell it out and seven in ten of those that do agree.
    """
    return _choose_agreed(_read_expansions(papers))


def write_out_acronyms(papers: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Write out the acronyms that only their case, or only their paper, can tell; return papers and acronyms.

    Some letters are a word as well ("AT", "CLIP"): function words, and what stands in lower case in any paper. They
    are the acronym where they have two capitals, in a text that is not all in capitals. Some have two long forms that
    two papers or more spell out: each such paper tells its own. In their place stands the long form as one hyphenated
    word; the acronyms that are returned are long forms, in lower case, with theirs. Others are left as they are.
    """
    spelled = _read_expansions(papers)
    agreed = _choose_agreed(spelled)
    sure = {pair for pair, n in spelled.n_papers.items() if n >= MIN_DEFINED}
    several = {acronym for acronym, n in Counter(acronym for acronym, _ in sure).items() if n > 1}
    words = find_common_words({acronym for acronym, _ in sure}, _list_texts(papers))
    apart = several | (agreed.keys() & words)
    if not apart:
        return papers, {}
    whole = {acronym: agreed[acronym] for acronym in apart & agreed.keys()}
    columns, written = {name: papers[name].tolist() for name in ("title", "abstract")}, {}
    for place, own in enumerate(spelled.papers):
        # What a paper spells out in a way of its own is none of the others'.
        told = {acronym: form for acronym, form in whole.items() if acronym not in own} | {
            acronym: spelled.get_form(acronym, key)
            for acronym, key in own.items()
            if acronym in apart and (acronym, key) in sure
        }
        for texts in columns.values():
            text = texts[place]
            if told and isinstance(text, str) and not text.isupper():
                texts[place] = _USE.sub(lambda use, told=told: _write_out(use, told), text)
        written |= {form: acronym for acronym, form in told.items()}
    return papers.assign(**columns), written


def _write_out(use: re.Match[str], told: dict[str, str]) -> str:
    return told.get(use[1].lower(), use[0]).replace(" ", "-")


def _list_texts(papers: pd.DataFrame) -> Iterable[str]:
    for name in ("title", "abstract"):
        yield from (text for text in papers[name] if isinstance(text, str))


def _read_expansions(papers: pd.DataFrame) -> Expansions:
    found, n_papers = [], Counter()
    spelled: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for texts in zip(papers["title"], papers["abstract"], strict=True):
        mine = set()
        for text in (text for text in texts if isinstance(text, str)):
            for match in _ACRONYM.finditer(text):
                before = _BEFORE.search(text[max(0, match.start() - 120) : match.start()])
                long = _match_initials(before[0], match[1]) if before else ""
                if long:
                    key = (match[1].lower(), fold_key(long))
                    spelled[key][" ".join(split_words(long.replace("-", " ")))] += 1
                    mine.add(key)
        n_papers.update(mine)
        found.append(dict(sorted(mine)))
    return Expansions(found, n_papers, spelled)


def _choose_agreed(spelled: Expansions) -> dict[str, str]:
    total, chosen = Counter(), []
    for (acronym, _), n in spelled.n_papers.items():
        total[acronym] += n
    for key, n in spelled.n_papers.items():
        if n >= max(MIN_DEFINED, MOST_DEFINED * total[key[0]]):
            chosen.append((-n, key[0], spelled.get_form(*key)))
    return {acronym: long for _, acronym, long in sorted(chosen)[:MAX_ACRONYMS]}


def _match_initials(words: str, acronym: str) -> str:
    """The end of ``words`` whose initials are the capitals of the acronym; function words may be passed over."""
    letters = [letter.lower() for letter in acronym if letter.isupper()]
    pieces = [piece for word in words.split() for piece in word.split("-") if piece]
    place, left = len(pieces), len(letters)
    while left and place:
        place -= 1
        piece = pieces[place].lower()
        if piece[0] == letters[left - 1]:
            left -= 1
        elif piece not in STOP_WORDS:
            return ""
    return " ".join(pieces[place:]) if not left and len(pieces) - place >= 2 else ""
