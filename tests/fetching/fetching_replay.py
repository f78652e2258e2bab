"""A server on the loopback address that replays what the two services answer, and their faults."""

import contextlib
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Reply:
    """One answer; ``cut`` sends half of the body and closes the connection."""

    body: bytes | str = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    kind: str = "application/json"
    cut: bool = False


class Server(ThreadingHTTPServer):
    """Answers with ``self.answer(path, params)`` after the replies that wait in ``self.faults``; notes requests."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.faults, self.requests, self.agents, self.authorizations = None, [], [], [], []

    @property
    def base(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that went away is part of these tests."""

    def asked(self, name):
        return [params.get(name) for _, params in self.requests]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query))
        self.server.requests.append((parts.path, params))
        self.server.agents.append(self.headers["User-Agent"])
        self.server.authorizations.append(self.headers["Authorization"])
        fault = self.server.faults.pop(0) if self.server.faults else None
        reply = fault or self.server.answer(parts.path, params)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        with contextlib.suppress(ConnectionError):
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if reply.cut else body)
        if reply.cut:
            self.close_connection = True

    def log_message(self, *arguments):
        pass


# Daily Papers


ABSTRACT = (
    "We teach a small kettle to boil on time. It listens to the kitchen, learns when tea is wanted, and is right in "
    "nine of ten mornings. We give the recipe, the recordings and the kettle."
)


def make_item(number, day, *, listed=None, **more):
    """An item in the shape of the API, with invented content, listed on a day that the API may or may not tell."""
    inner = {
        "id": number,
        "authors": [{"_id": "a1", "name": "Ada Teapot", "hidden": False}],
        "publishedAt": f"{day}T09:00:00.000Z",
        **({"submittedOnDailyAt": f"{listed}T21:00:00.000Z"} if listed else {}),
        "title": f"Kettle number {number} boils on time",
        "summary": f"Kettle {number}. {ABSTRACT}",
        "upvotes": 7,
        "ai_summary": "A kettle boils.",
        "ai_keywords": ["kettle", "tea"],
    }
    item = {
        "paper": inner, "publishedAt": f"{day}T04:00:00.000Z", "title": inner["title"], "summary": inner["summary"],
        "thumbnail": "t.png", "numComments": 1, "submittedBy": {"fullname": "Bob Cup"}, "isAuthorParticipating": False,
    }  # fmt: skip
    return item | more


def replay_days(days):
    """Answer requests for days as the API does: ``days`` maps a day to its items; others are empty."""

    def answer(path, params):
        assert path == "/api/daily_papers"
        items = days.get(params["date"], [])
        limit = int(params.get("limit", 50))
        page = int(params.get("p", 0))
        return Reply(json.dumps(items[page * limit : (page + 1) * limit]))

    return answer


# arXiv


def make_entry(number, published, title=None, version=1):
    """An entry in the shape of the API, with invented content, wrapped as the feed wraps."""
    title = title or f"On the warmth\n  of teapot {number}"
    return f"""<entry>
    <id>http://arxiv.org/abs/{number}v{version}</id>
    <updated>{published}</updated>
    <published>{published}</published>
    <title>{escape(title)}</title>
    <summary>  Teapot {number}. {escape(ABSTRACT[:60])}
{escape(ABSTRACT[60:])}
</summary>
    <author><name>Ada Teapot</name></author><author><name>Bob Cup</name></author>
    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">12 pages,
  3 spouts</arxiv:comment>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.RO"/>
    <category term="cs.AI"/><category term="cs.RO"/>
  </entry>"""


def make_feed(entries, total):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query</title><updated>2025-10-17T00:00:00-04:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{total}</opensearch:totalResults>
  {"".join(entries)}
</feed>"""


def feed_reply(entries, total, status=200):
    return Reply(make_feed(entries, total), status, kind="application/atom+xml; charset=UTF-8")


def replay_query(papers):
    """Answer queries as the API does: ``papers`` are (number, published), newest first, filtered by their days."""

    def answer(path, params):
        assert path == "/api/query"
        assert (params["sortBy"], params["sortOrder"]) == ("submittedDate", "descending")
        low, high = "0", "9"
        if "submittedDate:[" in params["search_query"]:
            low, high = params["search_query"].split("submittedDate:[")[1].rstrip("]").split(" TO ")
        found = [(n, p) for n, p in papers if low <= p.translate(str.maketrans("", "", "-T:Z"))[:12] <= high]
        start, count = int(params["start"]), int(params["max_results"])
        return feed_reply([make_entry(n, p) for n, p in found[start : start + count]], len(found))

    return answer


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
