"""Strings to strings: words, sentences, mended texts, dates, identifiers and languages."""
