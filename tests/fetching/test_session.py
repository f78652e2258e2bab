import socket
from email.utils import formatdate

import pytest
from fetching_replay import Reply

from helpers.fetching.faults import FetchError, PassingFault, quote
from helpers.fetching.session import Session, check_base, make_user_agent, read_retry_after

pytest_plugins = ["fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("only_loopback")


def text(answer):
    return answer.body.decode()


def fine(path, params):
    return Reply("fine")


class TestPace:
    def test_requests_begin_at_least_a_delay_apart(self, server, make_session, clock):
        server.answer = fine
        session = make_session(delay=3.0)
        for _ in range(3):
            session.get("/a", {}, text)
        assert clock.slept == [3.0, 3.0]

    def test_time_that_has_passed_counts(self, server, make_session, clock):
        server.answer = fine
        session = make_session(delay=3.0)
        session.get("/a", {}, text)
        clock.time += 2.5
        session.get("/a", {}, text)
        assert clock.slept == [0.5]

    @pytest.mark.parametrize("delay", [0.5, -1, float("nan"), float("inf"), 4000])
    def test_a_shorter_or_senseless_delay_is_refused(self, delay):
        with pytest.raises(FetchError, match=r"--delay \S+ cannot be; it is 1 to 3600 seconds, as papers.example asks"):
            Session("https://papers.example", delay=delay, least=1.0)

    def test_a_longer_delay_is_taken(self, make_session, server, clock):
        server.answer = fine
        session = make_session(delay=10)
        session.get("/a", {}, text)
        session.get("/a", {}, text)
        assert clock.slept == [10]


class TestFaults:
    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_a_fault_that_passes_is_tried_again_after_a_growing_pause(self, server, make_session, clock, status):
        server.answer, server.faults = fine, [Reply("", status), Reply("", status)]
        assert make_session().get("/a", {}, text) == "fine"
        assert clock.slept == [2.0, 4.0] and len(server.requests) == 3

    def test_it_waits_as_many_seconds_as_it_is_asked_to(self, server, make_session, clock):
        server.answer, server.faults = fine, [Reply("", 429, {"Retry-After": "37"})]
        make_session().get("/a", {}, text)
        assert clock.slept == [37.0]

    def test_it_waits_until_the_date_that_it_is_told(self, server, make_session, clock):
        later = formatdate(1_800_000_060, usegmt=True)
        server.answer, server.faults = fine, [Reply("", 503, {"Retry-After": later})]
        make_session().get("/a", {}, text)
        assert clock.slept == [60.0]

    def test_a_server_that_asks_for_hours_is_left_alone(self, server, make_session, clock):
        server.answer, server.faults = fine, [Reply("", 429, {"Retry-After": "7200"})]
        with pytest.raises(FetchError, match="asks to be left alone for 120 minutes; come back then"):
            make_session().get("/a", {}, text)
        assert clock.slept == [] and len(server.requests) == 1

    def test_a_fault_that_stays_is_one_sentence(self, server, make_session):
        server.answer = lambda path, params: Reply("", 500)
        with pytest.raises(FetchError) as told:
            make_session().get("/a", {}, text)
        assert str(told.value) == (
            f"127.0.0.1:{server.server_port} 6 times answered 500 (Internal Server Error); try again later: what is "
            "fetched is kept, and the same command goes on from there."
        )
        assert len(server.requests) == 6

    def test_a_cut_body_is_asked_for_again(self, server, make_session, clock):
        server.answer, server.faults = fine, [Reply("fine" * 50_000, cut=True)]
        assert make_session().get("/a", {}, text) == "fine"
        assert clock.slept == [2.0]

    def test_a_connection_that_always_breaks_is_one_sentence(self, server, make_session):
        server.answer = lambda path, params: Reply("fine" * 50_000, cut=True)
        with pytest.raises(FetchError, match="cut its answer short; try again later"):
            make_session().get("/a", {}, text)

    def test_a_server_that_does_not_answer_in_time_is_one_sentence(self, make_session, clock):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            base = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with pytest.raises(FetchError, match="2 times did not answer in time"):
                make_session(base=base, timeout=(0.2, 0.05), tries=2).get("/a", {}, text)

    def test_what_the_reader_of_an_answer_finds_wrong_is_tried_again(self, server, make_session):
        server.answer = fine
        seen = []

        def read(answer):
            seen.append(answer)
            if len(seen) < 3:
                raise PassingFault("sent nonsense")
            return "read"

        assert make_session().get("/a", {}, read) == "read"

    def test_a_broken_compression_is_tried_again(self, server, make_session):
        server.answer, server.faults = fine, [Reply("no gzip", headers={"Content-Encoding": "gzip"})]
        assert make_session().get("/a", {}, text) == "fine"

    def test_waiting_is_told(self, server, make_session):
        server.answer, server.faults = fine, [Reply("", 429)]
        session, told = make_session(), []
        session.tell = told.append
        session.get("/a", {}, text)
        assert told == [f"{session.host} answered 429 (Too Many Requests); waiting 2 s", ""]


class TestNoNetwork:
    def test_a_closed_port_is_one_sentence_at_once(self, make_session, clock):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with pytest.raises(FetchError) as told:
            make_session(base=f"http://127.0.0.1:{port}").get("/a", {}, text)
        assert str(told.value) == (
            f"127.0.0.1:{port} cannot be reached; check the network (or --base) and run the same command again."
        )
        assert clock.slept == []

    def test_a_name_without_address_is_one_sentence(self, make_session, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name)
        with pytest.raises(FetchError, match=r"papers\.example cannot be reached; check the network"):
            make_session(base="http://papers.example").get("/a", {}, text)

    def test_the_proxy_of_the_environment_is_used_for_other_hosts_alone(self, make_session, server):
        with pytest.raises(FetchError, match="cannot be reached through the proxy that the environment names"):
            make_session(base="http://papers.example").get("/a", {}, text)
        server.answer = fine
        assert make_session().get("/a", {}, text) == "fine"

    def test_a_network_that_goes_away_later_is_waited_for(self, server, make_session, clock):
        server.answer = lambda path, params: Reply("fine", headers={"Connection": "close"})
        session = make_session(tries=3)
        session.get("/a", {}, text)
        server.shutdown()
        server.socket.close()
        with pytest.raises(FetchError, match="3 times could not be reached any more"):
            session.get("/a", {}, text)
        assert clock.slept == [1.0, 2.0, 4.0]


class TestRedirects:
    def test_one_to_the_same_host_is_followed(self, server, make_session):
        server.answer = lambda path, params: (
            fine(path, params) if path == "/b" else Reply("", 302, {"Location": "/b?x=1"})
        )
        assert make_session().get("/a", {"q": "1"}, text) == "fine"
        assert server.requests == [("/a", {"q": "1"}), ("/b", {"x": "1"})]

    @pytest.mark.parametrize(
        "location", ["http://other.example/", "//other.example/", "http://127.0.0.1:1/", "file:///x", ""]
    )
    def test_one_elsewhere_is_not(self, server, make_session, location):
        server.answer = lambda path, params: Reply("", 302, {"Location": location})
        with pytest.raises(FetchError, match="sends requests on to"):
            make_session().get("/a", {}, text)
        assert len(server.requests) == 1

    def test_a_circle_ends(self, server, make_session):
        server.answer = lambda path, params: Reply("", 301, {"Location": "/a"})
        with pytest.raises(FetchError, match="round in a circle"):
            make_session().get("/a", {}, text)
        assert len(server.requests) == 6

    def test_from_http_to_https_of_one_host_is_followed_and_not_back(self, make_session):
        session = make_session(base="http://papers.example")
        assert session._check_redirect("http://papers.example/a", "https://papers.example/a")
        with pytest.raises(FetchError):
            session._check_redirect("https://papers.example/a", "http://papers.example/a")


class TestSafety:
    def test_an_answer_that_is_too_large_is_not_taken(self, server, make_session):
        server.answer = lambda path, params: Reply("x" * 300_000)
        with pytest.raises(FetchError, match=r"sent an answer of over 0\.1 MB, which was not taken"):
            make_session(largest=100_000).get("/a", {}, text)
        assert len(server.requests) == 1

    def test_so_is_one_that_is_large_when_unpacked(self, server, make_session):
        import gzip

        packed = gzip.compress(b"x" * 3_000_000)
        server.answer = lambda path, params: Reply(packed, headers={"Content-Encoding": "gzip"})
        with pytest.raises(FetchError, match="was not taken"):
            make_session(largest=100_000).get("/a", {}, text)

    @pytest.mark.parametrize(
        "base",
        ["", "huggingface.co", "ftp://a.example", "file:///etc", "http://", "http://a b", "http://a.example:x",
         "http://u:p@a.example", "http://a.example/?q=1", "http://a.example/#f", "http://a\n.example", "http://[::1"],
    )  # fmt: skip
    def test_a_base_that_is_no_plain_address_is_one_sentence(self, base):
        with pytest.raises(FetchError) as told:
            check_base(base)
        assert "\n" not in str(told.value)

    def test_a_password_for_the_host_in_a_netrc_is_not_sent(self, server, make_session, monkeypatch, tmp_path):
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        server.answer = fine
        session = make_session()
        session._near = False
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name)
        session.get("/a", {}, text)
        assert server.authorizations == [None]

    def test_what_a_server_says_is_quoted_on_one_line(self):
        assert quote("a\nb\x1b[31m\u202e c" + "d" * 300, 10) == "a b [31m …"


class TestUserAgent:
    def test_the_server_sees_who_asks(self, server, make_session):
        server.answer = fine
        make_session(contact="ada@teapot.example").get("/a", {}, text)
        name, rest = server.agents[0].split("/", 1)
        assert name == "abstract-notebooks"
        assert rest.endswith("(research notebooks; contact ada@teapot.example)")

    def test_the_contact_may_come_from_the_environment(self, monkeypatch):
        assert make_user_agent().endswith("(research notebooks)")
        monkeypatch.setenv("HELPERS_CONTACT", "bob@cup.example")
        assert make_user_agent().endswith("(research notebooks; contact bob@cup.example)")

    @pytest.mark.parametrize("contact", ["a\r\nX-Header: 1", "a)b", "ä@b", "x" * 300])
    def test_a_contact_that_would_break_the_header_is_refused(self, contact):
        with pytest.raises(FetchError, match="cannot stand in a request"):
            make_user_agent(contact)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Retry-After": "5"}, 5),
        ({"Retry-After": " 2.5 "}, 2.5),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": formatdate(900, usegmt=True)}, 0),
        ({"Retry-After": formatdate(1090, usegmt=True)}, 90),
        ({"RateLimit": '"api";r=0;t=42'}, 42),
    ],
)
def test_how_long_to_wait_is_read_from_headers(headers, seconds):
    assert read_retry_after(headers, 1000.0) == seconds
