"""When a source is read, from the columns of a row to a timetable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time

from kpiloop.engine.errors import Refusal
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.loop.collect.timetable.times import CRON, DAY, Timetable, timetable_of


def timetable(row: Row) -> Timetable:
    """What a row of `schedules` says.

    Errors:   ValueError for a time that is none; collect_timetable_wrong for days nobody can follow.
    """
    values = row.values
    stated = Timetable(
        str(values.get("every")),
        time.fromisoformat(str(values.get("at") or "07:00")),
        int(str(values.get("on") or 0)),
        str(values.get("cron") or ""),
    )
    stated.fields()
    return stated


def settled_schedules(bundle: Bundle) -> tuple[Row, ...]:
    """Rows of `schedules` as the company would state them: a cron line that is a weekly one is weekly."""
    return tuple(_settled(row) for row in bundle.rows("schedules"))


def _settled(row: Row) -> Row:
    try:
        times = timetable_of(timetable(row).fields())
    except (Refusal, ValueError):
        return row  # the check says so
    said: dict[str, Value] = {"every": times.every, "at": f"{times.at:%H:%M}", "on": times.on}
    said["cron"] = times.cron if times.every == CRON else ""
    beside = {name: row.values[name] for name, _ in unread_times(row)}  # kept as it is written, so that a check says so
    return replace(row, values={**row.values, **said, **beside})


def unread_times(row: Row) -> Iterator[tuple[str, str]]:
    """Columns that are written and say nothing, with what they would count with."""
    values = row.values
    if values.get("cron") and values.get("every") != CRON:
        yield "cron", "every: cron"
    if values.get("every") == DAY and values.get("on") not in (None, Timetable(DAY).on):
        yield "on", "every: week, every: month"
