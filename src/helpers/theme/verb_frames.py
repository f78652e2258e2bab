"""Verb frames: what plain English says is done to the thing that a word modifies.

A frame is one of ``sought`` (built, learned, chosen, delivered), ``endured`` (given, coped with), ``overcome``
(replaced, avoided, lacking), ``compared`` (the other side of a comparison) and ``needed`` (required or relied on: good
or bad by the move of the sentence). Nothing here knows a theme. After the lexical frames of FrameNet
(intentionally_create, coping, replacing, needing, evaluative_comparison) and Jones (2002), *Antonymy: a corpus-based
perspective*, for the words that join two opposites.
"""

from collections.abc import Collection
from typing import Any

import helpers.theme.verb_lists as lists
from helpers.theme.verb_lists import NOUNS

_COMPARED_TO = ("compared", "alternative", "superior", "comparable", "relative", "equivalent", "contrast")


def find_head(doc: Any, span: Any, others: Collection[int]) -> tuple[str, str, str, Any]:
    """The noun that a mention (a spaCy span of ``doc``) is said of, its phrase, and the kind of the mention.

    ``others`` are token indices of the other mentions; the words between two joined mentions are skipped.

    Returns
    -------
    head, phrase : str
        Lemma of the noun, and the run of nouns it ends ("mask", "attention mask"); "" if there is none.
    kind : {"modifier", "predicate", "noun", "verb"}
    token : spacy Token
        Where the noun phrase hangs in the sentence: the start for :func:`find_frame`.
    """
    first, last, root = span[0], span[-1], span.root
    before = _find_hyphenated_noun(doc, first)
    if before is not None:
        run = _find_run(doc, last.i + 1, others)
        return before.lemma_.lower(), before.text.lower(), "modifier", run[-1] if run else root
    if root.pos_ in ("VERB", "AUX") and root.tag_ not in ("VBN", "VBG") and _is_inflected(root):
        target = _find_child(root, ("dobj", "nsubjpass"))
        return *_name(target), "verb", target or root
    joined = root.dep_ == "conj" and root.head.dep_ in ("acomp", "attr") and root.pos_ == "ADJ"
    if joined or root.dep_ in ("acomp", "attr", "oprd"):
        subject = _find_subject(root)
        if subject is not None:
            return *_name(subject), "predicate", subject
    is_noun = root.pos_ in NOUNS and root.tag_ != "JJ" and _is_abstract(root)
    if is_noun:
        left = [t for t in root.lefts if t.dep_ in ("compound", "nmod") and t.pos_ in NOUNS and t.i not in others]
        left = [t for t in left if not (t.i and doc[t.i - 1].text == "-" and not doc[t.i - 1].whitespace_)]
        target = _find_of(root) or (left[-1] if left else None)
        if target is not None:
            return *_name(target), "noun", root
    run = _find_run(doc, last.i + 1, others, loose=not is_noun)
    if run:
        phrase = last.doc[run[0].i : run[-1].i + 1].text.lower()
        return _lemma_joined(run), phrase, "modifier", run[-1]
    if root.pos_ == "VERB" and _is_inflected(root):
        target = _find_child(root, ("dobj", "nsubjpass")) or (root.head if root.dep_ == "acl" else None)
        return *_name(target), "verb", target or root
    return "", "", "noun" if root.pos_ in NOUNS else "modifier", root


def _is_abstract(token):
    """Whether a word is a noun of quality or process ("…ity", "…tion") and not an adjective tagged as a noun."""
    return token.text.lower().endswith(("ity", "ities", "tion", "tions", "ness", "ing"))


def _is_inflected(token):
    """Whether a word tagged as a verb looks like one: the tagger takes bare adjectives for infinitives."""
    return token.text.lower().endswith(("s", "ed", "ing", "fy", "ize", "ise", "ate"))


def _is_joined(doc, i):
    """Whether the word at ``i`` is joined to the one before it by a hyphen."""
    return 2 <= i < len(doc) and doc[i - 1].text == "-" and not doc[i - 1].whitespace_ and not doc[i - 2].whitespace_


def _lemma(token):
    return token.lemma_.lower().strip("-")


def _lemma_joined(run):
    """Lemma of the last noun of a run with what is joined to it ("fine-tuning", "sub-network")."""
    last = run[-1]
    if len(run) > 1 and run[-2].i == last.i - 2 and _is_joined(last.doc, last.i):
        return f"{run[-2].lower_}-{_lemma(last) if last.pos_ in NOUNS else last.lower_}"
    return _lemma(last)


def _name(token):
    if token is None or token.pos_ == "PRON":
        return "", ""
    left = [t for t in token.lefts if t.dep_ == "compound"]
    return _lemma(token), " ".join(t.text.lower() for t in [*left, token])


def _find_child(token, deps):
    return next((child for child in token.children if child.dep_ in deps), None)


def _find_of(token):
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "for"):
            found = _find_child(child, ("pobj",))
            if found is not None and found.pos_ in NOUNS:
                return found
    return None


def _find_subject(token):
    verb = token.head.head if token.dep_ == "conj" else token.head
    subject = _find_child(verb, ("nsubj", "nsubjpass"))
    if subject is not None and subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject


def _find_hyphenated_noun(doc, first):
    """The noun of "label-sparse", unless it says only in which manner ("block-sparse")."""
    i = first.i
    if i < 2 or doc[i - 1].text not in ("-", "–") or doc[i - 1].whitespace_ or doc[i - 2].whitespace_:
        return None
    noun = doc[i - 2]
    if noun.pos_ not in NOUNS or noun.lower_ in lists.MANNERS or len(noun) < 3 or not noun.is_alpha:
        return None
    return noun


def _find_run(doc, start, others, *, loose=False):
    """The next run of nouns that the word at ``start - 1`` can modify, or an empty list.

    ``loose`` takes the very next word for a noun even where the tagger saw a verb ("sparse reward tasks").
    """
    i, steps = start, 0
    if loose and i < len(doc) and doc[i].tag_ in ("VB", "VBP", "VBZ") and doc[i].pos_ == "VERB":
        return _collect_run(doc, i, start)
    while i < len(doc) and steps < 8:
        token = doc[i]
        if i in others or token.lower_ in lists.JOINTS:
            # A comma or conjunction only leads on to another adjective or mention of the same noun.
            if token.lower_ in (",", "and", "or", "but", "yet", "/", "(", "to", "nor", "even", "vs", "versus"):
                following = doc[i + 1] if i + 1 < len(doc) else None
                if following is None or not (i + 1 in others or _leads_on(following) or following.text in ("-", "(")):
                    return []
        elif (token.pos_ in NOUNS or (token.is_alpha and token.text != token.text.lower())) and not token.is_punct:
            return _collect_run(doc, i, start)
        elif not (_leads_on(token) or token.pos_ == "NUM" or token.is_quote):
            return []
        i, steps = i + 1, steps + 1
    return []


def _leads_on(token):
    return token.pos_ in ("ADJ", "ADV") or token.tag_ in ("VBN", "VBG")


def _collect_run(doc, i, start):
    """The run of nouns from ``i``; of a noun joined to the mention by a hyphen ("sparse-view") that noun alone."""
    run = [doc[i]]
    hyphenated = i == start + 1 and doc[start].text == "-" and not doc[start].whitespace_
    while i + 1 < len(doc):
        following = doc[i + 1]
        if hyphenated and len(run) == 1:
            return run
        if following.pos_ in NOUNS:
            run.append(following)
            i += 1
        elif _is_joined(doc, i + 2) and (doc[i + 2].pos_ in NOUNS or doc[i + 2].lower_.endswith("ing")):
            run.append(doc[i + 2])
            i += 2
        else:
            break
    return run


def find_negation(doc: Any, span: Any, token: Any) -> bool:
    """Whether a mention stands under a negation: no, not, never, without, neither, nor, lack of."""
    near = [*span.root.children, *(token.children if token is not None else ())]
    if any(child.dep_ == "neg" or child.lower_ in ("no", "neither", "nor") for child in near):
        return True
    i = span[0].i
    if {"without", "neither", "nor", "no"} & {word.lower_ for word in doc[max(0, i - 3) : i]}:
        return True
    cursor = token if token is not None else span.root
    for _ in range(6):
        if cursor.dep_ == "pobj" and cursor.head.lower_ == "without":
            return True
        if cursor.dep_ in ("dobj", "nsubjpass", "acomp", "attr"):
            return any(child.dep_ == "neg" for child in cursor.head.children)
        if cursor.head is cursor or cursor.dep_ not in ("conj", "compound", "amod", "nmod", "appos", "pobj", "prep"):
            return False
        cursor = cursor.head
    return False


def find_frame(token: Any) -> tuple[str, str]:
    """The frame that holds the noun phrase of a head, and the word that decided; both "" if nothing is said of it."""
    cursor = token
    for _ in range(10):
        lemma = _lemma(cursor)
        if lemma in (lists.SETTING_NOUNS if cursor is token else lists.LACK_NOUNS):
            return "endured", lemma
        if cursor is token and lemma in lists.BASE_NOUNS:
            return "compared", lemma
        if cursor is not token and lemma in lists.MAKE_NOUNS and cursor.pos_ in NOUNS:
            return "sought", lemma
        head, dep = cursor.head, cursor.dep_
        given = dep == "pobj" and head.lower_ in ("from", "under", "given", "despite")
        if cursor is token and not given:
            done = [_lemma(child) for child in cursor.children if child.dep_ == "acl" and child.tag_ == "VBN"]
            if sought := [verb for verb in done if verb in lists.SEEK_VERBS]:
                return "sought", sought[0]
        if head is cursor:
            return "", ""
        if dep in ("dobj", "nsubjpass") or (dep == "oprd" and head.pos_ == "VERB"):
            return _choose_frame(head, lists.OBJECT_FRAMES)
        if dep == "nsubj":
            return _choose_frame(head, lists.SUBJECT_FRAMES)
        if dep == "pobj":
            found = _find_prep_frame(head)
            if found is not None:
                return found
            cursor = head.head
            if cursor.pos_ in ("VERB", "AUX"):
                return _find_prep_verb_frame(head, cursor)
            made = _find_making(cursor) if head.lower_ == "from" else None
            if made is not None:
                return "endured", f"{made} from"  # what something is made from comes in
            continue
        cursor = head
        if cursor.pos_ in ("VERB", "AUX") and dep not in ("conj", "appos"):
            return "", ""
    return "", ""


def _find_making(noun):
    """The making that a noun belongs to: "prediction", also for "prediction of meals" and "predict meals"."""
    for _ in range(4):
        if _lemma(noun) in lists.MAKE_NOUNS:
            return _lemma(noun)
        if noun.dep_ in ("dobj", "nsubjpass") and _lemma(noun.head) in lists.FROM_VERBS:
            return _lemma(noun.head)
        if noun.dep_ != "pobj" or noun.head.lower_ != "of":
            return None
        noun = noun.head.head
    return None


def _choose_frame(verb, frames):
    lemma = _lemma(verb)
    return next((frame for frame, verbs in frames if lemma in verbs), ""), lemma


def _find_prep_frame(prep):
    word, before = prep.lower_, prep.doc[prep.i - 1].lower_ if prep.i else ""
    if word == "without" or (word == "of" and before == "instead"):
        return "overcome", "instead of" if word == "of" else word
    if word in ("than", "over", "unlike", "versus", "vs"):
        replaced = before in ("rather", "instead") or word == "unlike"
        return ("overcome" if replaced else "compared"), f"{before} {word}" if replaced and before else word
    if word == "to" and before in _COMPARED_TO:
        return "compared", f"{before} to"
    if word == "with" and before in ("compared", "par", "comparison"):
        return "compared", "compared with"
    if word in ("despite", "under", "given"):
        return "endured", word
    return ("sought", word) if word in ("via", "by", "through", "using") else None


def _find_prep_verb_frame(prep, verb):
    word, lemma = prep.lower_, _lemma(verb)
    known = [(frame, preps) for frame, preps, verbs in lists.PREP_VERB_FRAMES if lemma in verbs]
    return next((frame for frame, preps in known if not preps or word in preps), ""), f"{lemma} {word}"
