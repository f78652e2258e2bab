"""Words, stop words and folded titles."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from helpers.text.abstract_words import FOREIGN_ABSTRACT_WORDS, list_words
from helpers.text.cleaning import clean_text
from helpers.text.unspaced_scripts import space_words

# Function words of English; contractions appear as split_words leaves them ("doesn", "t", "ve").
STOP_WORDS = list_words(
    """
    a about above across after afterwards again against all almost alone along already also although always am among
    amongst an and another any anyone anything anywhere are aren around as at away back be became because become
    becomes been before beforehand being below beside besides between beyond both but by can cannot could couldn d did
    didn do does doesn doing don done down due during each either else elsewhere enough etc even ever every everyone
    everything everywhere except few first for from further furthermore had hadn has hasn have haven having he hence
    her here hereby herein hers herself him himself his how however i ie if in indeed instead into is isn it its itself
    just last latter least less ll m ma many may me meanwhile might mine more moreover most mostly much must my myself
    namely near need neither never nevertheless next no nobody none nor not nothing now nowhere o of off often on once
    one ones only onto or other others otherwise our ours ourselves out over own per perhaps please quite rather re
    really s same second several shall she should shouldn since so some somehow someone something sometimes somewhere
    still such t than that the their theirs them themselves then thence there thereby therefore therein these they
    third this those though three through throughout thus to together too toward towards two under unless until up upon
    us use used uses using ve very via was wasn we well were weren what whatever when whenever where whereas whereby
    wherein wherever whether which while who whoever whole whom whose why will with within without won would wouldn y
    yet you your yours yourself yourselves
    """
)

# What abstracts say whatever they are about; a label or a keyword made of these tells nothing.
ABSTRACT_STOP_WORDS = (
    list_words(
        """
    ablation abstract accordingly achieve achieved achieves achieving additionally address addresses addressing aim
    aims analysis applied apply approach approaches art article associated available based baseline baselines benchmark
    benchmarks better called capable challenge challenges challenging code codes common commonly compare compared
    comparing comparison comparable competitive comprehensive conduct conducted consider considered consistently
    contribution contributions crucial current currently demonstrate demonstrated demonstrates demonstrating design
    designed develop developed different difficult effective effectively effectiveness efficacy empirical empirically
    enable enables enabling ensure ensures especially essential evaluate evaluated evaluation evaluations evidence
    existing experiment experimental experimentally experiments explore extensive extensively finally find finding
    findings finds focus focuses framework frameworks fully fundamental github given good great greatly high higher
    highlight highlights highly http https huggingface idea ideas identify important improve improved improvement
    improvements improves improving include includes including increasing increasingly inspired interesting introduce
    introduced introduces introducing investigate issue issues key known lead leading leads leverage leverages
    leveraging like limitation limitations limited low lower main mainly major make makes making method methods
    motivated new notably novel observe obtain obtained offer offers original outperform outperformed outperforming
    outperforms overall paper papers particular particularly perform performance performed performs popular possible
    potential practical practice present presented presents previous previously prior problem problems project
    promising proposal propose proposed proposes proposing prove proves provide provided provides providing public
    publicly real recent recently related relative release released remain remains report require required requires
    research result resulting results reveal reveals review robust role scenario scenarios set setting settings show
    showed showing shown shows significant significantly similar simple simply simultaneously solution solutions solve
    solving specific specifically sota state strong studies study substantial substantially successful suffer suffers
    suggest suggests superior systematic systematically tackle task tasks technique techniques terms towards typically
    underlying understand unified unlike url useful valuable validate various verify version way ways website wide
    widely work works
    """
    )
    | FOREIGN_ABSTRACT_WORDS
)

_COMBINING = re.compile("[\u0300-\u036f]+")
VOWEL_SIGNS = "\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd"
"""Those of scripts that Python's \\w leaves out (Devanagari to Sinhala, Arabic, Thai and Lao), for a pattern."""
_WORD_ASCII = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(rf"[a-z0-9]+(?:-[a-z0-9]+)*(?![^\W_{VOWEL_SIGNS}])|(?:[^\W_]|[{VOWEL_SIGNS}])+")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u00ad": None})


_PUNCTUATION = str.maketrans(dict.fromkeys(',;:!?()[]"“”', " "))


def find_common_words(acronyms: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Return the acronyms (in lower case) that are words too: function words, and what texts have in lower case."""
    known, written = set(acronyms), set()
    forms = known | {f"{acronym}s" for acronym in known}
    for text in texts if forms else ():
        written |= forms & set(split_plainly(text))
    return choose_common(known, written)


def split_plainly(text: str) -> list[str]:
    """Return what stands between blanks and punctuation in a text, as it is written."""
    # No regular expression, which takes five times as long; what stands in addresses and hyphened words is no word.
    return text.translate(_PUNCTUATION).replace(". ", " ").rstrip(".").split()


def choose_common(acronyms: Iterable[str], written: Collection[str]) -> set[str]:
    """Return what :func:`find_common_words` does, from what is written in the texts (:func:`split_plainly`)."""
    known = sorted(acronyms)
    # "ids" is the plural of "id" only where it is no acronym of its own.
    singular = {f"{acronym}s": acronym for acronym in known} | {acronym: acronym for acronym in known}
    return {acronym for form, acronym in singular.items() if form in STOP_WORDS or form in written}


def fold_accents(text: str) -> str:
    """Compatibility forms unified (NFKC), Latin accents dropped, hyphens plain; other scripts untouched."""
    if text.isascii():
        return text
    plain = _COMBINING.sub("", unicodedata.normalize("NFKD", text.translate(_HYPHENS)))
    return unicodedata.normalize("NFKC", plain).translate(_HYPHENS)


def split_words(text: str) -> list[str]:
    """Lower-cased words of a text, in order: runs of ``[a-z0-9]`` joined by single hyphens, after folding of accents.

    "sparse-to-dense" is one word; letters of other scripts form runs of their own, which are split into words where the
    script has no spaces (:func:`helpers.text.unspaced_scripts.space_words`). The reference counts in
    ``data/reference`` follow the same rule, so that shares can be held against each other.
    """
    if text.isascii():
        return _WORD_ASCII.findall(text.lower())
    return _WORD.findall(space_words(fold_accents(text).lower()))


def fold_title(title: str) -> str:
    """A title as a key: lower case, no accents, no punctuation, no LaTeX dress; words apart by one space.

    Spellings of one title fold to one key ("GUI-G$^2$" and "GUI-G²" once spaces are left out); numbers stay.
    """
    plain = fold_accents(clean_text(title)).casefold().replace("&", " and ")
    return " ".join(re.findall(rf"(?:[^\W_]|[{VOWEL_SIGNS}])+", plain))
