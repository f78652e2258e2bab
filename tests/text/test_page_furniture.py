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


ABSTRACTS = {
    "fr": (
        "Nous étudions comment de petits routeurs partagent une mémoire encombrée entre experts, et "
        "nous montrons qu'un tampon commun suffit pour la plupart des charges. Le gain est grand."
    ),
    "de": (
        "Wir untersuchen, wie kleine Router einen engen Speicher unter Experten teilen, und zeigen, "
        "dass ein gemeinsamer Puffer für die meisten Lasten genügt. Der Gewinn ist groß."
    ),
    "es": (
        "Estudiamos cómo los enrutadores pequeños comparten una memoria entre expertos y mostramos que "
        "un búfer común basta para la mayoría de las cargas. La ganancia es grande."
    ),
    "zh": (
        "本文研究小型路由器如何在专家之间共享拥挤的内存，结果表明共享缓冲区足以应付大多数负载。当负载倾斜时，收益很大。"
    ),
}
MENUS = {
    "fr": "Accueil\nRevues\nNuméros\nÀ propos\nSe connecter\nRecherche avancée\nPlan du site\n",
    "de": "Startseite\nZeitschriften\nÜber uns\nAnmelden\nErweiterte Suche\nImpressum\nDatenschutz\n",
    "es": "Inicio\nRevistas\nAcerca de\nIniciar sesión\nBúsqueda avanzada\nContacto\nArchivos\n",
    "zh": "首页\n期刊\n关于我们\n登录\n高级检索\n联系我们\n投稿指南\n",
}
FOOTERS = {
    "fr": "\nMentions légales\nContact\nPolitique de confidentialité\nFlux RSS\nTwitter\nFacebook",
    "de": "\nKontakt\nImpressum\nDatenschutzerklärung\nNewsletter\nTwitter\nRSS",
    "es": "\nAviso legal\nContacto\nPolítica de privacidad\nTwitter\nRSS\nBoletín",
    "zh": "\n版权所有\n联系我们\n隐私政策\n微信\n微博\n友情链接",
}
COOKIES = {
    "fr": (
        "Ce site utilise des cookies pour améliorer votre expérience. En poursuivant votre navigation, "
        "vous acceptez leur utilisation. "
    ),
    "de": (
        "Diese Website verwendet Cookies, um Ihr Erlebnis zu verbessern. Durch die weitere Nutzung stimmen Sie dem zu. "
    ),
    "es": "Este sitio utiliza cookies para mejorar su experiencia. Al continuar navegando, acepta su uso. ",
    "zh": "本网站使用Cookie来改善您的体验。继续浏览即表示您同意使用。",
}
LISTS = {
    "fr": (
        "\nBibliographie\nDoe J. (2001). Les routeurs. Revue, 1, 2-3.\nRoe R. (2004). Les tampons. Revue, "
        "4, 5-6.\nPoe A. (2009). Les charges. Revue, 7, 8-9.\n"
    ),
    "de": (
        "\nLiteraturverzeichnis\nDoe, J. (2001): Router. Zeitschrift 1, 2-3.\nRoe, R. (2004): Puffer. "
        "Zeitschrift 4.\nPoe, A. (2009): Lasten. Zeitschrift 7.\n"
    ),
    "es": (
        "\nReferencias\nDoe, J. (2001). Enrutadores. Revista 1.\nRoe, R. (2004). Búferes. Revista 4.\nPoe, "
        "A. (2009). Cargas. Revista 7.\n"
    ),
    "zh": (
        "\n参考文献\n[1] 王明. 路由器研究[J]. 学报, 2001, 1: 2-3."
        "\n[2] 李四. 缓冲区[J]. 学报, 2004.\n[3] 张三. 负载[J]. 学报, 2009.\n"
    ),
}


@pytest.mark.parametrize("language", ABSTRACTS)
def test_menus_notices_and_references_of_other_languages_go(language):
    abstract = ABSTRACTS[language]
    bar = " | ".join(MENUS[language].split())
    for around in (
        (MENUS[language], ""), ("", FOOTERS[language]), (MENUS[language], FOOTERS[language]), (f"{bar}\n", ""),
        (COOKIES[language], ""), ("", LISTS[language]),
    ):  # fmt: skip
        assert cut_page_furniture(abstract.join(around)) == abstract


@pytest.mark.parametrize(
    "text",
    [
        "We list: Apple\nPear\nPlum\nCherry\nGrape\nMelon\nas fruits that were tested for sugar and acid.",
        "Background\nRouters share.\nMethods\nWe count.\nResults\nMany were found.\nConclusion\nIt works.",
        "Das Wort Impressum ist alt. Wir zeigen, dass Cookies in Browsern verfolgt werden.",
        "La littérature est vaste. Références et bibliographies de 2001, 2004 et 2009 sont comparées ici.",
    ],
)
def test_lists_and_words_of_a_paper_stay(text):
    assert cut_page_furniture(text) == text


def test_a_text_that_stands_twice_is_kept_once():
    text = ABSTRACTS["fr"]
    assert cut_page_furniture(f"{text} {text}") == text
    assert cut_page_furniture(f"{text} {text} {text[:40]}") == text
    assert cut_page_furniture(f"{text} {text} D'autres mots.") != text
