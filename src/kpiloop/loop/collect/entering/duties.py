"""Figures that wait for a decision as duties: who checks or approves them is reminded, once for all of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.notify.duties import Duty, listed, named, owed
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.collect.entering.choices import ON_ITS_WAY
from kpiloop.loop.collect.entering.flows import due_on, flows_by_kpi, node_at
from kpiloop.loop.collect.entering.holders import holders
from kpiloop.loop.collect.entering.models import Entry
from kpiloop.loop.collect.entering.resolving import lines_of
from kpiloop.loop.plan.rows import AssignmentRow


@owed("entries")
def entries_owed(on: date) -> Iterator[Duty]:
    """Figures on their way, by whose turn it is and when it is due."""
    flows = flows_by_kpi()
    waiting: dict[tuple[int, date, int], list[AssignmentRow]] = defaultdict(list)
    found = Entry.objects.filter(state__in=ON_ITS_WAY).select_related("kpi", "subject", "period").order_by("pk")
    periods = {row.period_id: calendar.period_by_id(SYSTEM, row.period_id) for row in found}
    lines = lines_of(periods.values())
    for held in found:
        period = periods[held.period_id]
        line = lines.get((held.kpi.code, held.subject.code, period.code))
        node = node_at(flows.get(held.kpi.code), held.place)
        if line is None or node is None:
            continue
        for person in holders(node, line, on):
            waiting[person.id, due_on(period, node), node.grace_days].append(line)
    for (person_id, due, grace), asked in waiting.items():
        yield _duty(person_id, due, grace, asked, on)


def _duty(person_id: int, due: date, grace: int, asked: list[AssignmentRow], on: date) -> Duty:
    holder, line = org.accounts_up(person_id, on)
    person = org.people_by_id()[person_id]
    return Duty(
        key=f"entries:{person_id}",
        code="entries",
        due_on=due,
        grace=grace,
        holder=holder,
        line=line,
        fields={
            "count": len(asked),
            **listed("kpis", ((row.kpi.code, row.kpi.name_zh, row.kpi.name_en) for row in asked)),
            **named("person", person.code, person.name_zh, person.name_en),
        },
    )
