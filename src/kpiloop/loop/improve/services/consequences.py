"""Misses in a row: a unit owes a talk and a rectification, a person is offered an improvement plan."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.improve.choices import ANSWER_DAYS, MISSES_IN_A_ROW
from kpiloop.loop.improve.errors import NotClosedYet
from kpiloop.loop.improve.evidence import months_of_run
from kpiloop.loop.improve.models import ImprovementPlan, Rectification
from kpiloop.loop.improve.rows import ConsequenceOutcome
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.choices import ACCOUNTABILITY
from kpiloop.loop.track import engine_io as track_io
from kpiloop.loop.track.rows import MissRun


def open_consequences(actor: Actor, *, period_code: str, today: date) -> ConsequenceOutcome:
    """Open what three misses in a row call for at the end of a closed month.

    Shape:    a unit's KPI opens an accountability interview and a rectification for its owner; a
              person's own KPI proposes an improvement plan with the evidence attached. A position's
              KPI opens nothing: it is everybody's and nobody's.
    Law:      one opening per run, however often this is called; a run that goes on is only
              extended. Closed months only. Nothing takes effect for a person before a human confirms.
    Errors:   permission_denied, period_unknown, improve_month_open.
    Source:   docs/methods/repeated-miss.md
    """
    require(actor, "improvement.manage")
    period = calendar.period(actor, period_code)
    if not period.is_closed:
        raise NotClosedYet(period=period_code)
    runs = [run for run in track_io.open_miss_runs(period.id) if run.length >= MISSES_IN_A_ROW]
    lines = plan_io.assignments_by_id({run.assignment_id for run in runs})
    with transaction.atomic():
        counts = {"rectifications": 0, "plans": 0, "extended": 0}
        for run in runs:
            kind = _open(actor, run, lines[run.assignment_id], period, today)
            if kind:
                counts[kind] += 1
        if any(counts.values()):
            record(actor, verb="open_consequences", object_kind="period", object_key=period_code, after=counts)
    return ConsequenceOutcome(**counts)


def _open(actor: Actor, run: MissRun, line: AssignmentRow, period: PeriodRow, today: date) -> str:
    if line.subject.kind == "unit":
        return _open_rectification(actor, run, line, period, today)
    if line.subject.kind == "person":
        return _propose_plan(actor, run, line, period)
    return ""


def _open_rectification(actor: Actor, run: MissRun, line: AssignmentRow, period: PeriodRow, today: date) -> str:
    held = Rectification.objects.filter(
        assignment__kpi_id=line.kpi.id, assignment__subject_id=line.subject.id, first_period_id=run.first_period_id
    ).first()
    if held is not None:
        if held.misses >= run.length:
            return ""
        held.last_period_id, held.misses = run.last_period_id, run.length
        held.save(update_fields=["last_period", "misses"])
        return "extended"
    due_on = calendar.work_days(actor).after(today, ANSWER_DAYS)
    leader = org_io.line_manager(line.owner.id, period.ends_before - timedelta(days=1))
    interview = reward.open_interview(
        actor,
        kind=ACCOUNTABILITY,
        person_id=line.owner.id,
        interviewer_id=leader,
        assignment_id=line.id,
        reason=f"{line.kpi.code} {line.subject.code} {period.code} x{run.length}",
        due_on=due_on,
    )
    Rectification.objects.create(
        assignment_id=line.id,
        first_period_id=run.first_period_id,
        last_period_id=run.last_period_id,
        misses=run.length,
        interview_id=interview,
        responsible_id=line.owner.id,
        due_on=due_on,
        opened_by=actor.username,
    )
    return "rectifications"


def _propose_plan(actor: Actor, run: MissRun, line: AssignmentRow, period: PeriodRow) -> str:
    evidence = months_of_run(actor, line, run)
    held = ImprovementPlan.objects.filter(
        assignment__kpi_id=line.kpi.id, assignment__subject_id=line.subject.id, first_period_id=run.first_period_id
    ).first()
    if held is not None:
        if held.misses >= run.length:
            return ""
        held.last_period_id, held.misses, held.evidence = run.last_period_id, run.length, evidence
        held.save(update_fields=["last_period", "misses", "evidence"])
        return "extended"
    ImprovementPlan.objects.create(
        person_id=line.subject.id,
        assignment_id=line.id,
        first_period_id=run.first_period_id,
        last_period_id=run.last_period_id,
        misses=run.length,
        evidence=evidence,
        proposed_by=actor.username,
    )
    return "plans"
