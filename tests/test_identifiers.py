"""Identifiers of papers and the pages they lead to."""

import pytest

from helpers.identifiers import compute_link, find_arxiv_id, find_arxiv_month, find_doi, mend_arxiv_id


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
