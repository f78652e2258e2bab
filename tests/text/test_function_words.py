"""Function words of a paper's own language, and words of scripts without spaces."""

import pandas as pd
import pytest

from helpers.text.function_words import STAND_IN, list_function_words, mute_function_words
from helpers.text.unspaced_scripts import space_words
from helpers.text.words import STOP_WORDS, split_words


def mute(*pairs):
    texts, languages = zip(*pairs, strict=True)
    papers = pd.DataFrame({"title": [None] * len(texts), "abstract": texts, "language": languages})
    return mute_function_words(papers)["abstract"].tolist()


def test_function_words_go_in_papers_of_their_language_only():
    muted = mute(("dans la forêt, où l'étude voit des chiens", "fr"), ("the war of man", "en"), ("der Krieg", "de"))
    assert muted == [f"{STAND_IN} {STAND_IN} forêt, {STAND_IN} {STAND_IN}'étude voit {STAND_IN} chiens",
                     "the war of man", f"{STAND_IN} Krieg"]  # fmt: skip
    assert STAND_IN in STOP_WORDS


def test_a_paper_of_unknown_language_is_taken_for_one_of_the_commonest():
    assert mute(("la forêt", None), ("la ville", "fr"), ("la", "en"), ("le pont", "fr"))[0] == f"{STAND_IN} forêt"
    assert mute(("la forêt", None), ("a town", "en")) == ["la forêt", "a town"]


def test_papers_in_english_or_of_no_known_language_are_returned_as_they_are():
    papers = pd.DataFrame({"title": ["dans"], "abstract": ["la"], "language": ["en"]})
    assert mute_function_words(papers) is papers
    assert mute_function_words(papers.drop(columns="language")) is not None
    assert mute_function_words(papers.assign(language=None))["title"].tolist() == ["dans"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", {"dans", "les", "qu", "etre"}), ("es", {"de", "una"}), ("no", {"og"}), ("xx", set()), ("q/../y", set())],
)
def test_lists_are_folded_as_words_are(language, words):
    found = list_function_words(language)
    assert words <= found and bool(words) == bool(found)


def test_function_words_with_vowel_signs_are_whole_words():
    assert mute(("यह नगर में है", "hi"))[0].split() == [STAND_IN, "नगर", STAND_IN, STAND_IN]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("强化学习中的transformer模型", ["强化", "学习", "中", "的", "transformer", "模型"]),
        ("強化学習における疎な報酬の問題", ["強化学習", "疎", "報酬", "問題"]),
        ("ニューラルネットワークの学習", ["ニューラルネットワーク", "学習"]),
        ("สวัสดีเมือง", ["สวัสดี", "เมือง"]),
        ("sparse-to-dense naïve", ["sparse-to-dense", "naive"]),
    ],
)
def test_scripts_without_spaces_are_split_into_words(text, words):
    assert split_words(text) == words


def test_chinese_function_words_are_set_aside_beside_latin_letters():
    assert "的" not in split_words(mute(("基于transformer的模型", "zh"))[0])


def test_text_with_spaces_is_left_alone():
    text = "Réseaux de neurones, сети и слова, हिन्दी"
    assert space_words(text) is text
