"""MEDLINE text (nbib): "TAG - value", lines that go on six spaces in, a blank line between records."""

import re

from helpers.dumps.reference_fields import find_identifiers, list_names
from helpers.dumps.tagged.tagged_records import NUMBERING, TaggedFormat, TaggedRecord, Values

_TAG = re.compile(r"\ufeff?([A-Z][A-Z0-9]{1,3}) {0,3}[-–](?: (.*)|[ \t]*$)", re.S)
_OWN_TAGS = frozenset({"PMID", "OWN", "STAT", "DCOM", "FAU", "JT", "MHDA", "EDAT", "CRDT", "PHST", "LID", "AID", "JID"})


def is_medline(head: str) -> bool:
    """Whether a text is MEDLINE: a PMID, or three other tags of its own, at the beginning of lines."""
    if re.search(r"^TY {1,3}- ?[A-Z]{2,10}\s*$", head, re.M):
        return False
    found = set(re.findall(r"^\ufeff?([A-Z][A-Z0-9]{1,3}) {0,3}- ", head, re.M))
    if len(found & _OWN_TAGS) < 3 and not ("PMID" in found and found & {"TI", "AB", "DP", "BTI"}):
        return False
    lines = [line for line in head.split("\n") if line.strip()]
    first = next(n for n, line in enumerate(lines) if _TAG.match(line))
    if any(line.lstrip().startswith(("```", "#", "<")) and not NUMBERING.match(line) for line in lines[:first]):
        return False
    fitting = sum(1 for line in lines[first:] if line.startswith("   ") or _TAG.match(line) or NUMBERING.match(line))
    return fitting >= 0.5 * len(lines[first:]) and first <= len(lines[first:]) + 15


class _Medline(TaggedFormat):
    tag = _TAG
    names = frozenset({"PMID", "OWN", "STAT"})
    used = frozenset({"PMID", "TI", "AB", "FAU", "AU", "CN", "DP", "DEP", "JT", "TA", "LA", "OT"})
    missing = 'no line begins a record ("PMID- …"); export it again from PubMed'

    def begins(self, tag: str, record: TaggedRecord, *, blank: bool) -> bool:
        if tag == "PMID":
            return blank or "PMID" in record.tags
        again = tag in {"TI", "DP", "OWN", "STAT"} and tag in record.tags
        return blank and (again or tag == record.values[0][0])

    def read_fields(self, values: Values):
        subjects = [text.split("/")[0].strip("* ") for text in values.every("MH")]
        names = list_names(values.get("FAU") or values.get("AU") or values.every("FED"))
        numbers = values.every("AID", "LID")
        fields = {
            **values.pick(abstract="AB OAB", venue=f"JT TA {'BTI' if 'TI' in values else 'PB'}", pmid="PMID"),
            "title": re.sub(r"^\[([^\[\]]*)\]\.?$", r"\1", values.first("TI", "BTI", "TT", "CTI")),  # a translated one
            "authors": names + [body for body in values.every("CN") if body not in names],
            "keywords": list(dict.fromkeys(values.get("OT") or subjects)),
            # CRDT, EDAT and LR are days on which a record was made or touched
            "published": [(tag, text) for tag in ("DEP", "DP") for text in values.every(tag)],
        }
        find_identifiers(
            fields,
            doi=[*(text for text in numbers if text.endswith("[doi]")), *numbers, values.first("SO")],
            arxiv=[re.sub(r"\s*\[\w+\]$", "", text) for text in numbers if "rxiv" in text.lower()],
        )
        language = values.first("LA")
        if "AB" not in values:  # the other abstract stood in for it
            language = values.first("OABL", "LA")
            values.pop("OAB", None)
        return self.finish(fields, values, language, values.every("PT"))


read_medline = _Medline.read
