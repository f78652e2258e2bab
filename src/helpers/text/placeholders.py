"""What stands where a value is missing ("N/A", "[No title available]", "—"): it is no value."""

import re
from functools import lru_cache

MOST_SIGNS = 120  # no placeholder is longer
_WHAT = (
    r"(?:(?:the\ |an?\ |this\ )?(?:english\ )?"
    r"(?:paper\ |article\ |author\ |publication\ |source\ |journal\ |index\ |full\ )?"
    r"(?:titles?|abstracts?|summary|description|authors?|names?|keywords?|journal|source|venue|publisher|date|year|doi"
    r"|data|value|content|text|information|record)(?:\(s\))?)"
)
_LACKING = (
    r"(?:available|provided|given|found|supplied|present|listed|specified|recorded|known|assigned|entered|included"
    r"|stated|identified|applicable|set|defined|indicated|written|submitted|retrieved|disclosed)"
)
_IS = r"(?:\ (?:is|are|was|were|has\ been|have\ been|could)(?:\ (?:currently|still|yet))?)?"
_WORK = r"(?:paper|article|item|record|publication|document|entry|work|manuscript|submission|source|letter|editorial)"
_FOR_IT = (
    rf"(?:\ (?:for|of|in|from|by|at|on|with)\ (?:this|the)\ "
    rf"(?:{_WORK}|time|moment|authors?|publisher|journal|database))*"
)
_OWN = (  # of one language each: what may be missing, how it is said to be, and what stands before it then
    (
        r"(?:le\ |l['’])?(?:titre|r[ée]sum[ée]|abstract|auteurs?|mots[- ]cl[ée]s|texte|description)",
        r"(?:est\ )?(?:non|pas|in)(?:\ encore)?\ ?(?:disponible|fourni|renseign[ée]|communiqu[ée]|pr[ée]cis[ée]"
        r"|sp[ée]cifi[ée]|trouv[ée]|connu|applicable)e?s?",
        r"(?:il\ n['’]y\ a\ )?(?:pas\ (?:de\ |d['’])|sans\ |aucune?\ )",
    ),
    (
        r"(?:der\ |die\ |das\ )?(?:titel|abstract|zusammenfassung|kurzfassung|autor(?:en)?|angaben?|text|beschreibung)",
        r"(?:ist\ )?(?:noch\ )?nicht\ (?:verf[üu]gbar|vorhanden|angegeben|bekannt|gefunden|zutreffend|hinterlegt)",
        r"(?:keine?\ |ohne\ )",
    ),
    (
        r"(?:el\ |o\ )?(?:t[íi]tulo|resum(?:en|o)|abstract|autor(?:es)?|palabras\ clave|palavras[- ]chave|texto"
        r"|datos|dados)",
        r"(?:no|n[ãa]o)\ (?:est[áa]\ |se\ |hay\ )?(?:dispon[íi](?:ble|vel)|encontrad[oa]|proporcionad[oa]"
        r"|especificad[oa]|informad[oa]|aplica(?:ble)?|aplic[áa]vel|consta|fornecid[oa]|definid[oa]|encuentra)s?"
        r"|indispon[íi](?:ble|vel)",
        r"(?:sin\ |sem\ |no\ (?:hay|tiene|contiene)\ |n[ãa]o\ h[áa]\ |ning[úu]n\ )",
    ),
    (
        r"(?:il\ )?(?:titolo|riassunto|sommario|abstract|autor[ei]|testo)",
        r"non\ (?:[èe]\ )?(?:disponibile|fornito|specificato|trovato|applicabile|presente)",
        r"(?:senza\ |nessun\ )",
    ),
    (
        r"(?:de\ )?(?:titel|samenvatting|abstract|auteurs?)",
        r"(?:is\ )?niet\ (?:beschikbaar|gevonden|bekend|opgegeven|van\ toepassing)",
        r"(?:geen\ |zonder\ )",
    ),
    (r"(?:tytu[łl]u?|streszczeni[ea]|abstraktu?|danych|autora)", r"niedost[ęe]pn[eya]", r"(?:brak\ |bez\ )"),
    (
        r"(?:аннотаци[яи]|реферата?|названи[ея]|данных|автора?|заголов(?:ок|ка))",
        r"(?:отсутству[ею]т|недоступ(?:на|ен|но)|не\ (?:указан|найден|доступ)[аоы]?н?[аоы]?)", r"(?:нет\ |без\ )",
    ),
)  # fmt: skip
_THERE = r"(?:\ (?:disponible|fournie?|verf[üu]gbar|vorhanden|angegeben|dispon[íi]vel|disponibile|beschikbaar))?"
_FOREIGN = "|".join(rf"(?:{what}\ )?(?:{lacks}) | {no}{what}{_THERE}" for what, lacks, no in _OWN)
_WORDED = re.compile(
    rf"""(?ix)
    none | null | nil | undefined | missing | unavailable | unknown | untitled | tb[ad] | <?na>? | nat
    | n[/\\]\ ?[adk] | n\.\ ?[adkv] | s[./]\ ?[dn] | k\.\ ?a | \#(?:n/a|ref|value|name|null|num|div/0) | \\n
    | (?:currently\ |temporarily\ )?(?:not\ (?:yet\ )?{_LACKING} | unavailable) | none\ {_LACKING}
    | no\ {_LACKING}\ {_WHAT} | unknown\ (?:title|authors?|journal|date|year|venue)
    | (?:there\ (?:is|was)\ )?(?:currently\ )?no\ {_WHAT}{_IS}(?:\ be)?(?:\ {_LACKING})?{_FOR_IT}
    | {_WHAT}{_FOR_IT}{_IS}\ (?:not\ (?:yet\ )?(?:been\ |be\ )?{_LACKING}|(?:currently\ )?unavailable|missing|unknown
      |omitted|withheld|pending|lacking|empty|to\ (?:follow|come)|to\ be\ (?:added|announced|provided|determined)
      |coming\ soon){_FOR_IT}
    | (?:this|the)\ {_WORK}\ (?:has\ no|does\ not\ (?:have|contain|include)|(?:comes|is)\ without|lacks)\ {_WHAT}
    | to\ be\ (?:announced|added|determined|completed) | see\ (?:the\ )?(?:pdf|full[- ]?text)(?:\ for\ {_WHAT})?
    | untitled\ (?:document|article|paper|item|record|work) | {_FOREIGN}
    | unbekannt | inconnue?s? | desconocid[oa]s? | desconhecid[oa]s? | sconosciut[oa] | onbekend | неизвестно
    | (?:[暂暫]?[无無]|没有|沒有|未(?:提供|填写|填寫|收录)|暂?缺)(?:中文|英文)?
      (?:摘要|文摘|标题|標題|题名|題名|作者|关键词|關鍵詞|数据|內容|内容)?(?:信息|資訊)?
    | (?:摘要|标题|標題|题名|作者)[:：]?(?:[暂暫]?[无無缺]|缺失|不详|不可用|未提供|暂缺) | 缺失 | 不[详詳明] | 未知
    | (?:要旨|抄録|概要|要約|タイトル|著者)?(?:なし|無し|[はが](?:ありません|ない)|未設定)
    | (?:초록|제목|저자|요약)?\ ?[이가은]?\ ?(?:없음|없습니다|미제공)
    """
)
_HEADING = re.compile(r"(?i)\A(?:abstract|summary|title|keywords)\s?[:：]\s?(?=\S)")
_AROUND = " \t\r\n[](){}<>\"'*.:;!?-–—_。．；：！？（）【】［］「」"
_NO_SIGNS = re.compile(r"[-–—_.…*/?？。\s\[\](){}]+")
# Sodium, and names of people; placeholders are "NA", "na", "nan", "NaN", "NaT".
_OF_ONE_CASE = frozenset(("Na", "Nan", "Nat", "nat"))
_A_TITLE_TOO = re.compile(r"(?:[A-Za-z]{3,}|No)(?: [A-Za-z]+)?[.!]?")


def is_missing(value: str) -> bool:
    """Whether a value of any field, without markup, only says that there is none.

    >>> [is_missing(one) for one in ("[Not Available].", "N/A", "—", "nan", "Na", "Na Li", "Null models of trade")]
    [True, True, True, True, False, False, False]
    """
    return 0 < len(value) <= MOST_SIGNS and _says_nothing(value)


@lru_cache(maxsize=50_000)  # names and subjects come again and again
def _says_nothing(value: str) -> bool:
    core = _HEADING.sub("", value.strip(_AROUND)).strip(_AROUND)
    if not core:
        return _NO_SIGNS.fullmatch(value) is not None
    if core in _OF_ONE_CASE:
        return False
    return core.lower() == "nan" or _WORDED.fullmatch(core) is not None


def may_be_title(placeholder: str) -> bool:
    """Whether what stands for a missing title could name a paper as well ("None", "Untitled", "No data").

    >>> may_be_title("None"), may_be_title("[No title available]"), may_be_title("NA")
    (True, False, False)
    """
    return _A_TITLE_TOO.fullmatch(placeholder) is not None and not re.search(
        r"(?i)\btit(?:le|el|re|ulo|olo)\b", placeholder
    )
