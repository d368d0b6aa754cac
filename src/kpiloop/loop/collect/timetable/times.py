"""How people say when a source is loaded, and the fields of cron it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from kpiloop.loop.collect.errors.schedules import TimetableWrong

DAY, WEEK, MONTH, CRON = "day", "week", "month", "cron"
EVERY = (DAY, WEEK, MONTH, CRON)
LAST_SURE_DAY = 28


@dataclass(frozen=True)
class Timetable:
    """When a source is loaded."""

    every: str  #: day, week, month or cron
    at: time = time(7, 0)  #: wall time; a cron line says its own
    on: int = 1  #: weekday 1 Monday to 7, or day of the month 1 to 28, -1 the last one
    cron: str = ""  #: five fields, where every is cron

    def fields(self) -> str:
        """The five fields of cron.

        >>> Timetable("week", time(7, 30), 1).fields(), Timetable("month", time(6, 0), -1).fields()
        ('30 7 * * 1', '0 6 L * *')
        """
        if self.every == CRON:
            if len(self.cron.split()) != 5:
                raise TimetableWrong(field="cron", written=self.cron)
            return self.cron
        if self.every == WEEK and not 1 <= self.on <= 7:
            raise TimetableWrong(field="on", written=self.on)
        if self.every == MONTH and not (1 <= self.on <= LAST_SURE_DAY or self.on == -1):
            raise TimetableWrong(field="on", written=self.on)
        if self.every not in EVERY:
            raise TimetableWrong(field="every", written=self.every)
        day = "L" if self.on == -1 else str(self.on)
        rest = {DAY: "* * *", WEEK: f"* * {self.on % 7}", MONTH: f"{day} * *"}[self.every]
        return f"{self.at.minute} {self.at.hour} {rest}"


def timetable_of(fields: str) -> Timetable:
    """What five fields of cron say, in the words of people where there are words for it.

    >>> timetable_of("30 7 * * 1").every, timetable_of("*/5 * * * *").every
    ('week', 'cron')
    """
    minute, hour, day, month, weekday = fields.split()
    if not (minute.isdigit() and hour.isdigit()) or month != "*":
        return Timetable(CRON, cron=fields)
    at = time(int(hour), int(minute))
    if day == "*" and weekday == "*":
        return Timetable(DAY, at)
    if day == "*" and weekday.isdigit():
        return Timetable(WEEK, at, int(weekday) or 7)
    if weekday == "*" and (day.isdigit() or day == "L"):
        return Timetable(MONTH, at, -1 if day == "L" else int(day))
    return Timetable(CRON, cron=fields)
