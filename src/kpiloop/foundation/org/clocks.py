"""Which day a moment belongs to: time zone and the hour a day begins at are those of the legal entity (rule R41)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from kpiloop.foundation.org.book import Book, read_book


@dataclass(frozen=True)
class DayClock:
    """How moments become days in one legal entity."""

    time_zone: str = ""  #: IANA name; empty = that of the installation
    day_begins: int = 0  #: hour a day begins at

    def day_of(self, moment: datetime) -> date:
        """The day a moment belongs to; one without offset is the time on the entity's own wall.

        >>> DayClock("Asia/Shanghai").day_of(datetime.fromisoformat("2026-10-31T23:30Z")).isoformat()
        '2026-11-01'
        >>> DayClock("Europe/Berlin", day_begins=6).day_of(datetime(2026, 11, 1, 5, 59)).isoformat()
        '2026-10-31'
        """
        if moment.tzinfo is not None:
            moment = moment.astimezone(ZoneInfo(self.time_zone or settings.TIME_ZONE))
        return (moment.replace(tzinfo=None) - timedelta(hours=self.day_begins)).date()


#: A unit code or employee number (empty for the company), a day -> how its moments become days.
Clocks = Callable[[str, date], DayClock]


def entity_clocks() -> Clocks | None:
    """Look up the clock of a unit or a person; None while no legal entity says anything of its days."""
    book = read_book()
    if not any(row.time_zone or row.day_begins for row in book.entities.values()):
        return None

    @cache
    def found(code: str, on: date) -> DayClock:
        unit = _unit_of(book, code, on)
        entity = None if unit is None else book.entity_of(unit, on)
        return DayClock(entity.time_zone, entity.day_begins) if entity else DayClock()

    return found


def _unit_of(book: Book, code: str, on: date) -> int | None:
    key = book.codes.get(code) if code else None
    if key in book.people:
        return next((row.unit_id for row in book.appointments_on(on) if row.person_id == key), None)
    return book.tree(on).root_id if key is None else key
