"""Menus, notices and references are cut from abstracts; abstracts about them stay."""

import pytest

from helpers.text.page_furniture import cut_page_furniture

ABSTRACT = "We study how small routers share a crowded memory. They were cheap to train in 2019."


@pytest.mark.parametrize(
    "page",
    [
        "Home\nAbout\nJournals\nContact\nLogin\n{}",
        "Home | About | Login | Register | Search | Current | Archives\n{}\nShare\nTweet\nPrint\nEmail\nDownload",
        "Jane Doe orcid.org/0000 USASearch for more papers by this authorFirst published: 2021 Read the full text"
        "AboutPDF Export citationAdd to favorites ShareShare Abstract {}",
        "{} Download PDF Export citation Add to favorites Share on Facebook",
        "This website uses cookies to improve it. By continuing you agree to our privacy policy. {}",
        "{} We use cookies to improve your experience on our site. Learn more about them.",
        "{} References [1] Doe J. A title. 2001. [2] Roe R. Another. 2002. [3] Poe A. A third. 2003.",
        "{}\n\nReferences\nDoe, J. (2001). A title.\nRoe, R. (2002). Another.\nPoe, A. (2003). A third.",
        "{} [1] Doe J. A title of some length. 2001. [2] Roe R. Another title. 2002. [3] Poe A. A third title. 2003.",
    ],
)
def test_what_a_page_has_around_an_abstract_is_cut(page):
    assert cut_page_furniture(page.format(ABSTRACT)) == ABSTRACT


def test_nothing_is_left_of_a_page_without_an_abstract():
    assert cut_page_furniture("Skip to main content Sign in Download PDF Cookie policy Terms of use Contact us") == ""


def test_a_paper_is_cut_before_its_introduction():
    paper = f"{ABSTRACT * 5} 1 Introduction In recent years {ABSTRACT * 90}"
    assert cut_page_furniture(paper) == ABSTRACT * 5


@pytest.mark.parametrize(
    "abstract",
    [
        ABSTRACT,
        "We study the privacy policy, terms of use and cookie settings of sites where users sign in and contact us.",
        "We audit banners. This paper shows that websites use cookies to track. We use cookies to track their users.",
        "Contributions: 1. We propose a model of the year 2020. 2. We test it on data of 2021, too. 3. We win in 2022.",
        "References to wells are counted in texts of 1999, 2000 and 2001.",
        "Share\nPrint\nEmail\nare three ways to say it.",
    ],
)
def test_an_abstract_about_such_things_stays(abstract):
    assert cut_page_furniture(abstract) == abstract
