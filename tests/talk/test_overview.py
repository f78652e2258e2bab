from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.talk.overview import compute_overview, show_overview, tell_notebooks
from helpers.text.wordings import OTHER_THEMES

POLES = [SimpleNamespace(id="sparse", label="sparse"), SimpleNamespace(id="dense", label="Dense")]
THEME_FILE = SimpleNamespace(poles=POLES, sense_labels={"weights": "weights and connections"})


def answer(overview, start):
    row = overview[overview["question"].str.startswith(start)].iloc[0]
    return f"{row['answer']} | {row['how sure']}"


def get_overview(n=12, n_read=12, selection="query", **changes):
    """Of ``n`` papers, a third each dated to the day, to the month and not; ``n_read`` have a reading."""
    days = pd.to_datetime((["2024-01-05", "2024-03-01", None] * n)[:n])
    tables = {
        "papers": pd.DataFrame(
            {
                "published_low": days,
                "published_high": days,
                "published_precision": (["day", "month", "none"] * n)[:n],
            }
        ),
        "decisions": pd.DataFrame({"outcome": ["merged", "rejected", "rejected"]}),
        "topics": pd.DataFrame({"topic": [0, 1], "label": ["a", "b"], "n_papers": [2, 1], "stable": [True, False]}),
        "memberships": pd.DataFrame({"uncertain": [False, True, *[False] * n][:n]}),
        "theme": pd.DataFrame(
            {
                "cell": [*(["both", "first"] * n_read)[:n_read], *["neither"] * (n - n_read)],
                "sense": [*["weights"] * n_read, *[None] * (n - n_read)],
                "stance": [*(["sparse", "incidental"] * n_read)[:n_read], *[None] * (n - n_read)],
                "uncertain": [*([False, True] * n_read)[:n_read], *[False] * (n - n_read)],
            }
        ),
    }
    return compute_overview(tables | changes, selection=selection, theme_file=THEME_FILE)


def test_each_question_has_its_answer():
    overview = get_overview()
    assert answer(overview, "What is in") == "12 papers from 15 records | 1 merged, 2 rejected, none lost"
    assert answer(overview, "When") == "January 2024 to March 2024 | 4 to the day, 4 to the month, 4 undated"
    assert (
        answer(overview, "Which groups")
        == "2 topics; the largest: a (2 papers) | 1 of 2 stable; 1 paper between topics"
    )
    assert answer(overview, "Who says").startswith(
        "both words in 6 of 12 papers; only “sparse” in 6, only “Dense” in 0"
    )
    assert answer(overview, "What do they") == (
        "1 different thing; most often weights and connections: 12 of 12 (100%, 76 to 100%) | 6 of 12 readings not sure"
    )
    assert "sparse alone: 6 of 12 (50%, 25 to 75%); Dense alone: 0 of 12 (0%, 0 to 24%)" in answer(
        overview, "Which of the two"
    )


@pytest.mark.parametrize(("n_read", "told"), [(0, "0 papers have"), (1, "1 paper has"), (9, "9 papers have")])
def test_fewer_than_ten_readings_are_told_in_one_sentence_without_shares(n_read, told):
    overview = get_overview(n_read=n_read)
    assert overview["question"].str.contains("mean|wanted").sum() == 1
    assert answer(overview, "What do they") == f"too few to tell: {told} a reading | it takes 10; {OTHER_THEMES}"
    assert not overview["answer"].str.contains("%").any()


def test_dates_of_one_month_name_it_once_and_say_that_nothing_follows():
    days = pd.to_datetime(["2025-10-02", "2025-10-30"])
    papers = pd.DataFrame({"published_low": days, "published_high": days, "published_precision": "day"})
    told = answer(get_overview(papers=papers), "When")
    assert told == (
        "All 2 papers with a date of publication are of October 2025, so nothing can be followed over time"
        " | 2 to the day"
    )


def test_the_table_links_to_the_notebooks_and_escapes_what_comes_from_a_dump():
    names = ("01_corpus", "02_topics", "03_sparse_vs_dense", "05_trends")
    run = SimpleNamespace(contracts={name: SimpleNamespace(title=f"{name[:2]} · Title") for name in names})
    topics = pd.DataFrame({"topic": [0], "label": ["<i>$x$"], "n_papers": [2], "stable": [True]})
    page = show_overview(get_overview(topics=topics), run).data
    left = '<th style="text-align:left;vertical-align:top">'
    assert f"{left}how sure</th>" in page and f"{left}more in</th>" in page and "<th>" not in page
    assert '<a href="02_topics.ipynb">02 · Title</a>' in page
    assert "&lt;i&gt;&#36;x&#36;" in page and "<i>" not in page
    assert tell_notebooks(run).startswith("[01 · Title](01_corpus.ipynb), [02")


def test_a_query_describes_the_query():
    assert "not the field" in answer(get_overview(), "How was it")
    assert "before generalising" in answer(get_overview(selection="unknown"), "How was it")


def test_nothing_dated_nothing_mentioned_no_topics_are_answers_too():
    theme = pd.DataFrame({"cell": ["neither"], "sense": [None], "stance": [None], "uncertain": [False]})
    papers = pd.DataFrame(
        {
            "published_low": pd.to_datetime([None]),
            "published_high": pd.to_datetime([None]),
            "published_precision": ["none"],
        }
    )
    topics = pd.DataFrame({"topic": [-1], "label": ["no topic"], "n_papers": [1], "stable": [False]})
    overview = get_overview(theme=theme, papers=papers, topics=topics)
    assert "only paper lacks a date of publication, so nothing can be followed over time" in answer(overview, "When")
    assert "too few papers" in answer(overview, "Which groups")
    assert "too few to tell" in answer(overview, "What do they")
