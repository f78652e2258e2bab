"""Abstracts lose what their publisher added, and nothing of their own."""

from collections import Counter

import pytest

from helpers.text.rights_lines import LEAST, Sifted, find_house_lines, list_edges, take_house_lines, take_rights
from helpers.text.structure_labels import take_labels


def sift_abstracts(abstracts):
    """All three steps in the order in which a dump's abstracts go through them."""
    sifted = [take_rights(text) for text in abstracts]
    sifted = [found._replace(text=take_labels(found.text)[0]) for found in sifted]
    house = find_house_lines(Counter(edge for found in sifted for edge in list_edges(found.text)), len(abstracts))
    return [take_house_lines(found, house) for found in sifted]


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
    "Licensed under CC BY 4.0.",
    "CC BY 4.0.",
    "Distributed under Creative Commons CC-BY 4.0.",
    "Published 2019. This article is a U.S. Government work and is in the public domain in the USA.",
    "Open Access funding enabled and organized by Projekt DEAL.",
    "Georg Thieme Verlag KG Stuttgart · New York.",
    "© Author(s) (or their employer(s)) 2021. Re-use permitted under CC BY-NC. No commercial re-use. See rights and "
    "permissions. Published by BMJ.",
    "© 2017 Wiley Periodicals, Inc. J Biomed Mater Res Part A: 105A: 2329–2340, 2017.",
    "© (2016) COPYRIGHT Society of Photo-Optical Instrumentation Engineers (SPIE). Downloading of the abstract is "
    "permitted for personal use only.",
    "© 2019 by the authors. Licensee MDPI, Basel, Switzerland. This article is an open access article distributed "
    "under the terms and conditions of the Creative Commons Attribution (CC BY) license.",
    "© 2010 Elsevier España, S.L. Todos los derechos reservados.",
    "© 2018 Crown copyright.",
    "©RSNA, 2020",
    "© 2021 Editura Universitatii din Oradea.",
    "Copyright © 2020 for this paper by its authors. Use permitted under Creative Commons License Attribution 4.0.",
]


@pytest.mark.parametrize("end", ENDS)
def test_rights_at_the_end_are_taken_out_and_told(end):
    assert sift_abstracts([f"{OWN} {end}"]) == [Sifted(OWN, (end,))]


@pytest.mark.parametrize(
    "start",
    [
        "© 2019 IEEE.",
        "© 2019 Elsevier B.V.",
        "(c) 2019 The Town.",
        "Copyright 2020 by the authors.",
        "© 2019 by the authors. Licensee MDPI, Basel, Switzerland.",
        "© 2010 Elsevier Ltd. All rights reserved.",
        "All rights reserved.",
        "© Springer-Verlag Berlin Heidelberg 2014.",
        "© 2020 Informa UK Limited, trading as Taylor & Francis Group.",
        "Copyright of Journal of Towns is the property of Springer and may not be copied. However, users may print, "
        "download, or email articles. (Copyright applies to all Abstracts.)",
    ],
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
        "We count towns. Copyright 2020 legislation changed how towns license bridges.",
        "Copyright 2020 legislation changed how towns license bridges.",
        "© signs were seen in many texts of towns.",
        "We ask what copyright © means for music.",
        "We count what towns search for. We use Google© Trends.",
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


@pytest.mark.parametrize(
    "own",
    [
        "We will publish our code upon acceptance.", "Our code will be published upon acceptance.",
        "Code is available under the MIT license.", "Data are available on request from the authors.",
        "The dataset is released under a Creative Commons license.", "All models are published with permission.",
    ],
)  # fmt: skip
def test_what_papers_publish_themselves_stays_however_many_say_it(own):
    for texts in ([f"{OWN} {own}"] * 9, [f"{own} {OWN}"] * 9):
        assert [found.text for found in sift_abstracts(texts)] == texts


def test_an_opening_line_of_a_publisher_goes_where_many_abstracts_have_it():
    texts = [f"Wiley Open Journals, {n}. The towns of district {n} grow." for n in range(LEAST)]
    assert [found.text for found in sift_abstracts(texts)] == [text.split(". ", 1)[1] for text in texts]
    assert sift_abstracts(texts[1:])[0].text == texts[1]


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
        ("METHODS:We count towns.", "We count towns."),
        ("We count.ResultsThe towns grow.", "We count. The towns grow."),
        ("Aim To count. Methods We count.", "To count. We count."),
        ("Aim To count. Materials and Methods We count. Results Fifty do.", "To count. We count. Fifty do."),
        ("Background Noise is loud. Results Show that.", "Background Noise is loud. Results Show that."),
        ("Background. Towns grow. Methods. We count.", "Towns grow. We count."),
        ("Contexte : Les villes. Méthodes : Nous comptons.", "Les villes. Nous comptons."),
        ("HINTERGRUND: Städte. ERGEBNISSE: Viele.", "Städte. Viele."),
        ("【目的】统计城市。【方法】计数。", "统计城市。计数。"),
        ("ContextNet counts. MethodsX is a journal.", "ContextNet counts. MethodsX is a journal."),
        ("Towns grow. Background. We count. Results. Few.", "Towns grow. Background. We count. Results. Few."),
        ("Methods and materials matter. Results show that.", "Methods and materials matter. Results show that."),
    ],
)
def test_labels_of_structured_abstracts_go(text, left):
    assert sift_abstracts([text])[0].text == left


def test_an_abstract_of_rights_alone_is_empty():
    assert sift_abstracts(["© 2010 Elsevier Ltd. All rights reserved."])[0].text == ""
