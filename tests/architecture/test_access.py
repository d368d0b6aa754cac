"""Test 10: every address and every operation of the API says who may use it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kpiloop.foundation.access.choices import PERMISSIONS
from tests.architecture import house

#: The only addresses anybody may open: the way in, how it looks, and whether the product lives.
PUBLIC = (
    *("signin/", "signout/", "assets/", "choose/", "static/", "healthz", "readyz", "livez"),
    *("api/v1/openapi.json", "api/v1/docs"),
)


@dataclass(frozen=True)
class Address:
    """One thing that can be asked for from outside."""

    route: str  #: pattern of the address
    what: str  #: dotted name of the view or operation
    access: object  #: classification given by its door, None when there is none


def walk(patterns: list[URLPattern | URLResolver], start: str = "") -> Iterator[Address]:
    """Every view below a list of patterns, and every operation of an API behind one."""
    for pattern in patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield from (Address(route, dotted(view), access_of(view)) for view in views(pattern.callback))


def views(callback: Callable[..., object]) -> list[Callable[..., object]]:
    """The view itself, or the functions of an API path."""
    operations = getattr(getattr(callback, "__self__", None), "operations", None)
    return [operation.view_func for operation in operations] if operations else [callback]


def access_of(view: object) -> object:
    """Classification on the view or on what it wraps."""
    while view is not None:
        found = getattr(view, "access", None)
        if found is not None:
            return found
        view = view.func if isinstance(view, functools.partial) else getattr(view, "__wrapped__", None)
    return None


def dotted(view: object) -> str:
    """Name a reader can search for."""
    inner = view.func if isinstance(view, functools.partial) else view
    return f"{getattr(inner, '__module__', '?')}.{getattr(inner, '__qualname__', inner)}"


@pytest.fixture(scope="module")
def addresses() -> list[Address]:
    """Everything the product answers to."""
    found = list(walk(get_resolver().url_patterns))
    assert len(found) > 5, "the address list is empty: the walk is broken"
    return found


def is_listed_public(address: Address) -> bool:
    """True for the addresses of PUBLIC."""
    return address.route.lstrip("^").startswith(PUBLIC)


def test_every_address_is_classified(addresses: list[Address]) -> None:
    findings = (
        f"/{address.route} -> {address.what}"
        for address in addresses
        if address.access is None and not (is_listed_public(address) and not address.what.startswith("kpiloop."))
    )
    house.refuse(findings, "a view without door(...): nobody has said who may open it")


def test_permissions_exist(addresses: list[Address]) -> None:
    findings = (
        f"/{address.route} -> {address.what} asks for {permission}"
        for address in addresses
        for permission in [getattr(address.access, "permission", None)]
        if permission and permission not in PERMISSIONS
    )
    house.refuse(findings, "a permission that no role grants: nobody can open this")


def test_only_the_way_in_is_public(addresses: list[Address]) -> None:
    findings = (
        f"/{address.route} -> {address.what}"
        for address in addresses
        if getattr(address.access, "is_public", False) and not is_listed_public(address)
    )
    house.refuse(findings, "public addresses are listed in this test, and the list stays short")
