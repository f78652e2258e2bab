"""Identifiers of papers: arXiv ids, DOIs, PubMed and ACL ids, and the page each leads to."""

from __future__ import annotations

import re

_NEW = r"(?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD = r"[a-z][a-z-]+(?:\.[A-Za-z-]{2,})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_WHOLE = re.compile(rf"(?i:arxiv)?\s*:?\s*({_NEW}|{_OLD})(?:v\d+)?(?:\s*\[[^\]]*\])?")
_WITHIN = re.compile(
    rf"(?i:arxiv\.org/(?:abs|pdf|html|format)/|huggingface\.co/papers/|hf\.co/papers/|/papers/|"
    rf"10\.48550/arxiv\.|\barxiv:\s?)({_NEW}|{_OLD})(?!\d)"
)
_FLOAT = re.compile(r"(\d{3,4})\.(\d{1,5})")
_DOI = re.compile(r"(?i)\b(10\.\d{4,9}/[^\s\"<>]+)")


def find_arxiv_id(text: str) -> str | None:
    """The arXiv id in a text, without its version; None if there is none.

    Parameters
    ----------
    text : str
        An id ("2503.02130v2", "arXiv:gr-qc/0310123") or an address that holds one.

    Notes
    -----
    Ids have four digits after the point until December 2014 and five since; what fits neither is no id.
    """
    match = _WHOLE.fullmatch(text.strip()) or _WITHIN.search(text)
    if match is None:
        return None
    found = match[1]
    if "/" in found:
        return found
    return found if len(found) == (10 if found >= "1501" else 9) else None


def mend_arxiv_id(text: str) -> str | None:
    """The arXiv id that a spreadsheet turned into a number ("2503.0213", "704.0001"); None if it is none.

    A number loses only zeros at its ends, so there is one way to put them back.
    """
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
    """The DOI in a text, lower-cased as DOIs are compared; None if there is none."""
    match = _DOI.search(text)
    return match[1].rstrip(".,;)]}").lower() if match else None


def compute_link(*, arxiv_id=None, doi=None, pmid=None, acl_id=None, url=None) -> str | None:
    """The page of a paper, from the first identifier that is known; an address must be http or https."""
    if arxiv_id:
        return f"https://arxiv.org/abs/{arxiv_id}"
    if doi:
        return f"https://doi.org/{doi}"
    if pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    if acl_id:
        return f"https://aclanthology.org/{acl_id}/"
    if url and re.match(r"(?i)https?://[^\s\"'<>]+$", url.strip()):
        return url.strip()
    return None
