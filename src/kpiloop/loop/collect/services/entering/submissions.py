"""Reporting values by hand: a person who owns or provides the figure enters it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect.entering.flows import flows_by_kpi
from kpiloop.loop.collect.entering.rows import NewEntry
from kpiloop.loop.collect.entering.submitting import Report, ValuesWritten, write_reports
from kpiloop.loop.collect.errors import SubmissionUnknown
from kpiloop.loop.collect.rows import NewValue
from kpiloop.loop.collect.services.entering.entries import submit_entries
from kpiloop.loop.plan import engine_io as plan


@transaction.atomic
def submit_value(
    actor: Actor,
    *,
    kpi: str,
    subject: str,
    period: str,
    value: Decimal | None,
    reason: str = "",
    now: datetime,
) -> ValuesWritten:
    """Report one value; a corrected value becomes a new version.

    Units:    the unit of the KPI.
    Missing:  None says that there is no value, which is not 0.
    Errors:   as `submit_values`.
    """
    return submit_values(actor, values=[NewValue(kpi, subject, period, value)], reason=reason, now=now)


@transaction.atomic
def submit_values(actor: Actor, *, values: Sequence[NewValue], reason: str = "", now: datetime) -> ValuesWritten:
    """Report values, thousands in one go.

    Shape:    figures of KPIs with a flow are handed on in it and counted apart; the others are in force at once.
    Law:      the same value again changes nothing; the version before stays readable.
    Errors:   permission_denied unless the actor runs loads or owns or provides every KPI reported,
              period_closed, submission_unknown, collect_value_locked; with a flow as `submit_entries`.
    """
    periods = calendar.periods_by_code(actor, sorted({row.period for row in values}))
    flows = flows_by_kpi()
    direct = [row for row in values if row.kpi not in flows]
    reports = _resolve(direct, periods)
    _require_duty(actor, reports)
    written = write_reports(reports, batch=None, submitted_by=actor.username, guarded_at=now)
    handed = [
        NewEntry(row.kpi, row.subject, row.period, row.value, row.value is None, reason)
        for row in values
        if row.kpi in flows
    ]
    if handed:
        done = submit_entries(actor, values=handed, is_confirmed=True, now=now)
        written = replace(written, handed_on=done.on_their_way, added=written.added + done.in_force)
        if not direct:
            return written
    record(
        actor,
        verb="submit",
        object_kind="submission",
        object_key=_key(values),
        after={**asdict(written), "periods": sorted(periods), "values": _listed(values)},
        reason=reason,
    )
    return written


def _resolve(values: Sequence[NewValue], periods: Mapping[str, PeriodRow]) -> list[Report]:
    subjects = {code: row.id for code, row in org_io.subjects_by_code().items()}
    last_day = max((row.ends_before for row in periods.values()), default=None)
    kpis = {row.code: row.id for row in plan.published_definitions(last_day).values()} if last_day else {}
    return [
        Report(
            kpi_id=_known("kpi", row.kpi, kpis),
            subject_id=_known("subject", row.subject, subjects),
            period=periods[row.period],
            value=row.value,
            line=row.line,
            kpi=row.kpi,
        )
        for row in values
    ]


def _known(kind: str, code: str, keys: Mapping[str, int]) -> int:
    found = keys.get(code)
    if found is None:
        raise SubmissionUnknown(kind=kind, name=code)
    return found


def _require_duty(actor: Actor, reports: Sequence[Report]) -> None:
    if actor.may("loads.run") or not reports:
        return
    person = org.person_of(actor)
    first, last = min(row.period.starts_on for row in reports), max(row.period.ends_before for row in reports)
    duties = {
        (row.kpi.id, row.subject.id)
        for row in plan.assignments_on(first, last)
        if person and person.id in (row.owner.id, row.provider.id if row.provider else None)
    }
    if not {(row.kpi_id, row.subject_id) for row in reports} <= duties:
        raise PermissionRefused(permission="loads.run")


def _key(values: Sequence[NewValue]) -> str:
    first = values[0] if values else None
    return f"{first.kpi} {first.subject} {first.period}" if first and len(values) == 1 else f"{len(values)} values"


def _listed(values: Sequence[NewValue]) -> list[list[str]]:
    return [[row.kpi, row.subject, row.period, "" if row.value is None else str(row.value)] for row in values[:50]]
