"""From codes to the assignments and months figures are entered for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect.entering.locking import Change
from kpiloop.loop.collect.entering.models import Entry
from kpiloop.loop.collect.entering.rows import NewEntry
from kpiloop.loop.collect.errors import SubmissionUnknown
from kpiloop.loop.collect.errors.entries import EntryUnknown
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow

#: KPI code, subject code, period code.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Asked:
    """A figure somebody enters, all codes resolved."""

    given: NewEntry  #: what was entered
    line: AssignmentRow  #: KPI, subject, owner and provider at the end of the month
    period: PeriodRow  #: month

    @property
    def where(self) -> dict[str, str]:
        """Fields of a refusal about it."""
        return {"kpi": self.given.kpi, "subject": self.given.subject, "period": self.given.period}

    @property
    def change(self) -> Change:
        """As the rules of locking ask."""
        return Change(self.line.kpi.id, self.line.kpi.code, self.line.subject.id, self.period)


def resolve(actor: Actor, values: Sequence[NewEntry]) -> list[Asked]:
    """Find the assignment of every figure.

    Errors:   period_unknown, submission_unknown for a figure nobody answers for at the end of its month.
    """
    periods = calendar.periods_by_code(actor, sorted({row.period for row in values}))
    lines = lines_of(periods.values())
    asked = []
    for given in values:
        line = lines.get((given.kpi, given.subject, given.period))
        if line is None:
            raise SubmissionUnknown(kind="assignment", name=f"{given.kpi} {given.subject}")
        asked.append(Asked(given, line, periods[given.period]))
    return asked


def lines_of(periods: Collection[PeriodRow]) -> dict[Place, AssignmentRow]:
    """Who answers for what at the end of each month."""
    if not periods:
        return {}
    first, last = min(row.starts_on for row in periods), max(row.ends_before for row in periods)
    found: dict[Place, AssignmentRow] = {}
    for line in plan.assignments_on(first, last):
        for period in periods:
            day = period.ends_before - timedelta(days=1)
            if line.valid_from <= day and (line.valid_to is None or day < line.valid_to):
                found.setdefault((line.kpi.code, line.subject.code, period.code), line)
    return found


def held_entry(entry_id: int) -> tuple[Entry, AssignmentRow, PeriodRow]:
    """An entry with its assignment and month; without one it is as absent as an unknown one."""
    held = Entry.objects.select_related("kpi", "subject").filter(pk=entry_id).first()
    if held is None:
        raise EntryUnknown(entry=entry_id)
    period = calendar.period_by_id(SYSTEM, held.period_id)
    line = lines_of([period]).get((held.kpi.code, held.subject.code, period.code))
    if line is None:
        raise EntryUnknown(entry=entry_id)
    return held, line, period
