"""Mending texts without losing anything unsaid."""

import gzip

import pytest

from helpers.text.cleaning import clean_text, find_cuts


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a 1.9times speedup, 4times longer", "a 1.9× speedup, 4× longer"),
        ("512times512 and 8timesA800", "512×512 and 8×A800"),
        ("5.5-6.7 times for", "5.5-6.7 times for"),
        (r"regions (sim50\%).", "regions (~50%)."),
        ("(+9.6 [email\u00a0protected]). Code", "(+9.6). Code"),
        (r"Attention: $O(n\log n)$ Sparse", "Attention: O(n log n) Sparse"),
        (r"\'Erudit, Bal\'azs, {\"u}ber", "Érudit, Balázs, über"),
        ('"{SkillNet}" and Wukong{ViT-B}', '"SkillNet" and Wukong ViT-B'),
        ("large MS~MARCO, 2.97~25.22x", "large MS MARCO, 2.97~25.22x"),
        ("Code at https://a.b/c_d. End (http://x.y/).", "Code at. End."),
        (r"see \href{https://a.b}{our page}", "see our page"),
        ("costs $5 and $10, or $1.5M-$2M", "costs $5 and $10, or $1.5M-$2M"),
        (r"100% of $x$, 10$\times$20 and 3$\%$ more", "100% of x, 10×20 and 3% more"),
        (r"We propose \oni, a tool", "We propose oni, a tool"),
        (r"\textit{a \textbf{b} c} \cite{x}", "a b c"),
        ("Ã©tude and â€œquotesâ€\x9d", "étude and “quotes”"),
        ("&amp;lt;p&amp;gt;a &amp; b", "a & b"),
        ("<jats:p>One <b>two</b></jats:p> if a < b", "One two if a < b"),
        ("a\x00b\u202ec\u200bd", "abcd"),
        ("  hard\nwrapped  lines\n", "hard wrapped lines"),
        ("sparse-\n activated", "sparse-activated"),
        ("Abstract: We", "We"),
        ("Abstract Meaning Representation", "Abstract Meaning Representation"),
        ("=1+1", "=1+1"),
        ("", ""),
        (None, ""),
    ],
)
def test_cleaning_mends(raw, cleaned):
    assert clean_text(raw) == cleaned


def test_broken_latex_keeps_its_words():
    assert "unclosed" in clean_text(r"$\frac{unclosed \undefined{ math% here")


def test_cleaning_accounts_for_every_character_of_the_bundled_dump():
    from conftest import BUNDLED

    with gzip.open(BUNDLED, "rt", encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    shortened = 0
    for raw in blocks:
        cleaned, cuts = clean_text(raw), find_cuts(raw)
        assert len(raw) - len(cleaned) == sum(len(before) - len(after) for _, before, after in cuts)
        if len(cleaned) < 0.97 * len(raw):
            shortened += 1
            assert cuts
    assert shortened < 15  # those with long addresses


@pytest.mark.parametrize(
    "raw", ["$" * 999, "\\" * 999, "{" * 999, "<" * 999, "&amp" * 300, "[email" * 200, "\u202e稀" * 300]
)
def test_hostile_texts_are_cleaned_in_no_time(raw):
    cleaned = clean_text(raw)
    assert len(raw) - len(cleaned) == sum(len(before) - len(after) for _, before, after in find_cuts(raw))
