"""Identifiers of papers and the pages they lead to."""

import pytest

from helpers.text.identifiers import (
    compute_link,
    find_acl_id,
    find_arxiv_id,
    find_arxiv_month,
    find_doi,
    find_pmid,
    list_keys,
    mend_arxiv_id,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2503.02130", "2503.02130"),
        ("2503.02130v3", "2503.02130"),
        ("arXiv:0704.0001", "0704.0001"),
        ("https://arxiv.org/abs/gr-qc/0310123v3", "gr-qc/0310123"),
        ("https://huggingface.co/papers/2503.02130", "2503.02130"),
        ("10.48550/arXiv.2503.02130", "2503.02130"),
        ("2503.0213", None),
        ("2513.02130", None),
        ("12345678", None),
        ("", None),
    ],
)
def test_arxiv_ids_are_found_without_their_version(text, found):
    assert find_arxiv_id(text) == found


def test_an_id_that_became_a_number_gets_its_zeros_back():
    assert mend_arxiv_id("2503.0213") == "2503.02130"
    assert mend_arxiv_id("704.0001") == "0704.0001"
    assert mend_arxiv_id("3.14") is None


def test_the_month_of_an_id():
    assert find_arxiv_month("2503.02130") == "2025-03"
    assert find_arxiv_month("gr-qc/9310123") == "1993-10"
    assert find_arxiv_month("") is None


def test_dois_are_lower_cased_and_end_before_punctuation():
    assert find_doi("https://doi.org/10.1234/AbC.5).") == "10.1234/abc.5"
    assert find_doi("10.1") is None


def test_links_come_from_identifiers_first_and_are_never_scripts():
    assert compute_link(arxiv_id="2503.02130", doi="10.1/x") == "https://arxiv.org/abs/2503.02130"
    assert compute_link(url="https://example.org/p") == "https://example.org/p"
    assert compute_link(url="javascript:alert(1)") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://doi.org/10.1016/S0140-6736(20)30183-5).", "10.1016/s0140-6736(20)30183-5"),
        ("https://dx.doi.org/10.1234%2Fabc", "10.1234/abc"),
        ("10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9",
         "10.1002/(sici)1097-4571(199009)41:6<391::aid-asi1>3.0.co;2-9"),
        ("10.48550/arXiv.2503.02130v2", "10.48550/arxiv.2503.02130"),
        ("10.1101/2020.01.01.123456v2.full.pdf", "10.1101/2020.01.01.123456"),
        ("<a>10.1234/xyz</a>", "10.1234/xyz"),
    ],
)  # fmt: skip
def test_dois_are_folded(text, found):
    assert find_doi(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "10.1175/1520-0434(2003)018<0100:ABCDE0>2.0.CO;2",
        "10.1175/1520-0434(2003)018%3C0100:abcde0%3E2.0.co;2",
        "https://doi.org/10.1175/1520-0434(2003)018%253C0100:abcde0%253E2.0.co;2",
        "doi:10.1175/1520-0434(2003)018&lt;0100:abcde0&gt;2.0.co;2.",
        "10.1175/1520-0434(2003)018&amp;lt;0100:abcde0&amp;gt;2.0.co;2",
        r"10.1175/1520-0434(2003)018{\textless}0100:ABCDE0{\textgreater}2.0.CO;2",
        "10.1175/1520-0434(2003)018$<$0100:abcde0$>$2.0.co;2",
        "<10.1175/1520\u20100434(2003)018<0100:abcde0>2.0.co;2>",
        "10.1175/1520-0434(2003)018<0100:abcde0>2.0.co;2; 10.1175/1520-0434(2003)018<0101:abcde1>2.0.co;2",
    ],
)
def test_a_doi_with_angle_brackets_has_one_form_however_it_is_written(text):
    assert find_doi(text) == "10.1175/1520-0434(2003)018<0100:abcde0>2.0.co;2"
    assert compute_link(doi=find_doi(text)).endswith("/1520-0434(2003)018%3C0100:abcde0%3E2.0.co;2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1234/x<sub>2</sub>", "10.1234/x"),
        ("10.1234/x<jats:p>1", "10.1234/x"),
        ("10.1175/1520-0434(2003)018<0100:", None),  # cut: what is left would name all papers of the issue
        ("doi10.1234/abc”", "10.1234/abc"),
        ("（10.1234/abc）。", "10.1234/abc"),
        ("10.1234/a;10.1234/b", "10.1234/a"),
        ("10.1234/co;2", "10.1234/co;2"),
        (r"10.1007/978-3-030\_12", "10.1007/978-3-030_12"),
        ("https://www.example.org/articles/10.1234/abc/full?utm_source=x", "10.1234/abc"),
        ("10.1234/abc/full", "10.1234/abc/full"),
        ("10.1002/(SICI)1096-8644(199601)99:1<1::AID-A1>3.0.CO;2-#",
         "10.1002/(sici)1096-8644(199601)99:1<1::aid-a1>3.0.co;2-#"),
        ("10.1234/" + ")" * 100_000, None),
        ("10.1234/" + "<1:2" * 50_000, None),
    ],
)  # fmt: skip
def test_a_doi_ends_where_it_ends(text, found):
    assert find_doi(text) == found


def test_pubmed_and_acl_ids_are_found_in_any_dress():
    assert [find_pmid(t) for t in ("123", "PMID: 0123", "12345678.0", "PMC1234567", "x 123", "123456789")] == [
        "123", "123", "12345678", None, None, None,
    ]  # fmt: skip
    assert find_pmid("https://pubmed.ncbi.nlm.nih.gov/123/") == "123"
    texts = ["P18-1001", "10.18653/v1/p18-1001", "https://aclanthology.org/2020.acl-main.1v2.pdf", "2503.02130"]
    assert [find_acl_id(t) for t in texts] == ["P18-1001", "P18-1001", "2020.acl-main.1", None]


def test_keys_go_across_to_the_ids_that_a_doi_holds():
    assert list_keys({"doi": "10.48550/arXiv.2503.02130"}) == [("arxiv_id", "2503.02130")]
    assert list_keys({"doi": "10.18653/v1/P18-1001"}) == [("doi", "10.18653/v1/p18-1001"), ("acl_id", "P18-1001")]
    assert list_keys({}) == []
