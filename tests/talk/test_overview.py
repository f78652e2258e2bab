import pandas as pd

from helpers.talk.overview import compute_overview


def answer(overview, start):
    row = overview[overview["question"].str.startswith(start)].iloc[0]
    return f"{row['answer']} | {row['how_sure']}"


def get_overview(n, selection="query", **changes):
    days = pd.to_datetime(["2024-01-05", "2024-03-01", None][:n])
    tables = {
        "papers": pd.DataFrame(
            {"published_low": days, "published_high": days, "published_precision": ["day", "month", "none"][:n]}
        ),
        "decisions": pd.DataFrame({"outcome": ["merged", "rejected", "rejected"]}),
        "topics": pd.DataFrame({"topic": [0, 1], "label": ["a", "b"], "n_papers": [2, 1], "stable": [True, False]}),
        "memberships": pd.DataFrame({"uncertain": [False, True, False][:n]}),
        "theme": pd.DataFrame(
            {
                "cell": ["both", "first", "neither"][:n],
                "sense": ["weights", "weights", None][:n],
                "stance": ["sparse", "incidental", None][:n],
                "uncertain": [False, True, False][:n],
            }
        ),
    }
    return compute_overview(**(tables | changes), selection=selection, poles={"sparse": "sparse", "dense": "Dense"})


def test_each_question_has_its_answer():
    overview = get_overview(3)
    assert answer(overview, "What is in") == "3 papers from 6 records | 1 merged, 2 rejected, none lost"
    assert answer(overview, "When") == "January 2024 to March 2024 | 1 to the day, 1 to the month, 1 undated"
    assert (
        answer(overview, "Which groups")
        == "2 topics; the largest: a (2 papers) | 1 of 2 stable; 1 paper between topics"
    )
    assert answer(overview, "Who says").startswith("both words in 1 of 3 papers; only “sparse” in 1, only “Dense” in 0")
    assert "weights: 2 of 2 (100 %, 34 to 100 %) | 1 of 2 readings not sure" in answer(overview, "What do they")
    assert "sparse: 1 of 2 (50 %, 9 to 91 %); Dense: 0 of 2 (0 %, 0 to 66 %)" in answer(overview, "Which of the two")


def test_a_query_describes_the_query():
    assert "not the field" in answer(get_overview(3), "How was it")
    assert "before generalising" in answer(get_overview(3, "unknown"), "How was it")


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
    overview = get_overview(1, theme=theme, papers=papers, topics=topics)
    assert "no paper has a date" in answer(overview, "When")
    assert "too few papers" in answer(overview, "Which groups")
    assert "no paper uses the words" in answer(overview, "What do they")
