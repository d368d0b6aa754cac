"""The time of day beside a day: 2026-10-31T23:30:00Z, 2026-10-31 23:30:00 +08:00."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from kpiloop.loop.collect.cleaning.texts import Cell

_TIME = re.compile(r"(?<=\d)[T\s](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?")


def moment_of(written: Cell, day: date) -> datetime | None:
    """The moment a cell means whose day was read already; None where it names a day alone.

    Law:      midnight without an offset is how programs write a day, so it is one.

    >>> moment_of("2026-10-31T23:30:00Z", date(2026, 10, 31)).isoformat()
    '2026-10-31T23:30:00+00:00'
    >>> moment_of("2026-10-31 00:00:00", date(2026, 10, 31))
    """
    if isinstance(written, datetime):
        found: datetime | None = written
    else:
        found = _of_text(written.strip(), day) if isinstance(written, str) and ":" in written else None
    return None if found is None or (found.tzinfo is None and found.time() == time()) else found


@lru_cache(maxsize=65536)
def _of_text(text: str, day: date) -> datetime | None:
    found = _TIME.search(text)
    if found is None or found.end() != len(text) or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return datetime.combine(day, time(int(found[1]), int(found[2]), min(int(found[3] or 0), 59)), _zone(found[4]))


def _zone(written: str | None) -> timezone | None:
    if written is None or written == "Z":
        return UTC if written else None
    ahead = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(-ahead if written[0] == "-" else ahead)
