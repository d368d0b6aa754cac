"""Which hosts may be asked: resolve first, look at the address, then connect to exactly that one."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection

from kpiloop.loop.collect.errors.web import AddressRefused, SourceUnreachable


def pinned_address(host: str, port: int, allowed: Collection[str]) -> str:
    """The address to connect to; private ones only for hosts an administrator listed.

    The name is resolved once: a second look-up could be answered with another address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise SourceUnreachable(host=host, reason=str(fault)[:120]) from None
    addresses = [str(entry[4][0]) for entry in found]
    is_listed = host in allowed or f"{host}:{port}" in allowed
    if not addresses or not (is_listed or all(_is_public(address) for address in addresses)):
        raise AddressRefused(host=host)
    return addresses[0]


def _is_public(written: str) -> bool:
    address = ipaddress.ip_address(written.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast
