"""Drivers that are not part of every installation, and what their faults mean."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.settings import Place
from kpiloop.loop.collect.errors.databases import (
    ConnectionLost,
    DatabaseRefused,
    DatabaseSlow,
    DatabaseUnreachable,
    DriverMissing,
    ReadRefused,
    SignInRefused,
)

#: What the servers say when they do not know an account, and when it may not read.
_SIGN_IN = ("login failed", "ora-01017", "18456", "dpy-3001", "dpy-4001")
_DENIED = ("permission was denied", "ora-01031", "ora-00942", "ora-01456", "229")
_SLOW = ("timeout", "timed out", "dpy-4024")
_LOST = ("dpy-4011", "closed", "reset", "broken pipe", "eof")


def wanted_library(name: str, *, kind: str) -> Any:
    """A driver, or how to install it."""
    try:
        return import_module(name)
    except ImportError:
        raise DriverMissing(kind=kind, extra=f"kpiloop[{kind}]") from None


def refused(fault: BaseException, place: Place, secret: Secret | None, *, connecting: bool) -> Exception:
    """A fault of a driver as a refusal, without the secret."""
    text = (str(fault).splitlines() or [type(fault).__name__])[0][:300]
    said = secret.hide_in(text) if secret else text
    lower = said.lower()
    if any(mark in lower for mark in _SIGN_IN):
        return SignInRefused(place=place, user=place.user)
    if connecting:
        return DatabaseUnreachable(place=place, reason=said)
    if any(mark in lower for mark in _DENIED):
        return ReadRefused(place=place, reason=said)
    if any(mark in lower for mark in _SLOW):
        return DatabaseSlow(place=place, seconds=place.timeout)
    if any(mark in lower for mark in _LOST):
        return ConnectionLost(place=place, reason=said)
    return DatabaseRefused(place=place, reason=said)
