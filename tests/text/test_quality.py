"""What is an abstract and what is a note in its place, and in which language it is."""

import gzip
import json

import pytest
from conftest import ROOT

from helpers.run.schema import REASONS
from helpers.text.cleaning import clean_text
from helpers.text.quality import find_fault, find_language

DUMP = ROOT.parent / "shared" / "dumps" / "arxiv-10k.jsonl.gz"
TITLE = "Late Rewards in Small Worlds"
JUNK = [
    "[No abstract available]", "No abstract.", "Abstract not available", "N/A", "n.a.", "Accepted to CVPR 2026.",
    "Accepted at ICLR 2025 (Oral). Code: https://example.org/x/y", "@ librarian-bot recommend", "Preface", "Editorial",
    "The proceedings contain 182 papers. The topics discussed include: late rewards for agents; maps of small worlds; "
    "names in catalogues; and the keeping of lists.",
    "The proceedings contain 12 papers. The special focus is on maps. " + "The topics include: maps of worlds; " * 40,
    "webpage: https://example.org/a code are all released.", ".", "..........",
    "a" * 60, "© 2020 The Authors. Published by Elsevier B.V. This is an open access article under the CC BY license.",
    "To appear in Proceedings of the 12th Conference on Small Worlds",
    "deep learning; attention; late rewards; small worlds; maps of agents; retrieval of names; lists; catalogues",
    "word " * 40, "late rewards in small worlds", "12.5 13.7 14.2 15.9 16.1 17.0 18.4 19.9 20.5 21.3 22.8",
]  # fmt: skip
WITHDRAWN = [
    "This paper has been withdrawn by the author due to a crucial error in equation 3.",
    "arXiv admin note: withdrawn", "Paper withdrawn", "Withdrawn by the authors", "This paper has been withdrawn",
    "This submission has been withdrawn because it was sent twice by mistake of the third author.",
    "The authors have withdrawn this manuscript owing to errors in the data.", "The paper is being retracted.",
]  # fmt: skip
SHORT = ["© 2020 IEEE. All rights reserved.", "A new way to find papers.", "短い要旨。"]
SOUND = [
    "We prove that every group of odd order in our class is solvable.",
    "We study late rewards. A second reward helps the agent to learn faster over long horizons in games.",
    "Retracted papers are cited for years. We count how often papers that have been withdrawn are cited, and by whom.",
    "The proceedings of ten meetings hold many papers on maps; we sort 2,000 of them and show what is missing.",
    "We study which papers are accepted to meetings and which are rejected, and what reviewers say about both groups.",
    "Accepted models of memory assume that traces decay over time. We test this with three experiments and find that "
    "they do not, but that they interfere with each other.",
    "Published results on late rewards disagree with one another; we repeat twelve studies with one code base and find "
    "that most gains vanish when the seeds are changed.",
    "No abstract concept is learnt by models of language without examples; we show this in three experiments with "
    "children, monkeys and networks, and explain why it is so for all of them.",
    "The code is released with the data; we describe how both were made, which errors we found on the way, and how "
    "others can repeat our study.",
    "Let G be a graph, H a subgraph, and K a minor of both; we show that K is planar.",
    "我们研究小世界中迟来的奖励，并在三个任务上比较两种方法，结果表明第二种方法学得更快也更稳。",
    "本論文では、遅い報酬からの学習について三つの課題で二つの手法を比較し、その違いを詳しく論じる。",
    "본 논문에서는 늦은 보상으로부터의 학습을 세 가지 과제에서 두 가지 방법으로 비교하고 그 차이를 자세히 논한다.",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [(t, "junk abstract") for t in JUNK]
    + [(t, "withdrawn or rejected") for t in WITHDRAWN]
    + [(t, "short abstract") for t in SHORT]
    + [("", "no abstract")],
)
def test_what_stands_in_place_of_an_abstract_is_told_by_its_form(text, reason):
    assert find_fault(TITLE, clean_text(text)) == reason
    assert reason in REASONS


@pytest.mark.parametrize("text", SOUND)
def test_short_abstracts_and_those_that_speak_of_notes_are_kept(text):
    assert find_fault(TITLE, clean_text(text)) is None


def test_a_record_without_title_says_so_first():
    assert find_fault("", "") == "no title"


@pytest.mark.skipif(not DUMP.exists(), reason="the real dump is not here")
def test_no_abstract_of_a_real_dump_is_rejected():
    with gzip.open(DUMP, "rt", encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    faults = [find_fault(clean_text(i["title"]), clean_text(i["abstract"])) for i in items[::5]]
    assert len(faults) == 2000 and set(faults) == {None}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We study how agents learn from rewards that come late, and show on three tasks where this fails."),
        ("de", "Die Arbeit untersucht, wie Agenten aus Belohnungen lernen, die spät und nur selten kommen."),
        ("fr", "Nous étudions comment des agents apprennent à partir de récompenses tardives et rares."),
        ("es", "Estudiamos cómo los agentes aprenden a partir de recompensas que llegan tarde y pocas veces."),
        ("pt", "Estudamos como os agentes aprendem com recompensas que chegam tarde e não são frequentes."),
        ("it", "Studiamo come gli agenti imparano da ricompense che arrivano tardi e solo raramente."),
        ("nl", "Wij onderzoeken hoe agenten leren van beloningen die laat en maar zelden komen."),
        ("pl", "Badamy, w jaki sposób agenci uczą się na podstawie nagród, które przychodzą późno i rzadko."),
        ("tr", "Bu çalışmada ajanların geç ve seyrek gelen ödüllerden nasıl öğrendiğini inceliyoruz."),
        ("id", "Penelitian ini bertujuan untuk mengetahui bagaimana siswa belajar dari hadiah yang datang terlambat."),
        ("vi", "Chúng tôi nghiên cứu cách các tác tử học từ những phần thưởng đến muộn và hiếm khi xuất hiện."),
        ("cs", "Zkoumáme, jak se agenti učí z odměn, které přicházejí pozdě a jen zřídka."),
        ("sv", "Vi undersöker hur agenter lär sig av belöningar som kommer sent och bara sällan."),
        ("da", "Vi undersøger, hvordan agenter lærer af belønninger, der kommer sent og kun sjældent."),
        ("uk", "Ми досліджуємо, як агенти навчаються на винагородах, що надходять пізно й рідко."),
        ("ru", "Мы изучаем, как агенты учатся на вознаграждениях, которые приходят поздно и редко."),
        ("fa", "ما بررسی می‌کنیم که عامل‌ها چگونه از پاداش‌هایی که دیر و به‌ندرت می‌رسند یاد می‌گیرند."),
        ("ar", "ندرس كيف تتعلم الوكلاء من المكافآت التي تأتي متأخرة ونادرة في ثلاث مهام."),
        ("hy", "Մենք ուսումնասիրում ենք, թե ինչպես են գործակալները սովորում ուշ եկող պարգևներից։"),
        ("ja", "遅れて届く報酬からエージェントがどのように学ぶかを三つの課題で調べる。"),
        ("zh", "我们研究智能体如何从迟来的奖励中学习，并在三个任务上进行比较。"),
        ("ko", "우리는 에이전트가 늦게 오는 보상에서 어떻게 배우는지 세 가지 과제에서 연구한다."),
    ],
)
def test_languages_are_told(language, text):
    assert find_language(text) == language


@pytest.mark.parametrize("text", ["", "x = 3", "3.14 2.71", "LLM RAG QA", "Preface", "🙂🙂🙂", "\ufffd" * 50])
def test_what_is_too_short_to_tell_has_no_language(text):
    assert find_language(text) is None
