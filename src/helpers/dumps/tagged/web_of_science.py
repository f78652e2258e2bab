"""Web of Science's text: "AB value", lines that go on three spaces in, PT to ER; ``DA`` is the day of the export."""

import re

from helpers.dumps.reference_fields import find_identifiers, join_date, list_names
from helpers.dumps.tagged.tagged_records import TaggedFormat, Values

_TAGS = frozenset(
    """
    FN VR PT AU AF BA BF CA GP BE TI SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FX CR NR TC Z1 Z2 Z3
    Z8 Z9 ZA ZB ZR ZS U1 U2 PU PI PA SN EI BN J9 JI PD PY VL IS PN SU SI MA BP EP AR DI DL D2 EA EY PG P2 WC WE SC GA
    PM OA HC HP DA UT ER EF ED FT AE PN PS CO
    """.split()  # noqa: SIM905
)
_TAG = re.compile(r"\ufeff?([A-Z][A-Z0-9])(?:[ \t](.*)|\s*$)", re.S)


def is_web_of_science(head: str) -> bool:
    """Whether a text is a field-tagged export of Web of Science."""
    begins = re.search(r"^\ufeff?PT [JBSPC](?: *$|\n)", head, re.M)
    named = re.search(r"\A\s*FN .{0,80}\n+VR \d", head)
    tags = set(re.findall(r"^\ufeff?([A-Z][A-Z0-9]) \S", head, re.M))
    return bool(begins or named) and len(tags & {"AU", "TI", "SO", "AB", "UT", "PY", "DT", "LA"}) >= 3


class _WebOfScience(TaggedFormat):
    tag = _TAG
    ends = frozenset({"ER", "EF"})
    heads = frozenset({"FN", "VR"})
    starts = frozenset({"PT"})
    names = frozenset({"PT", "UT"})
    each_line = frozenset({"AU", "AF", "BA", "BF", "BE", "CA"})
    used = frozenset("TI AB AU AF SO LA DE ID WC SC DI PM PD PY EA CR".split())  # noqa: SIM905
    missing = 'no line begins a record ("PT J"); export it again as plain text'

    def find_tag(self, line: str) -> re.Match[str] | None:
        match = super().find_tag(line)
        if match is None or match[1] not in _TAGS or (match[1] in self.ends and (match[2] or "").strip()):
            return None
        return match

    def read_fields(self, values: Values):
        online, day, year = (values.first(tag) for tag in ("EA", "PD", "PY"))
        dates = (("EA", online), ("PD, PY", join_date(year, day) if day else ""), ("PY", year))
        fields = {
            **values.pick(title="TI", abstract="AB", venue="SO JI J9", pmid="PM"),
            "authors": list_names(values.get("AF") or values.get("AU") or values.get("BF") or values.every("CA")),
            "keywords": _split(values, "DE") or _split(values, "ID"),
            "categories": _split(values, "WC") or _split(values, "SC"),
            "published": [date for date in dates if date[1]],
        }
        find_identifiers(fields, doi=[values.first("DI")], arxiv=[values.first("DI"), values.first("AR")])
        more = {"ID": _split(values, "ID")} if "ID" in values and _split(values, "DE") else {}
        return self.finish(fields, values, values.first("LA"), _split(values, "DT"), **more)


read_web_of_science = _WebOfScience.read


def _split(values: Values, tag: str) -> list[str]:
    parts = (part.strip() for text in values.every(tag) for part in text.split(";"))
    return list(dict.fromkeys(part for part in parts if part))
