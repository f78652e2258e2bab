"""RIS in the dialects of its tools: Scopus, Web of Science, Embase, Ovid, ProQuest, PubMed, IEEE, Zotero, EndNote.

Here ``DP`` is the provider of a database, not a date; ``Y2`` is the day of a visit, Embase's ``U3`` and ``U4`` are
days of entry.
"""

import re

from helpers.dumps.reference_fields import find_identifiers, join_date, list_names
from helpers.dumps.tagged.tagged_records import NUMBERING, TaggedFormat, TaggedRecord, Values

# Two columns stand between a tag and its dash; some tools write a tab. One space is taken only after "TY -".
_TAG = re.compile(r"[ \t\ufeff]{0,8}([A-Z][A-Z0-9])(?:[ \xa0]{2}|[ ]?\t)[-–](?:[ \t\xa0]|$)?(.*)", re.S)
_LOOSE_TAG = re.compile(r"[ \t\ufeff]{0,8}([A-Z][A-Z0-9])[ \t\xa0]{0,3}[-–](?:[ \t\xa0]+(.*)|$)", re.S)
_LOOSE_START = re.compile(r"[ \t\ufeff]{0,8}TY[ \xa0][-–] ?[A-Z]{2,10}\s*$")
_MAKES_RECORD = frozenset({"TI", "T1", "AB", "N2", "AU", "A1"})  # without TY
_LABEL = re.compile(r"[A-Z][A-Za-z /&,-]{2,40}:")
_ENDED = re.compile(r"[.!?。][\"'”’)\]]*$|^$")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_DAY = re.compile(r"\d{4}[/-]\d\d?[/-]\d\d?")


def is_ris(head: str) -> bool:
    """Whether a text holds RIS records; a page that shows one among its prose does not."""
    if "-" not in head and "–" not in head:
        return False
    begins = re.search(r"^[ \t\ufeff]{0,8}TY(?:[ \t\xa0]{1,3})[-–](?:[ \t\xa0]?[A-Z]{2,10})?\s*$", head, re.M)
    tags = re.findall(r"^[ \t\ufeff]{0,8}([A-Z][A-Z0-9])[ \t\xa0]{1,3}[-–](?=[ \t\xa0\n]|\Z)", head, re.M)
    if not begins and (re.search(r"^PMID ?- ?\d", head, re.M) or "ER" not in tags):
        return False
    if not _MAKES_RECORD.union({"ER"}).intersection(tags):
        return False
    lines = head.split("\n")
    first = next((n for n, line in enumerate(lines) if _TAG.match(line) or _LOOSE_START.match(line)), None)
    if first is None:
        return False
    before = [line for line in lines[:first] if line.strip() and not NUMBERING.match(line)]
    if any(line.lstrip().startswith(("```", "#", "<", "---")) for line in before):
        return False
    outside, within = len(before), False
    for line in lines[first:]:
        match = _TAG.match(line) or _LOOSE_TAG.match(line)
        within = match[1] != "ER" if match else within
        outside += not match and not within and bool(line.strip()) and not NUMBERING.match(line)
    return outside <= len(tags) + 15


class _Ris(TaggedFormat):
    """RIS; a record without TY counts if it has a title, an abstract or authors; Ovid leaves other lines behind ER."""

    tag = _TAG
    ends = frozenset({"ER"})
    starts = names = frozenset({"TY"})
    each_line = frozenset({"KW", "AU", "A1", "A2", "A3", "A4", "ED", "UR", "L1", "L2", "L4", "LK", "AD"})
    used = frozenset("TI T1 AB N2 AU A1 DO PY Y1 DA UR JF JO T2 LA KW ER".split())  # noqa: SIM905
    missing = 'no line begins a record ("TY  - JOUR"); export it again as RIS'
    loose = False  # whether this file has one space before its dashes

    def find_tag(self, line: str) -> re.Match[str] | None:
        match = super().find_tag(line)
        if match is None and (self.loose or _LOOSE_START.match(line)):
            match = _LOOSE_TAG.match(line)
            self.loose = self.loose or match is not None
        return match

    def begins(self, tag: str, record: TaggedRecord, *, blank: bool) -> bool:
        """TY begins a record, unless tags of the same one stand right before it."""
        return tag in self.starts and (blank or tag in record.tags)

    def find_doubt(self, record: TaggedRecord) -> str | None:
        if "TY" in record.tags:
            return None
        return "a record has no beginning (TY)" if record.tags & _MAKES_RECORD else ""

    def read_fields(self, values: Values):
        links = values.every("UR", "L1", "L2", "LK", "L4")
        addresses = (text.strip("<> ") for text in values.every("UR", "L2", "LK", "L1"))
        notes = values.every("N1")
        abstracts = _join_abstracts(values.get("AB") or values.every("N2"))
        fields = {
            **values.pick(title="TI T1 CT BT ST TT", venue="JF JO T2 BT C3 JA J2 PB"),
            "abstract": abstracts[0] if abstracts else "",
            "authors": list_names(values.get("AU") or values.get("A1") or values.every("ED")),
            "url": next((text for text in addresses if re.match(r"(?i)https?://\S+$", text)), ""),
            "keywords": list(dict.fromkeys(word for text in values.every("KW") for word in _split_words(text))),
            "pmid": _find_pmid(values, links),
            "published": _read_published(values),
        }
        others = values.every("M1", "M3", "T2", "JO", "JF", "VL", "N1", "C7")
        find_identifiers(
            fields,
            doi=[*values.every("DO", "DI", "M3", "UR", "L2", "AN"), *(text for text in notes if "10." in text)],
            arxiv=[*values.every("DO"), *links, values.first("AN"), *(t for t in others if "rxiv" in t.lower())],
        )
        more = {"N2": values["N2"]} if "AB" in values and values.get("N2", values["AB"]) != values["AB"] else {}
        values["AB"] = abstracts
        if sum(map(len, notes)) > 5000:  # lists of references, by far the most of a Scopus record
            values.pop("N1")
        kinds = [values.first("TY"), *values.every("M3", "PT")]
        return self.finish(fields, values, values.first("LA"), kinds, **more)


read_ris = _Ris.read


def _join_abstracts(found: list[str]) -> list[str]:
    """Repeated abstracts: parts of one where the first has no end or each has a label, else one for each."""
    joined: list[list[str]] = []
    seen: set[str] = set()
    for text in found:
        if joined and (not _ENDED.search(joined[-1][-1][-20:]) or text[:1].islower() or _LABEL.match(text)):
            joined[-1].append(text)
        elif text not in seen:
            joined.append([text])
        seen.add(text)
    return [" ".join(parts) for parts in joined]


def _split_words(text: str) -> list[str]:
    """The keywords of one line; several stand there with semicolons, or with many commas."""
    sign = ";" if ";" in text else "," if text.count(",") >= 3 else None
    return [word.strip() for word in text.split(sign) if word.strip()] if sign else [text]


def _find_pmid(values: Values, links: list[str]) -> str:
    """The PubMed id: the accession number of a PubMed record, or Scopus' ``C2``, or a link's."""
    origin = " ".join(values.every("DP", "DB", "N1")).lower()
    candidates = values.every("AN") if re.search(r"\bnlm\b|pubmed|medline", origin) else []
    candidates += [*(values.every("C2") if "scopus" in origin else []), *values.every("PM")]
    found = next((text for text in candidates if re.fullmatch(r"\d{1,8}", text)), "")
    match = re.search(r"(?:ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,8})", " ".join(links))
    return found or (match[1] if match else "")


def _read_published(values: Values) -> list[tuple[str, str]]:
    """Dates as the record has them, best first; a ``DA`` of month and day takes the year of ``PY`` or ``Y1``."""
    years = [(tag, text) for tag in ("PY", "Y1") for text in values.every(tag)]
    year = next((match[0] for _, text in years if (match := _YEAR.search(text))), "")
    found: list[tuple[str, str]] = []
    for text in values.every("DA"):
        if year and "/" not in text and not _YEAR.search(text) and re.search(r"[A-Za-z]{3}", text):
            found.append(("DA, PY", join_date(year, text)))
        else:
            found.append(("DA", text))
    # EndNote's day of publication online stands where others name an edition.
    return [*found, *years, *(("ET", text) for text in values.every("ET") if _DAY.fullmatch(text))]
