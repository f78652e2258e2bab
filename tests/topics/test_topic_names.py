import numpy as np
import pandas as pd
import pytest

from helpers.topics.topic_names import choose_labels, is_acronym, label_topics, restore_case


def make_papers(*groups):
    """Papers of several topics from (title, abstract) pairs, with their topic."""
    rows = [(title, abstract, topic) for topic, group in enumerate(groups) for title, abstract in group]
    papers = pd.DataFrame(rows, columns=["title", "abstract", "topic"])
    papers["paper_id"] = [f"p{place}" for place in range(len(papers))]
    return papers, papers["topic"].to_numpy()


KITES = [("Red kites", "We fly red kites on a long string."), ("Wind", "The red kites like wind.")] * 2
BREAD = [("Sour dough bread", "The sour dough rises in an oven."), ("Oven", "Bake sour dough in an oven.")] * 2


def test_a_name_is_the_phrase_that_most_papers_of_the_topic_share():
    assert choose_labels(*make_papers(KITES, BREAD)) == ["red kites", "sour dough"]


def test_words_that_most_papers_have_begin_no_name():
    everywhere = [[(f"Cheap {title}", f"Cheap {text}") for title, text in group] for group in (KITES, BREAD)]
    assert not any("cheap" in label.casefold() for label in choose_labels(*make_papers(*everywhere)))


def test_words_that_the_reader_excludes_are_in_no_name():
    labels = choose_labels(*make_papers(KITES, BREAD), excluded=["kite"])
    assert "kite" not in labels[0]


def test_names_are_two_to_four_words_and_unique():
    labels = choose_labels(*make_papers(KITES, KITES, BREAD))
    assert len(set(labels)) == 3
    assert all(2 <= len(label.replace(",", "").split()) <= 4 for label in labels)


@pytest.mark.parametrize("text", ["", "of the and", "1 2 3", "稀疏注意力", "<b>$x$</b>", "=1+1"])
def test_topics_without_usable_words_are_called_by_their_number(text):
    labels = choose_labels(*make_papers([(text, text)] * 3, [(text, text)] * 3))
    assert len(set(labels)) == 2
    assert all(label for label in labels)


def test_no_papers_have_no_names():
    assert choose_labels(*make_papers()) == []


def test_a_hyphenated_word_is_not_cut():
    papers = make_papers([("Vision-language", "A vision-language model sees.")] * 4, BREAD)
    assert "language" not in choose_labels(*papers)[0].replace("vision-language", "").replace("Vision-language", "")


@pytest.mark.parametrize(
    ("short", "phrase", "so"),
    [("moe", "mixture of experts", True), ("moes", "mixture of experts", True), ("rl", "reinforcement learning", True),
     ("rag", "reinforcement learning", False), ("mixture", "mixture of experts", False), ("re", "reward", False)],
)  # fmt: skip
def test_acronyms_are_noticed(short, phrase, so):
    assert is_acronym(short, phrase) is so


def test_an_acronym_does_not_stand_beside_its_phrase():
    group = [("Mixture of experts", "A mixture of experts (MoE) routes; the MoE scales.")] * 4
    label = choose_labels(*make_papers(group, BREAD))[0].casefold()
    assert not ("moe" in label and "mixture" in label)


def test_words_are_written_as_the_papers_write_them():
    texts = ["An LLM and a GAN. We use 3D Gaussian maps.", "The LLM sees Gaussian noise.", "Kites fly. Kites."]
    assert restore_case("llm, gaussian", texts) == "LLM, Gaussian"
    assert restore_case("kites", ["Kites fly. Kites rise. Kites fall. We like kites."]) == "kites"
    assert restore_case("kites", ["Kites fly. Kites rise."]) == "kites"


def test_meaning_ranks_names_when_an_encoder_is_there():
    papers, groups = make_papers(
        [("a", "See red kites. See green boats.")] * 4, [("b", "See old trains. See slow buses.")] * 4
    )
    places = {"green boats": 0, "slow buses": 1}
    assert choose_labels(papers, groups) == ["green boats", "old trains"]

    def encode(texts):
        vectors = np.full((len(texts), 2), 0.0)
        for row, text in enumerate(texts):
            if text in places:
                vectors[row, places[text]] = 1
        return vectors

    named = choose_labels(papers, groups, encode=encode, vectors=np.eye(2)[groups])
    assert named == ["green boats", "slow buses"]
    assert choose_labels(papers, groups, encode=encode, vectors=np.eye(2)[1 - groups]) != named


# --- a labeller of the reader's ----------------------------------------------------------------------------


def make_topics():
    papers = pd.DataFrame({"paper_id": ["a", "b"], "title": ["A", "B"], "abstract": ["Of kites.", "Of bread."]})
    topics = pd.DataFrame(
        {"topic": [0, 1, 2], "label": ["kites", "bread", "mine"], "words": [["kite"], ["dough"], ["x"]],
         "exemplars": [["a"], ["b"], ["b"]], "sentence": ["Of kites.", None, None],
         "named_by": ["words", "words", "file"]}
    )  # fmt: skip
    return topics, papers


def test_a_labeller_sees_the_evidence_and_names_the_topics_that_no_file_named():
    seen = []
    named, remarks = label_topics(*make_topics(), lambda brief: seen.append(brief) or f"On {brief.words[0]}")
    assert named["label"].tolist() == ["On kite", "On dough", "mine"]
    assert named["named_by"].tolist() == ["labeller", "labeller", "file"]
    assert remarks == []
    assert (seen[0].titles, seen[0].abstracts, seen[0].sentence) == (["A"], ["Of kites."], "Of kites.")


@pytest.mark.parametrize(
    ("answer", "why"), [("", "was empty"), (None, "was empty"), ("x" * 61, "too long"), ("Mine", "taken")]
)
def test_an_answer_that_cannot_be_used_is_told_and_the_name_stays(answer, why):
    named, remarks = label_topics(*make_topics(), lambda brief: answer)
    assert named["label"].tolist() == ["kites", "bread", "mine"]
    assert len(remarks) == 2 and all(why in remark for remark in remarks)
