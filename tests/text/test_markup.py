"""Markup of sources goes, its text stays, and what only looks like it is text."""

import pytest

from helpers.text.cleaning import clean_text, find_cuts
from helpers.text.markup import apply_edits, find_markup


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d", "p<0.05 and q>0.1", "List<T> and Map<K, V>", "if a<b and c>d then", "x < y > z",
        "vector<int> of <think> tokens", "the tokens <s> and </s>, <mask>, <eos>", "List<String> is a type",
        "<think> and </think> enclose it",
    ],
)  # fmt: skip
def test_what_looks_like_a_tag_is_text(text):
    assert clean_text(text) == text
    assert find_markup(text) == []


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ('<AbstractText Label="AIM">We do.</AbstractText><AbstractText Label="X">Then.</AbstractText>', "We do. Then."),
        ("<jats:title>Abstract</jats:title><jats:p>We <jats:italic>show</jats:italic> it.</jats:p>", "We show it."),
        ("<jats:title>Background</jats:title><jats:p>We show.</jats:p>", "Background: We show."),
        ("SO<ce:inf>4</ce:inf> and CO<inf>2</inf>, x<sub>i</sub>", "SO4 and CO2, x_i"),
        ("10<sup>-5</sup> m<sup>2</sup>, the 5<sup>th</sup>, Ca<sup>2+</sup>", "10⁻⁵ m², the 5th, Ca²⁺"),
        ("CO&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt; and &amp;amp;lt;i&amp;amp;gt;p", "CO2 and p"),
        ("<scp>EGFR</scp> and <custom>three words here</custom>, <x-y/>end", "EGFR and three words here, end"),
        ("<b>Bold</b>ly <!-- a note --> said <![CDATA[as]]> is", "Boldly said as is"),
    ],
)
def test_a_tag_of_any_source_goes_and_its_text_stays(raw, shown):
    assert clean_text(raw) == shown


@pytest.mark.parametrize(
    ("inner", "line"),
    [
        ("<mml:mfrac><mml:mn>1</mml:mn><mml:mi>n</mml:mi></mml:mfrac>", "1/n"),
        ("<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup>", "x²"),
        ("<mml:msub><mml:mi>x</mml:mi><mml:mi>i</mml:mi></mml:msub><mml:mo>=</mml:mo><mml:mn>3</mml:mn>", "x_i = 3"),
        ("<mml:msqrt><mml:mi>a</mml:mi><mml:mo>+</mml:mo><mml:mi>b</mml:mi></mml:msqrt>", "√(a+b)"),
        ("<mml:mi>p</mml:mi><mml:mo>&lt;</mml:mo><mml:mn>.05</mml:mn>", "p < .05"),
    ],
)
def test_a_formula_in_mathml_becomes_a_line(inner, line):
    math = f'<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML" display="inline">{inner}</mml:math>'
    assert clean_text(f"Size {math} holds") == f"Size {line} holds"


def test_of_one_formula_in_two_ways_one_is_written():
    two = "<alternatives><tex-math>$x$</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives>"
    assert clean_text(f"<inline-formula>{two}</inline-formula> is small") == "x is small"


def test_each_tag_that_went_is_listed():
    assert [cut for cut in find_cuts("an <em>x</em>") if cut[0] == "tag"] == [("tag", "<em>", ""), ("tag", "</em>", "")]


def test_edits_are_put_in_place():
    assert apply_edits("abcdef", [(1, 2, "-"), (4, 6, "")]) == "a-cd"


@pytest.mark.parametrize("piece", ["<sub>", "<math><mi>", "</sup>", "<a ", "<x:", '<a b="', "<!--", "<sub>x</sub>"])
def test_broken_and_deep_markup_is_read_to_its_end(piece):
    assert clean_text("Before " + piece * 2000 + " after").startswith("Before")
