"""Abstracts lose what their publisher added, and nothing of their own."""

import pytest

from helpers.text.rights_lines import LEAST, Sifted, sift_abstracts

OWN = "We count the bridges of 30 towns, and find few."
ENDS = [
    "(C) 2010 Elsevier Ltd. All rights reserved.",
    "© 2011 Baishideng. All rights reserved.",
    "(PsycINFO Database Record (c) 2019 APA, all rights reserved)",
    "© The Author(s), under exclusive licence to International League of Associations for Rheumatology 2021.",
    "Copyright © 2021 American Psychiatric Association.",
    "Copyright 2004 by the authors.",
    "Published by Elsevier B.V. on behalf of KeAi.",
    "This article is protected by copyright. All rights reserved.",
    "The Author(s). Published by Oxford University Press.",
    "This is an open access article under the terms of the Creative Commons Attribution License, which permits use and "
    "reproduction in any medium, provided the original work is properly cited.",
    "Copyright of Journal of Towns is the property of Springer and its content may not be copied or emailed to "
    "multiple sites without written permission. However, users may print, download, or email it.",
]


@pytest.mark.parametrize("end", ENDS)
def test_rights_at_the_end_are_taken_out_and_told(end):
    assert sift_abstracts([f"{OWN} {end}"]) == [Sifted(OWN, (end,))]


@pytest.mark.parametrize(
    "start", ["© 2019 IEEE.", "© 2019 Elsevier B.V.", "(c) 2019 The Town.", "Copyright 2020 by the authors."]
)
def test_rights_at_the_start_are_taken_out(start):
    assert sift_abstracts([f"{start} {OWN}"]) == [Sifted(OWN, (start,))]


@pytest.mark.parametrize(
    "text",
    [
        "We study copyright law. All rights reserved is a phrase that we count in 300 licences.",
        "Open access articles are cited more. We show that for 300 journals.",
        "We compare (a) bridges, (b) towns and (c) the authors of both.",
        "Results published by Springer grew. We ask why the journals of one house grow faster than others do.",
        "We count (a) the bridges of 2008, (b) those of 2009 and (c) 2010 in three towns.",
        "Results: a label alone makes no structured abstract.",
        "",
    ],
)
def test_what_a_paper_says_itself_of_rights_stays(text):
    assert sift_abstracts([text]) == [Sifted(text)]


def test_a_sentence_with_a_word_of_publishing_goes_where_many_abstracts_end_in_it():
    house, own = "J Towns, Wiley Periodicals, volume {n}.", "We thank the press of each town."
    texts = [f"{OWN} {house.format(n=n)}" for n in range(LEAST)] + [f"{OWN} {own}"]
    assert [found.text for found in sift_abstracts(texts)] == [OWN] * LEAST + [f"{OWN} {own}"]
    few = texts[: LEAST - 1]
    assert [found.text for found in sift_abstracts(few)] == few
    plain = [f"{OWN} A plain rule does as well."] * 9
    assert [found.text for found in sift_abstracts(plain)] == plain


@pytest.mark.parametrize("start", ["©2020 Elsevier Ltd", "© 2019 IEEE", "© 2019 S. Karger AG, Basel."])
def test_rights_at_the_start_never_take_a_sentence_of_the_paper_with_them(start):
    text = "We study how towns choose. The gain is modest."
    assert sift_abstracts([f"{start} {text}"])[0].text == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Purpose – To count. Findings – Thirty.Methods: We count.", "To count. Thirty. We count."),
        ("BACKGROUND: Towns grow. METHODS: We count. RESULTS: 30 do.", "Towns grow. We count. 30 do."),
        ("BackgroundTowns grow. MethodsWe count. ResultsThirty do.", "Towns grow. We count. Thirty do."),
        ("OBJECTIVE To count. METHODS We count. CONCLUSIONS Thirty.", "To count. We count. Thirty."),
        ("Methods and materials matter. Results show that.", "Methods and materials matter. Results show that."),
    ],
)
def test_labels_of_structured_abstracts_go(text, left):
    assert sift_abstracts([text])[0].text == left


def test_an_abstract_of_rights_alone_is_empty():
    assert sift_abstracts(["© 2010 Elsevier Ltd. All rights reserved."])[0].text == ""
