"""Misses again and again: a talk, a rectification of the unit, or an improvement plan offered to the person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.improve.choices import ANSWER_DAYS, PERSON, PLAN, RECTIFICATION, TALK, UNIT
from kpiloop.loop.improve.errors import NotClosedYet
from kpiloop.loop.improve.evidence import months_of_run
from kpiloop.loop.improve.ladders.rungs import Ladders, Rung
from kpiloop.loop.improve.ladders.runs import KpiRun, kpi_runs
from kpiloop.loop.improve.models import ImprovementPlan, Rectification, Talk
from kpiloop.loop.improve.rows import ConsequenceOutcome
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.choices import ACCOUNTABILITY
from kpiloop.loop.track import engine_io as track_io

Opened = TypeVar("Opened", Rectification, ImprovementPlan, Talk)


@dataclass(frozen=True)
class _Found:
    """A run that has reached a rung."""

    run: KpiRun  #: the misses
    rung: Rung  #: what they call for
    line: AssignmentRow  #: the card of the newest miss
    period: PeriodRow  #: the closed month
    today: date  #: the day it is opened on

    @property
    def person_id(self) -> int:
        """Whom it is about: the person, or who answers for the KPI of the unit."""
        return self.line.subject.id if self.line.subject.kind == PERSON else self.line.owner.id


def open_consequences(actor: Actor, *, period_code: str, today: date) -> ConsequenceOutcome:
    """Open what misses call for at the end of a closed month, by the ladder of each card's scheme.

    Shape:    without rungs of the scheme three misses in a row: a unit's KPI opens an accountability interview and a
              rectification for its owner; a person's own KPI proposes an improvement plan with the evidence
              attached. A position's KPI opens nothing: it is everybody's and nobody's.
    Law:      one opening of a kind per run, however often this is called; a run that goes on is only
              extended. Closed months only. Nothing takes effect for a person before a human confirms.
    Errors:   permission_denied, period_unknown, improve_month_open.
    Source:   docs/methods/repeated-miss.md
    """
    require(actor, "improvement.manage")
    period = calendar.period(actor, period_code)
    if not period.is_closed:
        raise NotClosedYet(period=period_code)
    with transaction.atomic():
        counts: Counter[str] = Counter()
        for found in _found(period, today):
            counts[_open(actor, found)] += 1
        counts.pop("", None)
        if counts:
            record(actor, verb="open_consequences", object_kind="period", object_key=period_code, after=dict(counts))
    return ConsequenceOutcome(**counts)


def _found(period: PeriodRow, today: date) -> list[_Found]:
    """Every run that lasts at the end of a month and has reached a rung, lowest rungs first."""
    ladders = Ladders.read()
    histories = track_io.miss_histories(period, at_least=ladders.lowest)
    newest = {key: next(row for row in reversed(rows) if row.mark == "miss") for key, rows in histories.items()}
    lines = plan_io.assignments_by_id({row.assignment_id for row in newest.values() if row.assignment_id})
    schemes = plan_io.scheme_codes()
    found: list[_Found] = []
    for key, history in histories.items():
        line = lines[newest[key].assignment_id or 0]
        if line.subject.kind not in (UNIT, PERSON):
            continue
        for rung in ladders.of(schemes[line.scheme_id], line.subject.kind):
            runs = kpi_runs(history, misses=rung.misses, within=rung.within)
            found += [_Found(run, rung, line, period, today) for run in runs if run.is_open]
    return found


def _open(actor: Actor, found: _Found) -> str:
    """Open or extend one thing; returns what was counted."""
    held = _held(found)
    if held is not None:
        if held.misses >= found.run.length:
            return ""
        held.last_period_id, held.misses = found.run.last.period_id, found.run.length
        if isinstance(held, ImprovementPlan):
            held.evidence = months_of_run(actor, found.line, found.run)
        held.save()
        return "extended"
    fields = {
        "assignment_id": found.line.id,
        "first_period_id": found.run.first.period_id,
        "last_period_id": found.run.last.period_id,
        "misses": found.run.length,
        "rule": found.rung.written(),
    }
    if found.rung.opens == PLAN:
        evidence = months_of_run(actor, found.line, found.run)
        ImprovementPlan.objects.create(
            person_id=found.line.subject.id, evidence=evidence, proposed_by=actor.username, **fields
        )
        return "plans"
    due_on = calendar.work_days(actor).after(found.today, ANSWER_DAYS)
    fields |= {"interview_id": _open_interview(actor, found, due_on), "opened_by": actor.username}
    if found.rung.opens == TALK:
        Talk.objects.create(**fields)
        return "talks"
    Rectification.objects.create(responsible_id=found.line.owner.id, due_on=due_on, **fields)
    return "rectifications"


def _held(found: _Found) -> Rectification | ImprovementPlan | Talk | None:
    """What was opened from this run already; a talk once per rung."""
    if found.rung.opens == RECTIFICATION:
        return _of_run(Rectification, found)
    if found.rung.opens == PLAN:
        return _of_run(ImprovementPlan, found)
    return _of_run(Talk, found, rule__code=found.rung.code)


def _of_run(table: type[Opened], found: _Found, **further: object) -> Opened | None:
    """The newest row of a table about a KPI of a subject that has a month of a run."""
    line = found.line
    rows = table.objects.filter(
        assignment__kpi_id=line.kpi.id, assignment__subject_id=line.subject.id,
        first_period_id__in=found.run.period_ids, **further,
    )  # fmt: skip
    held: Opened | None = rows.order_by("-pk").first()
    return held


def _open_interview(actor: Actor, found: _Found, due_on: date) -> int:
    line, person = found.line, found.person_id
    return reward.open_interview(
        actor,
        kind=ACCOUNTABILITY,
        person_id=person,
        interviewer_id=org_io.line_manager(person, found.period.ends_before - timedelta(days=1)),
        assignment_id=line.id,
        reason=f"{line.kpi.code} {line.subject.code} {found.period.code} x{found.run.length}",
        due_on=due_on,
    )
