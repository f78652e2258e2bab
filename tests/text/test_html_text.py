import pytest

from helpers.text.html_text import escape_html, make_link


def test_nothing_of_a_dump_is_a_tag_maths_or_an_escape():
    assert escape_html('<b> "q" $x$ \\alpha') == "&lt;b&gt; &quot;q&quot; &#36;x&#36; &#92;alpha"


def test_a_text_links_to_its_page():
    link = make_link("https://example.org/a?b=1&c", "text")
    assert link.startswith('<a href="https://example.org/a?b=1&amp;c"') and link.endswith(">text</a>")


@pytest.mark.parametrize("address", ["javascript:alert(1)", 'https://a.org/"x', "", None, float("nan")])
def test_what_is_no_address_is_no_link(address):
    assert make_link(address, "text") == "text"
