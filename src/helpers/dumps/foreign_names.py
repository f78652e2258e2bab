"""Names of columns in other languages than English, as exports and spreadsheets of libraries have them."""

import re

from helpers.text.words import fold_accents

_NAMES = {  # our name to those of French, German, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Turkish, Asia
    "title": (
        "titre titredelarticle titreprincipal titel titolo titulo titulodelarticulo titulodoartigo tytul "
        "название заглавие "
        "названиестатьи başlık baslik makalebaşlığı 标题 題名 标题名 题名 篇名 標題 論文名 論文題名 タイトル "
        "論題 제목 논문명 논문제목"
    ),
    "abstract": (
        "resume zusammenfassung kurzfassung kurzbeschreibung resumen resumo riassunto sommario samenvatting "
        "streszczenie "
        "abstrakt аннотация реферат özet ozet öz 摘要 文摘 中文摘要 抄録 要旨 要約 概要 초록 요약"
    ),
    "authors": (
        "auteur auteurs autor autoren verfasser autores autore autori autorzy автор авторы yazar yazarlar "
        "作者 著者 著者名 责任者 저자 저자명"
    ),
    "keywords": (
        "motscles motcle schlagworter schlagworte schlusselworter stichworter palabrasclave palavraschave "
        "palavrachave "
        "parolechiave trefwoorden slowakluczowe ключевыеслова anahtarkelimeler 关键词 關鍵詞 キーワード 키워드 주제어"
    ),
    "venue": (
        "revue titredelarevue zeitschrift zeitschriftentitel revista periodico rivista tijdschrift czasopismo "
        "журнал dergi "
        "期刊 刊名 来源 文献来源 雑誌名 掲載誌 誌名 학술지 학술지명"
    ),
    "year": (
        "annee anneedepublication jahr erscheinungsjahr ano anodepublicacion anodepublicacao anno jaar rok год "
        "годпубликации yıl yil 年 年份 出版年 发表年份 発行年 연도 발행연도"
    ),
    "date": (
        "datedepublication datum publikationsdatum veroffentlichungsdatum fecha fechadepublicacion data "
        "datadepublicacao "
        "datadipubblicazione дата датапубликации tarih 日期 发表时间 发表日期 出版日期 日付 発行日 발행일 출판일"
    ),
    "language": "langue sprache idioma lingua taal jezyk язык dil 语言 語言 言語 언어",
}
_ENGLISH = {name: english for english, names in _NAMES.items() for name in names.split()}
_NOT_ALONE = frozenset(("data", "resume"))  # English words too, which mean something else without an accent


def find_english(name: str) -> str | None:
    """The English name of a column in another language ("Mots-clés" is "keywords"); None if it is not known.

    >>> find_english("Résumé"), find_english("摘要"), find_english("data")
    ('abstract', 'abstract', None)
    """
    folded = re.sub(r"[\W_]+", "", fold_accents(name).lower())
    if folded in _NOT_ALONE and name.isascii():
        return None
    return _ENGLISH.get(folded) or _ENGLISH.get(re.sub(r"[\W_]+", "", name.lower()))
