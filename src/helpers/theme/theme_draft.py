"""A theme file from two words and the papers of a dump: a draft that its reader keeps, merges and renames."""

import json
import re
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.atomic_files import replacing
from helpers.run.inputs import find_root
from helpers.text.wordings import OTHER_THEMES, count
from helpers.text.words import fold_accents
from helpers.theme.mentions import build_finders, find_matches, find_mentions
from helpers.theme.pole_axis import Encoder, build_word_encoder
from helpers.theme.sense_drafts import MIN_MENTIONS, SenseDraft, fold_plurals, propose_senses
from helpers.theme.theme_file import ID, RESERVED_POLES, RESERVED_SENSES, Pole, ThemeError, ThemeFile, load_theme
from helpers.theme.word_forms import WordForms, count_words, find_forms, is_form, is_word, rank_counts, write_pattern

MAX_PAPERS = 1_200
"""Papers with a mention, evenly from the first to the last, whose sentences are parsed."""
MAX_NOUNS, MAX_SENTENCE, N_PHRASES = 30, 220, 6
HEAD = """\
# A draft of a theme, made from what {n} of {total} say of “{first}” and “{second}”.
# What begins with # is a comment and changes nothing; numbers are papers of this dump. Go from top to bottom:
#   keep    what is right: nothing needs to be done
#   merge   two senses: move heads and examples of one into the other, and delete what is left of it
#   rename  a sense: change its label and description; its id too, where it misleads
#   drop    what is no sense: delete it, from [[senses]] to the next one; its papers go to another or to "other"
# data/README.md, section "A theme file", explains every key. A mistake is told with its line before anything runs.
name = {name}
title = {title}
"""
FEW = """
# Only {n} say of a noun which one is meant, too few to group (it takes {least}): there are no senses here, and
# every mention is read as "other". A sense of your own would look like this, without the #:
# [[senses]]
# id = "models"
# label = "models"
# description = "{first} or {second} models"
# heads = ["model", "network"]
"""


def write_theme(
    papers: pd.DataFrame, first: str, second: str, encode: Encoder | None = None, *, name: str | None = None,
    folder: Path | None = None,
) -> Path:  # fmt: skip
    """Write the draft of a theme file (:func:`draft_theme`), and return where it stands.

    ``folder`` is ``data/themes`` unless given; the file's name is ``name``, or "<first>-vs-<second>". A ``ThemeError``
    in one sentence if the file is already there, or if the words or the name will not do.
    """
    first, second, name = _check_words(first, second, name)
    path = (folder or find_root() / "data" / "themes") / f"{name}.toml"
    if path.exists():
        raise ThemeError(f"{path} is already there and is kept; delete it, or give the new one another name (--name).")
    text = draft_theme(papers, first, second, encode, name=name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")
        load_theme(part)
    return path


def draft_theme(
    papers: pd.DataFrame, first: str, second: str, encode: Encoder | None = None, *, name: str | None = None
) -> str:
    """Draft a theme file: the poles with the forms found in ``papers``, candidate senses with examples and counts.

    ``encode`` makes unit vectors of texts, by which nouns are grouped into senses; without it their words do. A
    ``ThemeError`` says in one sentence that the words are no words, forms of one word, or missing from the papers.
    """
    first, second, name = _check_words(first, second, name)
    texts = [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]
    counts = count_words(texts)
    forms = [find_forms(word, counts, texts, other) for word, other in ((first, second), (second, first))]
    for found in forms:
        if not found.inflected:
            raise ThemeError(f"No paper of this dump says “{found.word}”; {OTHER_THEMES}.")
    bare = ThemeFile(name, name, tuple(map(_build_pole, forms)), ())
    finders = build_finders(bare)
    held = papers[[bool(find_matches(text, finders)) for text in texts]]
    chosen = np.unique(np.linspace(0, len(held) - 1, min(MAX_PAPERS, len(held))).astype(int))
    mentions = find_mentions(held.iloc[chosen], bare)
    senses = propose_senses(mentions, encode or build_word_encoder(held.iloc[chosen]))
    heads = fold_plurals(mentions.loc[mentions["kind"].isin(["modifier", "predicate"]), "head"]).value_counts()
    nouns = list(filter(is_word, rank_counts(heads.to_dict())))
    head = HEAD.format(
        n=f"{len(held):,}", total=count(len(papers), "paper"), first=first, second=second, name=_quote(name),
        title=_quote(f"{first.capitalize()} versus {second}"),
    )  # fmt: skip
    poles = [_write_pole(found, nouns[:N_PHRASES]) for found in forms]
    return "\n".join([head, *poles, *_write_senses(senses, mentions, first, second), _write_cues(first, second, texts)])


def _check_words(first, second, name):
    """The two words in small letters, and the name of their theme."""
    first, second = (fold_accents(word).strip().lower() for word in (first, second))
    for word in (first, second):
        if not is_word(word) or word in RESERVED_POLES:
            raise ThemeError(f"{_tell(word)!r} cannot be a pole; give two words of Latin letters, like: small large.")
    if is_form(first, second) or is_form(second, first):
        raise ThemeError(f"“{first}” and “{second}” are forms of one word; give two words that are opposed.")
    name = name or f"{first}-vs-{second}"
    if not ID.fullmatch(name):
        told = "choose a name (--name) of small letters, digits and hyphens, at most 40."
        raise ThemeError(f"{_tell(name)!r} cannot name a theme; {told}")
    return first, second, name


def _build_pole(found: WordForms) -> Pole:
    both = (found.inflected, found.negated)
    return Pole(found.word, found.word, *(tuple(re.compile(write_pattern(f), re.I) for f in forms) for forms in both))


def _write_pole(found, nouns):
    lines = ["[[poles]]", f"id = {_quote(found.word)}", "patterns = [", *_list_patterns(found.inflected), "]"]
    if found.alike:
        told = ", ".join(f"{word} {n:,}" for word, n in found.alike.items())
        lines += _comment(f"Left out as other words; add what means the same to you: {told}")
    lines += ["negated = [", *_list_patterns(found.negated), "]", "exclude = ["]
    if found.phrases:
        lines += ["    # Frequent expressions. Where one is a name and says nothing of this pole, take its # away:"]
        lines += _list_patterns(found.phrases, "# ", "s?")
    lines += ["]", *_comment("Short texts at this end of the axis between the poles; two or more, better six:")]
    lines += [f"phrases = [{', '.join(_quote(f'{found.word} {noun}') for noun in nouns)}]", ""]
    return "\n".join(lines)


def _list_patterns(forms, sign="", ending=""):
    return [f"    {sign}{_quote(write_pattern(form) + ending)},  # {n:,}" for form, n in forms.items()]


def _write_senses(senses: list[SenseDraft], mentions, first, second):
    if not senses:
        said = count(int((mentions["head"].fillna("") != "").sum()), "mention")
        return [FEW.format(n=said, least=MIN_MENTIONS, first=first, second=second)]
    parts, ids = [], set(RESERVED_SENSES)
    for sense in senses:
        nouns = list(sense.heads)
        slug = next((head for head in nouns if ID.fullmatch(head) and head not in ids), f"sense-{len(ids)}")
        ids.add(slug)
        listed = ", ".join(f"{head} {n:,}" for head, n in list(sense.heads.items())[:MAX_NOUNS])
        told = f"{count(sense.n_papers, 'paper')}, {count(sense.n_mentions, 'mention')}; its nouns by papers: {listed}"
        shown = [textwrap.shorten(_tell(text), MAX_SENTENCE, placeholder=" …") for text in sense.sentences]
        about = ", ".join(nouns[:4])
        lines = [
            *_comment(told), *(line for text in shown for line in _comment(f"“{text}”", "#   ")),
            "[[senses]]", f"id = {_quote(slug)}", f"label = {_quote(sense.label)}",
            f"description = {_quote(f'{first} or {second} {about}')}",
            "examples = [", *(f"    {_quote(text)}," for text in sense.examples), "]",
            "heads = [", *_wrap_quoted(nouns[:MAX_NOUNS]), "]",
            f"role = {_quote(sense.role)}  # a guess: given, teaching, mechanism, representation or output", "",
        ]  # fmt: skip
        parts.append("\n".join(lines))
    return parts


def _write_cues(first, second, texts):
    told = 'Words that relate the poles; "from … to", "and", "instead of" and "than" are known without a cue:'
    lines = _comment(told)
    for relation, a, b in (("first_to_second", first, second), ("second_to_first", second, first)):
        pattern = f"{write_pattern(a)}[- ]to[- ]{write_pattern(b)}"
        n = sum(re.search(pattern, text, re.IGNORECASE) is not None for text in texts)
        lines += ["[[cues]]", f'relation = "from_{relation}"', f"patterns = [{_quote(pattern)}]  # {n:,}", ""]
    told = "A term of art: the word belongs to it, and nobody seeks or bears it. Take the # away and write your own:"
    lines += [*_comment(told), "# [[cues]]", '# kind = "term of art"', f"# patterns = [{_quote(f'{second} numbers')}]"]
    return "\n".join(lines) + "\n"


def _tell(text):
    """A text from a dump on one line, with nothing that a comment or a text of TOML may not hold."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _quote(text):
    return json.dumps(_tell(text), ensure_ascii=False)


def _comment(text, sign="# "):
    return textwrap.wrap(_tell(text), 116, initial_indent=sign, subsequent_indent=sign, break_long_words=False)


def _wrap_quoted(words):
    """Words as the lines of a list; a space within a word never breaks a line."""
    lines = [""]
    for word in map(_quote, words):
        if len(lines[-1]) + len(word) > 108:
            lines.append("")
        lines[-1] += f"{word}, "
    return [f"    {line.rstrip()}" for line in lines]
