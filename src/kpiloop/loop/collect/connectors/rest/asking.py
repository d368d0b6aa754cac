"""One question to a web source: same host only, within time and size, tried again after faults that pass."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from kpiloop.foundation.network import (
    Deadline,
    HostUnreachable,
    connection_to,
    origin_of,
    path_of,
    pinned_address,
)
from kpiloop.loop.collect.errors.web import (
    AnswerTooLarge,
    RedirectRefused,
    SignInRefused,
    SourceAnswered,
)

_BLOCK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_LONGEST_WAIT = 60.0
#: Answers that may be better next time.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class FaultThatPasses(Exception):
    """Worth another attempt: why, and how long the source asked to wait."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        """Keep both."""
        self.reason, self.wait = reason, wait
        super().__init__(reason)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    body: bytes  #: all of it
    headers: Mapping[str, str]  #: by small-letter name
    address: str  #: where it came from, after redirects


@dataclass
class Asker:
    """Asks one source; counts what it received."""

    origin: tuple[str, str, int]  #: scheme, host and port that may be asked
    allowed: Collection[str]  #: hosts of private networks an administrator listed
    headers: Mapping[str, str]  #: sent with every question
    timeout: float  #: seconds for one answer, all of it
    retries: int  #: further attempts
    most_bytes: int  #: of all answers together
    sleep: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)  #: how to wait
    received: int = field(default=0)  #: bytes so far

    def ask(self, address: str, understand: Callable[[Answer], object]) -> object:
        """Ask until it is understood; an answer cut short is a fault like any other."""
        last = ""
        for attempt in range(self.retries + 1):
            try:
                return understand(self._follow(address))
            except FaultThatPasses as fault:
                last = fault.reason
                if attempt < self.retries:
                    self.sleep(min(max(fault.wait, 2.0**attempt), _LONGEST_WAIT))
        raise HostUnreachable(host=self.origin[1], reason=last)

    def _follow(self, address: str) -> Answer:
        for _ in range(_MOST_REDIRECTS + 1):
            status, answer = self._send(address)
            if status not in _REDIRECTS:
                return self._judged(status, answer)
            address = urljoin(address, answer.headers.get("location", ""))
            self.check_origin(address)
        raise RedirectRefused(host=self.origin[1])

    def check_origin(self, address: str) -> None:
        """A redirect or a next page at another host would carry our token there."""
        if origin_of(address) != self.origin:
            raise RedirectRefused(host=urlsplit(address).hostname or address[:80])

    def _judged(self, status: int, answer: Answer) -> Answer:
        if status in _PASSING:
            raise FaultThatPasses(str(status), _seconds(answer.headers.get("retry-after", "")))
        if status in (401, 403):
            raise SignInRefused(host=self.origin[1], status=status)
        if status != 200:
            raise SourceAnswered(host=self.origin[1], status=status)
        return answer

    def _send(self, address: str) -> tuple[int, Answer]:
        _, host, port = self.origin
        # A host that is refused is no passing fault, so it is looked at outside the attempt.
        pinned = pinned_address(host, port, self.allowed)
        connection = connection_to(self.origin, pinned, self.timeout)
        try:
            connection.connect()
            with Deadline(connection.sock, self.timeout):
                connection.request("GET", path_of(address), headers={"Accept": "application/json", **self.headers})
                with closing(connection.getresponse()) as response:
                    body = self._body(response)
            headers = {name.lower(): value for name, value in response.getheaders()}
            return response.status, Answer(body, headers, address)
        except TimeoutError:
            raise FaultThatPasses("timeout") from None
        except (OSError, http.client.HTTPException) as fault:
            raise FaultThatPasses(f"{type(fault).__name__}"[:80]) from None
        finally:
            connection.close()

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        parts: list[bytes] = []
        while block := response.read1(_BLOCK):
            self.received += len(block)
            if self.received > self.most_bytes:
                raise AnswerTooLarge(host=self.origin[1], limit=self.most_bytes // (1024 * 1024))
            parts.append(block)
        if response.length:
            raise FaultThatPasses("cut short")
        return b"".join(parts)


def _seconds(written: str) -> float:
    return min(float(written), _LONGEST_WAIT) if written.isdigit() else 0.0
