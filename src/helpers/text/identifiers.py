"""Identifiers of papers: arXiv ids, DOIs, PubMed and ACL ids, and the page each leads to."""

import html
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

_NEW = r"(?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD = r"[a-z][a-z-]+(?:\.[A-Za-z-]{2,})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_WHOLE = re.compile(rf"(?i:arxiv)?\s*:?\s*({_NEW}|{_OLD})(?:v\d+)?(?:\s*\[[^\]]*\])?")
_WITHIN = re.compile(
    rf"(?i:arxiv\.org/(?:abs|pdf|html|format)/|huggingface\.co/papers/|hf\.co/papers/|/papers/|"
    rf"10\.48550/arxiv\.|\barxiv:\s?)({_NEW}|{_OLD})(?!\d)"
)
_FLOAT = re.compile(r"(\d{3,4})\.(\d{1,5})")
_PREFIX = r"10\.\d{4,9}(?:\.\d+){0,5}/"
_PART = (  # of a SICI: "<0100:abc>" in "…018<0100:abc>2.0.co;2"
    r"<[a-z]{0,5}\d[^\s\"<>/:]{0,30}:[^\s\"<>]{0,80}>(?=\d)|<[^\s\"<>/]{1,120}>(?=\d\.\d\.)"
)
_DOI = re.compile(rf"(?i)(?:\b|(?<=doi))({_PREFIX}(?:[^\s\"<>]|{_PART}){{1,300}})")
_NEXT_DOI = re.compile(rf"(?i)[;,|](?=https?:|doi:|{_PREFIX})")  # where several stand in one field
_PAGE_PART = re.compile(r"(?:/(?:full|abstract|pdf|epdf|epub|html|xml|meta|summary|fulltext|full/html))?(?:[?#].+)?$")
_DOI_SIGNS = str.maketrans("\u2010\u2011\u2012\u2013", "----", "\u00ad\u200b\u200c\u200d\ufeff")  # left by a copy
_SAFE = "/:;()[]{}!*'+,@$&=~"  # signs of a DOI that an address may hold
_BRACKETS = tuple(zip("([{<（【「", ")]}>）】」", strict=True))
_ENDS = ".,;:'`*!?/_\\\u2018\u2019\u201c\u201d\u3001\u3002\uff0c\uff1b"
_PMID = re.compile(r"(?i)(?:pmid|pubmed)?\s*:?\s*(\d{1,8})(?:\.0+)?(?:\s*\[pmid\])?")
_PMID_WITHIN = re.compile(r"(?i)(?:\bpmid[:\s]*|pubmed\.ncbi\.nlm\.nih\.gov/|nlm\.nih\.gov/pubmed/)(\d{1,8})(?!\d)")
_ACL_ID = r"[A-Za-z]\d{2}-\d{4,5}|(?:19|20)\d\d\.[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)?\.\d{1,4}"
_ACL = re.compile(rf"({_ACL_ID})(?:v\d+)?")
_ACL_WITHIN = re.compile(
    rf"(?i)(?:aclanthology\.org/|aclweb\.org/anthology/|10\.18653/v1/|10\.3115/(?:v1/)?)({_ACL_ID})(?:v\d+)?(?![\w-])"
)


def find_arxiv_id(text: str) -> str | None:
    """The arXiv id in a text ("2503.02130v2", "arXiv:gr-qc/0310123", an address), without its version; None if none.

    Ids have four digits after the point until December 2014 and five since; what fits neither is no id.
    """
    match = _WHOLE.fullmatch(text.strip()) or _WITHIN.search(text)
    found = match[1] if match else ""
    return found if "/" in found or (found and len(found) == (10 if found >= "1501" else 9)) else None


def mend_arxiv_id(text: str) -> str | None:
    """The arXiv id that a spreadsheet turned into a number, which lost its zeros ("704.0001"); None if it is none."""
    match = _FLOAT.fullmatch(text.strip())
    if match is None:
        return None
    month = match[1].zfill(4)
    return find_arxiv_id(f"{month}.{match[2].ljust(5 if month >= '1501' else 4, '0')}")


def find_arxiv_month(arxiv_id: str) -> str | None:
    """The month in which an arXiv id was given out, as "YYYY-MM"."""
    digits = arxiv_id.split("/")[-1][:4]
    if not re.fullmatch(r"\d\d(0[1-9]|1[0-2])", digits):
        return None
    century = "19" if "/" in arxiv_id and digits >= "91" else "20"
    return f"{century}{digits[:2]}-{digits[2:]}"


def find_doi(text: str) -> str | None:
    """The DOI in a text, folded as DOIs are compared; None if there is none.

    Lower case, without address, "doi:" and the punctuation of a sentence; brackets inside stay ("s0140(20)30183-5"), so
    do the ``<…>`` of an old one (SICI, ANSI/NISO Z39.56), however they are written (``%3C``, ``&lt;``).
    A version at the end goes where the publisher counts versions of one preprint (arXiv, bioRxiv, medRxiv), and so does
    what a publisher's page adds behind it ("/full", "?utm_source=x").
    """
    if "10." not in text:
        return None
    match = _DOI.search(plain := _undo_escapes(text))
    if match is None or re.match(r"<\d", plain[match.end() :][:2]):  # or one that was cut: it would name the issue
        return None
    doi = _NEXT_DOI.split(match[1].lower(), maxsplit=1)[0]
    if re.search(r"(?i)https?://\S*$", plain[: match.start()][-200:]):
        doi = _PAGE_PART.sub("", doi)
    while doi and (doi[-1] in _ENDS or any(doi[-1] == b and doi.count(a) < doi.count(b) for a, b in _BRACKETS)):
        doi = doi[:-1]
    if doi.startswith(("10.48550/arxiv.", "10.1101/")):
        doi = re.sub(r"v\d{1,2}(?:\.full|\.abstract)?(?:\.pdf)?$", "", doi)
    return doi if _DOI.fullmatch(doi) else None


def _undo_escapes(text: str) -> str:
    """A text with a DOI without the ways in which an address, a page or LaTeX writes its signs."""
    plain = text
    for _ in range(2):  # "&amp;lt;", "%253C"
        plain = html.unescape(plain) if "&" in plain else plain
        plain = unquote(plain) if "%" in plain else plain
    if "\\" in plain or "$" in plain:
        plain = re.sub(r"[{]?\\text(less|greater)\b\s?[{]?[}]?[}]?", lambda m: "<" if m[1] == "less" else ">", plain)
        plain = re.sub(r"\\([_<>&%#$])", r"\1", re.sub(r"\$([<>])\$", r"\1", plain))
    return plain if plain.isascii() else plain.translate(_DOI_SIGNS)


def find_pmid(text: str) -> str | None:
    """The PubMed id in a text ("12345678", "PMID: 12345678", an address), not that of PubMed Central; else None."""
    match = _PMID.fullmatch(text.strip()) or _PMID_WITHIN.search(text)
    return match[1].lstrip("0") or None if match else None


def find_acl_id(text: str) -> str | None:
    """The ACL Anthology id in a text: an id, an address of the Anthology or one of its DOIs; a version is left out."""
    match = _ACL.fullmatch(text.strip()) or _ACL_WITHIN.search(text)
    found = match[1] if match else ""
    return (found.upper() if found[:1].isalpha() else found.lower()) or None


def list_keys(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    """The identifiers of a record as (kind, value) to compare: an arXiv DOI is the arXiv id, an ACL DOI the ACL id.

    ``ids`` has "arxiv_id", "doi", "pmid" and "acl_id", as far as they are known, in any spelling.
    """
    arxiv_id, doi, pmid, acl_id = (ids.get(kind) or "" for kind in ("arxiv_id", "doi", "pmid", "acl_id"))
    doi = find_doi(doi) or doi.lower()
    found = {
        "arxiv_id": find_arxiv_id(arxiv_id) or arxiv_id or find_arxiv_id(doi),
        "doi": "" if doi.startswith("10.48550/") else doi,
        "pmid": find_pmid(pmid) or pmid,
        "acl_id": find_acl_id(acl_id) or acl_id or find_acl_id(doi),
    }
    return [(kind, value) for kind, value in found.items() if value]


def compute_link(
    *, arxiv_id: str | None = None, doi: str | None = None, pmid: str | None = None, acl_id: str | None = None,
    url: str | None = None,
) -> str | None:  # fmt: skip
    """The page of a paper, from the first identifier that is known; an address must be http or https."""
    pages = ("arxiv.org/abs/{}", "doi.org/{}", "pubmed.ncbi.nlm.nih.gov/{}/", "aclanthology.org/{}/")
    for page, known in zip(pages, (arxiv_id, doi, pmid, acl_id), strict=True):
        if known:
            return f"https://{page.format(quote(known, safe=_SAFE))}"
    address = (url or "").strip()
    return address if re.match(r"(?i)https?://[^\s\"'<>]+$", address) else None
