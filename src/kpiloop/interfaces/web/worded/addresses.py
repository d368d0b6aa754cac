"""Addresses of pages that other stages own; empty where an installation has no such page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def page(name: str, *arguments: object, **query: object) -> str:
    """Address of a page with a query; empty when nothing answers to it."""
    try:
        address = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    asked = {key: given for key, given in query.items() if given not in (None, "")}
    return f"{address}?{urlencode(asked)}" if asked else address


def kpi_page(assignment_id: int, **query: object) -> str:
    """The page of one KPI of one subject."""
    return page("track:kpi", assignment_id, **query)
