import json
from datetime import date

import pytest
from fetching_replay import Reply, make_item, read_lines, replay_days

from helpers.fetching.daily_papers import fetch_daily_papers
from helpers.fetching.faults import FetchError
from helpers.papers.assembly import read_papers
from helpers.run.settings import read_settings

pytest_plugins = ["fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("only_loopback")

TODAY = date(2025, 8, 1)
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2025, 3, day) for day in (7, 8, 9, 10))
DAYS = {
    "2025-03-07": [
        make_item("2503.00001", "2025-03-05", listed="2025-03-07"),
        make_item("2503.00002", "2025-03-06", listed="2025-03-07"),
    ],
    "2025-03-10": [make_item("2503.00003", "2025-03-07", listed="2025-03-10")],
}


@pytest.fixture
def fetch(tmp_path, make_session):
    def call(start=FRIDAY, end=MONDAY, *, path=None, session=None, **options):
        session = session or make_session()
        return fetch_daily_papers(path or tmp_path / "daily.jsonl", start, end, session=session, today=TODAY, **options)

    return call


def ids(path):
    return [item["paper"]["id"] for item in read_lines(path)]


def test_one_request_a_day_and_an_empty_weekend_is_counted(server, fetch, tmp_path):
    server.answer = replay_days(DAYS)
    found = fetch()
    assert server.asked("date") == ["2025-03-07", "2025-03-08", "2025-03-09", "2025-03-10"]
    assert server.asked("limit") == ["100"] * 4
    assert (found.papers, found.days, found.empty, found.repeated) == (3, 4, 2, 0)
    assert ids(found.path) == ["2503.00001", "2503.00002", "2503.00003"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["daily.jsonl", "daily.settings.toml"]


def test_items_stand_as_received_with_the_day_asked_for(server, fetch):
    item = make_item("2503.00001", "2025-03-05", note="ein Kessel \u2615 \u2028 <b>")
    server.answer = replay_days({"2025-03-07": [item]})
    assert read_lines_exactly(fetch(end=FRIDAY).path) == [item | {"dailyDate": "2025-03-07"}]


def read_lines_exactly(path):
    return [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]


def test_half_a_character_is_kept_as_an_escape(server, fetch):
    server.answer = lambda path, params: Reply('[{"paper": {"id": "2503.00001", "title": "half \\ud83d"}}]')
    path = fetch(end=FRIDAY).path
    assert b"half \\ud83d" in path.read_bytes()


@pytest.mark.parametrize(
    ("count", "pages"), [(49, [None]), (50, [None, "1"]), (100, [None, "1"]), (230, [None, "1", "2"])]
)
def test_a_full_answer_is_followed_by_the_next_page(server, fetch, count, pages):
    server.answer = replay_days({"2025-03-07": [make_item(f"2503.{n:05}", "2025-03-05") for n in range(count)]})
    assert fetch(end=FRIDAY).papers == count
    assert server.asked("p") == pages


def test_a_server_that_knows_no_pages_is_not_asked_for_ever(server, fetch):
    items = [make_item(f"2503.{n:05}", "2025-03-05") for n in range(100)]
    server.answer = lambda path, params: Reply(json.dumps(items))
    found = fetch(end=FRIDAY)
    assert (found.papers, found.repeated, len(server.requests)) == (100, 0, 2)


def test_a_paper_that_comes_again_is_written_once_with_its_first_day(server, fetch):
    first, again = make_item("2503.00001", "2025-03-05"), make_item("2503.00001", "2025-03-05")
    again["paper"]["upvotes"] = 99
    server.answer = replay_days({"2025-03-07": [first, again], "2025-03-10": [again]})
    found = fetch()
    assert (found.papers, found.repeated) == (1, 2)
    assert [item["dailyDate"] for item in read_lines(found.path)] == ["2025-03-07"]


def test_so_it_is_when_an_interruption_lies_between(server, fetch):
    whole = replay_days(DAYS | {"2025-03-10": [*DAYS["2025-03-10"], DAYS["2025-03-07"][0]]})
    server.answer = lambda path, params: Reply("", 404) if params["date"] == "2025-03-09" else whole(path, params)
    with pytest.raises(FetchError):
        fetch()
    server.answer = whole
    found = fetch()
    assert ids(found.path) == ["2503.00001", "2503.00002", "2503.00003"]
    assert (found.papers, found.empty, found.repeated) == (3, 2, 1)


def test_items_that_are_no_objects_are_counted(server, fetch):
    server.answer = lambda path, params: Reply(json.dumps([None, "x", make_item("2503.00001", "2025-03-05")]))
    found = fetch(end=FRIDAY)
    assert (found.papers, found.unusable) == (1, 2)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            Reply("<!DOCTYPE html><html>Sign in</html>", kind="text/html"),
            "answered with a web page instead of the papers",
        ),
        (Reply('[{"paper": {'), "answered with broken JSON instead of the papers"),
        (Reply("[" * 100_000), "answered with broken JSON instead of the papers"),
        (Reply(""), "answered with broken JSON instead of the papers"),
        (Reply('{"error": "busy"}'), "answered with something other than a list of the papers"),
    ],
)
def test_what_is_no_list_is_tried_again_and_then_one_sentence(server, fetch, reply, told):
    server.answer, server.faults = replay_days(DAYS), [reply] * 2
    assert fetch(end=FRIDAY).papers == 2
    server.answer = lambda path, params: reply
    with pytest.raises(FetchError, match=rf"6 times {told} of 2025-03-07; try again later") as error:
        fetch(end=FRIDAY, force=True)
    assert "\n" not in str(error.value)


def test_a_refusal_is_told_in_the_servers_words(server, fetch):
    server.answer = lambda path, params: Reply('{"error": "No such\\nday"}', 400)
    with pytest.raises(
        FetchError, match=r"refused the papers of 2025-03-07 \(400: No such day\); what is fetched is kept"
    ):
        fetch()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (MONDAY, FRIDAY, "--from 2025-03-10 is after --to 2025-03-07"),
        (
            FRIDAY,
            date(2025, 8, 2),
            "--to 2025-08-02 is in the future; the last day that can be asked for is 2025-08-01",
        ),
        (
            date(2023, 4, 30),
            FRIDAY,
            "--from 2023-04-30 is too early; the first day that can be asked for is 2023-05-01",
        ),
    ],
)
def test_wrong_days_are_one_sentence_and_nothing_is_asked(server, fetch, tmp_path, start, end, told):
    with pytest.raises(FetchError, match=told):
        fetch(start, end)
    assert not server.requests and not list(tmp_path.iterdir())


def test_a_weekend_alone_is_refused_and_leaves_nothing(server, fetch, tmp_path):
    server.answer = replay_days({})
    with pytest.raises(FetchError, match=r"listed 0 papers from 2025-03-08 to 2025-03-09 \(2 days empty\)"):
        fetch(SATURDAY, SUNDAY)
    assert not list(tmp_path.iterdir())


def test_the_settings_say_that_curators_chose_and_what_was_asked(server, fetch, tmp_path):
    server.answer = replay_days(DAYS)
    fetch()
    settings = tmp_path / "daily.settings.toml"
    assert read_settings(settings) == {"selection": "curated"}
    text = settings.read_text()
    assert '"from": "2025-03-07", "to": "2025-03-10"' in text and "# fetched: 2025-08-01" in text


def test_settings_that_somebody_wrote_stay(server, fetch, tmp_path):
    settings = tmp_path / "daily.settings.toml"
    settings.write_text('selection = "complete"\n')
    server.answer = replay_days(DAYS)
    fetch()
    assert settings.read_text() == 'selection = "complete"\n'


def test_the_reader_finds_the_days_and_the_papers(server, fetch):
    server.answer = replay_days(DAYS)
    corpus = read_papers([fetch().path])
    papers = corpus.papers
    assert len(papers) == 3 and corpus.decisions.empty
    table = papers.set_index("arxiv_id").sort_index()
    assert list(table.index) == ["2503.00001", "2503.00002", "2503.00003"]
    assert table["listed_low"].dt.strftime("%Y-%m-%d").tolist() == ["2025-03-07", "2025-03-07", "2025-03-10"]
    assert table["published_low"].dt.strftime("%Y-%m-%d").tolist() == ["2025-03-05", "2025-03-06", "2025-03-07"]
    assert set(table["published_precision"]) == {"day"} and set(table["votes"]) == {7}
    assert table["title"].iloc[0] == "Kettle number 2503.00001 boils on time"
    assert table["abstract"].iloc[0].startswith("Kettle 2503.00001. We teach")


def test_without_a_day_of_its_own_a_paper_is_listed_on_the_day_asked_for(server, fetch):
    server.answer = replay_days({"2025-03-07": [make_item("2503.00001", "2025-03-05")]})
    papers = read_papers([fetch(end=FRIDAY).path]).papers
    assert papers["listed_low"].dt.strftime("%Y-%m-%d").tolist() == ["2025-03-07"]
