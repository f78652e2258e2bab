from datetime import date

import pytest
from fetching_replay import Reply, feed_reply, make_entry, read_lines, replay_query

from helpers.fetching import arxiv
from helpers.fetching.arxiv import choose_name, fetch_arxiv, make_search
from helpers.fetching.faults import FetchError
from helpers.papers.assembly import read_papers
from helpers.run.settings import read_settings

pytest_plugins = ["fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("only_loopback")

TODAY = date(2025, 8, 1)


def make_papers(count, *, minutes=60):
    """Papers of an invented month, newest first, so many minutes apart."""
    made = []
    for n in range(count):
        at = n * minutes
        made.append((f"2501.{n + 1:05}", f"2025-01-{1 + at // 1440:02}T{at // 60 % 24:02}:{at % 60:02}:30Z"))
    return made[::-1]


@pytest.fixture
def fetch(tmp_path, make_session, monkeypatch):
    def call(query="all:teapot", *, path=None, session=None, page=arxiv.PAGE, window=arxiv.WINDOW, **options):
        monkeypatch.setattr(arxiv, "PAGE", page)
        monkeypatch.setattr(arxiv, "WINDOW", window)
        session = session or make_session(delay=3.0)
        return fetch_arxiv(path or tmp_path / "teapots.jsonl", query, session=session, today=TODAY, **options)

    return call


def ids(path):
    return [item["id"] for item in read_lines(path)]


def test_pages_are_fetched_until_all_papers_are_there(server, fetch, tmp_path, clock):
    papers = make_papers(25)
    server.answer = replay_query(papers)
    found = fetch(page=10)
    assert found.papers == 25 and ids(found.path) == [number for number, _ in papers]
    assert server.asked("start") == ["0", "10", "20"] and server.asked("max_results") == ["10"] * 3
    assert clock.slept == [3.0, 3.0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["teapots.jsonl", "teapots.settings.toml"]


def test_an_entry_is_one_object_with_wrapped_lines_joined(server, fetch):
    server.answer = lambda path, params: feed_reply([make_entry("2501.00001", "2025-01-05T10:00:00Z", version=3)], 1)
    (item,) = read_lines(fetch().path)
    assert item == {
        "id": "2501.00001",
        "version": 3,
        "title": "On the warmth of teapot 2501.00001",
        "abstract": item["abstract"],
        "authors": ["Ada Teapot", "Bob Cup"],
        "categories": ["cs.RO", "cs.AI"],
        "published": "2025-01-05T10:00:00Z",
        "updated": "2025-01-05T10:00:00Z",
        "doi": None,
        "journal_ref": None,
        "comment": "12 pages, 3 spouts",
        "url": "http://arxiv.org/abs/2501.00001v3",
    }
    assert item["abstract"].startswith("Teapot 2501.00001. We teach a small kettle") and "\n" not in item["abstract"]


def test_days_are_part_of_the_query(server, fetch):
    server.answer = replay_query(make_papers(72))
    found = fetch("cat:cs.RO OR all:tea", start=date(2025, 1, 2), end=date(2025, 1, 2))
    assert found.papers == 24
    assert server.asked("search_query") == ["(cat:cs.RO OR all:tea) AND submittedDate:[202501020000 TO 202501022359]"]
    assert make_search("a", None, "202501022359") == "(a) AND submittedDate:[198001010000 TO 202501022359]"


@pytest.mark.parametrize(("limit", "starts"), [(1, ["0"]), (10, ["0"]), (15, ["0", "10"]), (99, ["0", "10", "20"])])
def test_a_limit_takes_the_newest(server, fetch, limit, starts):
    papers = make_papers(25)
    server.answer = replay_query(papers)
    assert ids(fetch(page=10, limit=limit).path) == [number for number, _ in papers[:limit]]
    assert server.asked("start") == starts


@pytest.mark.parametrize("total", [25, 0])
def test_an_empty_page_in_the_middle_is_asked_for_again(server, fetch, total):
    papers, calls = make_papers(25), []
    whole = replay_query(papers)

    def answer(path, params):
        calls.append(params["start"])
        fails = params["start"] == "10" and calls.count("10") < 3
        return feed_reply([], total) if fails else whole(path, params)

    server.answer = answer
    assert fetch(page=10).papers == 25
    assert calls == ["0", "10", "10", "10", "20"]


def test_a_page_that_stays_empty_is_one_sentence_and_the_rest_is_kept(server, fetch, tmp_path):
    whole = replay_query(make_papers(25))
    server.answer = lambda path, params: feed_reply([], 25) if params["start"] == "20" else whole(path, params)
    with pytest.raises(FetchError, match="6 times gave an empty page although 5 papers are left; try again later"):
        fetch(page=10)
    assert len(read_lines(tmp_path / "teapots.jsonl.part")) == 20 and not (tmp_path / "teapots.jsonl").exists()
    server.answer = whole
    server.requests.clear()
    assert fetch(page=10).papers == 25
    assert server.asked("start") == ["20"]


def test_a_short_page_loses_nothing(server, fetch):
    papers, whole = make_papers(25), replay_query(make_papers(25))
    server.answer = lambda path, params: whole(path, params | {"max_results": "7"})
    assert ids(fetch(page=10).path) == [number for number, _ in papers]


def test_a_paper_that_slips_to_the_next_page_is_written_once(server, fetch):
    papers = make_papers(25)
    later = replay_query([("2501.99999", "2025-01-30T00:00:00Z"), *papers])
    first = replay_query(papers)
    server.answer = lambda path, params: (first if params["start"] == "0" else later)(path, params)
    found = fetch(page=10)
    assert ids(found.path) == [number for number, _ in papers] and found.repeated == 1


def test_a_long_query_begins_again_below_the_date_that_it_reached(server, fetch):
    papers = make_papers(100)
    whole = replay_query(papers)

    def answer(path, params):
        return Reply("too far", 500) if int(params["start"]) >= 40 else whole(path, params)

    server.answer = answer
    assert ids(fetch(page=10, window=30).path) == [number for number, _ in papers]
    assert max(int(start) for start in server.asked("start")) == 20


def test_so_does_one_whose_papers_came_all_in_one_minute(server, fetch):
    papers = [(f"2501.{n:05}", "2025-01-05T10:00:00Z") for n in range(55)]
    server.answer = replay_query(papers)
    assert ids(fetch(page=10, window=30).path) == [number for number, _ in papers]


def test_a_server_that_does_not_sort_is_paged_through_to_the_end(server, fetch):
    papers = make_papers(100)[::-1]
    server.answer = replay_query(papers)
    assert ids(fetch(page=10, window=30).path) == [number for number, _ in papers]


@pytest.mark.parametrize("status", [200, 400])
def test_an_error_entry_is_told_in_the_servers_words(server, fetch, status):
    entry = (
        "<entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title>"
        "<summary>incorrect id format for\n 12.x</summary></entry>"
    )
    server.answer = lambda path, params: feed_reply([entry], 1, status)
    with pytest.raises(FetchError, match=r"refused the query: incorrect id format for 12\.x; correct --query"):
        fetch()
    assert len(server.requests) == 1


def test_a_paper_called_error_is_a_paper(server, fetch):
    server.answer = lambda path, params: feed_reply([make_entry("2501.00001", "2025-01-05T10:00:00Z", "Error")], 1)
    assert fetch().papers == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply("<!DOCTYPE html><html><body>Sign in</body></html>", kind="text/html"), "answered with a web page"),
        (Reply("<feed"), "answered with broken XML"),
        (Reply(""), "answered with broken XML"),
        (Reply('<?xml version="1.0" encoding="klingon"?><feed/>'), "answered with broken XML"),
        (
            Reply('<feed xmlns="http://www.w3.org/2005/Atom"></feed>'),
            "answered without saying how many papers there are",
        ),
        (feed_reply([], -1), "answered without saying how many papers there are"),
        (
            Reply('<!DOCTYPE a [<!ENTITY b "c">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'),
            "answered with broken",
        ),
        (Reply('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]><feed>&b;</feed>'), "answered with broken XML"),
    ],
)
def test_what_is_no_feed_is_tried_again_and_then_one_sentence(server, fetch, reply, told):
    server.answer, server.faults = replay_query(make_papers(3)), [reply] * 2
    assert fetch().papers == 3
    server.answer = lambda path, params: reply
    with pytest.raises(FetchError, match=f"6 times {told}") as error:
        fetch(force=True)
    assert "\n" not in str(error.value)


def test_control_characters_in_a_feed_do_not_break_it(server, fetch):
    whole = feed_reply([make_entry("2501.00001", "2025-01-05T10:00:00Z", "A \x0b\x01kettle")], 1)
    server.answer = lambda path, params: whole
    assert read_lines(fetch().path)[0]["title"] == "A kettle"


def test_a_query_without_papers_is_asked_twice_and_refused(server, fetch, tmp_path):
    server.answer = replay_query([])
    with pytest.raises(
        FetchError, match="arXiv has 0 papers for 'all:teapot' from 2025-01-01; widen --query or the days"
    ):
        fetch(start=date(2025, 1, 1))
    assert len(server.requests) == 2 and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"query": "  "}, "--query is empty"),
        ({"query": "all:a\x00b"}, "characters that cannot be sent"),
        ({"query": "a" * 2001}, "over 2,000 characters"),
        ({"limit": 0}, "--limit 0 is too small"),
        ({"start": date(2025, 8, 2)}, "--from 2025-08-02 is in the future"),
        ({"start": date(2025, 2, 2), "end": date(2025, 2, 1)}, "is after --to"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(server, fetch, tmp_path, options, told):
    with pytest.raises(FetchError, match=told):
        fetch(**options)
    assert not server.requests and not list(tmp_path.iterdir())


def test_the_settings_say_that_a_query_chose_and_which(server, fetch, tmp_path):
    server.answer = replay_query(make_papers(3))
    fetch('ti:"small kettle" AND cat:cs.RO')
    settings = tmp_path / "teapots.settings.toml"
    assert read_settings(settings) == {"selection": "query"}
    assert r'"query": "ti:\"small kettle\" AND cat:cs.RO"' in settings.read_text()


def test_the_reader_finds_the_papers_and_both_dates(server, fetch, tmp_path):
    server.answer = replay_query(make_papers(3))
    corpus = read_papers([fetch(path=tmp_path / choose_name("all:teapot", None, None, None)).path])
    papers = corpus.papers
    assert len(papers) == 3 and corpus.decisions.empty
    assert sorted(papers["arxiv_id"]) == ["2501.00001", "2501.00002", "2501.00003"]
    assert set(papers["published_low"].dt.strftime("%Y-%m-%d")) == {"2025-01-01"}
    assert set(papers["updated_low"].dt.strftime("%Y-%m-%d")) == {"2025-01-01"}
    assert papers["listed_low"].isna().all()
    assert papers["categories"].iloc[0] == ["cs.RO", "cs.AI"]


def test_a_files_name_is_made_of_the_query_and_holds_no_path_and_no_day():
    name = choose_name("../../etc/x AND ti:'a b' submittedDate:[20250101 TO 20250201] ☕", None, None, None)
    assert name.startswith("arxiv-etc-x-and-ti-a-b-submitteddate-to-") and name.endswith(".jsonl")
    assert choose_name("all:a", None, None, 5) != choose_name("all:a", None, None, 6)
    assert len(choose_name("x" * 2000, None, None, None)) < 100
    assert choose_name("☕", None, None, None).count("-") == 1
