import numpy as np
import pandas as pd
import pytest

from helpers.topics.name_phrases import find_name_phrases, is_acronym
from helpers.topics.name_spelling import restore_case
from helpers.topics.topic_labellers import label_topics
from helpers.topics.topic_names import choose_names


def make_papers(*groups):
    """Papers of several topics from (title, abstract) pairs, with their topic."""
    rows = [(title, abstract, topic) for topic, group in enumerate(groups) for title, abstract in group]
    papers = pd.DataFrame(rows, columns=["title", "abstract", "topic"])
    papers["paper_id"] = [f"p{place}" for place in range(len(papers))]
    return papers, papers["topic"].to_numpy()


def name(papers, groups, **options):
    return choose_names(find_name_phrases(papers), groups, **options)


def label(*args, **options):
    return [each.label for each in name(*args, **options)]


KITES = [("Red kites", "We fly red kites on a long string."), ("Wind", "The red kites like wind.")] * 2
BREAD = [("Sour dough bread", "The sour dough rises in an oven."), ("Oven", "Bake sour dough in an oven.")] * 2


def test_a_name_is_the_phrase_that_most_papers_of_the_topic_share():
    assert label(*make_papers(KITES, BREAD)) == ["red kites", "sour dough"]


def test_a_phrase_that_holds_for_two_papers_of_seven_is_no_name():
    group = [("Human image animation", "On human image animation in video.")] * 2
    group += [(f"Video {place}", f"A video of number{place}.") for place in "abcde"]
    (first, _) = name(*make_papers(group, BREAD * 3))
    assert "video" in first.label and first.label != "human image animation"
    assert first.coverage == 1 and not first.weak


def test_a_word_that_is_not_three_times_as_frequent_as_elsewhere_is_no_name():
    group = [("Wind", "The wind and some kites."), ("Wind", "The wind alone.")] * 2
    other = [*BREAD * 2, *[("Oven", "An oven.")] * 2, *[("Dough", "Sour dough in the wind.")] * 6]
    first = name(*make_papers(group, other))[0]
    # All four papers have "wind", and six of the sixteen others; two have "kites", and none.
    assert first.label == "kites"
    assert (first.coverage, first.lift) == (0.5, 8.0)


def test_where_no_phrase_holds_for_half_of_the_papers_words_are_joined_and_the_name_is_weak():
    words = ["kites", "kites", "boats", "boats", "trains", "trains"]
    group = [(word, f"All about {word} and number{place}.") for place, word in enumerate(words)]
    first, second = name(*make_papers(group, BREAD * 4))
    assert first.weak and not second.weak
    assert len(first.label.split(", ")) == 2 and set(first.label.split(", ")) <= set(words)
    assert first.coverage == pytest.approx(4 / 6)


def make_group(*counts, others=()):
    """One topic of papers that each say some words, and another; (words, number of papers) pairs."""
    rows = [[("", f"All about {words}.") for words, n in each for _ in range(n)] for each in (counts, others)]
    return make_papers(*rows)


BREADS = ("bread", 20)


def test_a_phrase_that_holds_for_few_gets_one_that_the_other_papers_have():
    first = name(*make_group(("red kites", 6), ("boats", 4), others=[BREADS]))[0]
    assert (first.label, first.coverage, first.weak) == ("red kites, boats", 1.0, False)
    assert first.lift == 1 / (1 / 20)


@pytest.mark.parametrize(
    ("counts", "others"),
    [
        # Seven of ten papers are enough; two more than six are too few to speak of, so are two of thirty more.
        ([("red kites", 7), ("boats", 3)], [BREADS]),
        ([("red kites", 6), ("boats", 2), ("chess", 1), ("rooks", 1)], [BREADS]),
        ([("red kites", 20), ("boats", 3), *((f"chess{place}", 1) for place in range(10))], [("bread", 60)]),
        # Boats are in four of ten papers here and in four of twenty elsewhere, only twice as often.
        ([("red kites", 6), ("boats", 4)], [("bread", 16), ("boats", 4)]),
        # Each is three times as frequent as elsewhere (12 of 20 and 8 of 40; 9 of 20 and 6 of 40), but as few papers
        # here and none elsewhere have both, the two together are not (16 of 20 and 14 of 40).
        ([("red kites", 7), ("red kites and boats", 5), ("boats", 4), *((f"chess{place}", 1) for place in range(4))],
         [("bread", 26), ("red kites", 8), ("boats", 6)]),
    ],
)  # fmt: skip
def test_a_name_is_widened_only_where_it_needs_it_and_by_what_is_telling(counts, others):
    assert label(*make_group(*counts, others=others))[0] == "red kites"


@pytest.mark.parametrize("taken", ["red kites, boats", "Boats, Red kites"])
def test_a_name_is_not_widened_to_one_that_is_taken(taken):
    papers = make_group(("red kites", 6), ("boats", 4), others=[BREADS])
    assert label(*papers, taken=[taken])[0] == "red kites"
    assert label(*papers, taken=["Kites"])[0] == "red kites, boats"


def test_a_weak_name_gets_a_third_part_that_many_papers_have_and_stays_weak():
    # Two of the three hold for eight papers of twelve.
    first = name(*make_group(("kites", 4), ("boats", 4), ("trains", 4), others=[BREADS]))[0]
    assert set(first.label.split(", ")) == {"kites", "boats", "trains"}
    assert first.coverage == 1 and first.weak


def test_of_phrases_that_suffice_the_most_telling_is_added():
    # With boats the name holds for all ten papers, with trains for nine; no other paper has trains, four have boats.
    group = [("red kites", 6), ("boats and trains", 3), ("boats", 1)]
    assert label(*make_group(*group, others=[("bread", 36), ("boats", 4)]))[0] == "red kites, trains"


def test_two_words_of_which_one_is_strong_get_no_third_and_weak_names_no_fourth():
    group = [
        ("kites", 8),
        ("kites and boats", 2),
        ("boats", 3),
        ("trains", 3),
        *((f"chess{each}", 1) for each in "abcd"),
    ]
    assert label(*make_group(*group, others=[("bread", 40)]))[0] == "kites, boats"
    weak = name(*make_group(*((word, 3) for word in ("kites", "boats", "trains", "planes", "cars")), others=[BREADS]))[
        0
    ]
    assert (len(weak.label.split(", ")), weak.coverage) == (3, 0.6)


def test_forms_of_a_word_are_counted_as_one():
    forms = [("agents", 2), ("an agent", 2), ("agentic planes", 2), ("agentic trains", 2)]
    first = name(*make_group(*forms, others=[BREADS]))[0]
    assert "agent" in first.label and first.coverage == 1 and not first.weak


def test_coverage_and_lift_are_counted_over_all_papers():
    group = [*KITES, ("Chess", "On pawns and rooks.")]
    other = [*BREAD, ("Toys", "Some red kites.")]
    first = name(*make_papers(group, other))[0]
    assert first.label == "red kites"
    assert first.coverage == pytest.approx(4 / 5)
    assert first.lift == pytest.approx((4 / 5) / (1 / 5))


def test_a_name_that_no_other_paper_has_counts_as_if_one_had_it_and_one_topic_has_nothing_to_compare():
    first = name(*make_papers(KITES, BREAD))[0]
    assert first.lift == pytest.approx(1 / (1 / 4))
    (only,) = name(*make_papers(KITES))
    assert only.label == "red kites" and np.isnan(only.lift) and not only.weak


def test_words_that_most_papers_have_begin_no_name():
    everywhere = [[(f"Cheap {title}", f"Cheap {text}") for title, text in group] for group in (KITES, BREAD)]
    assert not any("cheap" in each.casefold() for each in label(*make_papers(*everywhere)))


def test_words_that_the_reader_excludes_are_in_no_name():
    assert "kite" not in label(*make_papers(KITES, BREAD), excluded=["kite"])[0]


def test_names_are_unique_and_none_is_one_that_is_taken():
    labels = label(*make_papers(KITES, KITES, BREAD))
    assert len(set(labels)) == 3
    parent = label(*make_papers(KITES, BREAD), taken=["Red kites", "chess"])
    assert parent[0] != "red kites" and parent[1] == "sour dough"


@pytest.mark.parametrize("text", ["", "of the and", "1 2 3", "稀疏注意力", "<b>$x$</b>", "=1+1"])
def test_topics_without_usable_words_are_called_by_their_number(text):
    names = name(*make_papers([(text, text)] * 3, [(text, text)] * 3))
    assert len({each.label for each in names}) == 2
    assert all(each.label for each in names)


def test_a_topic_without_a_name_is_weak_and_nothing_is_known_of_it():
    first = name(*make_papers([("", "")] * 3, BREAD))[0]
    assert first.label == "topic 1" and first.weak
    assert np.isnan(first.coverage) and np.isnan(first.lift)


def test_no_papers_have_no_names():
    assert name(*make_papers()) == []


def test_the_order_of_the_papers_does_not_matter():
    papers, groups = make_papers(KITES, BREAD, [("Chess", "On pawns and rooks."), ("Rooks", "Pawns and rooks.")])
    order = np.random.default_rng(1).permutation(len(papers))
    assert name(papers, groups) == name(papers.iloc[order].reset_index(drop=True), groups[order])


def test_a_hyphenated_word_is_not_cut():
    papers = make_papers([("Vision-language", "A vision-language model sees.")] * 4, BREAD)
    assert "language" not in label(*papers)[0].replace("vision-language", "").replace("Vision-language", "")


def test_phrases_are_told_apart_by_their_stems_and_hyphens_do_not_matter():
    papers, _ = make_papers([("Mixture-of-experts", "A mixture of experts."), ("Sparse model", "Sparse models.")])
    phrases = find_name_phrases(papers, min_papers=1)
    place = phrases.stems.index(("mixtur", "expert"))
    assert phrases.presence[:, [place]].toarray().ravel().tolist() == [1, 0]
    assert phrases.in_titles[:, [place]].toarray().ravel().tolist() == [1, 0]
    assert phrases.stems.count(("spar", "model")) == 1
    # "sparse" never ends a phrase here, "models" always does.
    assert phrases.ends[phrases.texts.index("sparse")] == 0
    assert phrases.ends[phrases.stems.index(("spar", "model"))] == 1


def test_a_paper_that_says_the_acronym_has_the_phrase():
    group = [("Mixture of Experts", "A Mixture of Experts (MoE) routes.")] * 2 + [("MoE", "MoEs scale.")] * 2
    papers, _ = make_papers(group)
    phrases = find_name_phrases(papers)
    assert phrases.presence[:, [phrases.stems.index(("mixtur", "expert"))]].sum() == 4
    assert phrases.stems[phrases.meant[phrases.stems.index(("moe",))]] == ("mixtur", "expert")


@pytest.mark.parametrize(
    ("short", "phrase", "so"),
    [("moe", "mixture of experts", True), ("moes", "mixture of experts", True), ("rl", "reinforcement learning", True),
     ("rag", "reinforcement learning", False), ("mixture", "mixture of experts", False), ("re", "reward", False)],
)  # fmt: skip
def test_acronyms_are_noticed(short, phrase, so):
    assert is_acronym(short, phrase) is so


def test_an_acronym_does_not_stand_beside_its_phrase():
    group = [("Mixture of experts", "A mixture of experts (MoE) routes; the MoE scales.")] * 4
    first = label(*make_papers(group, BREAD))[0].casefold()
    assert "mixture" in first and "moe" not in first


def test_words_are_written_as_the_papers_write_them():
    texts = ["An LLM and a GAN. We use 3D Gaussian Splatting.", "The LLM sees Gaussian noise.", "Kites fly. Kites."]
    assert restore_case("llm", texts) == "LLM"
    assert restore_case("3d gaussian splatting", texts) == "3D Gaussian Splatting"
    assert restore_case("gaussian kites", texts) == "Gaussian kites"
    assert restore_case("kites", ["Kites fly. Kites rise. Kites fall. We like kites."]) == "kites"
    assert restore_case("kites", ["Kites fly. Kites rise."]) == "kites"
    assert (
        restore_case("mixture of experts", ["A Mixture-of-Experts.", "The mixture of experts, a mixture of experts"])[0]
        == "m"
    )


def test_meaning_ranks_names_when_an_encoder_is_there():
    papers, groups = make_papers(
        [("a", "See red kites. See green boats.")] * 4, [("b", "See old trains. See slow buses.")] * 4
    )
    places = {"green boats": 0, "slow buses": 1}
    assert label(papers, groups) == ["green boats", "old trains"]

    def encode(texts):
        vectors = np.full((len(texts), 2), 0.5)
        for row, text in enumerate(texts):
            if text in places:
                vectors[row] = np.eye(2)[places[text]]
        return vectors

    named = label(papers, groups, encode=encode, vectors=np.eye(2)[groups])
    assert named == ["green boats", "slow buses"]
    assert label(papers, groups, encode=encode, vectors=np.eye(2)[1 - groups]) != named


# --- a labeller of the reader's ----------------------------------------------------------------------------


def make_topics():
    papers = pd.DataFrame({"paper_id": ["a", "b"], "title": ["A", "B"], "abstract": ["Of kites.", "Of bread."]})
    topics = pd.DataFrame(
        {"topic": [0, 1, 2], "label": ["kites", "bread", "mine"], "words": [["kite"], ["dough"], ["x"]],
         "exemplars": [["a"], ["b"], ["b"]], "sentence": ["Of kites.", None, None],
         "named_by": ["words", "words", "file"], "label_coverage": [0.6, 0.7, np.nan],
         "label_lift": [4.0, 5.0, np.nan], "label_weak": [True, False, False]}
    )  # fmt: skip
    return topics, papers


def test_a_labeller_sees_the_evidence_and_names_the_topics_that_no_file_named():
    seen = []
    named, remarks = label_topics(*make_topics(), lambda brief: seen.append(brief) or f"On {brief.words[0]}")
    assert named["label"].tolist() == ["On kite", "On dough", "mine"]
    assert named["named_by"].tolist() == ["labeller", "labeller", "file"]
    assert named["label_coverage"].isna().all() and not named["label_weak"].any()
    assert remarks == []
    assert (seen[0].titles, seen[0].abstracts, seen[0].sentence) == (["A"], ["Of kites."], "Of kites.")


@pytest.mark.parametrize(
    ("answer", "why"), [("", "was empty"), (None, "was empty"), ("x" * 61, "too long"), ("Mine", "taken")]
)
def test_an_answer_that_cannot_be_used_is_told_and_the_name_stays(answer, why):
    named, remarks = label_topics(*make_topics(), lambda brief: answer)
    assert named["label"].tolist() == ["kites", "bread", "mine"]
    assert named["label_coverage"].tolist()[:2] == [0.6, 0.7] and named["label_weak"].tolist() == [True, False, False]
    assert len(remarks) == 2 and all(why in remark for remark in remarks)
