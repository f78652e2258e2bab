"""Fixtures of the test modules that name this module in ``pytest_plugins``."""

import socket
import threading

import pytest
from fetching_replay import Server

from helpers.fetching.session import Session


@pytest.fixture
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield running
        running.shutdown()


@pytest.fixture
def only_loopback(monkeypatch):
    """Every connection of these tests stays on this machine; a proxy in the environment would be used, and fail."""
    connect, asked = socket.socket.connect, socket.getaddrinfo

    def check(self, address):
        assert self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1"), f"a connection to {address}"
        return connect(self, address)

    def look_up(host, *arguments, **options):
        if host not in ("127.0.0.1", "localhost", "::1"):
            raise socket.gaierror(-2, "Name or service not known")
        return asked(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", check)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("HELPERS_CONTACT", raising=False)


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self):
        self.time, self.slept = 1000.0, []

    def __call__(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(round(seconds, 6))
        self.time += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make_session(server, clock):
    """Sessions that wait on the fake clock."""

    def make(delay=1.0, **options):
        return Session(
            options.pop("base", server.base), delay=delay, least=delay, sleep=clock.sleep, clock=clock,
            now=lambda: 1_800_000_000.0, **options,
        )  # fmt: skip

    return make
