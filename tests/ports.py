"""Free ports for servers of the tests."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack

#: Below what systems hand to outgoing connections: one of those may hold a port before its server has come up.
RANGE = range(15_000, 30_000)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on; all are held until all are known."""
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            probe = held.enter_context(socket.socket())
            port = random.SystemRandom().choice(RANGE)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
    return found


def free_port() -> int:
    """A port nobody listens on."""
    return free_ports(1)[0]
