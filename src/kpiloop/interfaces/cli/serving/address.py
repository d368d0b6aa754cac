"""The address of the pages: free, and how to reach it."""

from __future__ import annotations

import errno
import os
import socket
import time

from kpiloop.interfaces.cli.errors import PortTaken, ValueUnreadable

DEFAULT_PORT = 8000


def wanted_port(given: int | None) -> int:
    """The port from the line, else from the environment, else 8000."""
    if given is not None:
        return given
    written = os.environ.get("PORT", "")
    if not written:
        return DEFAULT_PORT
    if not written.isdigit() or not 0 < int(written) < 65536:
        raise ValueUnreadable(written=f"PORT={written}", wanted="8000")
    return int(written)


def require_free(host: str, port: int) -> None:
    """Refuse an address something else listens at, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTaken(port=str(port), host=host, other=str(port + 1)) from None
            raise


def wait_until_listening(host: str, port: int, seconds: float) -> bool:
    """Whether somebody accepts connections at the address before the time is over."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with socket.create_connection((reachable, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False
