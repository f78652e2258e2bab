"""Learning a reader from coded papers: what it may see, what it learns, and that it can be made again."""

import json

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.__main__ import main
from helpers.coding.all_coders import describe_coders, gather_matches
from helpers.coding.annotations import read_annotations
from helpers.coding.theme_fitting import CodedPapers, describe_fit, fit_theme, gather_lessons, place_codings
from helpers.papers.assembly import read_papers
from helpers.run.errors import InputError
from helpers.run.inputs import BUNDLED_DUMP, find_sidecar, list_annotations, place_reader
from helpers.theme.main_readings import compute_theme, describe_readings
from helpers.theme.mentions import find_mentions
from helpers.theme.reader_card import (
    compute_own_gains,
    compute_reader_accuracy,
    compute_reliability,
    describe_reader,
    list_labels,
    tell_accuracy,
)
from helpers.theme.reader_features import tell_sign
from helpers.theme.reader_model import load_reader, open_reader, save_reader
from helpers.theme.readings import compute_readings
from helpers.theme.theme_file import load_theme

THEME = """
name = "hot-vs-cold"
[[poles]]
id = "hot"
patterns = ["hot"]
[[poles]]
id = "cold"
patterns = ["cold"]
[[senses]]
id = "food"
label = "food"
description = "soup and meals"
[[senses]]
id = "weather"
label = "weather"
description = "days and rain"
"""
WORDS = ("hot", "cold", "zorp", "blick", "soup", "rain")
NOBODY = pd.DataFrame({"paper_id": [], "title": []}, dtype=object)


def encode(texts):
    """Counts of six words, of length 1."""
    counts = np.array([[text.lower().count(word) for word in WORDS] + [0.1] for text in texts], dtype=np.float32)
    return counts.reshape(len(texts), -1) / np.linalg.norm(counts, axis=1, keepdims=True)


def compose(papers):
    return [f"{row.title}. {row.abstract}" for row in papers.itertuples()]


def make_coded(n, *, start=0, own=False, name="codings.csv"):
    """Papers on zorps, that coders call food and seek, and on blicks, that they call weather and endure.

    No rule knows either word.
    """
    kinds = [("zorp", "food", "output", "sought"), ("blick", "weather", "given", "endured")]
    rows = [(f"p{i}", *kinds[i % 2], ("A", "Some", "No", "Each")[i % 4]) for i in range(start, start + n)]
    papers = pd.DataFrame(
        {"paper_id": paper, "title": f"Paper {paper}", "abstract": f"{which} hot {noun} is here. It stays {paper}."}
        for paper, noun, *_, which in rows
    )
    annotations = pd.DataFrame(
        {"paper_id": paper, "main": True, "sense": sense, "role": role, "first_value": value,
         "second_value": "absent", "confidence": "sure"}
        for paper, _, sense, role, value, _ in rows
    )  # fmt: skip
    return CodedPapers(name, papers, annotations, own=own)


@pytest.fixture(scope="module")
def theme_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("theme") / "hot-vs-cold.toml"
    path.write_text(THEME, encoding="utf-8")
    return load_theme(path)


@pytest.fixture(scope="module")
def fitted(theme_file):
    return fit_theme(theme_file, [make_coded(60)], NOBODY, encode, compose)


@pytest.fixture
def with_reader(theme_file, fitted):
    path = place_reader(theme_file.path)
    path.parent.mkdir(exist_ok=True)
    save_reader(fitted[0], path)
    yield path
    for file in path.parent.iterdir():
        file.unlink()


def read(theme_file, abstract, encode=encode):
    papers = pd.DataFrame({"paper_id": ["x"], "title": ["Something new"], "abstract": [abstract]})
    mentions = find_mentions(papers, theme_file)
    readings, mentions = compute_readings(papers, mentions, theme_file, encode)
    return readings, compute_theme(papers, mentions, readings, theme_file, encode)


def test_what_no_rule_knows_is_learned(theme_file, with_reader):
    _, theme = read(theme_file, "Again a hot blick is seen.")
    assert theme[["sense", "role", "first_value", "second_value"]].to_numpy().tolist() == [
        ["weather", "given", "endured", "absent"]
    ]
    assert "blick" in theme["evidence"][0] and theme["score"][0] > 0.6 and theme["role_score"][0] > 0.6


def test_without_a_reader_the_rules_decide(theme_file):
    readings, theme = read(theme_file, "Again a hot blick is seen.")
    assert open_reader(theme_file) is None and readings["role_score"].isna().all()
    assert theme["first_value"].tolist() != ["endured"]
    assert tell_accuracy(theme, theme_file) == "read by rules, accuracy not measured"


def test_another_encoder_than_the_one_it_learned_with_leaves_the_reading_to_the_rules(theme_file, with_reader):
    def mix(texts):
        return encode(texts)[:, ::-1]

    readings, theme = read(theme_file, "Again a hot blick is seen.", mix)
    assert readings["role_score"].isna().all() and describe_readings(readings, theme, theme_file)


def test_a_word_that_a_paper_does_not_say_is_absent(theme_file, with_reader):
    readings, _ = read(theme_file, "Again a hot zorp is seen.")
    assert readings["second_value"].tolist() == ["absent"] and readings["second_score"][0] > 0.9


def test_a_small_fit_gives_the_same_bytes_twice(theme_file, fitted, tmp_path):
    again, _ = fit_theme(theme_file, [make_coded(60)], NOBODY, encode, compose)
    for name, model in (("one", fitted[0]), ("two", again)):
        save_reader(model, tmp_path / name / "reader.npz")
    for file in ("reader.npz", "reader.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_papers_held_out_were_not_seen(theme_file):
    """Labels that nothing explains are guessed no better than by chance, though the model could remember them."""
    coded = make_coded(80)
    mixed = np.random.default_rng(4).permutation(80)
    annotations = coded.annotations.assign(sense=coded.annotations["sense"].to_numpy()[mixed])
    _, held_out = fit_theme(theme_file, [CodedPapers("mixed", coded.papers, annotations)], NOBODY, encode, compose)
    assert held_out["sense_right"].mean() < 0.65


def test_barred_papers_are_left_out_by_id_and_by_title(theme_file):
    coded = make_coded(60)
    barred = pd.DataFrame({"paper_id": ["p0", "elsewhere"], "title": ["Another", "PAPER: p1!"]})
    model, held_out = fit_theme(theme_file, [coded], barred, encode, compose)
    assert model.card["left_out"] == {"of the bundled dump": 2} and len(held_out) == 58
    with pytest.raises(
        InputError, match=r"has 0, and a reader takes 50 coded papers.*left out: 60 of the bundled dump"
    ):
        fit_theme(theme_file, [coded], coded.papers, encode, compose)


def test_of_two_codings_of_a_paper_the_first_counts_and_own_papers_are_measured_apart(theme_file):
    sources = [make_coded(60), make_coded(60, start=40, own=True, name="dump.hot-vs-cold.me.csv")]
    model, held_out = fit_theme(theme_file, sources, NOBODY, encode, compose)
    assert model.card["left_out"] == {"coded twice": 20} and held_out["own"].sum() == 40
    assert model.card["sources"] == {"codings.csv": 60, "dump.hot-vs-cold.me.csv": 40}
    gains = pd.DataFrame(model.card["gains"]).groupby(["papers", "than"])["n"].first().to_dict()
    assert gains == {("all", "by rules"): 100, ("your own", "by rules"): 40, ("your own", "without yours"): 40}
    assert "codings.csv" not in describe_fit(model, theme_file, theme_file.path)


def test_papers_without_a_word_of_the_theme_teach_nothing(theme_file):
    coded = make_coded(60)
    coded.papers.loc[:14, "abstract"] = "Nothing of the kind."
    with pytest.raises(InputError, match=r"has 45.*15 without a word of the theme"):
        fit_theme(theme_file, [coded], NOBODY, encode, compose)


def test_the_card_tells_what_was_measured(theme_file, fitted, with_reader):
    _, held_out = fitted
    accuracy = compute_reader_accuracy(theme_file).set_index("field")
    assert accuracy.loc["sense", "share_right"] == held_out["sense_right"].mean() == 1
    assert accuracy.loc["sense", "n"] == 60 and accuracy.loc["sense", "by_rules"] < 1
    coverage = compute_reliability(theme_file).query("field == 'role' and kind == 'coverage'")
    assert coverage["x"].tolist() == [1.0, 0.9, 0.8, 0.7, 0.6, 0.5] and coverage["n"].tolist()[:2] == [60, 54]
    labels = list_labels(theme_file).set_index(["field", "label"])
    assert labels.loc[("first_value", "sought"), ["papers_coded", "right"]].tolist() == [30, 30]
    assert "learned from 60 coded papers" in describe_reader(theme_file) and compute_own_gains(theme_file).empty


def test_a_footer_expects_what_was_right_of_papers_like_those_drawn(theme_file, with_reader):
    """Right in 90% of papers with both words and in 50% of those with one; three of four papers name both."""
    words = {"both words": 0.9, "one word": 0.5}
    fields = ("sense", "role", "first_value", "second_value", "stance")
    rewrite(with_reader, lambda told: [told["card"][field].update(by_words=words) for field in fields])
    theme = pd.DataFrame({"sense": "food", "cell": ["both", "both", "both", "first"], "role_score": 0.5})
    told = tell_accuracy(theme, theme_file, "sense", "second_value", "stance")
    assert told.startswith("reader right on the sense in 80%, on what “cold” is in 80%, on the side in 80% of papers")


def test_accuracy_on_papers_that_were_learned_from_is_said_to_flatter(theme_file, with_reader):
    coded = make_coded(60)
    theme = coded.annotations.assign(stance="hot", score=0.9, role_score=0.9, first_score=0.9, second_score=0.9,
                                     uncertain=False)  # fmt: skip
    matched = gather_matches(theme, {"me": coded.annotations}, theme_file)
    assert "flatter" not in describe_coders(matched, theme_file)
    rewrite(with_reader, lambda told: told["card"]["sources"].update({"dump.hot-vs-cold.me.csv": 60}))
    assert "has learned from this file" in describe_coders(matched, theme_file)


@pytest.mark.parametrize(
    ("sign", "told"),
    [("near:first:moe", "“moe”"), ("near:the", ""), ("place:first:none, gap", "in the gap"),
     ("place:first:sought, method", "sought in the method"), ("frame:first:sought", "sought by its verb"),
     ("frame:first:none", ""), ("move:second:result", "in the result"), ("kind:first:predicate", "as a predicate")],
)  # fmt: skip
def test_a_sign_is_told_in_words(sign, told):
    assert tell_sign(sign) == told


def test_papers_that_taught_the_reader_are_counted_where_it_reads_them(theme_file, with_reader):
    coded = make_coded(60)
    new = coded.papers.assign(paper_id=[f"new{i}" for i in range(60)])
    told = []
    for papers in (coded.papers, new):
        mentions = find_mentions(papers, theme_file)
        readings, mentions = compute_readings(papers, mentions, theme_file, encode)
        theme = compute_theme(papers, mentions, readings, theme_file, encode)
        told.append(describe_readings(readings, theme, theme_file))
    assert "60 of which are these" in told[0] and "of which are these" not in told[1] and "learned" in told[1]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "is damaged or was made by another version"),
        (lambda path: path.with_suffix(".json").unlink(), "is damaged"),
        (lambda path: path.with_suffix(".json").write_text("[]"), "is damaged"),
        (lambda path: rewrite(path, lambda told: told["labels"]["sense"].remove("food")), "is damaged"),
        (lambda path: rewrite(path, lambda told: told["labels"]["sense"].reverse()), "knows other senses"),
    ],
)
def test_a_reader_that_is_not_whole_is_refused_with_the_way_out(theme_file, with_reader, damage, told):
    damage(with_reader)
    with pytest.raises(InputError, match=f"{told}.*fit-theme hot-vs-cold"):
        load_reader(with_reader, theme_file.sense_ids)


def test_numbers_that_are_objects_are_never_unpickled(theme_file, with_reader):
    import hashlib

    with np.load(with_reader) as stored:
        arrays = dict(stored)
    np.savez(with_reader, **(arrays | {"sense_bias": np.array([print], dtype=object)}))
    rewrite(with_reader, lambda told: told.update(sha256=hashlib.sha256(with_reader.read_bytes()).hexdigest()))
    with pytest.raises(InputError, match="is damaged"):
        load_reader(with_reader, theme_file.sense_ids)


def rewrite(path, change):
    card = path.with_suffix(".json")
    told = json.loads(card.read_text())
    change(told)
    card.write_text(json.dumps(told))


@pytest.mark.parametrize("name", ["sparse-vs-dense", "autoregressive-vs-diffusion"])
def test_no_paper_of_the_bundled_dump_was_learned_from(name):
    theme_file = load_theme(ROOT / "data" / "themes" / f"{name}.toml")
    path, codings = place_codings(theme_file)
    dump = (ROOT / BUNDLED_DUMP,)
    bundled = read_papers(dump, metadata=find_sidecar(dump, "metadata")).papers
    ids, titles = set(bundled["paper_id"]), {"".join(filter(str.isalnum, t.lower())) for t in bundled["title"]}
    learned = read_papers([path]).papers
    assert not ids.intersection(learned["paper_id"]) and len(bundled) > 100
    assert not titles.intersection("".join(filter(str.isalnum, title.lower())) for title in learned["title"])
    card = open_reader(theme_file).card
    coded = read_annotations(codings, theme_file)
    assert card["sources"] == {"codings.csv": card["papers"]} and "of the bundled dump" not in card["left_out"]
    assert card["papers"] + sum(card["left_out"].values()) == coded["main"].sum() == len(learned)
    assert place_reader(theme_file.path).stat().st_size < 2e6


def test_the_command_refuses_to_learn_from_the_bundled_dump_alone(tmp_path, capsys):
    """Its coders' files are there, and all of its papers are barred."""
    path = tmp_path / "sparse-vs-dense.toml"
    path.write_bytes((ROOT / "data" / "themes" / "sparse-vs-dense.toml").read_bytes())
    assert list_annotations((ROOT / BUNDLED_DUMP,), "sparse-vs-dense")
    assert main(["fit-theme", str(path), str(ROOT / BUNDLED_DUMP)]) == 2
    assert "of the bundled dump" in capsys.readouterr().err and not place_reader(path).exists()


def test_the_command_says_where_codings_are_missing(theme_file, capsys):
    assert main(["fit-theme", str(theme_file.path)]) == 2
    assert "There are no codings of hot-vs-cold at" in capsys.readouterr().err


def test_signs_stand_in_an_order_of_their_own(theme_file):
    """Strings hash differently in each process; sums in the order of a set would differ in their last digit."""
    lessons = gather_lessons(theme_file, [make_coded(60)], NOBODY, encode, compose)
    signs = [signs for mentions in lessons.features.mentions for _, signs in mentions]
    assert len(signs) == 60 and all(len(found) > 5 and found == sorted(found) for found in signs)
    assert all(
        list(counts)[: len(found)] == found for counts, found in zip(lessons.features.counts, signs, strict=True)
    )
