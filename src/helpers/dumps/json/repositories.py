"""Answers of repositories by tables: HAL, INSPIRE, ISTEX, Europe PMC, CORE, ADS, DataCite, Zenodo, Papers with Code."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from helpers.dumps.fields import read_plain
from helpers.dumps.json.json_values import NOT_PAPERS, FieldTable, find_value, open_list, open_object
from helpers.dumps.reference_fields import find_identifiers, find_kind_problem, list_names


@cache
def _split(group: str) -> frozenset[str]:
    return frozenset(group.split())


class Repository(NamedTuple):
    """One repository: groups of keys, the rarest first, of which an item has one each; where its fields stand.

    ``inside`` is the key of the object that holds the paper, "" where the item is it.
    """

    name: str
    signs: tuple[str, ...]
    table: FieldTable
    kinds: str = ""
    inside: str = ""

    def fits(self, item: Mapping[str, Any]) -> bool:
        """Whether a JSON object is an item of this repository."""
        inner = open_object(item.get(self.inside)) or item  # it may have been opened
        return all(not inner.keys().isdisjoint(_split(group)) for group in self.signs)

    def read(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """An item under our names, with its ``problem`` if it has one."""
        inner = {**item, **open_object(item.get(self.inside))}
        inner.pop(self.inside, None)
        names = [read_plain(part) or part for part in self.table.find(inner).get("authors", [])]
        fields = self.table.read(inner, authors=list_names(name.rstrip(".") for name in names))
        if self.name in _DESCRIBED and (found := _find_described(inner)):
            fields["abstract"] = found
        arxiv = [
            fields.get("arxiv_id", ""),
            *(str(value) for value in _list_values(inner, "identifier alternateIdentifiers")),
        ]
        find_identifiers(
            fields, doi=[fields.pop("doi", "")], arxiv=[fields.pop("arxiv_id", ""), *arxiv, fields.get("url", "")]
        )
        kinds = [str(kind) for kind in _list_values(inner, self.kinds)]
        problem = find_kind_problem(kinds) or ("not a paper" if {kind.lower() for kind in kinds} & NOT_PAPERS else None)
        return fields | ({"problem": problem} if problem else {})


_DESCRIBED = ("datacite",)  # their abstract is one of several descriptions


def _find_described(item: Mapping[str, Any]) -> str:
    found = [open_object(part) for part in open_list(item.get("descriptions"))]
    texts = [read_plain(part.get("description")) for part in found if part.get("descriptionType") == "Abstract"]
    return max(texts, key=len, default="")


def _list_values(item: Mapping[str, Any], paths: str) -> list[Any]:
    values = (find_value(item, path) for path in paths.split())
    return [part for value in values if value for part in (value if isinstance(value, list) else [value])]


REPOSITORIES = (
    Repository(
        "hal", ("halId_s docid", "title_s en_title_s fr_title_s"),
        FieldTable(
            title="en_title_s.0 title_s.0 title_s fr_title_s.0", abstract="en_abstract_s.0 abstract_s.0 abstract_s",
            authors="authFullName_s", venue="journalTitle_s bookTitle_s conferenceTitle_s", doi="doiId_s",
            keywords="en_keyword_s keyword_s", categories="domain_s", language="language_s.0", url="uri_s",
            published="publicationDate_s producedDate_s", arxiv_id="arxivId_s", id="+halId_s", pmid="pubmedId_s",
        ),
    ),
    Repository(
        "inspire", ("titles", "control_number abstracts arxiv_eprints inspire_categories"),
        FieldTable(
            title="titles.title", abstract="abstracts.value", authors="authors", doi="dois.value",
            arxiv_id="arxiv_eprints.value", categories="arxiv_eprints.categories", keywords="keywords",
            venue="publication_info.journal_title", published="earliest_date preprint_date imprints.date",
            id="+control_number", used="references",
        ), "document_type", "metadata",
    ),
    Repository(
        "istex", ("arkIstex ark corpusName", "host"),
        FieldTable(
            title="title", abstract="abstract", authors="author", venue="host.title", doi="doi.0 doi",
            keywords="subject",
            published="publicationDate copyrightDate", language="language.0", id="+id", pmid="pmid.0",
        ), "genre",
    ),
    Repository(
        "europe pmc", ("authorString authorList", "journalInfo pubYear pubTypeList"),
        FieldTable(
            title="title", abstract="abstractText", authors="authorString", doi="doi", pmid="pmid", language="language",
            venue="journalInfo.journal.title journalTitle", keywords="keywordList.keyword", id="+id",
            published="firstPublicationDate journalInfo.dateOfPublication pubYear", used="authorList",
        ), "pubTypeList.pubType",
    ),
    Repository(
        "core", ("downloadUrl dataProviders outputs", "yearPublished publishedDate"),
        FieldTable(
            title="title", abstract="abstract", authors="authors", doi="doi", arxiv_id="arxivId", pmid="pubmedId",
            venue="journals.title", published="publishedDate yearPublished", language="language.code", id="+id",
            url="downloadUrl", used="fullText references",
        ),
    ),
    Repository(
        "ads", ("bibcode", "title abstract"),
        FieldTable(
            title="title.0 title", abstract="abstract", authors="author", venue="pub", doi="doi.0 doi",
            keywords="keyword",
            categories="arxiv_class", published="pubdate year", id="+bibcode",  # its "date" is a made-up day
        ), "doctype",
    ),
    Repository(
        "datacite", ("titles", "creators", "descriptions publicationYear"),
        FieldTable(
            title="titles.title", abstract="descriptions.description", authors="creators", doi="doi", url="url",
            keywords="subjects.subject", published="dates.date publicationYear", language="language",
            venue="container.title",
        ), "types.resourceTypeGeneral", "attributes",
    ),
    Repository(
        "zenodo", ("creators", "title", "description", "resource_type upload_type publication_date"),
        FieldTable(
            title="title", abstract="description", authors="creators", doi="doi", keywords="keywords",
            language="language",
            published="publication_date", venue="journal.title", id="+id",
        ), "resource_type.type upload_type", "metadata",
    ),
    Repository(
        "papers with code", ("paper_url", "tasks methods", "abstract"),
        FieldTable(
            title="title", abstract="abstract", authors="authors", arxiv_id="arxiv_id", url="url_abs paper_url",
            venue="conference proceeding", keywords="tasks", published="date", used="url_pdf",
        ),
    ),
)  # fmt: skip
# Keys of which an item of a repository has one: a quick look that spares most files the long one.
SIGNS = frozenset(key for one in REPOSITORIES for key in [*_split(one.signs[0]), one.inside] if key)
