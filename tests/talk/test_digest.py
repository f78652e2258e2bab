import json
import re

import pandas as pd
import pytest
from talk.small_run import make_contrasts, make_papers, make_run, make_tables

from helpers.talk.digest import (
    compute_digest,
    escape_markdown,
    find_new_words,
    find_news,
    find_previous,
    list_sentences,
    read_editions,
    save_digest,
)

DAY = pd.Timestamp("2024-03-01")


def test_papers_of_that_day_and_later_are_new():
    news = find_news(make_papers(), since=DAY)
    assert news.new.tolist() == [False, True, True] and news.told == "2 of 3 papers are of 2024-03-01 or later."


def test_a_date_that_may_lie_on_either_side_is_told_and_not_counted():
    papers = make_papers()
    papers.loc[0, ["published_low", "published_high"]] = [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31")]
    papers.loc[2, ["published_low", "published_high"]] = pd.NaT
    news = find_news(papers, since=DAY)
    assert news.new.tolist() == [False, True, False]
    assert news.told == "1 of 3 papers is of 2024-03-01 or later; 1 more may be; 1 has no date."


def test_without_a_day_what_the_last_digest_did_not_know_is_new():
    news = find_news(make_papers(), previous=["P0", "P1", "gone"])
    assert news.new.tolist() == [False, False, True] and news.told == "1 of 3 papers is new since the last digest."


def test_a_day_tells_nothing_of_undated_papers():
    undated = make_papers(dates=(None, None, None))
    news = find_news(undated, since=DAY, previous=["P0"])
    assert news.new.tolist() == [False, True, True]
    assert news.told.startswith("No paper has a date of publication, so a day tells nothing. 2 of 3")
    assert find_news(undated, since=DAY).all_new


def test_words_that_stand_in_new_papers_alone_are_new():
    papers = make_papers()
    contrasts = make_contrasts(["attention", "robot", "sparse", "passages"], n_first=1, n_second=0)
    contrasts["defining"] = contrasts["term"] == "passages"
    assert find_new_words(papers, contrasts, papers["paper_id"].isin(["P1", "P2"])) == [("robot", 1)]
    assert find_new_words(papers, contrasts, papers["paper_id"].isin([])) == []


def test_each_topic_has_its_exemplars_and_its_least_sure_papers():
    tables = make_tables(make_papers())
    digest = compute_digest(tables, find_news(tables["papers"], since=DAY))
    (topic,) = digest["topics"]
    assert topic["told"] == "3 papers, 2 new"
    assert [paper["paper_id"] for paper in topic["typical"]] == ["P0"]
    assert [paper["paper_id"] for paper in topic["unusual"]] == ["P2", "P1"]
    assert [paper["paper_id"] for paper in digest["new"]] == ["P2", "P1"], "the latest first"


def test_a_first_digest_lists_the_latest_and_of_undated_papers_none(tmp_path):
    text = save_digest(make_run(tmp_path / "a"))[0].read_text(encoding="utf-8")
    assert "The latest:" in text and "· new" not in text
    undated = make_tables(make_papers(dates=(None, None, None)))
    text = save_digest(make_run(tmp_path / "other" / "b", undated))[0].read_text(encoding="utf-8")
    assert "The latest" not in text and text.count("None of the 3 papers has a date of publication") == 1


def test_the_next_run_knows_what_the_last_digest_had_and_a_repeated_one_does_not_forget(tmp_path):
    save_digest(make_run(tmp_path / "export", make_tables(make_papers().head(2))))
    later = make_run(tmp_path / "export-0a1b2c3d")
    for _ in range(2):
        text = save_digest(later)[0].read_text(encoding="utf-8")
        assert "1 of 3 papers is new since the last digest." in text
    kept = json.loads((later.folder / "digest.json").read_text(encoding="utf-8"))["editions"]
    assert [edition["papers"] for edition in kept] == [["P0", "P1", "P2"]]
    other = make_run(tmp_path / "else", files=("other.bib",))
    assert read_editions(other) == [] and len(read_editions(later)) == 2


def test_the_latest_digest_that_knew_other_papers_counts():
    editions = [{"papers": ["b", "a"]}, {"papers": ["a"]}, {"papers": []}]
    assert find_previous(editions, pd.Series(["a", "b"])) == ["a"]
    assert find_previous([], pd.Series(["a"])) is None


def test_what_is_clear_is_repeated_if_anything_is():
    claims = pd.DataFrame({"figure": ["a", "b"], "sentence": ["A", "B"], "status": ["not clear", "clear"]})
    assert list_sentences(claims) == ["B"]
    assert (
        list_sentences(claims.assign(status="not clear"))
        == list_sentences(claims[["figure", "sentence"]])
        == ["A", "B"]
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# a\nb", r"\# a b"),
        ("1. a", r"1\. a"),
        ("[a](javascript:x)", r"\[a\](javascript:x)"),
        ("<b> & *c* `d` $e$", r"&lt;b&gt; &amp; \*c\* \`d\` \$e\$"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text, told):
    assert escape_markdown(text) == told


def test_a_mail_has_no_script_and_no_style_but_in_its_elements(tmp_path):
    papers = make_papers(titles=("<script>x</script>", "[a](javascript:1)", "c"), url=["javascript:1", None, None])
    markdown, mail = (
        path.read_text(encoding="utf-8") for path in save_digest(make_run(tmp_path / "a", make_tables(papers)))
    )
    assert not re.search(r"<(script|style|link|img)\b", mail) and "href" not in mail
    assert "&lt;script&gt;" in mail and "<script" not in markdown and "](<javascript" not in markdown
    assert r"\[a\](javascript:1)" in markdown
