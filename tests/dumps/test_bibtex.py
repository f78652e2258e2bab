"""BibTeX entries of every exporter, each with its faults, read with counts checked by hand."""

import time
from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tagged.bibtex import is_bibtex, read_bibtex
from helpers.dumps.tagged.bibtex_entries import drop_braces

EXPORTS = Path(__file__).parent / "fixtures" / "exports" / "bibtex"
ENTRY = "@article{key,\n  title = {On Sparse Rewards},\n  abstract = {We study rewards.},\n  year = {2020}\n}\n"


def read(tmp_path, text):
    path = tmp_path / "papers.bib"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    notes = Notes()
    return list(read_bibtex(Document(path, "papers.bib"), notes)), notes


def fields(tmp_path, text):
    (record,) = read(tmp_path, text)[0]
    return record.fields


def titles(tmp_path, text):
    return [record.fields.get("title") for record in read(tmp_path, text)[0]]


# Exporters


def test_scopus_with_repeated_keys_spaces_and_apostrophes_in_keys_and_fields(tmp_path):
    text = "\nScopus\nEXPORT DATE: 1 May 2022\n\n" + "".join(
        "@ARTICLE{L’Héritier and Wu, B.2018111,\nauthor={L’Héritier, A. and Wu, B.},\ntitle={Paper " + name + "},\n"
        "funding_details={A},\nfunding_details={B},\nfunding_text 1={Thanks.},\nnote={cited By 0},\n"
        "author_keywords={Sparse;  Dense},\nkeywords={Rewards},\npubmed_id={31415926},\nyear={2018},\n"
        "abstract={Words.},\nreferences={Other, A., Some Title (2001)},\ndocument_type={Article},\n}\n\n"
        for name in "AB"
    )  # fmt: skip
    records, notes = read(tmp_path, text)
    assert [record.fields["title"] for record in records] == ["Paper A", "Paper B"]
    found = records[1].fields
    assert found["authors"] == ["A. L’Héritier", "B. Wu"]
    assert found["keywords"] == ["Sparse", "Dense", "Rewards"]
    assert found["pmid"] == "31415926"
    assert found["extra"]["fundingtext1"] == "Thanks."
    assert found["extra"]["fundingdetails (again)"] == ["B"]
    assert "references" not in found["extra"]
    assert "key stands at more than one entry" in notes.sentences()[0]


def test_web_of_science_with_wrapped_lines_and_double_braces(tmp_path):
    text = (
        "\ufeff\n@article{ WOS:0001,\nAuthor = {Doe, Jane},\nTitle = {{A TITLE THAT GOES ON\n   FOR TWO LINES}},\n"
        "Year = {2012},\nMonth = {NOV-DEC},\nAbstract = {{First line of many-\n"
        "   sided words, and pre-\n   and post-war ones.}},\n"
        "Type = {Article},\nDA = {2023-02-10},\nEarlyAccessDate = {FEB 2012},\n"
        "Web-of-Science-Categories  = {Management; Operations Research \\& Management Science},\n"
        "Keywords = {sparse; dense},\nKeywords-Plus = {REWARDS},\nCited-References = {A, 2001.\n   B, 2002.},\n}\n"
    )
    found = fields(tmp_path, text)
    assert found["title"] == "A TITLE THAT GOES ON FOR TWO LINES"
    assert found["abstract"] == "First line of many-sided words, and pre- and post-war ones."
    assert found["published"] == [
        ("earlyaccessdate", "FEB 2012"), ("year, month", "2012 NOV-DEC"), ("year", "2012"),
    ]  # fmt: skip
    assert found["categories"] == ["Management", "Operations Research & Management Science"]
    assert found["keywords"] == ["sparse", "dense"]


def test_zotero_takes_the_date_and_never_the_day_of_a_visit(tmp_path):
    text = (
        "@online{doe_sparse_2020,\n\ttitle = {Sparse {BERT} for \\{sets\\}},\n\tdate = {2020-03-05},\n"
        "\turldate = {2024-01-01},\n\ttimestamp = {2023-01-01},\n\tlangid = {english},\n\teprint = {2003.01234},\n"
        "\teprinttype = {arxiv},\n\teprintclass = {cs.CL},\n\turl = {http://arxiv.org/abs/2003.01234},\n}\n"
    )
    found = fields(tmp_path, text)
    assert found["published"] == [("date", "2020-03-05")]
    assert (found["arxiv_id"], found["categories"]) == ("2003.01234", ["cs.CL"])
    assert found["title"] == "Sparse BERT for \\{sets\\}"
    assert "abstract" not in found


def test_a_span_of_days_has_at_least_its_year(tmp_path):
    found = fields(tmp_path, "@article{k, title={T}, date = {2003-04/2003-05}}")
    assert found["published"] == [("date", "2003-04/2003-05"), ("date, its year", "2003")]


def test_acl_anthology_with_month_macros_and_volumes_that_are_no_papers(tmp_path):
    text = (
        '@proceedings{acl-2020,\n    title = "Proceedings of a Meeting",\n    year = "2020"\n}\n'
        '@inproceedings{doe-2020-sparse,\n    title = "{S}parse {\\"U}nits",\n    author = "Doe, Jane  and\n'
        '      M{\\"u}ller, J{\\\'e}r{\\^o}me",\n    month = jul # "~5",\n    year = "2020",\n'
        '    url = "https://aclanthology.org/2020.acl-main.1/",\n    doi = "10.18653/v1/2020.acl-main.1",\n'
        '    abstract = "We say ``sparse{\'\'} and {"}dense{"}."\n}\n'
    )
    first, second = read(tmp_path, text)[0]
    assert first.problem == "not a paper"
    assert second.fields["acl_id"] == "2020.acl-main.1"
    assert second.fields["authors"] == ["Jane Doe", "Jérôme Müller"]
    assert second.fields["published"][0] == ("year, month", "2020 jul 5")
    assert second.fields["title"] == 'Sparse {\\"U}nits'  # LaTeX is read later, with the abstract's


def test_google_scholar_and_dblp_name_arxiv_in_the_journal(tmp_path):
    text = (
        "@article{doe2020sparse,\n  title={Sparse},\n  journal={arXiv preprint arXiv:2003.01234},\n  year={2020}\n}\n"
        "@article{DBLP:x,\n  title={Dense},\n  journal={CoRR},\n  volume={abs/2003.05678},\n  year={2020}\n}\n"
    )
    assert [r.fields["arxiv_id"] for r in read(tmp_path, text)[0]] == ["2003.01234", "2003.05678"]


def test_ads_with_archive_prefix_and_journal_macro(tmp_path):
    found = fields(
        tmp_path,
        "@ARTICLE{2020arXiv200301234D,\n  author = {{Doe}, Jane and {Roe}, Richard},\n  title = \"{Sparse stars}\",\n"
        "  journal = {\\apj},\n  year = 2020,\n  month = mar,\n  eid = {arXiv:2003.01234},\n"
        "  archivePrefix = {arXiv},\n  eprint = {2003.01234},\n  primaryClass = {astro-ph.GA},\n"
        "  adsurl = {https://ui.adsabs.harvard.edu/abs/2020arXiv200301234D}\n}\n",
    )  # fmt: skip
    assert found["arxiv_id"] == "2003.01234"
    assert found["title"] == "Sparse stars"
    assert found["authors"] == ["Jane Doe", "Richard Roe"]
    assert found["published"][0] == ("year, month", "2020 mar")


# The language


def test_abbreviations_concatenation_comments_and_preamble(tmp_path):
    text = (
        '% a comment\n@preamble{"\\newcommand{\\x}{y}"}\n@string{soc = "Society of "}\n@STRING(acm = soc # {Things})\n'
        "@comment{\n@article{no, title={Left out}}\n}\n@comment{jabref-meta: databaseType:bibtex;}\n"
        "@article(key, title = {A} # { and } # \"B\", journal = acm, year = 2020, month = 10 # \"~\" # jan)\n"
    )  # fmt: skip
    found = fields(tmp_path, text)
    assert found["title"] == "A and B"
    assert found["venue"] == "Society of Things"
    assert found["published"] == [("year, month", "2020 jan 10"), ("year", "2020")]


def test_braces_that_protect_go_and_those_of_latex_stay():
    assert drop_braces(r"{{{BERT} for $x^{2}$ and {\'e}, \textit{us} \href{a}{b} {[}x]}}") == (
        r"BERT for $x^{2}$ and {\'e}, \textit{us} \href{a}{b} [x]"
    )


def test_bodies_in_braces_keep_their_and(tmp_path):
    text = "@article{k, title={T}, author={{Barnes and Noble, Inc.} and King, Jr., Martin and others}}"
    assert fields(tmp_path, text)["authors"] == ["Barnes and Noble Inc.", "Martin King Jr."]


def test_a_field_that_is_commented_out_is_no_field(tmp_path):
    found = fields(tmp_path, "@article{k,\n  title = {T},\n  % abstract = {Old words},\n  year = 2020\n}\n")
    assert "abstract" not in found


def test_two_abstracts_are_kept_the_first_as_the_abstract(tmp_path):
    found = fields(tmp_path, "@article{k, title={T}, abstract={English.}, abstract={Deutsch.}}")
    assert found["abstract"] == "English."
    assert found["extra"]["abstract (again)"] == ["Deutsch."]


def test_an_abbreviation_that_doubles_itself_stays_small(tmp_path):
    doubling = "".join("@string{a = a # a}\n" for _ in range(60))
    found = fields(tmp_path, '@string{a = "xxxxxxxxxx"}\n' + doubling + "@article{k, title={T}, journal = a}\n")
    assert len(found["venue"]) <= 10_000
    many = '@string{a = "' + "x" * 10_000 + '"}\n@article{k, title={T}, abstract = ' + " # ".join("a" * 20_000) + "}\n"
    assert len(fields(tmp_path, many)["abstract"]) <= 5_000_000


# Faults


@pytest.mark.parametrize(
    "bad",
    [
        "@article{bad,\n  title = {Open {brace},\n  abstract = {Words {x}.},\n  year = {2019}\n}\n",
        "@article{bad,\n  title = {One } too many},\n  abstract = {Words {x}.},\n  year = {2019}\n}\n",
        '@article{bad,\n  title = "Open quote,\n  abstract = {Words {x}.},\n  year = {2019}\n}\n',
        "@article{bad,\n  title = {No end},\n  abstract = {Words {x}.},\n  year = {2019}\n",
    ],
)
def test_braces_that_do_not_match_cost_no_other_entry_and_hardly_their_own(tmp_path, bad):
    records, _ = read(tmp_path, ENTRY + bad + ENTRY.replace("key", "other"))
    assert [r.fields["title"] for r in records][::2] == ["On Sparse Rewards"] * 2
    assert len(records) == 3
    assert records[1].fields["abstract"] == "Words {x}.".replace("{x}", "x")
    assert ("year", "2019") in records[1].fields["published"]


def test_entries_on_one_line_and_after_each_other(tmp_path):
    text = "@article{a, title={A}, year={2020}}@article{b, title={B}, year={2021}} @misc{c, title={C}}"
    assert titles(tmp_path, text) == ["A", "B", "C"]


def test_a_file_that_was_cut_keeps_what_is_whole_and_says_so(tmp_path):
    records, notes = read(tmp_path, ENTRY + "@article{cut,\n  title = {Whole},\n  abstract = {We stu")
    assert [record.problem for record in records] == [None, "unreadable record"]
    assert any("breaks off" in sentence for sentence in notes.sentences())


def test_an_entry_without_fields_is_a_record_that_cannot_be_read(tmp_path):
    records, notes = read(tmp_path, ENTRY + "@article{empty}\n")
    assert [record.problem for record in records] == [None, "unreadable record"]
    assert records[1].place == "entry 2 (line 6)"
    assert "no fields" in notes.sentences()[0]


def test_carriage_returns_nul_bytes_and_windows_letters(tmp_path):
    mixed = ENTRY.replace("\n", "\r\n") + ENTRY.replace("\n", "\r").replace("key", "k2")
    assert titles(tmp_path, mixed) == ["On Sparse Rewards"] * 2
    assert titles(tmp_path, "@article{a, title={Caf\xe9}}".encode("cp1252")) == ["Café"]


def test_retracted_and_corrected_papers_have_a_problem(tmp_path):
    kinds = ["Article", "Retracted", "Erratum", "Conference Review"]
    text = "".join(f"@article{{k{n}, title={{T}}, document_type={{{kind}}}}}\n" for n, kind in enumerate(kinds))
    problems = [record.problem for record in read(tmp_path, text)[0]]
    assert problems == [None, "withdrawn or rejected", "not a paper", "not a paper"]


def test_a_file_without_entries_is_refused_by_name(tmp_path):
    with pytest.raises(DumpError, match=r"^papers\.bib has 0 papers"):
        read(tmp_path, '@string{a = "b"}\n')


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, t=" + "{" * 300_000,
        "@article{a,\n" + "a={\n" * 60_000,
        "@article{a,\n" + "a={ b\n" * 30_000 + "}x" * 30_000,
        "@article{a, t={x}" + " " * 300_000,
        '@article{a, t="' + '" ' * 100_000,
        "@article{a, " + "a" * 300_000,
        "@a{b,\n" * 60_000,
        "@article{k, author={" + "{a " * 60_000 + "}}",
    ],
)
def test_hostile_text_takes_no_more_than_its_length_in_time(tmp_path, text):
    start = time.perf_counter()
    is_bibtex(text)
    read(tmp_path, text)
    assert time.perf_counter() - start < 10  # quadratic time would be minutes


# What is BibTeX


@pytest.mark.parametrize("before", ["", "\n\n", "% Encoding: UTF-8\n", "Scopus\nEXPORT DATE: 1 May 2022\n\n", "\ufeff"])
def test_leading_lines_do_not_hide_bibtex(before):
    assert is_bibtex(before + ENTRY)


@pytest.mark.parametrize(
    "text",
    [
        "# A tool\n\n" + "Words about a tool.\n" * 40 + "\n```bibtex\n" + ENTRY + "```\n",
        "A page about a tool that asks to be cited.\n" * 40 + ENTRY,
        "from dataclasses import dataclass\n\n@dataclass(frozen=True)\nclass A:\n    x: int = 0\n",
        "@app(foo, bar=1)\ndef f():\n    return {'a': 1}\n",
        "Hi @jane,\n\n@bob wrote: {see below}\nx = 1\n",
        "From: a@b.org\nTo: c@d.org\n\n@all, the meeting is at 5.\n",
        "@media screen {\n  color: red;\n}\n",
        "",
        "title,abstract\n@article,b\n",
        '@string{a = "b"}\n',
    ],
)
def test_other_texts_with_at_signs_are_no_bibtex(text):
    assert not is_bibtex(text)


@pytest.mark.parametrize(
    ("name", "abstracts", "authors", "dois"),
    [
        ("mcda_scopus.bib", 4, [2, 1, 2, 1, 6], 5),  # by hand: bibtexparser 1.4 finds 3 entries, 2.1 finds 4
        ("mcda_wos.bib", 3, [1, 1, 1, 2], 3),  # as bibtexparser 1.4 finds them
    ],
)
def test_exports_are_read_whole(name, abstracts, authors, dois):
    path, notes = EXPORTS / name, Notes()
    found = [record.fields for record in read_bibtex(Document(path, name), notes)]
    assert is_bibtex(decode_head(path.read_bytes()))
    assert [len(fields["authors"]) for fields in found] == authors
    assert [sum(key in fields for fields in found) for key in ("abstract", "doi")] == [abstracts, dois]
    assert notes.sentences() == []
