"""The setting ``where``: what its conditions mean, what they leave open, and how each mistake is told."""

import json

import pandas as pd
import pytest

from helpers.figures.record_flow_figure import describe_record_flow, draw_record_flow, title_record_flow
from helpers.figures.style import use_talk_style
from helpers.papers.assembly import check_dump, read_papers
from helpers.papers.record_flow import compute_record_flow
from helpers.papers.where import MOST_CHARACTERS, apply_where, parse_where
from helpers.run.settings import SettingsError, combine_settings
from helpers.text.wordings import tell_where

ABSTRACT = "We study how agents learn from rewards in detail. A teacher helps the agent to learn faster than before."


def make_paper(**given):
    days = dict.fromkeys([f"{clock}_{end}" for clock in ("published", "listed", "updated") for end in ("low", "high")])
    texts = dict.fromkeys(["title", "abstract", "venue", "language", "source", "arxiv_id", "doi", "votes"])
    return {**days, **texts, "categories": [], "keywords": [], "authors": [], **given}


def make_dated(low, high=None):
    return make_paper(published_low=pd.Timestamp(low), published_high=pd.Timestamp(high or low))


MAY, YEAR = make_dated("2024-05-17"), make_dated("2024-01-01", "2024-12-31")
PAPER = make_paper(
    title="Sparse Rewards", venue="ICML 2024", language="en", votes=12, doi="10.1000/x", categories=["cs.CL", "stat"],
    authors=["Ada van Lovelace", "Kim, M."],
)  # fmt: skip


@pytest.mark.parametrize(
    ("paper", "text", "answer"),
    [
        (MAY, "published >= 2024", True), (MAY, "published > 2024", False), (MAY, "2024 <= published < 2025", True),
        (MAY, "published == '2024-05'", True), (MAY, "published != '2024-05-17'", False),
        (MAY, "2025 > published", True),
        (MAY, "published in [2023, 2024]", True), (MAY, "published <= '2024-05-16'", False),
        (YEAR, "published >= 2024", True), (YEAR, "published >= '2024-05'", None),
        (YEAR, "published < '2024-05'", None),
        (YEAR, "published == '2024-05'", None), (YEAR, "published <= 2023", False), (YEAR, "published != 2023", True),
        (PAPER, "published >= 2024", None), (PAPER, "not published >= 2024", None), (PAPER, "not published", True),
        (PAPER, "published >= 2024 or votes > 10", True), (PAPER, "published >= 2024 and votes > 12", False),
        (PAPER, "'cs.cl' in categories", True), (PAPER, "'cs' in categories", False),
        (PAPER, "'x' not in categories", True), (MAY, "'x' not in categories", None),
        (PAPER, "'lovelace' in authors", True), (PAPER, "'love' in authors", False),
        (PAPER, "'reward' in title", True), (PAPER, "venue == 'icml 2024'", True),
        (PAPER, "language in ('de', 'en')", True),
        (PAPER, "doi and not arxiv_id", True), (PAPER, "language not in ['en']", False), (MAY, "votes < 3", None),
    ],
)  # fmt: skip
def test_a_condition_holds_fails_or_cannot_be_told(paper, text, answer):
    assert parse_where(text)(paper, set()) is answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year >= 2024", "names the field 'year', which papers do not have (they have published, listed,"),
        ("published = 2024", "two values are compared by =="), ("", "cannot be read"), ("a\0b", "cannot be read"),
        ("published >= 'soon'", "a date is 2024"), ("published >= '03/04/2024'", "a date is 2024"),
        ("published >= '2024-13'", "a date is 2024"), ("votes > 'many'", "no number"), ("title > 'a'", "orders title"),
        ("published >= listed", "one field with one value"), ("'a' == 'a'", "one field with one value"),
        ("categories == 'cs.CL'", "write 'cs.CL' in categories"), ("title in title", "one field"),
        ("2024 in published", "neither a text nor a list"), ("venue is 'x'", "use =="), ("'x' is venue", "use =="),
        ("title in 'abc'", "a field or a list after in"), ("title == 3", "needs a text in quotes"), ("3", "not 3"),
        ("__import__('os').system('true')", "may hold and, or, not"), ("title.__class__ == 'x'", "one field"),
        ("(lambda: 1)()", "may hold"), ("[x for x in title]", "may hold"), ("title == f'{votes}'", "needs a text"),
        ("not " * 100 + "doi", "nested"), ("(" * 900 + "doi" + ")" * 900, "cannot be read"),
        ("-" * 1900 + "1", "cannot be read"), ("x" * 100_000, "has 100,000 characters"),
        ("doi" + ".a" * 900, "may hold"), ("'\ud800' in title", "cannot be read"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence_with_a_way_out(text, said):
    with pytest.raises(SettingsError) as refused:
        parse_where(text)
    told = str(refused.value)
    assert said in told or (said == "cannot be read" and "nested" in told) or ("may hold" in told and text[:1] == "-")
    assert told.startswith("The setting where ") and told.endswith("a condition is like published >= 2024 and "
                                                                   "'cs.CL' in categories.")  # fmt: skip
    assert "\n" not in told and len(told) < 500


def test_open_answers_are_counted_by_the_field_that_lacks():
    reasons, unknown = apply_where(parse_where("published >= 2024 and votes > 1"), [MAY, YEAR, PAPER, make_paper()])
    assert reasons == ["where cannot be told"] * 4 and unknown == {"published": 2, "votes": 3}
    assert apply_where(None, [MAY]) == ([None], {})
    assert len("published >= 2024 and " * 90) < MOST_CHARACTERS


@pytest.fixture
def dump(tmp_path):
    """One paper of 2024 in two records, one of 2023 in two, one without a date, one without an abstract."""
    rows = [("New", "2024-05-06"), ("New", "2024-05-06"), ("Old", "2023-01-02"), ("Old", "2023-01-02"), ("None", None)]
    items = [{"title": f"{name} ways", "abstract": f"{ABSTRACT} {name}.", "date": day} for name, day in rows]
    path = tmp_path / "a.json"
    path.write_text(json.dumps([*items, {"title": "Empty", "abstract": ""}]))
    return path


def test_what_where_leaves_out_is_accounted_for_and_has_a_box(dump):
    corpus = read_papers([dump], where="published >= 2024")
    assert corpus.papers["title"].tolist() == ["New ways"]
    counts = corpus.decisions.groupby(["outcome", "reason"]).size().to_dict()
    assert counts == {
        ("filtered", "outside where"): 1, ("filtered", "where cannot be told"): 1, ("merged", "same title"): 2,
        ("rejected", "no abstract"): 1,
    }  # fmt: skip
    assert "where: papers were left out since it cannot be told by their field published." in corpus.warnings
    flow = compute_record_flow(corpus)
    totals = flow[flow["item"] == ""].set_index("box")["n"].to_dict()
    assert totals == {
        "identified": 6, "removed": 2, "screened": 4, "excluded": 1, "assessed": 3, "filtered": 2, "included": 1,
    }  # fmt: skip
    assert tell_where("venue\n==\t'x'") == "where venue == 'x'" and len(tell_where("x " * 500)) == 96
    assert title_record_flow(flow).endswith("; 2 were merged, 1 was left out and 2 were left out by where")
    assert describe_record_flow(flow) == (
        "Of 6 records, 1 was kept as a paper, 2 were merged, 1 was left out, and 2 papers were left out by where."
    )
    use_talk_style()
    shown = {text.get_text() for text in draw_record_flow(flow).axes.texts}
    assert {"Papers assessed (n = 3)", "Papers left out by where (n = 2)", "outside where (n = 1)"} <= shown


def test_without_where_nothing_is_filtered(dump):
    corpus = read_papers([dump])
    assert len(corpus.papers) == 3 and "filtered" not in set(corpus.decisions["outcome"])
    assert "filtered" not in set(compute_record_flow(corpus)["box"])


def test_a_condition_that_leaves_nothing_or_is_none_refuses_the_dump(dump):
    with pytest.raises(Exception, match=r"all 6 records were left out .* outside where.*; loosen the setting where\."):
        read_papers([dump], where="published >= 2030")
    with pytest.raises(SettingsError, match="names the field 'year'"):
        check_dump([dump], combine_settings({"where": "year >= 2024"}))
