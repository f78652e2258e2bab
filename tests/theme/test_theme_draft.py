"""A drafted theme file: what it holds, that it loads whatever the papers say, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from helpers.text.words import split_words
from helpers.theme.mentions import find_mentions
from helpers.theme.sense_drafts import fold_plurals, propose_senses
from helpers.theme.theme_draft import draft_theme, write_theme
from helpers.theme.theme_file import ThemeError, load_theme
from helpers.theme.word_forms import count_words, find_forms, write_pattern

SENTENCES = {
    "soup": ["We cook a small soup in a kitchen.", "The larger soup burns in the kitchen.", "A small soup is cooked."],
    "meal": ["A large meal is cooked in the kitchen.", "We cook small meals.", "The kitchen has large meals."],
    "house": ["A small house stands in a street.", "Large houses stand in the street.", "We build a large house."],
    "street": ["The large street has a house.", "A smaller street has houses.", "We build a small street."],
    "horse": ["We see a small horse in a field.", "The largest horse is fed.", "A large horse is in the field."],
    "cow": ["A large cow is in the field.", "We see the small cow in a field.", "We feed small cows."],
}


def encode(texts):
    """Unit vectors by the three places of the papers above: near if words are shared."""
    places = (["soup", "meal", "kitchen"], ["house", "street", "build"], ["horse", "cow", "field"])
    words = [[word.rstrip("s") for word in split_words(text)] for text in texts]
    counts = np.array([[0.01 + sum(word in place for word in found) for place in places] for found in words])
    return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def make_papers(texts):
    return pd.DataFrame({"paper_id": f"p{i}", "title": "Notes", "abstract": text} for i, text in enumerate(texts))


@pytest.fixture(scope="module")
def papers():
    return make_papers([text for texts in SENTENCES.values() for text in texts])


@pytest.fixture(scope="module")
def drafted(papers, tmp_path_factory):
    return write_theme(papers, "Small", "large", encode, folder=tmp_path_factory.mktemp("themes"))


def test_a_draft_loads_and_has_the_forms_of_both_words(drafted, papers):
    theme_file = load_theme(drafted)
    assert drafted.name == "small-vs-large.toml" and theme_file.pole_ids == ("small", "large")
    found = find_mentions(papers, theme_file)
    assert set(found["match"].str.lower()) == {"small", "smaller", "large", "larger", "largest"}
    assert len(theme_file.poles[0].phrases) >= 2
    assert {cue.relation for cue in theme_file.cues} == {"from_first_to_second", "from_second_to_first"}


def test_senses_are_the_nouns_that_go_together_with_counts_and_sentences(drafted):
    theme_file = load_theme(drafted)
    assert {frozenset(sense.heads) for sense in theme_file.senses} == {
        frozenset(pair) for pair in (("soup", "meal"), ("house", "street"), ("horse", "cow"))
    }
    assert all(sense.examples and " and " in sense.label for sense in theme_file.senses)
    text = drafted.read_text(encoding="utf-8")
    assert "# 6 papers, 6 mentions; its nouns by papers: " in text
    assert text.count("#   “") == 3 * 3 and "keep" in text and "merge" in text and "rename" in text


def test_the_same_papers_give_the_same_draft(papers, drafted):
    assert draft_theme(papers, "small", "large", encode) == drafted.read_text(encoding="utf-8")


def test_a_draft_without_an_encoder_goes_by_words(papers, tmp_path):
    assert len(load_theme(write_theme(papers, "small", "large", folder=tmp_path)).senses) >= 2


def test_few_mentions_make_no_senses_and_the_file_says_so(papers, tmp_path):
    path = write_theme(papers.head(6), "small", "large", encode, folder=tmp_path)
    assert not load_theme(path).senses
    assert "# Only 6 mentions say of a noun" in path.read_text(encoding="utf-8")


def test_whatever_a_dump_says_stays_within_its_quotes(tmp_path):
    hostile = [
        'A small "soup" is \\cooked.', "Large soup\x85is\u2028here.", 'Small soup\nid = "x"\n[[senses]]',
        'A large """soup""".',
        "A small soup # with a hash.", "Large soups \x7f run.",
    ] * 4  # fmt: skip
    rows = make_papers([f"{text} In the kitchen we cook a small meal and a large soup." for text in hostile])
    path = write_theme(rows, "small", "large", encode, folder=tmp_path)
    assert load_theme(path).pole_ids == ("small", "large")
    assert [file.name for file in tmp_path.iterdir()] == ["small-vs-large.toml"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("small", "smaller"), "forms of one word"),
        (("small", "Small"), "forms of one word"),
        (("small", "tiny"), "No paper of this dump says “tiny”"),
        (("small", "../large"), "cannot be a pole"),
        (("small", "very large"), "cannot be a pole"),
        (("small", ""), "cannot be a pole"),
        (("small", "12"), "cannot be a pole"),
        (("both", "small"), "cannot be a pole"),
        (("small", "large" * 9), "cannot name a theme"),
    ],
)
def test_words_that_make_no_theme_are_refused_in_one_sentence(papers, tmp_path, words, told):
    with pytest.raises(ThemeError) as error:
        write_theme(papers, *words, encode, folder=tmp_path)
    assert told in str(error.value) and "\n" not in str(error.value) and not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["../small", "Small", "a/b", ".."])
def test_a_name_leads_nowhere_else(papers, tmp_path, name):
    with pytest.raises(ThemeError, match="cannot name a theme"):
        write_theme(papers, "small", "large", encode, name=name, folder=tmp_path)


def test_a_theme_file_that_is_there_is_kept(papers, tmp_path):
    (tmp_path / "mine.toml").write_text("my work")
    with pytest.raises(ThemeError, match="already there"):
        write_theme(papers, "small", "large", encode, name="mine", folder=tmp_path)
    assert (tmp_path / "mine.toml").read_text() == "my work"


TEXTS = [
    *["A large language model is larger."] * 4, "Largely enlarged large-scale largeness.", "A non-large, unlarge map.",
    "Two large language models.", "The largest map.",
]  # fmt: skip


def test_inflections_are_kept_apart_from_denials_and_look_alikes():
    found = find_forms("large", count_words(TEXTS), TEXTS, "small")
    assert found.inflected == {"large": 7, "larger": 4, "largeness": 1, "largest": 1}  # one of them in "large-scale"
    assert found.negated == {"non-large": 1, "unlarge": 1} and found.alike == {"largely": 1}
    assert found.phrases == {"large language model": 5}


def test_what_denies_one_word_may_be_the_other():
    texts = ["A linear and a non-linear, nonlinear map."]
    first, second = (find_forms(*pair[:1], count_words(texts), texts, pair[1]) for pair in (
        ("linear", "nonlinear"), ("nonlinear", "linear")
    ))  # fmt: skip
    assert first.inflected == {"linear": 1} and not first.negated
    assert second.inflected == {"non-linear": 1, "nonlinear": 1}


@pytest.mark.parametrize(
    ("form", "pattern"), [("large language model", "large[- ]language[- ]model"), ("long-term", "long-?term")]
)
def test_a_pattern_allows_for_spellings(form, pattern):
    assert write_pattern(form) == pattern


def test_names_and_mentions_without_a_noun_make_no_senses():
    mentions = pd.DataFrame({"head": ["soup", "", None] * 8, "kind": "name", "match": "small", "paper_id": "p"})
    assert propose_senses(mentions, encode) == []


def test_plurals_are_folded_only_where_the_singular_occurs():
    assert fold_plurals(pd.Series(["model", "models", "lens", None])).tolist()[:3] == ["model", "model", "lens"]
