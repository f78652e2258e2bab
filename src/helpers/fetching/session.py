"""Asking one server politely: a name, a pace, patience with faults, and no step to another host."""

import importlib.metadata
import ipaddress
import math
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from helpers.fetching.faults import RESUME, FetchError, PassingFault, quote

CONTACT_VARIABLE = "HELPERS_CONTACT"
TRIES = 6
LARGEST = 50 * 10**6  # bytes of one answer, unpacked
PATIENCE = 300.0  # seconds; a server that asks for more is left alone
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
SLOWEST = 300.0  # seconds for a whole answer
PASSING = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}  # the 52x are a proxy's words for 502 to 504
REDIRECTS = {301, 302, 303, 307, 308}
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.?")

Read = TypeVar("Read")


@dataclass(frozen=True)
class Answer:
    """What a server sent: status, kind of content, and the whole body."""

    host: str
    status: int
    kind: str
    body: bytes


def check_base(base: str) -> str:
    """The http or https address of a server, without its last slash; ``FetchError`` for anything else or more."""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    sound = bool(_HOST.fullmatch(host)) or find_address(host) is not None
    if parts.scheme not in ("http", "https") or not sound or quote(base) != base or " " in base:
        raise FetchError(f"--base {base!r} is not an address; it must begin with https:// or http:// and name a host.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise FetchError("--base must be a plain address, without user name, password, query or fragment.")
    return base.rstrip("/")


def find_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address of a host that is given by number; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def make_user_agent(contact: str | None = None) -> str:
    """How requests introduce themselves; the contact comes from the argument or from ``HELPERS_CONTACT``."""
    try:
        version = importlib.metadata.version("abstract-notebooks")
    except importlib.metadata.PackageNotFoundError:
        version = "unreleased"
    contact = contact if contact is not None else os.environ.get(CONTACT_VARIABLE, "")
    if not re.fullmatch(r"[\x20-\x7e]{0,200}", contact) or re.search(r"[()\\]", contact):
        way = "give a mail address or a web address in plain letters"
        raise FetchError(f"The contact {contact!r} cannot stand in a request; {way}.")
    contact = contact.strip()
    return f"abstract-notebooks/{version} (research notebooks{f'; contact {contact}' if contact else ''})"


def read_retry_after(headers: Mapping[str, str], now: float) -> float:
    """How many seconds a server asks to wait, 0 if it does not say; ``now`` is in seconds since 1970."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        return float(text)
    if text:
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - now)
        except (ValueError, TypeError, OverflowError, IndexError):
            return 0.0
    reset = re.search(r"(?:^|;)\s*t=(\d{1,9})\b", headers.get("RateLimit", ""))
    return float(reset[1]) if reset else 0.0


class Session:
    """Requests to one server, at most one in ``delay`` seconds, each made up to ``tries`` times after faults that pass.

    Less than the ``least`` delay that the server asks of everyone is refused, except on the loopback address; the pause
    after faults doubles from twice the delay on. Answers of over ``largest`` bytes, or that lead to another host than
    that of ``base``, are not taken. ``contact`` stands in the user agent, from the environment if None.
    """

    def __init__(
        self, base: str, *, delay: float, least: float, contact: str | None = None,
        tries: int = TRIES, largest: int = LARGEST, timeout: tuple[float, float] = TIMEOUT,
        sleep: Callable[[float], object] = time.sleep, clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """Check the address and the pace; nothing is sent yet."""
        self.base = check_base(base)
        self.host = urlsplit(self.base).netloc
        host = urlsplit(self.base).hostname or ""
        near = host == "localhost" or getattr(find_address(host), "is_loopback", False)
        if not math.isfinite(delay) or delay > 3600 or delay < (0 if near else least):
            raise FetchError(f"--delay {delay:g} cannot be; it is {least:g} to 3600 seconds, as {self.host} asks.")
        self._delay, self._tries, self._largest, self._timeout = delay, tries, largest, timeout
        self._sleep, self._clock, self._now = sleep, clock, now
        self._near, self._agent = near, make_user_agent(contact)
        self._http: Any = None
        self._last = -math.inf  # when the last request was made
        self._reached = False
        self.tell: Callable[[str], object] = lambda text: None  # is told of waiting, for a progress bar

    def get(self, path: str, params: Mapping[str, object], read: Callable[[Answer], Read]) -> Read:
        """What ``read`` makes of the answer; ``FetchError`` if no answer comes or the server refuses."""
        attempt = 1
        while True:
            try:
                found = read(self._ask(f"{self.base}{path}", params))
            except PassingFault as fault:
                self._wait(fault, attempt)
                attempt += 1
            else:
                self.tell("")
                return found

    def _wait(self, fault: PassingFault, attempt: int) -> None:
        if fault.wait > PATIENCE:
            minutes = math.ceil(fault.wait / 60)
            raise FetchError(f"{self.host} asks to be left alone for {minutes:,} minutes; come back then: {RESUME}.")
        if attempt == self._tries:
            times = f" {attempt} times" if attempt > 1 else ""
            raise FetchError(f"{self.host}{times} {fault}; try again later: {RESUME}.") from None
        wait = max(fault.wait, min(PATIENCE, self._delay * 2**attempt))
        self.tell(f"{self.host} {fault}; waiting {math.ceil(wait)} s")
        self._sleep(wait)

    def _ask(self, address: str, params: Mapping[str, object] | None) -> Answer:
        """One request, and those that it is sent on to on the same host."""
        for _ in range(6):
            if (rest := self._last + self._delay - self._clock()) > 0:
                self._sleep(rest)
            self._last = self._clock()
            found = self._send(address, params)
            if isinstance(found, Answer):
                return found
            address, params = self._check_redirect(address, found), None
        raise FetchError(f"{self.host} sends requests round in a circle; check --base.")

    def _check_redirect(self, address: str, location: str) -> str:
        try:
            target = urljoin(address, location)
            old, new = urlsplit(address), urlsplit(target)
            same = (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port)
            safer = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname
            allowed = same or (safer and old.port in (None, 80) and new.port in (None, 443))
        except ValueError:
            allowed, target = False, location
        if not location or not allowed:
            raise FetchError(f"{self.host} sends requests on to {quote(target)!r}; check --base.")
        return target

    def _send(self, address: str, params: Mapping[str, object] | None) -> Answer | str:
        """One request: the answer, or the address that it leads to."""
        import requests
        from requests import exceptions as faults

        if self._http is None:
            self._http = requests.Session()
            self._http.trust_env = not self._near  # proxies of the environment are not for this machine itself
            self._http.auth = lambda request: request  # no passwords from a .netrc
            self._http.headers["User-Agent"] = self._agent
        try:
            with self._http.get(
                address, params=params, timeout=self._timeout, stream=True, allow_redirects=False
            ) as response:
                self._reached = True
                if response.status_code in REDIRECTS:
                    return response.headers.get("Location", "")
                if response.status_code in PASSING:
                    wait = read_retry_after(response.headers, self._now())
                    reason = quote(str(response.reason or "no reason given"), 60)
                    raise PassingFault(f"answered {response.status_code} ({reason})", wait)
                kind = response.headers.get("Content-Type", "")
                return Answer(self.host, response.status_code, kind, self._read_body(response))
        except faults.ProxyError:
            what = f"{self.host} cannot be reached through the proxy that the environment names"
            raise FetchError(f"{what}; check it: {RESUME}.") from None
        except faults.SSLError as error:
            if "CERTIFICATE" not in str(error):
                raise PassingFault("broke off the secure connection") from None
            raise FetchError(f"{self.host} has a certificate that cannot be verified; check the network.") from None
        except faults.ConnectionError as error:  # ConnectTimeout is one
            if not isinstance(error, faults.ConnectTimeout) and not _is_unreachable(error):
                raise PassingFault("cut the connection") from None
            if self._reached:
                raise PassingFault("could not be reached any more") from None
            way = "check the network (or --base) and run the same command again"
            raise FetchError(f"{self.host} cannot be reached; {way}.") from None
        except faults.Timeout:
            raise PassingFault("did not answer in time") from None
        except (faults.ChunkedEncodingError, faults.ContentDecodingError):
            raise PassingFault("cut its answer short") from None
        except faults.RequestException as error:
            raise FetchError(f"{self.host} cannot be asked ({type(error).__name__}); check --base.") from None

    def _read_body(self, response: Any) -> bytes:
        body, end = bytearray(), self._clock() + SLOWEST
        for piece in response.iter_content(65536):
            body += piece
            if len(body) > self._largest:
                what = f"{self.host} sent an answer of over {self._largest / 1e6:g} MB"
                raise FetchError(f"{what}, which was not taken; check --base.")
            if self._clock() > end:
                raise PassingFault(f"was still sending after {SLOWEST:.0f} seconds")
        return bytes(body)


def _is_unreachable(error: Exception) -> bool:
    """Whether no connection was made at all: a name without address, a closed port, no network."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
