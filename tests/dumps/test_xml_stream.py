"""XML cut into records: broken, hostile and oddly encoded files; entities and outside files are never read."""

import gzip
import random
import time
import tracemalloc

import pytest

from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.xml.xml_heads import find_root, is_xml, read_unknown_xml
from helpers.dumps.xml.xml_stream import mend_text, read_elements

BOMB = '<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
REFUSED = [
    BOMB,
    '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE feed [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>',
    '<!DOCTYPE feed SYSTEM "http://127.0.0.1/x.dtd">',
    '<!DOCTYPE feed SYSTEM "file:///etc/hostname">',
    '<!DOCTYPE feed SYSTEM "/etc/hostname">',
    '<!DOCTYPE feed PUBLIC "-//X//Y" "file:///etc/hostname">',
    '<!doctype feed [ <!entity x "y"> ]>',
    '<!ENTITY x "y">',
    '<?xml version="1.0"?><!-- a note --><!DOCTYPE feed [<!NOTATION n SYSTEM "n">]>',
]
ALLOWED = [
    '<!DOCTYPE feed PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" "https://dtd.nlm.nih.gov/out/p_190101.dtd">',
    '<!DOCTYPE feed SYSTEM "http://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">',
    '<!DOCTYPE feed SYSTEM "pubmed_190101.dtd">',
    "<!DOCTYPE feed>",
    "<!DOCTYPE feed [<!ELEMENT entry ANY>]>",
]


def entry(text):
    return f"<entry><title>{text}</title></entry>\n"


def feed(*entries, before="", after=""):
    return before + "<feed>\n" + "".join(entries) + "</feed>\n" + after


def read(tmp_path, content, names=("entry",), **options):
    path = tmp_path / "a.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    notes = Notes()
    elements = list(read_elements(Document(path, "a.xml"), notes, names, **options))
    return [e.node.findtext("title") if e.node is not None else None for e in elements], notes.sentences(), elements


# What is refused


@pytest.mark.parametrize("declaration", REFUSED)
def test_entities_and_outside_files_are_refused_in_one_sentence(tmp_path, declaration):
    with pytest.raises(DumpError, match=r"^a\.xml is refused at line \d+: .*\.$"):
        read(tmp_path, feed(entry("&x;"), before=declaration))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "utf-32"])
def test_no_encoding_hides_an_entity(tmp_path, encoding):
    with pytest.raises(DumpError, match="entities are declared"):
        read(tmp_path, feed(entry("&c;"), before=BOMB).encode(encoding))


def test_a_declaration_after_the_first_record_or_in_a_second_document_is_refused(tmp_path):
    with pytest.raises(DumpError, match="line 4: entities"):
        read(tmp_path, feed(entry("One")) + feed(entry("&c;"), before=BOMB))
    with pytest.raises(DumpError, match="entities"):
        read(tmp_path, feed(f"<entry>{BOMB}<title>&c;</title></entry>"))


@pytest.mark.parametrize("declaration", ALLOWED)
def test_a_document_type_that_only_names_itself_is_passed_over(tmp_path, declaration):
    assert read(tmp_path, feed(entry("One"), before=declaration))[0] == ["One"]


def test_included_files_are_refused(tmp_path):
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    with pytest.raises(DumpError, match="other files are included"):
        read(tmp_path, feed(f"<entry><title>{include}</title></entry>"))
    with pytest.raises(DumpError, match="other files are included"):
        read(tmp_path, feed(include, entry("One")))
    assert read(tmp_path, feed(entry("On XInclude and xmlns")))[0] == ["On XInclude and xmlns"]


def test_an_entity_that_nobody_declared_stays_as_text(tmp_path):
    titles, warnings, _ = read(tmp_path, feed(entry("A &secret; text")))
    assert titles == ["A &secret; text"]
    assert "mended" in warnings[0]


@pytest.mark.parametrize("end", ["{close}</entry></feed>", ""])
def test_ten_thousand_elements_within_each_other_are_refused(tmp_path, end):
    deep = "<feed><entry>" + "<a>" * 10_000 + end.format(close="</a>" * 10_000)
    with pytest.raises(DumpError, match="nested deeper than 100"):
        read(tmp_path, deep)
    with pytest.raises(DumpError, match="nested deeper than 100"):
        read(tmp_path, deep, names=("item",))


def test_exactly_a_hundred_levels_are_read(tmp_path):
    deep = "<feed><entry>{}</entry></feed>"  # two levels of its own
    assert len(read(tmp_path, deep.format("<a>" * 98 + "</a>" * 98))[0]) == 1
    with pytest.raises(DumpError, match="deeper"):
        read(tmp_path, deep.format("<a>" * 99 + "</a>" * 99))


def test_a_record_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.dumps.xml.xml_stream.MAX_RECORD", 1_000_000)
    with pytest.raises(DumpError, match=r"record of over 1,000,000 bytes, from line 2 on"):
        read(tmp_path, "<feed>\n<entry><title>" + "word " * 1_000_000)


# What is broken


def test_a_broken_record_in_the_middle_costs_only_itself(tmp_path):
    titles, warnings, elements = read(
        tmp_path, feed(entry("One"), "<entry><title>Two</entry>\n", entry("Three"), entry("Four"))
    )
    assert titles == ["One", None, "Three", "Four"]
    assert [e.line for e in elements] == [2, 3, 4, 5]
    assert [e.broken for e in elements] == [False, True, False, False]
    assert warnings[0].startswith("a.xml: the XML of a record is broken (for instance line 3: ")


def test_a_cut_end_keeps_what_came_before(tmp_path):
    titles, warnings, _ = read(tmp_path, feed(entry("One"), entry("Two"))[:-25])
    assert titles == ["One", None]
    assert warnings[0] == "a.xml: the file ends inside a record (for instance line 3)."


@pytest.mark.parametrize("size", range(8, 90))
def test_every_cut_is_read_up_to_it(tmp_path, size):
    whole = feed(entry("One"), entry("Two"))
    titles, warnings, _ = read(tmp_path, whole[:size])
    begun = whole[:size].count("<entry")
    assert len(titles) == begun
    assert titles == ["One", "Two", "Three"][: len(titles)] or titles[-1] is None
    assert warnings or size >= len(whole) - 1


def test_a_record_that_is_not_closed_ends_where_the_next_begins(tmp_path):
    titles, warnings, _ = read(tmp_path, feed(entry("One"), "<entry><title>Two</title>\n", entry("Three")))
    assert titles == ["One", None, "Three"]
    assert "a record is not closed (for instance line 3)" in warnings[0]


def test_a_record_whose_beginning_is_lost_is_counted(tmp_path):
    titles, warnings, _ = read(tmp_path, feed(entry("One"), entry("Two")[7:], entry("Three")))
    assert titles == ["One", None, "Three"]
    assert "the end of a record has no beginning (for instance line 3)" in warnings[0]


def test_documents_after_each_other_are_all_read(tmp_path):
    page = '<?xml version="1.0" encoding="UTF-8"?>\n' + feed(entry("One"))
    titles, warnings, elements = read(tmp_path, page + page + "\n\n" + page)
    assert (titles, warnings) == (["One"] * 3, [])
    assert [e.line for e in elements] == [3, 7, 13]


def test_a_cut_document_before_another_is_told(tmp_path):
    page = '<?xml version="1.0"?>\n<feed>\n' + entry("One")
    titles, warnings, _ = read(tmp_path, page * 200)  # open elements do not pile up
    assert titles == ["One"] * 200
    assert "199 times: a document inside the file ends before it is closed" in warnings[0]


def test_a_document_that_begins_inside_a_cut_record_is_read_in_its_own_encoding(tmp_path):
    page = '<?xml version="1.0" encoding="koi8-r"?>\n' + feed(entry("Разреженный"), entry("Two"))
    titles, warnings, elements = read(tmp_path, b"<feed>\n<entry><title>Cut" + page.encode("koi8-r"))
    assert titles == [None, "Разреженный", "Two"]
    assert [e.line for e in elements] == [2, 4, 5]
    assert "a record is not closed (for instance line 2)" in warnings[0]
    with pytest.raises(DumpError, match="line 3: entities are declared"):
        read(tmp_path, "<feed>\n<entry><title>Cut\n" + feed(entry("&c;"), before=BOMB))


def test_a_part_of_a_record_may_be_named_as_other_records_are(tmp_path):
    inner = "<entry><title>One</title><item><title>no</title></item><x:entry/></entry>"
    titles, warnings, _ = read(tmp_path, feed(inner, entry("Two")), names=("entry", "item"))
    assert (titles, warnings) == (["One", "Two"], [])


def test_a_record_whose_tag_is_broken_is_counted(tmp_path):
    for start in ("<entry&eacute;>", '<entry id="1', "<entry <a>", "<entry id=>"):
        titles, warnings, _ = read(tmp_path, feed(entry("One"), f"{start}<title>Two</title></entry>", entry("Three")))
        assert titles == ["One", None, "Three"]
        assert "line 3" in warnings[0]


def test_no_cut_or_doubling_loses_a_record_in_silence(tmp_path):
    whole, random_ = feed(*(entry(f"P{n}") for n in range(6))), random.Random(3)
    for _ in range(300):
        low, high = sorted(random_.sample(range(len(whole)), 2))
        text = whole[:low] + random_.choice((whole[high:], whole[low - 20 :], "<entry>", "</entry>", "<!--", "&"))
        titles, warnings, elements = read(tmp_path, text + "</feed>")
        assert len(titles) >= min(text.count("<entry>"), text.count("</entry>"))
        assert warnings or not any(e.broken for e in elements)


def test_comments_and_sections_may_hold_tags(tmp_path):
    titles, warnings, _ = read(
        tmp_path,
        feed(
            "<!-- " + entry("Not this") + " -->",
            "<entry><!-- </entry> --><title><![CDATA[On </entry> and </feed> & more]]></title></entry>",
            entry("Two"),
        ),
    )
    assert (titles, warnings) == (["On </entry> and </feed> & more", "Two"], [])


def test_a_section_that_never_ends_does_not_swallow_the_next_record(tmp_path):
    titles, _, _ = read(
        tmp_path,
        feed(
            "<entry><title><![CDATA[One</title></entry>\n",
            entry("Two"),
            entry("<![CDATA[Three]]>"),
            "<!-- open",
            "<b/>",
        ),
    )
    assert titles == [None, "Two", "Three"]


def test_names_are_found_with_and_without_namespaces(tmp_path):
    prefixed = '<atom:feed xmlns:atom="http://a"><atom:entry><atom:title>One</atom:title></atom:entry></atom:feed>'
    default = '<feed xmlns="http://a"><entry xmlns="http://b"><title>Two</title></entry></feed>'
    undeclared = "<feed><entry><q:title>Three</q:title></entry></feed>"
    assert read(tmp_path, prefixed + default + undeclared)[0] == ["One", "Two", "Three"]


def test_longer_names_and_empty_records_are_told_apart(tmp_path):
    titles, warnings, elements = read(
        tmp_path, '<feed><entrys><entry id="7"/></entrys>' + entry("One") + "<entry2>x</entry2></feed>"
    )
    assert titles == [None, "One"]
    assert elements[0].attributes == {"id": "7"}
    assert not elements[0].broken
    assert not warnings


def test_containers_are_told_in_order(tmp_path):
    _, _, elements = read(
        tmp_path, '<feed id="a &amp; b">' + entry("One") + "</feed><feed id='2'/>", containers={"feed"}
    )
    assert [(e.name, e.attributes) for e in elements] == [
        ("feed", {"id": "a & b"}), ("entry", {}), ("feed", {"id": "2"}),
    ]  # fmt: skip


# Characters


def test_control_characters_are_removed_and_counted(tmp_path):
    titles, warnings, _ = read(tmp_path, feed(entry("De\x00nse \x01re\x1bwards"), entry("Two")))
    assert titles == ["Dense rewards", "Two"]
    assert warnings == [
        "a.xml: 3 times: control characters that XML does not allow were removed (for instance line 2)."
    ]


def test_small_faults_with_one_sure_reading_are_mended(tmp_path):
    text = "R&D &amp; caf&eacute;&nbsp;p < 0.05 &#0;&#x1F;&#8211; x <= y \ufffe"
    titles, warnings, _ = read(tmp_path, feed(entry(text), entry("Two")))
    assert titles == ["R&D & café\xa0p < 0.05 – x <= y ", "Two"]
    assert "mended" in warnings[0]


def test_mending_leaves_sections_and_sound_text_alone():
    for text in ("<t>a &amp; b &lt; c &#233; <i>d</i></t>", "<![CDATA[a & b < c &nbsp;]]>"):
        assert mend_text(text) == text
    assert mend_text("&lt;&LT;&amp;AMP;") == "&lt;&amp;LT;&amp;AMP;"


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("UTF-8", "utf-8"), ("UTF-8", "cp1252"), ("ISO-8859-1", "utf-8"), ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"), ("UTF-16", "utf-8"), ("utf-8", "utf-16"), ("US-ASCII", "utf-8"),
        ("UTF-16", "utf-16-be"), ("no-such-code", "utf-8"), ("rot13", "utf-8"), ("UTF-8", "utf-32"),
    ],
)  # fmt: skip
def test_text_is_right_whatever_encoding_is_declared(tmp_path, declared, real):
    page = f'<?xml version="1.0" encoding="{declared}"?>\n' + feed(entry("Größe – café"), entry("Two"))
    real = "cp1252" if real == "latin-1" else real
    text = page.replace("–", "-") if declared == "ISO-8859-1" else page
    titles, warnings, _ = read(tmp_path, text.encode(real))
    assert titles == ["Größe – café" if text == page else "Größe - café", "Two"]
    wrong = (declared, real) in {("UTF-8", "cp1252"), ("ISO-8859-1", "utf-8")}
    assert bool(warnings) == wrong


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "iso-2022-jp", "koi8-r"])
def test_declared_encodings_of_other_scripts(tmp_path, encoding):
    title = "Разреженный" if encoding == "koi8-r" else "日本語の論文"
    page = f'<?xml version="1.0" encoding="{encoding}"?>\n' + feed(entry(title))
    assert read(tmp_path, page.encode(encoding))[0] == [title]


def test_one_wrong_record_does_not_change_how_the_others_are_read(tmp_path):
    content = feed(entry("Größe")).encode() + feed(entry("Größe")).encode("cp1252") + feed(entry("Größe")).encode()
    titles, warnings, _ = read(tmp_path, content)
    assert titles == ["Größe"] * 3
    assert warnings == [
        "a.xml: some bytes are not UTF-8 and were read as Windows-1252 (for instance line 5: byte 0xf6)."
    ]


# Size


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<entry>", "</entry>", "<", "<a ", "<![CDATA[", '<a b="', "<entry ", "</entry ", "<?", "<x>",
     "<entry/>", "&", "<entry><![CDATA[</entry>", "<!--<entry>", "]]>", "-->", "<!x"],
)  # fmt: skip
def test_time_grows_no_faster_than_a_hostile_file(tmp_path, piece):
    start = time.perf_counter()
    try:
        read(tmp_path, "<feed>" + piece * 30_000)
    except DumpError as error:
        assert "deeper" in str(error)
    assert time.perf_counter() - start < 5  # a quadratic search takes a minute


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "a.xml.gz"
    text = entry("A paper of some length. " * 160)
    path.write_bytes(gzip.compress((feed(*[text] * 2500)).encode(), 1))
    document = Document(path, "a.xml.gz")
    tracemalloc.start()
    assert sum(1 for _ in read_elements(document, Notes(), {"entry"})) == 2500  # 10 MB
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8e6


# What kind of XML it is


@pytest.mark.parametrize(
    ("head", "root"),
    [
        ("<feed>", "feed"), ('\n<?xml version="1.0"?>\n<!-- <x> -->\n<a:feed b="c">', "feed"),
        (BOMB + "<feed/>", "feed"), ('<!DOCTYPE x PUBLIC "-//a>b//" "c">\n<x >', "x"), ("{}", None), ("a <b>", None),
        ('<?xml version="1.0"?>', ""), ("<- no", None), ("", None), ("<!DOCTYPE x [" + "<!-- " * 20_000, ""),
    ],
)  # fmt: skip
def test_the_first_element_is_found(head, root):
    assert find_root(head) == root


def test_what_is_no_xml():
    assert is_xml("<records><r>1</r></records>")
    assert is_xml("<?xml version='1.0'?><p>x</p>")
    for text in ("<div id=toc></div>\n\n# Papers", "<details>\n<summary>x</summary>", "Title,<b>x</b>", "< 5 </b>"):
        assert not is_xml(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<records><r/></records>", "its first element is records, and Atom, OAI-PMH, PubMed, ACL"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p/></html>', "is a web page"),
        ('<?xml version="1.0"?>\n', "XML without an element"),
        ("<eSearchResult><Count>0</Count></eSearchResult>", "an answer without papers"),
        (BOMB + "<lolz>&c;</lolz>", "is refused: entities are declared"),
    ],
)
def test_other_xml_is_refused_by_name(tmp_path, text, sentence):
    (tmp_path / "a.xml").write_text(text)
    assert is_xml(text)
    with pytest.raises(DumpError, match=sentence) as error:
        list(read_unknown_xml(Document(tmp_path / "a.xml", "a.xml"), Notes()))
    assert str(error.value).startswith("a.xml is ")
