"""Many texts are cleaned as one is, on two processes, and an interruption costs one part."""

import pytest

from helpers.text import parallel_cleaning
from helpers.text.cleaning import clean_text
from helpers.text.parallel_cleaning import clean_texts


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(parallel_cleaning, "PART", 3)
    monkeypatch.setattr(parallel_cleaning, "MIN_SHARED", 10)


@pytest.fixture
def one_process(small_parts, monkeypatch):
    """Parts as above, without the start of processes where only what is kept of them matters."""
    clean_part = parallel_cleaning._clean_part
    monkeypatch.setattr(parallel_cleaning, "_clean_parts", lambda parts: map(clean_part, parts))


TEXTS = [f"  Number {i} of\n $\\alpha$ &amp; <b>bold</b> caf\u00e9 \ud7ff" for i in range(20)]


def test_two_processes_give_what_one_gives_in_the_same_order(small_parts):
    assert clean_texts(TEXTS) == [clean_text(text) for text in TEXTS]


def test_finished_parts_are_not_cleaned_again(one_process, tmp_path, monkeypatch):
    first = clean_texts(TEXTS, cache=tmp_path)
    assert len(list(tmp_path.rglob("*.json"))) == 7
    assert clean_texts(TEXTS, cache=tmp_path) == first  # with the real pool, which takes no less than one process
    monkeypatch.setattr(parallel_cleaning, "_clean_parts", lambda parts: 1 / 0)
    assert clean_texts(TEXTS, cache=tmp_path) == first


def test_after_an_interruption_only_what_is_missing_is_cleaned(one_process, tmp_path, monkeypatch):
    done = []

    def stop_after_two(parts):
        for part in parts[:2]:
            done.append(len(part))
            yield [clean_text(text) for text in part]
        raise KeyboardInterrupt

    real = parallel_cleaning._clean_parts
    monkeypatch.setattr(parallel_cleaning, "_clean_parts", stop_after_two)
    with pytest.raises(KeyboardInterrupt):
        clean_texts(TEXTS, cache=tmp_path)
    seen = []
    monkeypatch.setattr(parallel_cleaning, "_clean_parts", lambda parts: seen.extend(parts) or real(parts))
    assert clean_texts(TEXTS, cache=tmp_path) == [clean_text(text) for text in TEXTS]
    assert (len(done), len(seen)) == (2, 5)


@pytest.mark.parametrize("content", ["", "[1, 2, 3]", '["a"]', "not json"])
def test_a_damaged_part_is_cleaned_again(one_process, tmp_path, content):
    first = clean_texts(TEXTS, cache=tmp_path)
    for path in tmp_path.rglob("*.json"):
        path.write_text(content)
    assert clean_texts(TEXTS, cache=tmp_path) == first


def test_where_no_process_can_start_it_is_done_here(small_parts, monkeypatch):
    import concurrent.futures

    def refuse(*args, **options):
        raise OSError("no more processes")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refuse)
    assert clean_texts(TEXTS) == [clean_text(text) for text in TEXTS]


def test_no_text_is_enough():
    assert clean_texts([]) == []
