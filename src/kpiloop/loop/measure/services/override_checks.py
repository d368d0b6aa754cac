"""What an override is checked against: whose figure it is, who decides, and whether its day is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.measure.choices import MONTH
from kpiloop.loop.measure.errors.overrides import OverrideDayPast
from kpiloop.loop.measure.models import Override, Value
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.duties import duty_rule_of, refuse_own_result, require_duties
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow


def held_override(actor: Actor, override_id: int) -> tuple[Override, PeriodRow]:
    """An override with its month, held until the end of the transaction; as absent as unknown where it is hidden."""
    found = Override.objects.select_related("kpi", "subject", "period").filter(pk=override_id).first()
    if found is None or not _sees(actor, found.subject_id, found.period.ends_before):
        raise NotFound(kind="override", key=override_id)
    month = calendar_services.hold(actor, codes=[found.period.code])[found.period.code]
    row = Override.objects.select_for_update(of=("self",)).select_related("kpi", "subject", "period")
    return row.get(pk=override_id), month


def named_figure(actor: Actor, kpi: str, subject: str, month: PeriodRow) -> tuple[KpiRow, SubjectRow]:
    """The KPI as published in the month, and the subject; hidden ones are as absent as unknown ones."""
    definition = next((row for row in plan.published_definitions(month.starts_on).values() if row.code == kpi), None)
    whose = next((row for row in org_io.subjects_by_id().values() if row.code == subject), None)
    if definition is None:
        raise NotFound(kind="kpi", key=kpi)
    if whose is None or not _sees(actor, whose.id, month.ends_before):
        raise NotFound(kind="subject", key=subject)
    return definition, whose


def _sees(actor: Actor, subject_id: int, ends_before: date) -> bool:
    return org.visible_subjects(actor, on=ends_before - timedelta(days=1)).sees(subject_id)


def refuse_past(valid_until: date, now: datetime) -> None:
    """Refuse a day that would end an override before it began."""
    if valid_until <= day_of(now):
        raise OverrideDayPast(valid_until=valid_until)


def value_in_force(slot: Mapping[str, int]) -> Value | None:
    """The value of a month the newest run keeps."""
    related = ("kpi", "period", "run", "definition", "formula")
    return Value.objects.select_related(*related).filter(**slot, window=MONTH, is_current=True).first()


def assigned_line(kpi_id: int, subject_id: int, month: PeriodRow) -> AssignmentRow | None:
    """Who answers for a KPI of a subject in a month; None where nobody does."""
    rows = plan.assignments_on(month.starts_on, month.ends_before)
    return next((row for row in rows if row.kpi.id == kpi_id and row.subject.id == subject_id), None)


def separate_duties(actor: Actor, row: Override, month: PeriodRow) -> tuple[tuple[str, str], ...]:
    """Nobody approves the own figure; who answers for the KPI deciding is told, or refused by the scheme."""
    person = org.person_of(actor)
    me = person.id if person else None
    refuse_own_result(me, row.subject_id)
    line = assigned_line(row.kpi_id, row.subject_id, month)
    if line is None:
        return ()
    people = {"owner": line.owner.id, "approver": me}
    return require_duties(duty_rule_of(line.id), people, person=person.name_zh if person else "")
