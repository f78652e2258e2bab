"""Acronyms that papers spell out, and which uses of their letters are theirs."""

import re
from collections import Counter, defaultdict
from itertools import islice
from typing import NamedTuple

import pandas as pd

from helpers.keywords.term_counts import fold_key
from helpers.keywords.text_parts import LongForms, TextPart, split_parts
from helpers.run.engines import map_parts
from helpers.text.words import STOP_WORDS, choose_common, split_plainly, split_words

MIN_DEFINED, MOST_DEFINED, MAX_ACRONYMS = 2, 0.7, 200
"""Papers that must spell out an acronym in one way, their share of all that spell it out, most kept of each kind."""
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{0,6}[A-Z])s?\)")
_BEFORE = re.compile(r"[A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*){0,7}\s*$")
_WORD = re.compile("[a-z]{2,9}")
"""What may be an acronym, or its plural, in lower case."""
NO_WORD, CAPITALS = "its letters, which are no word", "capitals"
UNLESS_OTHER, OWN_PAPER = "capitals, unless the paper spells out another", "capitals, in papers that spell it out"
"""By what uses of an acronym are told."""


class Expansions(NamedTuple):
    """Of each paper its acronyms with the folded long form; papers and spellings of each acronym and long form.

    ``written`` are the short words in lower case of all texts, which may be acronyms too.
    """

    papers: list[dict[str, str]]
    n_papers: Counter[tuple[str, str]]
    spellings: dict[tuple[str, str], Counter[str]]
    written: set[str]

    def get_form(self, acronym: str, key: str) -> str:
        """Return the commonest spelling of a long form, in lower case and without hyphens."""
        found = self.spellings[acronym, key]
        return min(found, key=lambda form: (-found[form], len(form), form))


class Acronyms(NamedTuple):
    """Long forms of acronyms whose letters are no word, those of each paper whose capitals tell; evidence of both.

    ``plain`` and what is ``told`` lead from the acronym to the long form, in lower case and without hyphens;
    ``evidence`` from the long form and the acronym to the papers that spell it out, and to what tells its uses.
    """

    plain: dict[str, str]
    told: LongForms
    evidence: dict[tuple[str, str], tuple[int, str]]

    @property
    def written_out(self) -> dict[str, str]:
        """Acronyms that capitals tell, by long form."""
        return {long: acronym for long, acronym in self.evidence if self.plain.get(acronym) != long}


def find_acronyms(papers: pd.DataFrame) -> Acronyms:
    """Find the acronyms that papers spell out, as in "Mixture of Experts (MoE)", and what tells their uses.

    Two papers must spell one out, and seven in ten of those that do agree; the most often spelled out are kept. Some
    letters are a word as well ("AT", "CLIP"): function words, and what stands in lower case in any paper. Their uses
    are those in capitals. Where another long form is spelled out, by two papers or without a word in common, each such
    paper tells its own; all others have the one that is agreed on, if there is one.
    """
    spelled = _read_expansions(papers)
    agreed = _choose_agreed(spelled)
    sure = {pair for pair, n in spelled.n_papers.items() if n >= MIN_DEFINED}
    several = {acronym for acronym, n in Counter(acronym for acronym, _ in sure).items() if n > 1}
    several |= {acronym for acronym, key in spelled.n_papers if _is_other(key, agreed.get(acronym, ""))}
    words = choose_common(agreed.keys() - several, spelled.written)
    # What is a word is known of all of them before the most common are kept.
    whole = _keep_first(agreed, words | several)
    plain = _keep_first(agreed, agreed.keys() - words - several)
    # What a paper spells out in a way of its own is none of the others'.
    told = [
        None
        if several.isdisjoint(own)
        else {acronym: spelled.get_form(acronym, key) if acronym in several and (acronym, key) in sure else ""
              for acronym, key in own.items()}
        for own in spelled.papers
    ]  # fmt: skip
    evidence = {}
    for acronym, key in sorted(sure):
        long, n = spelled.get_form(acronym, key), spelled.n_papers[acronym, key]
        if acronym in several:
            evidence[long, acronym] = n, UNLESS_OTHER if whole.get(acronym) == long else OWN_PAPER
        elif acronym in whole or acronym in plain:
            evidence[long, acronym] = n, CAPITALS if acronym in whole else NO_WORD
    return Acronyms(plain, LongForms(whole, told), evidence)


def _keep_first(agreed, wanted):
    return dict(islice(((acronym, long) for acronym, long in agreed.items() if acronym in wanted), MAX_ACRONYMS))


def _is_other(key: str, long: str) -> bool:
    """Tell whether a long form is another than the one agreed on, and not a variant of it."""
    return bool(long) and set(key.split()).isdisjoint(fold_key(long).split())


def _read_expansions(papers: pd.DataFrame) -> Expansions:
    whole = Expansions([], Counter(), defaultdict(Counter), set())
    nothing: dict[str, str] = {}
    for part in map_parts(_read_part, split_parts(papers)):
        whole.papers.extend(own or nothing for own in part.papers)
        whole.n_papers.update(part.n_papers)
        whole.written.update(part.written)
        for key, forms in part.spellings.items():
            whole.spellings[key].update(forms)
    return whole


def _read_part(part: TextPart) -> Expansions:
    found = Expansions([], Counter(), defaultdict(Counter), set())
    written: set[str] = set()
    for texts in part.list_texts():
        mine = set()
        for text in texts:
            written.update(split_plainly(text))
            for match in _ACRONYM.finditer(text) if "(" in text else ():
                before = _BEFORE.search(text[max(0, match.start() - 120) : match.start()])
                long = _match_initials(before[0], match[1]) if before else ""
                if long:
                    key = (match[1].lower(), fold_key(long))
                    found.spellings[key][" ".join(split_words(long.replace("-", " ")))] += 1
                    mine.add(key)
        found.n_papers.update(mine)
        found.papers.append(dict(sorted(mine)))
    found.written.update(word for word in written if _WORD.fullmatch(word))
    return found


def _choose_agreed(spelled: Expansions) -> dict[str, str]:
    total, chosen = Counter(), []
    for (acronym, _), n in spelled.n_papers.items():
        total[acronym] += n
    for key, n in spelled.n_papers.items():
        if n >= max(MIN_DEFINED, MOST_DEFINED * total[key[0]]):
            chosen.append((-n, key[0], spelled.get_form(*key)))
    return {acronym: long for _, acronym, long in sorted(chosen)}


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
