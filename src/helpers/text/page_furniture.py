"""What a web page or a whole paper has around its abstract: menus, cookie notices, reference lists, an introduction."""

import itertools
import re

MOST_SIGNS = 20_000  # an abstract is shorter; what is longer after all cuts is a page or a full text
MIN_PHRASES = 4  # different ones close together are a menu; an abstract about the web has one or two
MIN_WORDS = 8  # of what is kept beside a menu
MAX_GAP = 300  # characters between two phrases of one menu
MIN_YEARS = 3  # of what is cited in a list of references
LONG = 5_000  # characters from which on an introduction may have been taken along
# Labels of buttons and links, in lower case, as they are hardly said in prose.
_LABELS = (
    "skip to main", "skip to content", "skip navigation", "search for more papers by this author", "read the full text",
    "request permission", "export citation", "add to favorites", "add to favourites", "track citation", "give access",
    "share full text access", "share a link", "shareshare", "share on", "share this", "facebooktwitter", "download pdf",
    "view pdf", "open pdf", "aboutpdf", "pdf tools", "sign in", "log in", "login", "create account",
    "forgot password", "forgot your password", "accept all", "accept cookies", "cookie policy", "cookie settings",
    "privacy policy", "terms of use", "terms and conditions", "view metrics", "article metrics", "download citation",
    "cite this article", "how to cite", "reprints and permissions", "permissions & reprints", "add to cart",
    "buy article", "buy now", "purchase pdf", "get access", "check access", "recommended articles", "related articles",
    "view full text", "view all articles", "full text links", "main navigation", "toggle navigation", "contact us",
    "about us", "advanced search", "submit a manuscript", "submit your manuscript", "previous article", "next article",
    "subscribe to", "back to top", "orcid.org/", "first published:", "article information", "author information",
    "citations 0", "google scholar", "article menu", "journal menu", "help & support", "all rights reserved",
    "search form", "table of contents", "abstractfull text", "full text pdf", "institutional access",
)  # fmt: skip
_ITEMS = (  # words of a menu, each alone between signs or line ends
    "home", "about", "contact", "login", "register", "search", "menu", "journal", "journals", "browse", "help", "news",
    "share", "tools", "archive", "archives", "current", "announcements", "subscribe", "cart", "account", "books",
    "authors", "editors", "reviewers", "issues", "sitemap", "pdf", "faq", "blog", "follow", "tweet", "email", "print",
    "download", "references", "figures", "metrics", "citations", "comments",
)  # fmt: skip
MIN_LINES = 5  # short ones in a row, without a sentence's end, are a menu if some of them are known from menus
MIN_KNOWN = 2  # of those
_KNOWN = frozenset(  # items of menus and footers in other languages, which tell a list of links from any other list
    """
    accueil|se connecter|connexion|s'inscrire|recherche avancée|plan du site|mentions légales|à propos|flux rss|revues
    politique de confidentialité|nous contacter|panier|mon compte|numéros|s'abonner|aide|télécharger|partager|imprimer
    startseite|anmelden|registrieren|erweiterte suche|impressum|datenschutz|datenschutzerklärung|über uns|warenkorb
    kontakt|zeitschriften|hilfe|agb|nutzungsbedingungen|drucken|teilen|herunterladen|suche|mein konto|barrierefreiheit
    inicio|iniciar sesión|registrarse|búsqueda avanzada|acerca de|aviso legal|política de privacidad|contacto|boletín
    revistas|mapa del sitio|compartir|descargar|imprimir|ayuda|carrito|buscar|archivos|suscribirse|mi cuenta
    início|entrar|cadastro|cadastrar|busca avançada|sobre|termos de uso|contato|ajuda|baixar|pesquisar|mapa do site
    accedi|registrati|ricerca avanzata|chi siamo|contatti|note legali|condividi|scarica|stampa|cerca|aiuto
    inloggen|registreren|uitgebreid zoeken|over ons|privacybeleid|delen|afdrukken|zoeken|winkelwagen|sitemap|newsletter
    strona główna|zaloguj się|szukaj|o nas|polityka prywatności|udostępnij|pobierz|drukuj|pomoc|kontakty
    главная|войти|регистрация|поиск|о журнале|контакты|архив|политика конфиденциальности|скачать|поделиться|помощь
    ana sayfa|giriş|kayıt ol|arama|hakkımızda|iletişim|gizlilik politikası|indir|paylaş|yardım
    首页|首頁|登录|登錄|登入|注册|註冊|高级检索|高級檢索|搜索|检索|关于我们|關於我們|联系我们|聯繫我們|期刊|投稿指南|在线投稿
    版权所有|版權所有|隐私政策|隱私政策|友情链接|下载|下載|分享|打印|帮助|微信|微博|过刊浏览|当期目录|网站地图|导航
    ホーム|ログイン|新規登録|詳細検索|検索|お問い合わせ|サイトマップ|プライバシーポリシー|利用規約|ヘルプ|共有|印刷
    홈|로그인|회원가입|검색|상세검색|문의|이용약관|개인정보처리방침|사이트맵|공유|인쇄|다운로드
    terms of use|privacy policy|contact us|twitter|facebook|linkedin|rss|instagram|youtube|cookie settings|imprint
    """.replace("\n", "|").replace("    ", "").strip("|").split("|")
) | frozenset(_ITEMS) | frozenset(_LABELS)  # fmt: skip
_CAPITAL = re.compile("[A-Z](?=(..))", re.DOTALL)
_LABELS_BY_PAIR = {pair: [label for label in _LABELS if label[1:3] == pair] for pair in {x[1:3] for x in _LABELS}}
_ENDS = re.compile(r"[.!?:;,。！？：；，…]\s*$")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SIMILAR = 80  # signs by which a text is found again in itself
_PROSE = re.compile(r"(?:\b[a-z][\w-]{0,30},?\s{1,3}){5}")  # menus are in title case
_BETWEEN = re.compile(r"[\n|›»•·]")
_COOKIES = re.compile(
    r"(?i)(?:\b(?:this|our) (?:web)?sites? (?:\w+ )?uses? cookies|\bwe (?:and our partners )?use (?:\w+ )?cookies"
    r"(?= (?:to|on|and|in order)\b[^.\n]{0,150}(?:experience|content|traffic|site|service)))[^.\n]{0,300}"
    r"(?:\.|\Z|(?=\n))(?:\s*(?:by (?:continuing|using|clicking|closing)|learn more|find out more|read more|accept"
    r"|manage|you (?:can|may) (?:change|manage)|see our|for more information)\b[^.\n]{0,300}(?:\.|\Z|(?=\n))){0,4}"
)
_COOKIES_ELSEWHERE = re.compile(
    r"(?i)(?:\b(?:ce site|cette page|nous|diese (?:web)?s(?:ite|eite)|wir|este (?:sitio|site)|esta (?:página|web)"
    r"|questo sito|deze (?:web)?site|wij)\b|本网站|本網站|我们的网站|当サイト|본 사이트)[^.。\n]{0,60}"
    r"(?:utilis|verwend|nutz|setz|utiliz|usa\b|usamos|gebruik|使用|사용)"
    r"[^.。\n]{0,40}cookies?[^.。\n]{0,200}(?:[.。]|\Z|(?=\n))"
    r"(?:\s*(?:en (?:poursuivant|continuant|savoir)|durch|mit der|wenn sie|mehr erfahren|si contin"
    r"|al (?:continuar|navegar)|más información|continuando|proseguendo|ao continuar|saiba mais|door"
    r"|继续|繼續|如果您继续|続行)[^.。\n]{0,300}(?:[.。]|\Z|(?=\n))){0,4}"
)
_ABSTRACT = re.compile(r"(?:\bAbstract|\bABSTRACT|\bSummary)(?:\s*[:.—–-])?\s*(?=[A-Z])")
_LIST_HEADING = re.compile(
    r"(?:\bReferences|\bREFERENCES|\bBibliography|\b(?:Literature|Works) [Cc]ited)\s{0,3}[:.]?\s{1,3}"
    r"|(?:^|(?<=[\n.。]))\s{0,3}(?:Bibliographie|Références(?: bibliographiques)?|Literatur(?:verzeichnis|angaben)?"
    r"|Quellen(?:verzeichnis)?|Referencias(?: bibliográficas)?|Bibliograf[íi]a|Referências(?: bibliográficas)?"
    r"|Riferimenti(?: bibliografici)?|Literatuur(?:lijst)?|Literatura|Список литературы|Литература"
    r"|参考文献|參考文獻|引用文献|참고문헌)\s{0,3}[:：.]?\s{1,3}"
)
_LISTED = re.compile(r"\[1\]|\b1\.")
_NAME = re.compile(
    r"[\u3400-\u9fff\uac00-\ud7af]{2,4}[,.，．]|[A-Z][\w'’-]{1,30},? (?:[A-Z]\.|[A-Z]{1,2}\b|and |et al)|[A-Z]\. ?[A-Z]"
)  # begins an entry
_ENTRY = re.compile(r"(?:(?<=\s)|\A)(?:\[(\d{1,3})\]|(\d{1,3})\.)\s{1,3}(?=[A-ZÀ-ÞА-Я\"“\u3400-\u9fff\uac00-\ud7af])")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_INTRODUCTION = re.compile(
    r"(?:(?<=[.\n])\s{0,5}|\b(?:1|I)\.?\s{1,3})(?:Introduction|INTRODUCTION)\b[:.]?\s{1,3}(?=[A-Z])"
)


def cut_page_furniture(abstract: str) -> str:
    """An abstract, not yet cleaned, without the menus, cookie notices and references that came along with it.

    A menu is four different labels of buttons or links close together; references are a heading and entries with
    years, or three entries that are numbered from 1 and have years, up to the end. If it was all, "" is left.
    """
    text = abstract
    if "cookie" in abstract.lower():
        text = _COOKIES_ELSEWHERE.sub(" ", _COOKIES.sub(" ", abstract))
    text = _cut_link_lists(_cut_copies(_cut_references(text)))
    if len(text) > LONG:
        found = _INTRODUCTION.search(text, 300)
        text = text[: found.start()] if found and found.start() < LONG else text
    kept = [text[start:end].strip() for start, end in _find_prose(text)]
    if len(kept) > 1:
        kept = [part for part in kept if len(part.split()) >= MIN_WORDS or not part.isascii()]
    return abstract if kept == [abstract.strip()] else "\n".join(kept)


def _cut_copies(text: str) -> str:
    """A text that is the same one over and over, once."""
    may_be = 2 * _SIMILAR < len(text) <= MOST_SIGNS  # what is longer is no abstract at all, and says so
    again = text.find(text[:_SIMILAR], _SIMILAR) if may_be else -1
    if again < 0:
        return text
    once = text[:again].strip()
    rest = text.replace(once, "").strip()
    return once if once.startswith(rest) else text


def _has_items(text: str) -> bool:
    """Whether a text has a sign that stands between items."""
    return "\n" in text or "|" in text or (not text.isascii() and _BETWEEN.search(text) is not None)


def _is_item(line: str) -> bool:
    """Whether a line may be a link: a few words without the end of a sentence."""
    short = len(line) <= 12 if _WIDE.search(line) else len(line) <= 40 and len(line.split()) <= 5
    return short and not _ENDS.search(line)


def _cut_link_lists(text: str) -> str:
    """A text without runs of short lines, or of items between signs, of which some are links in any language."""
    if not _has_items(text):
        return text
    bounds = [0, *(match.end() for match in _BETWEEN.finditer(text)), len(text)]
    parts = [(text[start:end].strip(" \t\n|›»•·"), start, end) for start, end in itertools.pairwise(bounds)]
    kept, at = [], 0
    for is_item, run in itertools.groupby(parts, key=lambda part: not part[0] or _is_item(part[0])):
        lines = list(run)
        names = {line.lower() for line, _, _ in lines if line}
        if is_item and len(names) >= MIN_LINES and len(names & _KNOWN) >= MIN_KNOWN:
            kept.append(text[at : lines[0][1]])
            at = lines[-1][2]
    if not kept:
        return text
    return "\n".join(part.strip() for part in [*kept, text[at:]] if part.strip())


def _find_menus(text: str) -> list[tuple[int, int]]:
    """Where menus stand: first and last sign of four different labels with small gaps."""
    lower = text.lower()
    if len(lower) != len(text):  # a few signs become two in lower case, and places would be others
        return []
    # Labels are said in title case: most can be left out by the two signs behind their capital.
    pairs = {pair.lower() for pair in {*_CAPITAL.findall(text)}} | {"rc"}
    found = [label for pair in pairs & _LABELS_BY_PAIR.keys() for label in _LABELS_BY_PAIR[pair] if label in lower]
    items = {part.strip() for part in _BETWEEN.split(lower)}.intersection(_ITEMS) if _has_items(lower) else set()
    if len(found) + len(items) < MIN_PHRASES:
        return []
    places: list[tuple[str, int, int]] = []
    if items:
        bounds = [-1, *(match.start() for match in _BETWEEN.finditer(lower)), len(lower)]
        parts = [(lower[start + 1 : end].strip(), start + 1, end) for start, end in itertools.pairwise(bounds)]
        places = [part for part in parts if part[0] in items]
    for label in found:
        spans = (match.span() for match in re.finditer(re.escape(label), lower))
        places += [(label, *span) for span in spans if text[span[0]].isupper() or label == "orcid.org/"]
    menus: list[tuple[int, int, set[str]]] = []
    for label, start, end in sorted(places, key=lambda place: place[1:]):
        near = menus and start - menus[-1][1] <= MAX_GAP and not _PROSE.search(text, menus[-1][1], start)
        first, last, labels = menus.pop() if near else (start, end, set())
        menus.append((first, max(last, end), labels | {label}))
    return [(first, last) for first, last, labels in menus if len(labels) >= MIN_PHRASES]


def _find_prose(text: str) -> list[tuple[int, int]]:
    """The stretches between menus: from the heading "Abstract" after one, or its end, to a sentence's end before."""
    stretches, at = [], 0
    for first, last in _find_menus(text):
        before = max(text.rfind("\n", at, first), text.rfind(". ", at, first) + 1, at)
        heading = _ABSTRACT.search(text, first, last + MAX_GAP)
        if at == 0 and heading and not _ABSTRACT.search(text, 0, before):
            before = 0  # what stands before it is the page's head
        stretches.append((at, before))
        line = text.find("\n", last, last + MAX_GAP)
        at = heading.end() if heading else line if line >= 0 else last
    return [*stretches, (at, len(text))]


def _cut_references(text: str) -> str:
    """The text up to its list of references."""
    if text.count("19") + text.count("20") < MIN_YEARS:  # quicker than what follows
        return text
    if not (_LISTED.search(text) or _LIST_HEADING.search(text)):
        return text
    years = [match.start() for match in _YEAR.finditer(text)]
    if len(years) < MIN_YEARS:
        return text
    for heading in _LIST_HEADING.finditer(text):
        listed = _ENTRY.match(text, heading.end()) or heading.group()[-1] == "\n"
        if listed and 0 < heading.start() < years[-MIN_YEARS]:
            return text[: heading.start()].rstrip()
    entries = [(int(m[1] or m[2]), m.start()) for m in _ENTRY.finditer(text) if _NAME.match(text, m.end())]
    firsts = [place for place, (number, _) in enumerate(entries) if number == 1]
    if not firsts:
        return text
    listed = entries[firsts[-1] :]
    ends = [start for _, start in listed[1:]] + [len(text)]
    spans = [text[start:end] for (_, start), end in zip(listed, ends, strict=True)]
    in_order = [number for number, _ in listed] == list(range(1, len(listed) + 1))
    if len(listed) >= 3 and in_order and all(len(span) > 30 and _YEAR.search(span) for span in spans):
        return text[: listed[0][1]].rstrip()
    return text
