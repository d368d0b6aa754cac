"""Reads a REST source whole: every page, once, and again when the list moved while it was read."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast
from urllib.parse import urlsplit

from kpiloop.foundation.network import check_address, origin_of
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Reading
from kpiloop.loop.collect.connectors.push.reader import cell_of, headings
from kpiloop.loop.collect.connectors.rest.asking import Answer, Asker
from kpiloop.loop.collect.connectors.rest.paging import first_address, next_address
from kpiloop.loop.collect.connectors.rest.records import Record, at_path, names_of, parsed, records_at
from kpiloop.loop.collect.connectors.rest.settings import RestSettings
from kpiloop.loop.collect.errors.web import MovedWhileRead, PageRepeated, PagesEndless

#: How often a list that moves while it is read is read anew.
_ATTEMPTS = 3
#: Called after every page with the number of records so far; it may raise to stop the reading.
Told = Callable[[int], None]


@dataclass
class _Pages:
    """What one walk through all pages brought."""

    records: list[Record] = field(default_factory=list)  #: in the order of the source
    digests: list[str] = field(default_factory=list)  #: one per page, to notice a page that comes twice
    total: int | None = None  #: how many there are, as the source counts

    def is_short(self) -> bool:
        """True when the source itself counts other than was read."""
        return self.total is not None and self.total != len(self.records)


def read_rest(
    address: str,
    recipe: Mapping[str, object],
    settings: RestSettings,
    *,
    secret: str = "",
    since: str = "",
    allowed: Collection[str] = (),
    told: Told | None = None,
    asker: Asker | None = None,
) -> Reading:
    """All records as a grid; the notes say how far the source was read (`mark`) and how many pages there were."""
    check_address(address)
    asks = asker or make_asker(address, settings, secret, allowed)
    for _ in range(_ATTEMPTS):
        pages = _walk(asks, address, settings, since, told or _silent)
        if not pages.is_short() and _still_begins_so(asks, address, settings, since, pages):
            return _reading(address, recipe, settings, pages)
    raise MovedWhileRead(host=asks.origin[1], read=len(pages.records), total=pages.total)


def make_asker(address: str, settings: RestSettings, secret: str, allowed: Collection[str]) -> Asker:
    """Who asks, signed in as the settings say."""
    signed: dict[str, str] = {}
    if settings.sign_in == "bearer":
        signed["Authorization"] = f"Bearer {secret}"
    elif settings.sign_in == "basic":
        signed["Authorization"] = "Basic " + base64.b64encode(f"{settings.user}:{secret}".encode()).decode()
    elif settings.sign_in == "header":
        signed[settings.header] = secret
    return Asker(
        origin=origin_of(address),
        allowed=allowed,
        headers=signed,
        timeout=settings.timeout,
        retries=settings.retries,
        most_bytes=settings.most_bytes,
    )


def _walk(asks: Asker, address: str, settings: RestSettings, since: str, told: Told) -> _Pages:
    pages = _Pages()
    here = first_address(address, settings, since)
    while here:
        asks.check_origin(here)
        answer, found = cast("tuple[Answer, object]", asks.ask(here, lambda got: (got, parsed(got))))
        records = records_at(found, settings.records)
        _note(asks, pages, settings, found, records)
        told(len(pages.records))
        here = next_address(here, settings, answer, found, len(records), len(pages.records), len(pages.digests))
    return pages


def _note(asks: Asker, pages: _Pages, settings: RestSettings, found: object, records: list[Record]) -> None:
    digest = _digest(records)
    if records and digest in pages.digests:
        # The same page twice: the source does not know the parameter, or the list turned under us.
        raise PageRepeated(host=asks.origin[1], page=len(pages.digests) + 1)
    if len(pages.digests) >= settings.most_pages:
        raise PagesEndless(host=asks.origin[1], limit=settings.most_pages)
    pages.records.extend(records)
    pages.digests.append(digest)
    stated = at_path(found, settings.total) if settings.total else None
    pages.total = stated if isinstance(stated, int) and not isinstance(stated, bool) else pages.total


def _still_begins_so(asks: Asker, address: str, settings: RestSettings, since: str, pages: _Pages) -> bool:
    """Whether the first page is the same after the last: a record put in or taken out in front shifts all others."""
    if len(pages.digests) < 2:
        return True
    found = asks.ask(first_address(address, settings, since), parsed)
    return _digest(records_at(found, settings.records)) == pages.digests[0]


def _reading(address: str, recipe: Mapping[str, object], settings: RestSettings, pages: _Pages) -> Reading:
    records = pages.records
    # Without a single record there is nothing to find headings in, and nothing to miss either.
    head = names_of(records) or tuple(headings(recipe))
    rows = (
        GridRow(line, tuple(cell_of(record.get(name)) for name in head)) for line, record in enumerate(records, start=1)
    )
    notes = {"pages": str(len(pages.digests)), "mark": newest_mark(records, settings.since_field)}
    # The order of the source does not count: the same records in another order are the same content.
    texts = sorted(_text(record) for record in records)
    digest = hashlib.sha256("\n".join([*head, *texts]).encode()).hexdigest()
    name = urlsplit(address).path.rstrip("/").rpartition("/")[2] or urlsplit(address).hostname or ""
    return Reading((Grid("", tuple(rows), head=head, notes=notes),), digest, name)


def newest_mark(records: list[Record], name: str) -> str:
    """The newest value of the field that says how new a record is; empty when no record carries one.

    >>> newest_mark([{"id": 9}, {"id": 10}], "id"), newest_mark([{"on": "2026-02-01"}, {"on": "2026-01-31"}], "on")
    ('10', '2026-02-01')
    """
    found = [record[name] for record in records if record.get(name) is not None]
    if found and all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in found):
        return str(max(cast("list[Decimal]", found)))
    return max((str(value) for value in found), default="")


def _digest(records: list[Record]) -> str:
    return hashlib.sha256("\n".join(_text(record) for record in records).encode()).hexdigest()


def _text(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, default=str)


def _silent(records: int) -> None:
    return None
