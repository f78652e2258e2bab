import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.vectors import encoders as installed_module, encoding, vector_cache
from helpers.vectors.encoding import EncoderError, compose_texts, embed_texts, encode_papers, open_encoder
from helpers.vectors.vector_cache import CACHE_FILE

TEXTS = ["Sparse attention for long videos.", "Dense retrieval of passages.", "", "Passage retrieval, dense."]


def embed(texts, **options):
    return embed_texts(texts, show_progress=False, **options)


@pytest.fixture(scope="module")
def vectors():
    return embed(TEXTS)


def forbid_encoding(monkeypatch):
    def refuse(*arguments):
        raise AssertionError("a text was encoded again")

    monkeypatch.setattr(encoding, "_open_library", refuse)


def test_vectors_are_unit_float32_in_the_order_of_the_texts(vectors):
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = vectors @ vectors.T
    assert cosines[1, 3] > 0.7 > cosines[0, 1]


def test_a_text_has_the_same_vector_alone_and_among_others(vectors):
    np.testing.assert_array_equal(embed([TEXTS[1]])[0], vectors[1])


def test_no_texts_give_no_vectors():
    assert embed([]).shape == (0, 384)


def test_only_the_first_256_tokens_count():
    long = "word " * 400
    np.testing.assert_array_equal(embed([long])[0], embed([long + "entirely different ending"])[0])
    shorter = "word " * 200
    assert not np.array_equal(embed([shorter])[0], embed([shorter + "different"])[0])


def test_hostile_texts_are_encoded():
    hostile = ["<b>$x^2$</b>", "=1+1", "\\", "稀疏与稠密", "שלום", "\ud800 half a character", "\x00", "a" * 5_000]
    assert np.isfinite(embed(hostile)).all()


def test_one_text_instead_of_a_list_is_refused():
    with pytest.raises(TypeError, match="sequence of texts"):
        embed("one text")


def test_a_kept_vector_is_read_and_not_computed_again(tmp_path, monkeypatch, vectors):
    np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)
    forbid_encoding(monkeypatch)
    np.testing.assert_array_equal(embed(TEXTS[::-1] + TEXTS[:1], cache=tmp_path)[:4], vectors[::-1])


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_vectors_are_read_some_at_a_time_and_those_that_are_damaged_or_missing_are_not(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(vector_cache, "KEYS_AT_ONCE", at_once)
    kind, keys = ("e", "exact", 0), [b"c", b"a", b"d", b"b"]
    kept = np.array([[1, 2], [3, 4], [5, np.inf]], dtype=np.float32)
    vector_cache.write_vectors(tmp_path, kind, [b"a", b"b", b"c"], kept)
    vector_cache.write_vectors(tmp_path, ("other", "exact", 0), [b"d"], kept[:1])
    found, known = vector_cache.read_vectors(tmp_path, kind, keys, 2)
    assert known.tolist() == [False, True, False, True]
    assert found[[1, 3]].tolist() == [[1, 2], [3, 4]] and found.dtype == np.float32
    assert vector_cache.read_vectors(tmp_path, kind, keys, 3)[1].tolist() == [False] * 4
    found, known = vector_cache.read_vectors(tmp_path, kind, [b"d", b"b"], None)
    assert found.shape == (2, 2) and known.tolist() == [False, True]
    assert vector_cache.read_vectors(tmp_path, kind, [b"d"], None)[0].shape == (1, 0)


def test_vectors_of_an_earlier_version_are_kept_in_half_the_size(tmp_path, monkeypatch, vectors):
    embed(TEXTS, cache=tmp_path)
    with closing(sqlite3.connect(tmp_path / CACHE_FILE)) as connection:
        rows = connection.execute("SELECT text_sha256, vector FROM vectors").fetchall()
        assert {len(blob) for _, blob in rows} == {2 * 384}
        wide = [(np.frombuffer(blob, dtype="<f2").astype("<f4").tobytes(), key) for key, blob in rows]
        connection.executemany("UPDATE vectors SET vector = ? WHERE text_sha256 = ?", wide)
        connection.execute("PRAGMA user_version = 0")
        connection.commit()
    forbid_encoding(monkeypatch)
    np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)
    np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)


def test_kept_vectors_of_another_length_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "_choose_library", lambda *_: "fastembed")
    for text, width in (("a", 3), ("b", 2)):
        monkeypatch.setattr(encoding, "_open_library", lambda *_, w=width: lambda texts: np.ones((len(texts), w)))
        if text == "a":
            assert embed(["a"], encoder="other", cache=tmp_path).shape == (1, 3)
    with pytest.raises(EncoderError, match="gives 2 numbers a text, but 3"):
        embed(["a", "b"], encoder="other", cache=tmp_path)


def test_a_new_text_costs_one_encoding(tmp_path, monkeypatch):
    embed(TEXTS, cache=tmp_path)
    seen = []

    def count(*arguments):
        return lambda texts: seen.extend(texts) or np.ones((len(texts), 384))

    monkeypatch.setattr(encoding, "_open_library", count)
    embed(["new", *TEXTS, "new"], cache=tmp_path)
    assert seen == ["new"]


@pytest.mark.filterwarnings("ignore:.*damaged")
def test_what_was_known_and_what_was_encoded_is_told(tmp_path):
    noted = []
    for texts in (["one", "two", "two"], ["one", "two", "three"], []):
        embed_texts(texts, cache=tmp_path, note=lambda *told: noted.append(told))
    assert [told[:3] for told in noted] == [("abstracts encoded", 0, 2), ("abstracts encoded", 2, 1)]
    begun = time.monotonic()
    embed_texts(["four"], cache=tmp_path, note=lambda *told: noted.append(told))
    assert 0 < noted[-1][3] <= time.monotonic() - begun


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\x00" + b"\xff" * 3000], ids=["text", "torn"]
)
def test_a_damaged_cache_is_made_anew(tmp_path, monkeypatch, vectors, content):
    (tmp_path / CACHE_FILE).write_bytes(content)
    np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)
    forbid_encoding(monkeypatch)
    np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)


def test_a_damaged_vector_is_computed_again(tmp_path, vectors):
    embed(TEXTS, cache=tmp_path)
    with sqlite3.connect(tmp_path / CACHE_FILE) as connection:
        connection.execute("UPDATE vectors SET vector = x'00'")
    np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path, vectors):
    (tmp_path / CACHE_FILE).mkdir()
    with pytest.warns(UserWarning, match="not kept"):
        np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)


def test_two_processes_may_fill_one_cache(tmp_path):
    code = (
        "from helpers.vectors.encoding import embed_texts\n"
        f"embed_texts([f'text {{i}}' for i in range(100)], cache={str(tmp_path)!r}, show_progress=False)"
    )
    processes = [subprocess.Popen([sys.executable, "-W", "error", "-c", code]) for _ in range(2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    with sqlite3.connect(tmp_path / CACHE_FILE) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (100,)


def test_int8_is_near_and_kept_apart_from_exact(tmp_path, vectors):
    embed(TEXTS, cache=tmp_path)
    fast = embed(TEXTS, cache=tmp_path, precision="int8")
    cosines = (fast * vectors).sum(axis=1)
    assert (cosines > 0.98).all()
    assert (cosines < 0.99999).any()
    np.testing.assert_array_equal(embed(TEXTS, cache=tmp_path), vectors)


def test_a_vector_in_int8_does_not_depend_on_the_texts_beside_it(tmp_path):
    together = embed(TEXTS, cache=tmp_path, precision="int8")
    (tmp_path / CACHE_FILE).unlink()
    alone = [embed([text], cache=tmp_path, precision="int8")[0].tobytes() for text in TEXTS]
    assert [vector.tobytes() for vector in together] == alone


def test_a_damaged_quantised_model_is_made_anew(tmp_path):
    fast = embed(TEXTS[:1], cache=tmp_path, precision="int8")
    (model,) = tmp_path.glob("*.onnx")
    model.write_bytes(b"damaged")
    (tmp_path / CACHE_FILE).unlink()
    np.testing.assert_array_equal(embed(TEXTS[:1], cache=tmp_path, precision="int8"), fast)


def test_a_model_with_another_checksum_is_refused(monkeypatch):
    monkeypatch.setattr(installed_module, "MODEL_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match="install the package again"):
        embed(["a"])


def test_another_encoder_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(encoding, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match=r"pip install sentence-transformers.*pip install fastembed"):
        embed(["a"], encoder="other/model")


def test_another_encoder_is_handed_to_its_package(monkeypatch):
    class Model:
        def __init__(self, name, device):
            assert name == "other/model"

        def encode(self, texts, **options):
            return np.full((len(texts), 5), 2.0)

    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=Model))
    np.testing.assert_allclose(embed(["a", "b"], encoder="other/model"), np.full((2, 5), 5**-0.5), atol=1e-6)


def test_an_encoder_that_is_not_found_is_one_sentence(monkeypatch):
    def fail(name, device):
        raise OSError("no such model\nlong trace")

    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=fail))
    with pytest.raises(EncoderError, match=r"'nowhere' could not be opened .*\(no such model\)"):
        embed(["a"], encoder="nowhere")


@pytest.mark.parametrize("options", [{"precision": "half"}, {"encoder": "other", "precision": "int8"}])
def test_an_impossible_precision_is_refused(options):
    with pytest.raises(EncoderError, match="precision"):
        embed(["a"], **options)


def test_the_text_of_a_paper_is_title_and_abstract_and_a_page_for_a_title_is_cut():
    papers = pd.DataFrame({"title": ["A title.", "x" * 5_000], "abstract": ["Its abstract.", "Another."]})
    texts = compose_texts(papers)
    assert [*texts] == texts[:] == [texts[0], texts[1]] == ["A title. Its abstract.", "x" * 300 + ". Another."]
    assert len(texts) == 2 and texts[1:] == [texts[1]]


def test_a_runs_encoder_takes_its_settings_and_cache(tmp_path, vectors):
    run = SimpleNamespace(cache=tmp_path, settings={"encoder": "all-MiniLM-L6-v2", "precision": "exact"})
    np.testing.assert_array_equal(open_encoder(run, show_progress=False)(TEXTS), vectors)
    assert (tmp_path / CACHE_FILE).is_file()


def test_with_a_sample_only_the_papers_that_are_needed_are_encoded():
    papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "title": ["A", "B", "C"], "abstract": "x"})
    seen = []

    def encode(texts):
        seen.extend(texts)
        return np.ones((len(texts), 2), dtype=np.float32)

    for sample, known in ((2, [False, True, False]), (3, [True] * 3), (None, [True] * 3)):
        run = SimpleNamespace(settings={"sample": sample})
        assert (~np.isnan(encode_papers(run, papers, encode, ["b", "z"]))).all(axis=1).tolist() == known
    assert seen == ["B. x", *["A. x", "B. x", "C. x"] * 2]


def test_encoding_imports_no_torch():
    code = (
        "import sys; from helpers.vectors.encoding import embed_texts; embed_texts(['a'], show_progress=False); "
        "assert not {'torch', 'sklearn', 'transformers'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_many_vectors_are_mapped_from_a_file_that_goes_with_them(tmp_path, monkeypatch):
    texts = [f"text {i} of tea and bread" for i in range(5)]
    held = embed_texts(texts, cache=tmp_path, show_progress=False)
    monkeypatch.setattr(vector_cache, "MAPPED", 4 * 384)
    mapped = embed_texts([*texts, "one more"], cache=tmp_path, show_progress=False)
    assert mapped.base is not None and np.array_equal(mapped[:5], held)
    assert [file.name for file in tmp_path.iterdir()] == [vector_cache.CACHE_FILE]
    assert np.array_equal(embed_texts(["one more"], cache=tmp_path, show_progress=False)[0], mapped[5])
