"""Cutting text up, and mending it without losing anything unsaid."""

import gzip

import pytest

from helpers.text.words import (
    ABSTRACT_STOP_WORDS,
    STOP_WORDS,
    clean_text,
    find_cuts,
    fold_title,
    split_sentences,
    split_words,
)


def sentences(text):
    return [text[low:high] for low, high in split_sentences(text)]


def test_abbreviations_and_numbers_do_not_end_a_sentence():
    assert sentences("We test e.g. trees, i.e. forests, see Fig. 3 w.r.t. Eq. (4). It gains 0.5 vs. 0.6 points.") == [
        "We test e.g. trees, i.e. forests, see Fig. 3 w.r.t. Eq. (4).",
        "It gains 0.5 vs. 0.6 points.",
    ]


def test_et_al_ends_a_sentence_only_before_a_word_that_opens_one():
    assert len(sentences("Following Smith et al. Graph methods work.")) == 1
    assert len(sentences("We follow Smith et al. The results hold.")) == 2


def test_names_in_small_letters_may_open_a_sentence_and_plain_words_may_not():
    assert len(sentences("It works. vDiT is fast.")) == 2
    assert len(sentences("It works approx. as before.")) == 1


def test_sentences_of_scripts_without_spaces_are_found():
    assert sentences("稀疏很好。密集也好。") == ["稀疏很好。", "密集也好。"]


def test_glued_sentences_come_apart():
    assert sentences("A new method.We show it.") == ["A new method.", "We show it."]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_no_text_has_no_sentences(text):
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", ["One. Two! Three? Four", "a\n\nb. C", "$5. =1+1. <b>", "." * 50, "\u202e. A. \x00"])
def test_spans_cover_all_but_white_space_in_order(text):
    spans = split_sentences(text)
    outside = "".join(text[a:b] for (_, a), (b, _) in zip([(0, 0), *spans], [*spans, (len(text), 0)], strict=True))
    assert outside.strip() == ""
    assert all(low < high for low, high in spans)
    assert spans == sorted(spans)


def test_words_keep_hyphens_and_fold_accents():
    assert split_words("Sparse-vDiT, naïve (dense‑to‑sparse) -- O(n²)") == [
        "sparse-vdit", "naive", "dense-to-sparse", "o", "n2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["sparse,", "(sparse)", "Sparse-vDiT", "sparsely-activated", "sparsified", "non-sparse", "spar\u00adse"]
)
def test_every_variant_of_a_word_is_found(text):
    assert any("spars" in word for word in split_words(text))


def test_words_of_other_scripts_stay_whole():
    assert split_words("稀疏 attention हिन्दी") == ["稀疏", "attention", "हिन्दी"]


def test_stop_words_hold_no_word_of_a_subject():
    assert not {"sparse", "dense", "attention", "retrieval"} & (STOP_WORDS | ABSTRACT_STOP_WORDS)
    assert {"the", "of"} <= STOP_WORDS and {"paper", "propose"} <= ABSTRACT_STOP_WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [("GUI-G$^2$", "gui-g²"), ("MS~MARCO: A Test", "MS MARCO - a test"), ("\\'Erudit & Co", "Érudit and Co")],
)
def test_spellings_of_one_title_fold_to_one_key(one, other):
    assert fold_title(one).replace(" ", "") == fold_title(other).replace(" ", "")


def test_versions_fold_apart():
    assert len({fold_title(f"Phi-{n} Technical Report") for n in (3, 4)}) == 2


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
