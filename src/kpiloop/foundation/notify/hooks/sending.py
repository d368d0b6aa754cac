"""One try to deliver: an answer of any kind, or why there was none. Redirects are not followed."""

from __future__ import annotations

import http.client
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.network import Deadline, connection_to, origin_of, path_of, pinned_address
from kpiloop.foundation.notify.hooks.choices import EXCERPT, TIMEOUT


@dataclass(frozen=True)
class Told:
    """How a try went."""

    status: int | None  #: status of the answer; None without one
    said: str  #: beginning of the answer, or why there was none

    @property
    def is_taken(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def post(address: str, body: bytes, headers: Mapping[str, str], allowed: Collection[str]) -> Told:
    """Send a body once; nothing is raised, whatever the other side does."""
    try:
        return Told(*_post(address, body, headers, allowed))
    except TimeoutError:
        return Told(None, "timeout")
    except Refusal as refusal:
        return Told(None, refusal.code)
    except (OSError, http.client.HTTPException) as fault:
        return Told(None, type(fault).__name__)


def _post(address: str, body: bytes, headers: Mapping[str, str], allowed: Collection[str]) -> tuple[int, str]:
    origin = origin_of(address)
    connection = connection_to(origin, pinned_address(origin[1], origin[2], allowed), TIMEOUT)
    try:
        connection.connect()
        with Deadline(connection.sock, TIMEOUT):
            connection.request("POST", path_of(address), body, dict(headers))
            response = connection.getresponse()
            beginning = response.read(EXCERPT * 4)
        return response.status, beginning.decode("utf-8", "replace")[:EXCERPT]
    finally:
        connection.close()
