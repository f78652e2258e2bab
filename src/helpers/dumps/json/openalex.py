"""Works of OpenAlex: https://docs.openalex.org (object "work"), plain or as a page of ``results``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from helpers.dumps.json.json_values import FieldTable, find_first_id, find_texts, open_list, open_object

NOT_PAPERS = frozenset(
    ("peer-review", "dataset", "paratext", "libguides", "grant", "supplementary-materials", "erratum", "retraction",
     "software", "standard", "reference-entry", "figure", "image", "component", "database", "journal", "journal-issue",
     "proceedings", "proceedings-series", "book-series")
)  # fmt: skip
_FIELDS = FieldTable(
    title="title display_name", abstract="abstract", doi="doi ids.doi", pmid="ids.pmid", language="language",
    venue="primary_location.source.display_name host_venue.display_name primary_location.raw_source_name",
    categories="topics +concepts", keywords="keywords", published="publication_date publication_year", id="+id",
    used="abstract_inverted_index authorships",
)  # fmt: skip
# Two signs that some of its words hold for a line's end; before a small letter they may be LaTeX (\nu, \nabla).
_LITERAL_END = re.compile(r"\\[nr](?![a-z])")


def is_openalex(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a work of OpenAlex."""
    name = item.get("id")
    if isinstance(name, str) and re.match(r"(?:https?://openalex\.org/)?W\d+$", name):
        return not name.startswith("W") or not item.keys().isdisjoint(
            ("abstract_inverted_index", "authorships", "display_name", "publication_date")
        )
    return "abstract_inverted_index" in item and not item.keys().isdisjoint(("display_name", "title"))


def read_inverted_index(index: Any) -> str:
    """The text of an inverted index ``{word: [positions]}``, or of the older one with ``InvertedIndex`` in it."""
    if isinstance(index, str) and index.lstrip().startswith("{") and len(index) < 1_000_000:
        try:
            index = json.loads(index)
        except (ValueError, RecursionError):
            return ""
    if not isinstance(index, Mapping):
        return index if isinstance(index, str) else ""
    index = open_object(index.get("InvertedIndex")) or index
    places = sorted(
        (place, word)
        for word, positions in index.items()
        for place in (positions if isinstance(positions, list) else [positions])
        if type(place) is int
    )
    text = " ".join([word for _, word in places])
    return _LITERAL_END.sub("\n", text) if "\\" in text else text


def read_openalex_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A work under our names, with its ``problem`` if it has one.

    ``created_date`` and ``updated_date`` are touches of the record in OpenAlex and stay in ``extra``.
    """
    homes = [item.get("primary_location"), item.get("best_oa_location"), *open_list(item.get("locations"))]
    addresses = [text for home in homes for text in find_texts(home, "landing_page_url pdf_url")]
    authors = [find_texts(one, "author.display_name raw_author_name") for one in open_list(item.get("authorships"))]
    own = {
        "arxiv_id": find_first_id([*find_texts(item, "doi ids.doi"), *addresses]),
        "url": next(filter(None, addresses), ""),
        "authors": list(dict.fromkeys(name for names in authors if (name := names[0] or names[1]))),
    }
    if abstract := read_inverted_index(item.get("abstract_inverted_index")):
        own["abstract"] = abstract
    fields = _FIELDS.read(item, **own)
    kinds = {str(item.get(key) or "").lower().replace(" ", "-") for key in ("type", "type_crossref")}
    is_note = "editorial" in kinds and "abstract" not in fields
    if kinds & NOT_PAPERS or item.get("is_paratext") is True or is_note:
        fields["problem"] = "not a paper"
    elif item.get("is_retracted") is True:
        fields["problem"] = "withdrawn or rejected"
    return fields
