"""Sentences, words, stop words and folded titles: everything that cuts text up, nothing that changes it.

Mending of damaged text is in :mod:`helpers.text.cleaning`, whose ``clean_text`` is offered here as well.
"""

import re
import unicodedata

from helpers.text.cleaning import clean_text, find_cuts

__all__ = [
    "ABSTRACT_STOP_WORDS",
    "STOP_WORDS",
    "clean_text",
    "find_cuts",
    "fold_accents",
    "fold_title",
    "split_sentences",
    "split_words",
]


def _read_words(text):
    return text.split()


# Function words of English; contractions appear as split_words leaves them ("doesn", "t", "ve").
STOP_WORDS = frozenset(
    _read_words(
        """
        a about above across after afterwards again against all almost alone along already also although
        always am among amongst an and another any anyone anything anywhere are aren around as at away
        back be became because become becomes been before beforehand being below beside besides between
        beyond both but by can cannot could couldn d did didn do does doesn doing don done down due during
        each either else elsewhere enough etc even ever every everyone everything everywhere except few
        first for from further furthermore had hadn has hasn have haven having he hence her here hereby
        herein hers herself him himself his how however i ie if in indeed instead into is isn it its
        itself just last latter least less ll m ma many may me meanwhile might mine more moreover most
        mostly much must my myself namely near need neither never nevertheless next no nobody none nor not
        nothing now nowhere o of off often on once one ones only onto or other others otherwise our ours
        ourselves out over own per perhaps please quite rather re really s same second several shall she
        should shouldn since so some somehow someone something sometimes somewhere still such t than that
        the their theirs them themselves then thence there thereby therefore therein these they third this
        those though three through throughout thus to together too toward towards two under unless until
        up upon us use used uses using ve very via was wasn we well were weren what whatever when whenever
        where whereas whereby wherein wherever whether which while who whoever whole whom whose why will
        with within without won would wouldn y yet you your yours yourself yourselves
        """
    )
)

# What abstracts say whatever they are about; a label or a keyword made of these tells nothing.
ABSTRACT_STOP_WORDS = frozenset(
    _read_words(
        """
        ablation abstract accordingly achieve achieved achieves achieving additionally address addresses
        addressing aim aims analysis applied apply approach approaches art article associated available
        based baseline baselines benchmark benchmarks better called capable challenge challenges
        challenging code codes common commonly compare compared comparing comparison comparable
        competitive comprehensive conduct conducted consider considered consistently contribution
        contributions crucial current currently demonstrate demonstrated demonstrates demonstrating design
        designed develop developed different difficult effective effectively effectiveness efficacy
        empirical empirically enable enables enabling ensure ensures especially essential evaluate
        evaluated evaluation evaluations evidence existing experiment experimental experimentally
        experiments explore extensive extensively finally find finding findings finds focus focuses
        framework frameworks fully fundamental github given good great greatly high higher highlight
        highlights highly http https huggingface idea ideas identify important improve improved
        improvement improvements improves improving include includes including increasing increasingly
        inspired interesting introduce introduced introduces introducing investigate issue issues key
        known lead leading leads leverage leverages leveraging like limitation limitations limited low
        lower main mainly major make makes making method methods motivated new notably novel observe
        obtain obtained offer offers original outperform outperformed outperforming outperforms overall
        paper papers particular particularly perform performance performed performs popular possible
        potential practical practice present presented presents previous previously prior problem problems
        project promising proposal propose proposed proposes proposing prove proves provide provided
        provides providing public publicly real recent recently related relative release released remain
        remains report require required requires research result resulting results reveal reveals review
        robust role scenario scenarios set setting settings show showed showing shown shows significant
        significantly similar simple simply simultaneously solution solutions solve solving specific
        specifically sota state strong studies study substantial substantially successful suffer suffers
        suggest suggests superior systematic systematically tackle task tasks technique techniques terms
        towards typically underlying understand unified unlike url useful valuable validate various verify
        version way ways website wide widely work works
        """
    )
)

_COMBINING = re.compile("[\u0300-\u036f]+")
# Vowel signs of scripts that Python's \w leaves out (Devanagari to Sinhala, Arabic, Thai and Lao).
_MARKS = "\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd"
_WORD_ASCII = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(rf"[a-z0-9]+(?:-[a-z0-9]+)*(?![^\W_{_MARKS}])|(?:[^\W_]|[{_MARKS}])+")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u00ad": None})


def fold_accents(text):
    """Compatibility forms unified (NFKC), Latin accents dropped, hyphens plain; other scripts untouched."""
    if text.isascii():
        return text
    plain = _COMBINING.sub("", unicodedata.normalize("NFKD", text.translate(_HYPHENS)))
    return unicodedata.normalize("NFKC", plain).translate(_HYPHENS)


def split_words(text):
    """Lower-cased words of a text, in order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Runs of ``[a-z0-9]`` joined by single hyphens ("sparse-to-dense" is one word), after folding of
        accents and compatibility forms; letters of other scripts form runs of their own.

    Notes
    -----
    The rule of the reference counts in ``data/reference``, so that shares can be held against each other.
    """
    if text.isascii():
        return _WORD_ASCII.findall(text.lower())
    return _WORD.findall(fold_accents(text).lower())


def fold_title(title):
    """A title as a key: lower case, no accents, no punctuation, no LaTeX dress; words apart by one space.

    Two spellings of one title fold to the same key ("GUI-G$^2$" and "GUI-G²" once spaces are left out, which
    is how :mod:`helpers.papers.merging` compares). Numbers stay, so "Phi-3" and "Phi-4" do not meet.
    """
    plain = fold_accents(clean_text(title)).casefold().replace("&", " and ")
    return " ".join(re.findall(rf"(?:[^\W_]|[{_MARKS}])+", plain))


# Abbreviations after which a sentence never ends.
_NEVER_END = frozenset(
    _read_words(
        """
        e.g i.e eg ie fig figs eq eqs eqn sec secs sect tab ref refs vs v.s w.r.t cf dr prof mr mrs st
        approx resp a.k.a aka s.t viz ca pp vol ch thm def prop lem cor alg app e.t.c incl esp ex dept
        univ
        """
    )
)
# Abbreviations that may close a sentence: they do when the next word is one that opens sentences.
_MAY_END = frozenset(_read_words("al etc i.i.d u.s u.k inc ltd co jr sr a.m p.m no nos ph.d m.sc b.sc"))
_OPENERS = frozenset(
    _read_words(
        """
        A Additionally After All Also Although An And Another As At Based Because Besides Both But By Code
        Compared Concretely Consequently Crucially Current Despite Due During Each Empirical Empirically
        Even Evaluations Existing Experimental Experiments Extensive Finally First First, For Furthermore
        Given Hence Here How However If Importantly In Indeed Inspired Instead It Its Many Moreover Most
        Motivated Nevertheless Next Notably Now On One Our Overall Recent Recently Results Second Several
        Since Specifically Such That The Their Then There Therefore These They This Third Those Through
        Thus To Together Towards Two Under Unfortunately Unlike Using We What When While With Yet
        """
    )
)
_OPENER_GLUED = "|".join(sorted(_OPENERS - {"A", "As", "At", "It", "If", "In", "On", "To", "By", "An", "First,"}))
_END = re.compile(
    r"""(?P<stop>[.!?…]+["'”’»)\]]*)(?P<gap>\s+)(?=\S)"""
    r"""|(?P<wide>[。！？]["'”’」』）]*)\s*(?=\S)"""
    r"""|(?P<para>\S)[^\S\n]*\n\s*\n\s*(?=\S)"""
    rf"""|(?P<glued>(?<=[a-z)]{{2}})[.!?])(?=(?:{_OPENER_GLUED}|We|In\s|To\s|It\s)\b)"""
)
_LAST_WORD = re.compile(r"(?:[^\W\d_]+\.)*[^\W_]+$")
_NEXT_WORD = re.compile(r"""["'“‘«(\[]*([^\s]+)""")


def _ends_sentence(text, start, stop, following):
    """Tell whether the stop at ``start`` ends a sentence, by the words on both sides of it."""
    opening = _NEXT_WORD.match(text, following)
    word = opening.group(1) if opening else ""
    if stop[0] in "!?…" and len(word) and not word[0].islower():
        return True
    before = _LAST_WORD.search(text, max(0, start - 20), start)
    last = before.group() if before else ""
    folded = last.lower()
    opens = word.rstrip(",:;") in _OPENERS
    if folded in _NEVER_END and stop[0] == ".":
        return False
    if folded in _MAY_END or (len(last) == 1 and last.isalpha() and last.isupper()):
        return opens and not (folded in {"no", "nos"} and word[:1].isdigit())
    if word[:1].islower():  # "iGPT", "vLLM" and "k-NN" may open a sentence; plain words in lower case do not
        return any(c.isupper() for c in word) and stop[0] == "."
    return word[:1] not in {",", ";", ":", ")", "]"}


def split_sentences(text):
    """Where the sentences of a text lie.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (int, int)
        Half-open spans in order, without overlap and without white space at their ends; only white space lies
        outside them. An empty text has none.

    Notes
    -----
    Rules, not a model: full stops after the abbreviations of scientific prose ("e.g.", "et al.", "Fig.",
    "w.r.t.", initials) and inside numbers do not end a sentence; a blank line always does. About 0.1 ms
    an abstract.
    """
    spans, begin = [], 0
    for match in _END.finditer(text):
        if match["stop"] is not None:
            if not _ends_sentence(text, match.start("stop"), match["stop"], match.end()):
                continue
            end = match.end("stop")
        else:
            end = max(match.end(name) for name in ("wide", "para", "glued"))
        spans.append((begin, end))
        begin = match.end()
    spans.append((begin, len(text)))
    trimmed = []
    for low, high in spans:
        part = text[low:high]
        low += len(part) - len(part.lstrip())
        high = low + len(part.strip())
        if high > low:
            trimmed.append((low, high))
    return trimmed
