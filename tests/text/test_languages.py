"""Declared languages become codes, and what declares none becomes nothing."""

import pytest

from helpers.text.quality import read_language


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en", "en"), ("EN", "en"), ("en-US", "en"), ("zh_CN", "zh"), ("English", "en"), ("eng", "en"), ("ger", "de"),
        ("English; French", "en"), ("", None), ("und", None), ("Klingon", None), ("0", None), ("<b>", None),
    ],
)  # fmt: skip
def test_declared_languages_are_read_as_codes(declared, code):
    assert read_language(declared) == code
