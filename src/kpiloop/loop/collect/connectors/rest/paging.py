"""From one page to the next: by number, by offset, by a cursor in the answer, or by the Link header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from kpiloop.loop.collect.connectors.rest.asking import Answer
from kpiloop.loop.collect.connectors.rest.records import at_path
from kpiloop.loop.collect.connectors.rest.settings import RestSettings

_NEXT = re.compile(r'<([^>]*)>[^,]*;\s*rel="?next"?', re.IGNORECASE)


def first_address(address: str, settings: RestSettings, since: str) -> str:
    """Where reading begins."""
    asked = dict(settings.query)
    if settings.since_param and (since or settings.since_first):
        asked[settings.since_param] = since or settings.since_first
    if settings.size_param:
        asked[settings.size_param] = str(settings.page_size)
    if settings.paging in ("page", "offset"):
        asked[settings.page_param] = str(settings.first_page if settings.paging == "page" else 0)
    return with_query(address, asked)


def next_address(
    address: str, settings: RestSettings, answer: Answer, found: object, records: int, read: int, pages: int
) -> str:
    """The page after this one; empty when this was the last. `read` counts records, `pages` pages so far."""
    if settings.paging == "link":
        match = _NEXT.search(answer.headers.get("link", ""))
        return urljoin(answer.address, match.group(1)) if match else ""
    if settings.paging == "cursor":
        cursor = at_path(found, settings.cursor)
        if not isinstance(cursor, str | int) or cursor in ("", False):
            return ""
        text = str(cursor)
        if text.startswith(("http://", "https://", "/")):
            return urljoin(answer.address, text)
        return with_query(address, {settings.page_param: text})
    # A page that is not full may still be followed by another: only an empty one is the end for certain.
    if settings.paging == "none" or not records:
        return ""
    number = settings.first_page + pages if settings.paging == "page" else read
    return with_query(address, {settings.page_param: str(number)})


def with_query(address: str, asked: Mapping[str, str]) -> str:
    """An address with parameters set, others kept."""
    parts = urlsplit(address)
    held = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(asked)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(held), ""))
