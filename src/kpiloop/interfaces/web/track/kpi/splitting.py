"""What a KPI is made of, read once for the page and its file: units below, months, members of a dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.errors import DrillImpossible
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow

#: Splits that are not by a column of the rows.
BY_UNIT, BY_DRIVERS = "unit", "drivers"
#: How many months may stand beside each other.
MONTHS = (3, 6, 12)
Course = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class UnitSplit:
    """A unit with its months, and what each member of the dimension adds to them."""

    subject: SubjectRow  #: unit
    values: Mapping[str, ValueRow]  #: month -> its figure as it was computed
    has_units: bool  #: whether units lie below it
    assignment_id: int | None = None  #: opens its page, where it answers for the KPI
    members: Mapping[str, Course] = field(default_factory=dict)  #: member -> month -> figure; largest last month first


@dataclass(frozen=True)
class Split:
    """A KPI of a unit, opened."""

    assignment: AssignmentRow  #: whose page it was opened from
    unit: SubjectRow  #: unit that is opened
    months: tuple[PeriodRow, ...]  #: oldest first, the period at hand last
    ways: tuple[str, ...]  #: what it can be split by
    by: str  #: what it is split by
    whole: UnitSplit  #: the unit itself
    units: tuple[UnitSplit, ...]  #: units right below, in the order of the tree


def read_split(viewer: Actor, period: str, *, assignment_id: int, by: str, count: int, unit: str) -> Split:
    """Open a KPI: the units below one, month by month, by a dimension of their rows.

    Shape:    an unknown dimension or number of months is the first one that is known; without a unit the one the
              KPI is assigned to is opened.
    Law:      the reader sees what they see elsewhere: units in sight, and members where they may see the unit.
    Errors:   permission_denied, not_found.
    """
    last = calendar.period(viewer, period)
    day = last.ends_before - timedelta(days=1)
    assignment = plan.assignment(viewer, assignment_id, on=day)
    opened = org.subject(viewer, unit, on=day) if unit else assignment.subject
    kept = [row for row in calendar.periods(viewer) if row.starts_on <= last.starts_on]
    months = tuple(kept[-(count if count in MONTHS else MONTHS[1]) :])
    known = analyse.dimensions_of(viewer, assignment_id=assignment_id, period_code=period)
    ways = tuple(way for way in known if way not in (BY_UNIT, BY_DRIVERS)) or (BY_UNIT,)
    chosen = by if by in ways else ways[0]
    tree = org.tree(viewer, on=day)
    seen = org.visible_subjects(viewer, on=day)
    below = [key for key in tree.children.get(opened.id, ()) if seen.sees(key)]
    values = _values(viewer, assignment.kpi.code, [opened.id, *below], months)
    members = _members(viewer, assignment.kpi.code, opened, months, chosen)
    held = plan.assignments(viewer, on=day, subject_ids=below, kpi=assignment.kpi.code)
    lines = {row.subject.id: row.id for row in held}
    units = [
        UnitSplit(
            org.subject_by_id(viewer, key), values.get(key, {}), bool(tree.children.get(key)), lines.get(key),
            _largest_first(members.get(key, {}), months[-1].code),
        )
        for key in below
    ]  # fmt: skip
    whole = UnitSplit(opened, values.get(opened.id, {}), bool(below))
    return Split(assignment, opened, months, ways, chosen, whole, tuple(units))


def _values(
    viewer: Actor, kpi: str, subject_ids: Sequence[int], months: Sequence[PeriodRow]
) -> dict[int, dict[str, ValueRow]]:
    codes = [row.code for row in months]
    found: dict[int, dict[str, ValueRow]] = {}
    for row in measure.values(viewer, period_codes=codes, subject_ids=subject_ids, kpi_codes=[kpi]):
        found.setdefault(row.subject_id, {})[row.period_code] = row
    return found


def _members(
    viewer: Actor, kpi: str, unit: SubjectRow, months: Sequence[PeriodRow], by: str
) -> dict[int, dict[str, dict[str, Decimal | None]]]:
    """Unit below -> member -> month -> figure; nothing where the formula cannot be split."""
    found: dict[int, dict[str, dict[str, Decimal | None]]] = {}
    if by == BY_UNIT or unit.kind != "unit":
        return found
    with suppress(DrillImpossible):
        drilled = measure.drill_down(
            viewer, kpi=kpi, unit_id=unit.id, first=months[0].code, last=months[-1].code, by=by
        )
        for row in drilled.rows:
            found.setdefault(row.subject.id, {}).setdefault(row.member, {})[row.period] = row.figure
    return found


def _largest_first(members: Mapping[str, Course], last: str) -> dict[str, Course]:
    def rank(member: str) -> tuple[Decimal, str]:
        return -(members[member].get(last) or Decimal(0)), member

    return {member: members[member] for member in sorted(members, key=rank)}
