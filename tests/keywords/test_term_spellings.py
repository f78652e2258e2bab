"""One term for its spellings, and what is not one term."""

import pandas as pd
import pytest

from helpers.keywords import acronyms as ac, text_parts
from helpers.keywords.acronyms import find_acronyms
from helpers.keywords.concordance import find_contexts
from helpers.keywords.keyword_report import describe_terms, tabulate_spellings
from helpers.keywords.term_choice import SETTINGS, find_terms, list_forms
from helpers.keywords.term_counts import count_terms, fold_key
from helpers.keywords.term_spellings import (
    SynonymsError,
    find_term_papers,
    fold_terms,
)


def make_papers(*texts):
    return pd.DataFrame(
        {"paper_id": [f"p{i}" for i in range(len(texts))], "title": [""] * len(texts), "abstract": list(texts)}
    )


def fold(papers, **options):
    acronyms = find_acronyms(papers)
    terms = fold_terms(count_terms(papers, told=acronyms.told), papers, acronyms=acronyms, **options).build()
    return dict(zip(terms.names, terms.counts, strict=True)), terms


def test_plural_hyphen_and_closed_form_are_one_term():
    counts, terms = fold(make_papers("fine-tuning models", "fine tuning a model", "finetuning", "fine-tuning."))
    assert counts["fine-tuning"] == 4 and counts["model"] == 2
    assert "finetuning" not in counts and "fine tuning" not in counts
    assert set(terms.forms[list(terms.names).index("fine-tuning")]) == {"fine-tuning", "fine tuning", "finetuning"}
    told = describe_terms(make_papers("x").assign(language="en"), terms, terms)
    assert told.startswith("1 paper, ") and "such as fine-tuning = fine tuning = finetuning;" in told


def test_pairs_that_only_look_like_a_closed_word_stay_apart():
    counts, _ = fold(make_papers("an over all view", "overall"))
    assert counts["over all"] == 1 and counts["overall"] == 1


def test_an_acronym_that_two_papers_spell_out_joins_its_long_form():
    papers = make_papers(
        "Mixture of Experts (MoE) layers",
        "A mixture-of-experts (MoE)",
        "MoE works",
        "mixture of experts again",
        "other",
    )
    assert find_acronyms(papers).plain == {"moe": "mixture of experts"}
    counts, _ = fold(papers)
    assert counts["mixture of experts (moe)"] == 4
    assert not {"moe", "mixture-of-experts", "mixture-of-experts moe"} & set(counts)
    found = find_term_papers(papers, ["Mixture of Experts", "mixture of experts (moe)"])
    assert found.groupby("term").size().tolist() == [4, 4]


@pytest.mark.parametrize(
    "texts",
    [
        ("Mixture of Experts (MoE)", "MoE"),  # one paper only
        ("Super Resolution (SR)", "Success Rate (SR)") * 2,  # no agreement
        ("graph strong networks (GN)",) * 2,  # a word between that has no initial there
        ("we see this (NASA) often", "and this (NASA)"),  # initials do not match
    ],
)
def test_acronyms_that_are_not_sure_are_left_alone(texts):
    assert find_acronyms(make_papers(*texts)).plain == {}


def test_synonyms_join_and_stop_words_leave_in_any_spelling():
    papers = make_papers("lottery tickets win", "winning subnetworks", "a lottery-ticket", "dull words")
    counts, _ = fold(papers, synonyms=["lottery ticket = winning subnetwork"], stop_words=["dull word"])
    assert counts["lottery ticket"] == 3
    assert "dull words" not in counts and "dull" in counts
    with pytest.raises(SynonymsError, match="do not name two terms"):
        fold(papers, synonyms=["alone"])


def test_joined_terms_keep_their_uses_and_papers():
    papers = make_papers("model model", "models", "x")
    _, terms = fold(papers)
    place = list(terms.names).index("model") if "model" in terms.names else list(terms.names).index("models")
    assert terms.uses[:, [place]].toarray().ravel().tolist() == [2, 1, 0]
    assert terms.presence[:, [place]].toarray().ravel().tolist() == [1, 1, 0]


def test_nothing_and_hostile_text_fold():
    for texts in ((), ("",), ("((((( (AB) $x$ =1+1 <b>",), ("稀疏 (XS) بيانات",)):
        papers = make_papers(*texts)
        _, terms = fold(papers)
        assert "No term has several spellings." in describe_terms(papers.assign(language=None), terms, terms)


def test_a_term_is_found_in_context_in_each_spelling():
    papers = make_papers("We use fine-tuned nets. Fine Tuning helps.", "finetuning; x", "refinetuning", None)
    places = find_contexts(papers, ["fine-tuning", "finetuning"])
    assert places[["paper_id", "left", "match", "right"]].to_numpy().tolist() == [
        ["p0", "", "Fine Tuning", "helps."], ["p1", "", "finetuning", "; x"],
    ]  # fmt: skip
    assert find_contexts(papers, ["$(", ""]).empty


def test_the_key_is_what_spellings_share():
    assert fold_key("Mixture-of-Experts") == fold_key("mixture of expert") == "mixture of expert"


def find(papers, **settings):
    every, terms = find_terms(papers, {**SETTINGS, "min_papers": 1, **settings})
    return dict(zip(every.names, every.counts, strict=True)), terms


def test_an_acronym_that_is_a_word_takes_only_its_capitals():
    papers = make_papers(
        "Adversarial training (AT) of robots. We saw that AT helps.",
        "We use adversarial training (AT) at night.",
        "AT is cheap.",
        "The town is at peace; At night it sleeps.",
        "THE TOWN IS AT PEACE",
        "Contrastive language image pretraining (CLIP)",
        "contrastive language image pretraining (CLIP)",
        "CLIP works",
        "A clip of a film",
        "Clip it",
    )
    counts, terms = find(papers)
    assert counts["adversarial training (at)"] == 3 and counts["contrastive language image pretraining (clip)"] == 3
    assert counts["clip"] == 2 and counts["at"] == 3
    assert tabulate_spellings(terms)["term"].tolist()[:2] == [
        "adversarial training (at)", "contrastive language image pretraining (clip)",
    ]  # fmt: skip
    name = "contrastive language image pretraining (clip)"
    assert terms.countable[list(terms.names).index(name)] == 3
    contexts = find_contexts(papers, list_forms(terms, name))
    assert set(contexts["paper_id"]) == {"p5", "p6", "p7"}
    assert list_forms(terms, "clip") == ("clip",)
    found = find_term_papers(papers, ["adversarial training (at)", "contrastive language image pretraining", "clip"])
    assert found.groupby("term", sort=False).size().tolist() == [3, 3, 2]


def test_function_words_are_no_acronyms():
    papers = make_papers(*["Information systems (IS) and information technology (IT)"] * 2, "It is good; its use is so")
    counts, _ = find(papers)
    assert counts["information systems (is)"] == counts["information technology (it)"] == 2
    assert counts["it"] == counts["its"] == counts["is"] == 1


def test_an_acronym_of_two_meanings_is_told_by_its_paper():
    papers = make_papers(
        *["Super resolution (SR) is slow. SR is good."] * 2, *["A success rate (SR) of ten. High SR."] * 2, "Only SR"
    )
    counts, _ = find(papers)
    assert counts["super resolution (sr)"] == counts["success rate (sr)"] == 2 and counts["sr"] == 1


def test_a_lone_other_meaning_keeps_its_paper_out():
    papers = make_papers(
        *["Super resolution (SR) is slow. SR is good."] * 8, "A success rate (SR) of ten. High SR.", "Only SR",
    )  # fmt: skip
    counts, terms = find(papers)
    assert counts["super resolution (sr)"] == 9 and "success rate (sr)" not in counts and counts["success rate"] == 1
    assert tabulate_spellings(terms)["told_by"][0] == ac.UNLESS_OTHER


def test_capitals_tell_nothing_where_all_is_in_capitals():
    papers = make_papers(*["ADVERSARIAL TRAINING (AT) FOR ROBOTS"] * 2, "We look at it", "AT helps", "At night")
    assert find(papers)[0]["adversarial training (at)"] == 3
    papers = make_papers(*["Information systems (IS) here"] * 2, "WHAT IS KNOWN: it rains.", "IS it", "x is")
    assert find(papers)[0]["information systems (is)"] == 3


def test_no_word_becomes_an_acronym_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr(ac, "MAX_ACRONYMS", 1)
    both = "Information systems (IS), adversarial training (AT)"
    papers = make_papers(both, both, "Information systems (IS)", "at")
    counts, _ = find(papers)
    assert counts["information systems (is)"] == counts["at"] == 3 and counts["adversarial training"] == 2


def test_what_was_joined_is_told_with_its_evidence():
    papers = make_papers(
        *["Mixture of experts (MoE), a success rate (SR)", "Super resolution (SR), adversarial training (AT)"] * 2,
        "MoEs look at cups", "a cup with a blank", "void",
    )  # fmt: skip
    _, terms = find(papers, synonyms=["blank = void"])
    table = tabulate_spellings(terms).set_index("term")
    assert table.loc[:, ["papers", "spelled_out", "told_by"]].astype(object).fillna(0).T.to_dict("list") == {
        "mixture of experts (moe)": [3, 2, ac.NO_WORD],
        "adversarial training (at)": [2, 2, ac.CAPITALS],
        "success rate (sr)": [2, 2, ac.OWN_PAPER],
        "super resolution (sr)": [2, 2, ac.OWN_PAPER],
        "blank": [2, 0, "the setting synonyms"],
        "cup": [2, 0, "plural, hyphen or blank"],
    }
    assert tabulate_spellings(find(papers.head(0))[1]).empty


def test_function_words_of_other_languages_are_no_terms():
    papers = make_papers(*["le robot dans la ville et les ponts"] * 3, *["the war in the town"] * 3)
    _, terms = find_terms(papers.assign(language=["fr"] * 3 + ["en"] * 3), {**SETTINGS, "min_papers": 1})
    assert {"robot", "ville", "ponts", "war", "town"} == set(terms.names)


def test_a_phrase_is_in_no_part_of_a_hyphened_word_wherever_it_is_counted():
    papers = make_papers(
        "multi-criteria decision",
        "criteria decision",
        "decision-making aids",
        "decision making aids",
        "a multi criteria decision",
    )
    names = ["criteria decision", "making aids", "decision making", "criteria"]
    counts, _ = fold(papers)
    found = find_term_papers(papers, names).groupby("term")["paper_id"].agg(list).to_dict()
    assert found == {
        "criteria decision": ["p1", "p4"], "making aids": ["p3"],
        "decision making": ["p2", "p3"], "criteria": ["p1", "p4"],
    }  # fmt: skip
    assert [counts.get(name, counts.get(name.replace(" ", "-"))) for name in names] == [2, 1, 2, 2]


def test_the_name_of_a_field_is_no_plural():
    assert [fold_key(word) for word in ("dynamics", "economics", "metrics", "topics", "cynic")] == [
        "dynamics", "economics", "metric", "topic", "cynic",
    ]  # fmt: skip


def test_terms_go_by_the_spelling_with_accents_that_most_uses_have():
    papers = make_papers("Le réseau dense", "un RÉSEAU dense", "the reseau", "a naive rule", "naive rule", "naïve rule")
    counts, terms = find(papers.assign(language=["fr", "fr", "en", "en", "en", "en"]))
    assert counts["réseau"] == 3 and counts["réseau dense"] == 2 and counts["naive rule"] == 3
    assert find_term_papers(papers, ["réseau"])["paper_id"].tolist() == ["p0", "p1", "p2"]
    assert find_contexts(papers, list_forms(terms, "réseau"))["match"].tolist() == ["réseau", "RÉSEAU", "reseau"]


def test_places_of_a_phrase_without_spaces_are_found():
    assert find_contexts(make_papers("关于稀疏注意力的"), ["稀疏 注意力"])["match"].tolist() == ["稀疏注意力"]


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("fr", "Les résultats montrent que la forêt croît", {"forêt", "croît", "forêt croît"}),
        ("de", "In dieser Arbeit geht es um den Wald. Die Ergebnisse zeigen", {"wald"}),
        ("es", "En este trabajo se presenta el bosque", {"bosque"}),
        ("zh", "本文提出了森林", {"森林"}),
    ],
)
def test_formulas_of_abstracts_are_no_terms_in_other_languages(language, text, left):
    papers = make_papers(text, text).assign(language=language)
    assert set(find_terms(papers, {**SETTINGS, "min_papers": 1})[1].names) == left


def test_a_hyphenated_pair_has_the_papers_that_write_it_without_hyphens_as_everywhere():
    texts = [
        *["A multiple-criteria decision is hard."] * 6,
        *["Multiple criteria decisions help."] * 3,
        "Multiple criteria.",
    ]
    papers = make_papers(*texts, "Decision of multiple. Criteria decision.")
    counts, terms = fold(papers)
    assert counts["multiple-criteria decision"] == 9
    assert len(find_term_papers(papers, ["multiple-criteria decision"])) == 9
    place = list(terms.names).index("multiple-criteria decision")
    assert terms.countable[place] == 6 and "multiple criteria decision" in terms.forms[place]


def test_papers_in_parts_are_counted_as_in_one(monkeypatch):
    texts = ["a fine-tuning of state-of-the-art models", "Mixture of Experts (MoE). A fine tuning", "state of the art"]
    papers = make_papers(*texts, "mixtures of experts, MoE", "the MOE of état; a mixture of experts (MoE)", "")
    options = {"synonyms": ["art = model"], "stop_words": ["tuning"]}
    counts, whole = fold(papers, **options)
    common = count_terms(papers, min_papers=2).build()
    monkeypatch.setattr(text_parts, "PART", 2)
    counts_of_parts, terms = fold(papers, **options)
    assert counts == counts_of_parts and (terms.uses != whole.uses).nnz == 0 and (terms.lengths == whole.lengths).all()
    assert counts["mixture of experts (moe)"] == 3
    in_parts = count_terms(papers, min_papers=2).build()
    assert in_parts.names.tolist() == common.names.tolist() and (in_parts.uses != common.uses).nnz == 0
    assert find_term_papers(papers, ["state of the art"])["paper_id"].tolist() == ["p0", "p2"]
