"""Reading a theme: the file, the mentions, the senses and values, and one row per paper."""

import time

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.column_headers import label_columns
from helpers.run.schema import check_table
from helpers.text.words import split_words
from helpers.theme import theme_file as theme_files
from helpers.theme.evidence_tables import compute_concordance, compute_hardest
from helpers.theme.main_readings import compute_theme, describe_readings
from helpers.theme.mentions import find_mentions
from helpers.theme.pole_axis import compute_axis
from helpers.theme.query_effect import compute_query_shares, describe_query, find_query_papers
from helpers.theme.readings import compute_readings
from helpers.theme.role_values import compute_role_values
from helpers.theme.stances import choose_stance, compute_stances
from helpers.theme.theme_file import RESERVED_POLES, RESERVED_SENSES, VALUES, ThemeError, describe_poles, load_theme
from helpers.theme.ways_of_counting import choose_headline

THEMES = sorted((ROOT / "data" / "themes").glob("*.toml"))
HOT_COLD = """
name = "hot-vs-cold"
[[poles]]
id = "hot"
patterns = ["hot(ter|test)?", "heat\\\\w*"]
negated = ["non-?hot"]
exclude = ["hot dog"]
phrases = ["hot weather", "heat of summer"]
[[poles]]
id = "cold"
patterns = ["cold(er|est|ly)?"]
phrases = ["cold weather", "frost of winter"]
[[senses]]
id = "food"
label = "food"
description = "hot or cold soup and meals in a kitchen"
heads = ["soup", "meal"]
patterns = ["kitchen"]
role = "output"
values = { hot = "sought", cold = "overcome" }
[[senses]]
id = "weather"
label = "weather"
description = "hot or cold days and rain outside"
heads = ["day", "rain"]
patterns = ["rain"]
role = "given"
[[cues]]
relation = "from_first_to_second"
patterns = ["hot[- ]to[- ]cold"]
"""


@pytest.fixture
def theme_file(tmp_path):
    return write_theme(tmp_path, HOT_COLD)


def write_theme(folder, text):
    path = folder / "theme.toml"
    path.write_text(text, encoding="utf-8")
    return load_theme(path)


def make_papers(*pairs):
    return pd.DataFrame(
        {"paper_id": f"p{i}", "title": title, "abstract": abstract} for i, (title, abstract) in enumerate(pairs)
    ).reindex(columns=["paper_id", "title", "abstract"])


def encode(texts):
    """A vector of word counts over a fixed small vocabulary, of length 1: near if words are shared."""
    words = [
        "hot",
        "cold",
        "soup",
        "meal",
        "kitchen",
        "day",
        "days",
        "rain",
        "outside",
        "weather",
        "summer",
        "winter",
        "heat",
        "frost",
    ]
    counts = np.array([[split_words(text).count(word) for word in words] + [0.1] for text in texts], dtype=np.float32)
    return counts.reshape(len(texts), -1) / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_the_bundled_themes_are_sound(path):
    theme_file = load_theme(path)
    assert theme_file.name == path.stem and len(theme_file.pole_ids) == 2
    assert theme_file.stances[0] == theme_file.pole_ids[0] and theme_file.sense_ids[-1] == "other"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "hot-vs-cold"', "", "no 'name'"),
        ('name = "hot-vs-cold"', 'name = "hot-vs-cold"\ncolour = "red"', "unknown key 'colour'"),
        ('id = "hot"', "", "pole 1 has no 'id'"),
        ('id = "cold"', 'id = "hot"', "'hot' twice"),
        ('id = "cold"', 'id = "both"', "'both'"),
        ('id = "cold"', 'id = "without"', "'without'"),
        ('id = "food"', 'id = "other"', "reserved"),
        ('id = "food"', 'id = "Hot food"', "'Hot food'"),
        ('relation = "from_first_to_second"', 'kind = "phrase"', "'phrase'"),
        ('relation = "from_first_to_second"', 'pole = "warm"\nvalue = "sought"', "'warm'"),
        ('relation = "from_first_to_second"', 'pole = "hot"\nvalue = "absent"', "'absent'"),
        ('relation = "from_first_to_second"\n', "", "says nothing"),
        ('label = "food"', 'lable = "food"', "'lable'"),
        ('label = "food"', "label = 3", "must be a text"),
        ('patterns = ["kitchen"]', 'patterns = ["(kitchen"]', "not a regular expression"),
        ('patterns = ["kitchen"]', 'patterns = ["(\\\\w+\\\\w+)+x"]', "repeats"),
        ('patterns = ["kitchen"]', 'patterns = ["k*"]', "matches the empty text"),
        ('patterns = ["kitchen"]', 'patterns = "kitchen"', "a list"),
        ('role = "output"', 'role = "cook"', "'cook'"),
        ('cold = "overcome" }', 'cold = "liked" }', "'liked'"),
        ('cold = "overcome" }', 'warm = "overcome" }', "'warm'"),
        ('relation = "from_first_to_second"', 'relation = "sideways"', "'sideways'"),
        ('relation = "from_first_to_second"', 'value = "sought"', "both 'pole' and 'value'"),
        ("[[cues]]", "[[cues]", "not a readable TOML"),
    ],
)
def test_a_defect_is_told_in_one_sentence_that_names_the_file(tmp_path, old, new, told):
    with pytest.raises(ThemeError, match=r"theme\.toml") as error:
        write_theme(tmp_path, HOT_COLD.replace(old, new, 1))
    assert told in str(error.value) and "\n" not in str(error.value)


def test_a_theme_has_exactly_two_poles(tmp_path):
    with pytest.raises(ThemeError, match="3 poles"):
        write_theme(tmp_path, HOT_COLD + '[[poles]]\nid = "warm"\npatterns = ["warm"]\n')


NO_SENSES = HOT_COLD[: HOT_COLD.index("[[senses]]")].replace('"cold"\n', '"low"\n').replace('"hot"\n', '"net"\n')


def test_a_theme_may_name_no_senses_and_its_poles_like_columns(tmp_path):
    theme_file = write_theme(tmp_path, NO_SENSES)
    assert theme_file.sense_ids == ("other",) and "said of: anything" in describe_poles(theme_file)
    papers = make_papers(*[("Soup", f"We serve hot soup {i}.") for i in range(12)])
    mentions, readings, table = read(papers, theme_file)
    for name, found in (("mentions", mentions), ("readings", readings), ("theme", table)):
        check_table(found, name)
    assert set(readings["sense"]) == set(mentions["sense"]) == {"other"} and readings["runner_up_sense"].isna().all()
    row = compute_stances(table, theme_file).iloc[0]
    assert row[["n", "n_net", "net", "share"]].tolist() == [12, 12, 1.0, 1.0] and 0.7 < row["low"] < 0.8
    assert choose_headline(table, theme_file) is None
    assert compute_role_values(table, readings, theme_file)["n"].tolist() == [12, 12]
    shown = label_columns(compute_stances(table, theme_file), theme_file)
    assert shown.columns[4:9].tolist() == [
        "seek net alone", "seek both", "seek low alone", "do without", "endured"
    ]  # fmt: skip


def test_every_value_of_a_theme_file_stands_in_its_documentation():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    told = text[text.index("### A theme file") : text.index("## Add a dump")]
    words = [*theme_files._TOP, *theme_files._POLE, *theme_files._SENSE, *theme_files._CUE, *VALUES, *RESERVED_POLES]
    words += [*RESERVED_SENSES, *(value for found in theme_files._CHOICES.values() for value in found)]
    assert [word for word in words if f"`{word}`" not in told and f"[[{word}]]" not in told] == []


def test_a_missing_theme_file_is_told(tmp_path):
    with pytest.raises(ThemeError, match="no theme file"):
        load_theme(tmp_path / "none.toml")


VARIANTS = {
    "sparse": ["sparse,", "(sparse)", "Sparse-vDiT", "sparsely-activated", "sparsified", "SPARSITY", "DeepSparse"],
    "dense": ["densification", "denser", "densely", "DenseGAP", "dense/", "low-density"],
}


@pytest.mark.parametrize(("pole", "word"), [(pole, word) for pole, words in VARIANTS.items() for word in words])
def test_every_variant_of_a_word_is_found(pole, word):
    theme_file = load_theme(THEMES[0].with_name("sparse-vs-dense.toml"))
    found = find_mentions(make_papers(("A title", f"We study {word} things. Then we stop.")), theme_file)
    assert found["pole"].tolist() == [pole]
    row = found.iloc[0]
    assert row["left"] + row["match"] + row["right"] == row["sentence"] == f"We study {word} things."


@pytest.mark.parametrize(("word", "text"), [("稀疏", "我们研究稀疏注意力。"), ("เบาบาง", "เครือข่ายเบาบางมาก")])
def test_words_of_scripts_without_spaces_are_found_inside_a_run(tmp_path, word, text):
    known = THEMES[0].with_name("sparse-vs-dense.toml").read_text(encoding="utf-8")
    place = tmp_path / "theme.toml"
    place.write_text(known.replace(r'["spars\\w*"]', f'["{word}"]'), encoding="utf-8")
    assert find_mentions(make_papers(("", text)), load_theme(place))["match"].tolist() == [word]


def test_neighbouring_words_are_not_found():
    theme_file = load_theme(THEMES[0].with_name("sparse-vs-dense.toml"))
    text = "Condense the density functional and the probability density of dentists who parse."
    assert find_mentions(make_papers(("Condensed", text)), theme_file).empty


def test_offsets_point_into_the_field_and_order_is_that_of_the_papers(theme_file):
    papers = make_papers(("Cold soup", "It rains. We want hot soup."), ("None", "Nothing."), ("x", "cold, hot"))
    found = find_mentions(papers, theme_file)
    assert found["paper_id"].tolist() == ["p0", "p0", "p2", "p2"]
    assert found["field"].tolist() == ["title", "abstract", "abstract", "abstract"]
    texts = papers.set_index("paper_id")
    for row in found.itertuples():
        assert texts.loc[row.paper_id, row.field][row.start : row.end] == row.match
    assert found["mention_id"].is_unique


def test_a_sentence_that_was_parsed_before_is_not_parsed_again(theme_file, monkeypatch):
    whole = make_papers(("Soup", "We cook hot soup. Nobody wants the cold rain."))
    half = make_papers(("Soup", "Nobody wants the cold rain."))
    known, anew = find_mentions(whole, theme_file), find_mentions(half, theme_file)
    monkeypatch.setattr("helpers.theme.mentions._parse", lambda rows, theme_file: pytest.fail("parsed again"))
    noted = []
    assert find_mentions(half, theme_file, known=known, note=lambda *told: noted.append(told[:3])).equals(anew)
    assert noted == [("sentences parsed", 1, 0)]
    assert len(anew) == 1 and anew["head"][0] == "rain"


def test_negated_forms_and_left_out_phrases(theme_file):
    found = find_mentions(make_papers(("t", "A non-hot soup, a hot dog, and no cold rain.")), theme_file)
    assert found[["match", "negated"]].to_numpy().tolist() == [["non-hot", True], ["cold", True]]


@pytest.mark.parametrize(
    ("sentence", "head", "kind"),
    [
        ("We serve hot soup.", "soup", "modifier"),
        ("The soups are hot.", "soup", "predicate"),
        ("We propose a hot soup recipe.", "recipe", "modifier"),
        ("We learn from cold-day records.", "day", "modifier"),
        ("We want hot and cold meals.", "meal", "modifier"),
        ("We present HotPot for all.", "", "name"),
    ],
)
def test_the_head_is_what_the_word_is_said_of(theme_file, sentence, head, kind):
    row = find_mentions(make_papers(("t", sentence)), theme_file).iloc[0]
    assert (row["head"], row["kind"]) == (head, kind)


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("We generate hot soup.", "sought"),
        ("We replace hot soup.", "overcome"),
        ("We cook without hot soup.", "overcome"),
        ("We suffer from cold days.", "endured"),
        ("We reconstruct meals from cold soup.", "endured"),
        ("We study the prediction of meals from cold soup.", "endured"),
        ("We recover the recipe from cold soup served at noon.", "endured"),
        ("It is better than cold soup.", "compared"),
        ("Cooks rely on hot soup.", "needed"),
        ("Instead of cold soup, we serve bread.", "overcome"),
    ],
)
def test_the_verb_frame_tells_what_is_done_to_it(theme_file, sentence, frame):
    assert find_mentions(make_papers(("t", sentence)), theme_file)["frame"].tolist() == [frame]


def test_sentences_make_moves(theme_file):
    text = "Hot soup is food. However, hot soup is hard. We propose hot soup. Experiments show that hot soup wins."
    found = find_mentions(make_papers(("Hot soup", text)), theme_file)
    assert found["move"].tolist() == ["title", "background", "gap", "method", "result"]


def test_hostile_texts_pass(theme_file):
    texts = ["hot " * 1250, "<b>hot</b> $x$ =1+1 \\ %", "热 hot 冷 ساخن cold", "hot" * 1700, "x" * 5000 + " cold"]
    found = find_mentions(make_papers(*[(text, text) for text in texts]), theme_file)
    assert {"p0", "p1", "p2", "p4"} == set(found["paper_id"])
    assert (found["left"] + found["match"] + found["right"] == found["sentence"]).all()


def test_long_text_is_searched_in_time():
    theme_file = load_theme(THEMES[0].with_name("sparse-vs-dense.toml"))
    nasty = "sparse" + "a " * 3000 + "depend " * 1000 + "dense"
    start = time.process_time()
    papers = make_papers(("t", nasty))
    readings, _ = compute_readings(papers, find_mentions(papers, theme_file), theme_file, encode)
    assert len(readings) and time.process_time() - start < 20


def read(papers, theme_file):
    mentions = find_mentions(papers, theme_file)
    readings, mentions = compute_readings(papers, mentions, theme_file, encode)
    return mentions, readings, compute_theme(papers, mentions, readings, theme_file, encode)


def test_senses_follow_heads_words_and_descriptions(theme_file):
    papers = make_papers(
        ("A kitchen", "We cook a hot soup in a kitchen. The cold meal is replaced."),
        ("The rain", "Rain falls on cold days and hot days."),
        ("Neither", "Nothing is said."),
    )
    mentions, readings, table = read(papers, theme_file)
    assert table["sense"].fillna("-").tolist() == ["food", "weather", "-"]
    assert table["cell"].tolist() == ["both", "both", "neither"]
    assert mentions["sense"].tolist() == ["food", "food", "weather", "weather"]
    for name, found in (("mentions", mentions), ("readings", readings), ("theme", table)):
        check_table(found, name)
    assert table.loc[0, ["first_value", "second_value", "stance"]].tolist() == ["sought", "overcome", "hot"]
    assert "replace" in table.loc[0, "evidence"]


def test_evidence_leads_back_to_the_paper_under_words(theme_file):
    papers = make_papers(("A kitchen", "We cook a hot soup in a kitchen. The cold meal is replaced."))
    mentions, readings, table = read(papers, theme_file)
    shown = label_columns(compute_concordance(mentions, papers, readings), theme_file)
    assert shown["paper_id"].tolist() == ["p0", "p0"] and shown["title"].tolist() == ["A kitchen"] * 2
    assert shown[["word", "said of", "hot is", "cold is"]].to_numpy().tolist() == [
        ["hot", "soup", "sought", "overcome"], ["cold", "meal", "sought", "overcome"]
    ]  # fmt: skip
    hardest = compute_hardest(table.assign(uncertain=True), readings, papers)
    assert hardest["paper_id"].tolist() == ["p0"] and "or" in label_columns(hardest, theme_file)


def test_where_the_theme_hardly_occurs_one_sentence_says_so(theme_file):
    papers = make_papers(("Soup", "We serve hot soup."), *[("Bread", "We bake.")] * 182)
    _, readings, table = read(papers, theme_file)
    told = describe_readings(readings, table, theme_file)
    assert told.startswith("Only 1 of 183 papers has a reading") and "%" not in told
    assert "`python -m helpers suggest-themes DUMP`" in told and told.count(". ") == 0


def test_a_name_of_the_theme_file_marks_its_mentions(tmp_path):
    text = HOT_COLD + '[[cues]]\nkind = "name"\npatterns = ["hot pot"]\n'
    found = find_mentions(make_papers(("t", "We cook hot pot and hot soup.")), write_theme(tmp_path, text))
    assert found["kind"].tolist() == ["name", "modifier"]


def test_a_pole_that_is_not_named_is_absent(theme_file):
    *_, table = read(make_papers(("Soup", "We serve hot soup.")), theme_file)
    assert table.loc[0, ["cell", "second_value", "stance"]].tolist() == ["first", "absent", "hot"]


def test_a_transition_has_its_direction(theme_file):
    _, readings, _ = read(make_papers(("Days", "We study a hot-to-cold rain. From cold to hot days.")), theme_file)
    assert readings.iloc[0][["relation", "direction"]].tolist() == ["transitional", "first_to_second"]


def test_what_is_turned_into_its_opposite_is_overcome(theme_file):
    papers = make_papers(("Days", "We use a hot-to-cold rain fashion."))
    _, readings, _ = read(papers, theme_file)
    assert readings["direction"].tolist() == ["first_to_second"]
    assert readings[["first_value", "second_value"]].iloc[0].tolist() == ["overcome", "sought"]


def test_what_is_denied_is_overcome(theme_file):
    said, denied = (
        read(make_papers(("Soup", f"In this kitchen we serve {what} soup.")), theme_file)[2].loc[0]
        for what in ("a cold", "no cold")
    )
    assert (said["second_value"], denied["second_value"]) == ("sought", "overcome")
    assert "negated" in denied["evidence"] and "negated" not in said["evidence"]


@pytest.mark.parametrize(
    ("first", "second", "stance"),
    [
        ("sought", "sought", "both"),
        ("sought", "overcome", "hot"),
        ("endured", "overcome", "without"),
        ("absent", "overcome", "without"),
        ("overcome", "sought", "cold"),
        ("overcome", "neutral", "without"),
        ("overcome", "overcome", "without"),
        ("endured", "neutral", "endured"),
        ("neutral", "absent", "incidental"),
    ],
)
def test_the_stance_follows_from_the_values(theme_file, first, second, stance):
    assert choose_stance(first, second, theme_file) == stance


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_papers_and_no_mentions_give_whole_tables(theme_file, n):
    papers = make_papers(*[("Nothing", "Nothing is said.")] * n)
    mentions, readings, table = read(papers, theme_file)
    for name, found in (("mentions", mentions), ("readings", readings), ("theme", table)):
        check_table(found, name)
    assert len(table) == n and table["cell"].eq("neither").all() and table["stance"].isna().all()
    assert compute_stances(table, theme_file).empty
    assert "no" in describe_readings(readings, table, theme_file).lower()
    assert compute_hardest(table, readings, papers).empty and compute_concordance(mentions, papers, readings).empty


def test_the_axis_runs_from_the_first_pole_to_the_second(theme_file):
    papers = make_papers(("Summer", "hot weather heat"), ("Winter", "cold weather frost"))
    axis = compute_axis(papers, theme_file, encode)
    assert axis["axis"][0] < 0 < axis["axis"][1]
    assert (axis["axis_low"] <= axis["axis"]).all() and (axis["axis"] <= axis["axis_high"]).all()


def write_reference(folder, theme_counts):
    import gzip
    import json

    (folder / "counts.json").write_text(json.dumps({"papers": 200, "theme": theme_counts}), encoding="utf-8")
    with gzip.open(folder / "counts.csv.gz", "wt", encoding="utf-8") as file:
        file.write("term,n_papers\nhot,20\nheating,30\nhot soup,5\nhotel,90\n")
    return folder


def test_query_shares_count_papers_and_sentences(theme_file, tmp_path):
    papers = make_papers(("Hot", "and cold."), ("t", "Hot and cold. Only hot."), ("t", "hot, hot"), ("t", "none"))
    counts = {"hot": 40, "cold": 20, "both": 10, "same_sentence": 4}
    shares = compute_query_shares(papers, theme_file, write_reference(tmp_path, counts))
    assert shares["n"].tolist() == [3, 2, 2, 1, 40, 20, 10, 4]
    assert shares["share"].tolist()[0] == 0.75 and (shares["low"] < shares["share"]).all()
    assert set(shares["basis"]) == {"counted"}
    found = find_query_papers(papers, theme_file)
    assert found == {"first": ["p0", "p1", "p2"], "second": ["p0", "p1"], "both": ["p0", "p1"], "same_sentence": ["p1"]}


def test_the_reference_gives_lower_bounds_for_an_uncounted_theme(theme_file, tmp_path):
    shares = compute_query_shares(make_papers(("t", "hot")), theme_file, write_reference(tmp_path, {"sparse": 3}))
    there = shares[shares["corpus"] == "papers of a reference corpus"].set_index("asked")
    assert there.loc["first", ["n", "basis"]].tolist() == [30, "at least"]
    assert there["basis"].tolist()[1:] == ["unknown"] * 3
    assert "lower bounds" in describe_query(shares, theme_file)


def test_a_surplus_is_named_only_where_there_are_papers_enough(theme_file, tmp_path):
    counts = {"hot": 40, "cold": 20, "both": 2, "same_sentence": 1}
    folder = write_reference(tmp_path, counts)
    one, many = (
        describe_query(compute_query_shares(make_papers(*[("Hot", "and cold.")] * n), theme_file, folder), theme_file)
        for n in (1, 30)
    )
    assert "Of 200 papers of a reference corpus 1.0% do." in one
    assert "100 times as common here" in many


def test_stances_are_counted_by_sense_with_no_interval_for_few(theme_file):
    table = pd.DataFrame(
        {
            "sense": ["food"] * 12 + ["weather"] * 2 + [None],
            "stance": ["hot"] * 9 + ["cold"] * 3 + ["both"] * 2 + [None],
            "first_value": ["sought"] * 9 + ["neutral"] * 3 + ["sought"] * 2 + [None],
            "uncertain": [True] + [False] * 14,
        }
    )
    stances = compute_stances(table, theme_file).set_index("sense")
    assert stances.loc["food", ["n", "n_hot", "n_cold", "share", "net"]].tolist() == [12, 9, 3, 0.75, 0.5]
    assert np.isnan(stances.loc["weather", "low"]) and stances.loc["food", "low"] < 0.75


@pytest.mark.usefixtures("bundled_papers")
def test_the_bundled_papers_are_read_the_same_way_twice(bundled_papers):
    theme_file = load_theme(THEMES[0].with_name("sparse-vs-dense.toml"))
    few = bundled_papers.head(8)
    first, again = find_mentions(few, theme_file), find_mentions(bundled_papers.head(12), theme_file)
    pd.testing.assert_frame_equal(first, again[again["paper_id"].isin(few["paper_id"])].reset_index(drop=True))


def test_mentions_are_kept_by_texts_and_theme_file(tmp_path, monkeypatch):
    papers, theme_file = (
        make_papers(("Hot soup", "We cook hot soup. Cold rain falls.")),
        write_theme(tmp_path, HOT_COLD),
    )
    first = find_mentions(papers, theme_file, cache=tmp_path / "cache")
    monkeypatch.setattr("helpers.theme.mentions._parse", None)  # nothing is parsed again
    pd.testing.assert_frame_equal(find_mentions(papers, theme_file, cache=tmp_path / "cache"), first)
    grown = make_papers(("Cold rain", "Cold rain falls."), ("Hot soup", "We cook hot soup. Cold rain falls."))
    with pytest.raises(TypeError):  # a sentence is new: as a title it is read in another way
        find_mentions(grown, theme_file, cache=tmp_path / "cache")
    fewer = find_mentions(make_papers(("Hot soup", "We cook hot soup.")), theme_file, cache=tmp_path / "cache")
    known = first[first["match"] != "Cold"].reset_index(drop=True)
    pd.testing.assert_frame_equal(fewer, known)  # all its sentences were read before, in another dump
    theme_file.path.write_text(theme_file.path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    with pytest.raises(TypeError):
        find_mentions(papers, theme_file, cache=tmp_path / "cache")
