"""XML of reference managers, libraries and publishers: EndNote, MODS, HAL's TEI, JATS, MARC, RDF, EBSCO and DBLP."""

from typing import Any, ClassVar

from helpers.dumps.reference_fields import join_date
from helpers.dumps.xml.table_source import FlatXml, XmlTable, list_texts, read_name
from helpers.dumps.xml.xml_records import XmlSource, read_inline


class _EndNote(XmlTable):
    records = frozenset({"record"})
    signs = (("*", "records", "ref-type source-app contributors", "titles"),)
    kinds = "ref-type/@name"
    table: ClassVar = {
        "title": "titles/title titles/short-title", "abstract": "abstract", "authors": "contributors/authors/author",
        "venue": "periodical/full-title titles/secondary-title alt-periodical/full-title",
        "keywords": "keywords/keyword", "published": "dates/year", "language": "language",
        "doi": "electronic-resource-num urls/related-urls/url", "url": "urls/related-urls/url urls/web-urls/url",
    }  # fmt: skip

    def read_field(self, field: str, paths: list[str], node: Any) -> Any:
        if field != "published":
            return super().read_field(field, paths, node)
        year, days = read_inline(node, "dates/year"), list_texts(node, "dates/pub-dates/date")
        joined = [("pub-dates", join_date(year, day)) for day in days]
        return [*joined, *([("year", year)] if year else [])]


class _Mods(XmlTable):
    records = frozenset({"mods"})
    signs = (("modsCollection",), ("mods",), ("*", "mods", "titleInfo"))
    kinds = "genre"
    table: ClassVar = {
        "title": "titleInfo[not(@type)]/title titleInfo/title", "abstract": "abstract",
        "authors": "name[role/roleTerm[contains('author|aut|Author|Creator|creator',.)]] name",
        "venue": "relatedItem[@type='host']/titleInfo/title", "keywords": "subject/topic",
        "published": "originInfo/dateIssued relatedItem[@type='host']/originInfo/dateIssued "
        "relatedItem[@type='host']/part/date part/date originInfo/dateCreated originInfo/copyrightDate",
        "doi": "identifier[@type='doi'] identifier location/url", "url": "location/url identifier[@type='uri']",
        "language": "language/languageTerm",
    }  # fmt: skip

    def read_field(self, field: str, paths: list[str], node: Any) -> Any:
        found = super().read_field(field, paths, node)
        if field != "title" or not found:
            return found
        own = next(iter(node.xpath("titleInfo[not(@type)]") or node.xpath("titleInfo")))
        whole = " ".join(filter(None, (read_inline(own, "nonSort"), found)))
        return ": ".join(filter(None, (whole, read_inline(own, "subTitle"))))


class _Tei(XmlTable):
    records = frozenset({"biblFull"})
    signs = (("*", "TEI teiCorpus listBibl", "biblFull"),)
    table: ClassVar = {
        "title": "titleStmt/title[@*[local-name()='lang']='en'] titleStmt/title",
        "abstract": "profileDesc/abstract[@*[local-name()='lang']='en'] profileDesc/abstract",
        "authors": "titleStmt/author[@role='aut']/persName titleStmt/author/persName",
        "venue": "sourceDesc/biblStruct/monogr/title", "keywords": "profileDesc/textClass/keywords/term",
        "categories": "profileDesc/textClass/classCode[@scheme='halDomain']",
        "published": "sourceDesc/biblStruct/monogr/imprint/date[@type='datePub'] "
        "editionStmt/edition/date[@type='whenProduced']",
        "doi": "sourceDesc/biblStruct/idno[@type='doi'] sourceDesc/biblStruct/idno[@type='arxiv']",
        "url": "publicationStmt/idno[@type='halUri']", "language": "profileDesc/langUsage/language/@ident",
    }  # fmt: skip


class _Jats(XmlTable):
    records = frozenset({"article"})
    signs = (("*", "article-meta", "article-title"),)
    kinds = "@article-type"
    table: ClassVar = {
        "title": "front/article-meta/title-group/article-title",
        "abstract": "front/article-meta/abstract[not(@abstract-type)] front/article-meta/abstract",
        "authors": "front/article-meta/contrib-group/contrib[@contrib-type='author']/*[self::name|self::collab] "
        "front/article-meta/contrib-group/contrib/*[self::name|self::collab]",
        "venue": "front/journal-meta/journal-title-group/journal-title front/journal-meta/journal-title",
        "keywords": "front/article-meta/kwd-group/kwd", "published": "front/article-meta/pub-date",
        "categories": "front/article-meta/article-categories/subj-group[@subj-group-type!='heading']/subject",
        "doi": "front/article-meta/article-id[@pub-id-type='doi']", "language": "@*[local-name()='lang']",
        "pmid": "front/article-meta/article-id[@pub-id-type='pmid']",
    }  # fmt: skip


def _list_marc(**codes: str) -> dict[str, str]:
    """Paths of MARC fields: "245a" is the part a of field 245."""
    path = "datafield[@tag='{}']/subfield[@code='{}']"
    return {field: " ".join(path.format(code[:3], code[3]) for code in of.split()) for field, of in codes.items()}


class _Marc(XmlTable):
    records = frozenset({"record"})
    signs = (("collection", "record", "datafield"), ("record", "datafield"))
    table = _list_marc(
        title="245a 242a", abstract="520a", authors="100a 700a 710a", venue="773t 773p 909p", keywords="653a 650a",
        published="264c 260c 269c 773y", doi="024a 037a 856u", url="856u", language="041a",
    )  # fmt: skip

    def read_field(self, field: str, paths: list[str], node: Any) -> Any:
        if field == "authors":
            return list(dict.fromkeys(name for path in paths for part in node.xpath(path) if (name := read_name(part))))
        found = super().read_field(field, paths, node)
        if field == "published":
            return [("datafield", text.strip("[]c©. ,")) for _, text in found]
        return found.rstrip(" /:") if field == "title" else found


class _Rdf(XmlTable):
    records = frozenset(
        ("Article", "Description", "Document", "Thesis", "BookSection", "Book", "Report", "Manuscript", "Paper")
    )
    signs = (("RDF", "title", "abstract description"),)
    table: ClassVar = {
        "title": "title", "abstract": "abstract description", "authors": "authors/Seq/li/* authors//Person creator",
        "venue": "isPartOf/*/title publicationTitle", "published": "issued date", "doi": "identifier DOI doi",
        "url": "identifier//value identifier url", "keywords": "subject[not(*)] subject/*/value",
        "language": "language",
    }  # fmt: skip


class _Ebsco(XmlTable):
    records = frozenset({"rec"})
    signs = (("records", "rec", "artinfo"),)
    kinds = ".//artinfo/doctype .//artinfo/pubtype"
    table: ClassVar = {
        "title": ".//artinfo/tig/atl", "abstract": ".//artinfo/ab", "authors": ".//artinfo/aug/au",
        "venue": ".//jinfo/jtl", "keywords": ".//artinfo/sug/subj", "published": ".//pubinfo/dt",
        "doi": ".//artinfo/ui[@type='doi']", "url": "plink", "language": ".//language",
    }  # fmt: skip

    def read_field(self, field: str, paths: list[str], node: Any) -> Any:
        if field != "published":
            return super().read_field(field, paths, node)
        parts = ([part.get(name) or "" for name in ("year", "month", "day")] for part in node.xpath(paths[0]))
        return [("pubinfo", date) for part in parts if (date := join_date(*part))]


class _Dblp(XmlTable):
    """DBLP, which has no abstracts, so that its papers count with the setting ``titles_only`` alone."""

    records = frozenset(("article", "inproceedings", "incollection", "phdthesis", "mastersthesis"))
    signs = (("dblp",), ("result", "hits", "hit", "info"))
    table: ClassVar = {
        "title": "title", "authors": "author", "venue": "journal booktitle", "published": "year", "doi": "ee",
        "url": "ee",
    }  # fmt: skip


SOURCES: dict[str, type[XmlSource]] = {  # in the order in which they are tried
    "endnote xml": _EndNote, "mods": _Mods, "tei": _Tei, "jats": _Jats, "marc xml": _Marc, "rdf": _Rdf,
    "ebsco xml": _Ebsco, "dblp xml": _Dblp, "plain xml": FlatXml,
}  # fmt: skip
