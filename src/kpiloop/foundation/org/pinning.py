"""The organisation held fast: its dated lines as plain lists, and reading under them whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import astuple, fields, replace
from datetime import date
from typing import Any, TypeVar

from kpiloop.foundation.org.book import Book, read_book, reading_under
from kpiloop.foundation.org.rows import AppointmentRow, Edge, EntityRow, EntityYearRow, PositionRow

Row = TypeVar("Row", Edge, AppointmentRow, EntityYearRow, PositionRow)
Lines = dict[str, Any]
_HOUR_AND_YEARS: tuple[Any, ...] = (0, ())  #: what lines of earlier pins leave out


def pin_lines() -> Lines:
    """Everything that says whose rows count for whom, with all its dates; equal organisations give equal lists."""
    book = read_book()
    return {
        "edges": _lists(book.edges),
        "appointments": _lists(book.appointments),
        "further": {code: _lists(edges) for code, edges in sorted(book.further_edges.items())},
        "positions": _lists([book.positions[key] for key in sorted(book.positions)]),
        "entities": [_entity_line(book.entities[key]) for key in sorted(book.entities)],
        "aliases": sorted([name, key] for name, key in book.aliases.items()),
    }


@contextmanager
def as_pinned(lines: Mapping[str, Any]) -> Iterator[None]:
    """Read the organisation as it was pinned; names are those of today."""
    book = replace(
        read_book(),
        edges=tuple(_rows(Edge, lines["edges"])),
        appointments=tuple(_rows(AppointmentRow, lines["appointments"])),
        further_edges={code: tuple(_rows(Edge, edges)) for code, edges in lines["further"].items()},
        positions={row.id: row for row in _rows(PositionRow, lines["positions"])},
        entities={row.unit_id: row for row in map(_entity, lines["entities"])},
        aliases=dict(lines["aliases"]),
        _trees={},
    )
    with reading_under(book):
        yield


def reading_as(lines: Mapping[str, Any] | None) -> AbstractContextManager[None]:
    """Read the organisation as it was pinned; without pins as it is now."""
    return nullcontext() if lines is None else as_pinned(lines)


def _entity_line(row: EntityRow) -> list[object]:
    """An entity; years stand at the end of the line, where it has any."""
    years = _lists(row.years)
    return [row.unit_id, row.currency, row.time_zone, row.day_begins, *([years] if years else [])]


def _entity(line: Sequence[Any]) -> EntityRow:
    whole: list[Any] = [*line, *_HOUR_AND_YEARS[len(line) - 3 :]]
    unit_id, currency, time_zone, hour, years = whole
    return EntityRow(unit_id, currency, time_zone, hour, tuple(_rows(EntityYearRow, years)))


def _lists(rows: Sequence[Any]) -> list[list[object]]:
    return [[each.isoformat() if isinstance(each, date) else each for each in astuple(row)] for row in rows]


def _rows(kind: type[Row], lists: Sequence[Sequence[Any]]) -> list[Row]:
    days = {place for place, each in enumerate(fields(kind)) if "date" in str(each.type)}
    found = []
    for line in lists:
        cells: list[Any] = [
            date.fromisoformat(each) if place in days and each else each for place, each in enumerate(line)
        ]
        found.append(kind(*cells))
    return found


__all__ = ["Book", "Lines", "as_pinned", "pin_lines", "reading_as"]
