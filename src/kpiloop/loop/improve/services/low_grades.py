"""Low grades in a row: a person is offered an improvement plan, or a talk is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.improve.choices import ANSWER_DAYS, GRADES, PLAN
from kpiloop.loop.improve.ladders.rungs import Ladders, Rung
from kpiloop.loop.improve.ladders.runs import grade_run
from kpiloop.loop.improve.models import ImprovementPlan, Talk
from kpiloop.loop.improve.rows import ConsequenceOutcome
from kpiloop.loop.reward import engine_io as reward_io
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.choices import ACCOUNTABILITY
from kpiloop.loop.reward.rows import FinalGrade


def open_for_low_grades(actor: Actor, *, cycle_id: int, today: date) -> ConsequenceOutcome:
    """Open what low grades in a row call for once a cycle is final.

    Shape:    cycles of the scheme that follow each other without a gap; two of the lowest grade in a row propose an
              improvement plan, unless rungs of the scheme say otherwise.
    Law:      final cycles only; once per run, however often this is called; a rank alone triggers nothing, and
              nothing takes effect before a human confirms.
    Errors:   permission_denied (improvement.manage), not_found.
    """
    require(actor, "improvement.manage")
    history = reward_io.final_grades(cycle_id)
    found = [
        (person, run, rung)
        for rung in Ladders.read().of(history.scheme, GRADES)
        for person, grades in history.by_person.items()
        if (run := grade_run(grades, rung, history.lowest))
    ]
    with transaction.atomic():
        counts = Counter(_open(actor, person, run, rung, today) for person, run, rung in found)
        counts.pop("", None)
        if counts:
            record(actor, verb="open_consequences", object_kind="cycle", object_key=str(cycle_id), after=dict(counts))
    return ConsequenceOutcome(**counts)


def _open(actor: Actor, person: int, run: Sequence[FinalGrade], rung: Rung, today: date) -> str:
    table = ImprovementPlan if rung.opens == PLAN else Talk
    periods = {row.period_id for row in run}
    rule = rung.written()
    held = table.objects.filter(
        person_id=person, rule__about=GRADES, rule__code=rung.code, first_period_id__in=periods
    ).first()
    evidence = [{"period": row.period_code, "grade": row.grade, "score": str(row.score)} for row in run]
    if held is not None:
        if held.misses >= len(run):
            return ""
        held.last_period_id, held.misses = run[-1].period_id, len(run)
        if isinstance(held, ImprovementPlan):
            held.evidence = evidence
        held.save()
        return "extended"
    fields = {
        "person_id": person,
        "first_period_id": run[0].period_id,
        "last_period_id": run[-1].period_id,
        "misses": len(run),
        "rule": rule,
    }
    if rung.opens == PLAN:
        ImprovementPlan.objects.create(evidence=evidence, proposed_by=actor.username, **fields)
        return "plans"
    due_on = calendar.work_days(actor).after(today, ANSWER_DAYS)
    last_day = calendar.period_by_id(actor, run[-1].period_id).ends_before - timedelta(days=1)
    interview = reward.open_interview(
        actor,
        kind=ACCOUNTABILITY,
        person_id=person,
        interviewer_id=org_io.line_manager(person, last_day),
        cycle_id=run[-1].cycle_id,
        reason=f"{run[-1].period_code} x{len(run)}",
        due_on=due_on,
    )
    Talk.objects.create(interview_id=interview, opened_by=actor.username, **fields)
    return "talks"
