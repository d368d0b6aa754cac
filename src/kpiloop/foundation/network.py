"""Reaching other hosts: resolve first, look at the address, then connect to exactly that one, within a time."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlsplit

from kpiloop.engine.errors import Refusal


class AddressRefused(Refusal):
    """No web address, or a host in a private network that no administrator listed: host."""

    code = "source_address_refused"


class HostUnreachable(Refusal):
    """The host did not answer in a usable way: host, reason."""

    code = "source_unreachable"


def check_address(address: str) -> None:
    """Only plain web addresses, without a password in them."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise AddressRefused(host=parts.hostname or address[:80])


def origin_of(address: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def path_of(address: str) -> str:
    """Path and query of an address, as they are asked for."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def pinned_address(host: str, port: int, allowed: Collection[str]) -> str:
    """The address to connect to; private ones only for hosts an administrator listed.

    The name is resolved once: a second look-up could be answered with another address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise HostUnreachable(host=host, reason=str(fault)[:120]) from None
    addresses = [str(entry[4][0]) for entry in found]
    is_listed = host in allowed or f"{host}:{port}" in allowed
    if not addresses or not (is_listed or all(_is_public(address) for address in addresses)):
        raise AddressRefused(host=host)
    return addresses[0]


def connection_to(origin: tuple[str, str, int], pinned: str, timeout: float) -> http.client.HTTPConnection:
    """A connection to the address that was looked at, with the certificate checked against the name."""
    scheme, host, port = origin
    if scheme == "https":
        secure = http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
        return _pin(secure, pinned)
    return _pin(http.client.HTTPConnection(host, port, timeout=timeout), pinned)


class Deadline:
    """Ends a connection that is still talking when its time is over, however slowly it drips; then TimeoutError."""

    def __init__(self, opened: socket.socket, seconds: float) -> None:
        """Keep the connection to end."""
        self.opened = opened
        self.is_late = threading.Event()
        self.timer = threading.Timer(seconds, self._end)
        self.timer.daemon = True

    def __enter__(self) -> Deadline:
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        # An answer without a length ends with its connection, and it was us who ended it: that is no answer.
        if self.is_late.is_set():
            raise TimeoutError

    def _end(self) -> None:
        self.is_late.set()
        with suppress(OSError):
            self.opened.shutdown(socket.SHUT_RDWR)


def _is_public(written: str) -> bool:
    address = ipaddress.ip_address(written.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _pin(connection: http.client.HTTPConnection, pinned: str) -> http.client.HTTPConnection:
    def connect(address: tuple[str, int], timeout: float, source: object = None) -> socket.socket:
        return socket.create_connection((pinned, address[1]), timeout)

    connection._create_connection = connect  # type: ignore[attr-defined]
    return connection
