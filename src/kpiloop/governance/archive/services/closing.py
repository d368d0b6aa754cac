"""Close a month: prepare, explain, apply."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.governance.archive.checklist import figures_of, findings_of, fingerprint_of
from kpiloop.governance.archive.errors import CloseIncomplete, CloseOutdated, MonthsOnly
from kpiloop.governance.archive.models import Close, FrozenFigure, Reopening
from kpiloop.governance.archive.reading import close_row
from kpiloop.governance.archive.rows import ClosePlan, CloseRow
from kpiloop.loop.measure import services as measure
from kpiloop.loop.track.rows import StatusRow

NAMED = 5  # findings named in a refusal; the rest is counted


def prepare_close(actor: Actor, *, period_code: str, now: datetime) -> ClosePlan:
    """See what closing a month would freeze and what is still incomplete; writes nothing.

    Shape:    month code -> plan with findings, count of figures and the hash of every input.
    Errors:   permission_denied (periods.close), period_unknown, close_months_only.
    """
    require(actor, "periods.close")
    period = calendar.period(actor, period_code)
    if period.kind != "month":
        raise MonthsOnly(period=period_code)
    figures = figures_of(period)
    version = warehouse.current_version_number()
    return ClosePlan(
        period=period.code,
        revision=period.revision if period.is_closed else period.revision + 1,
        is_closed=period.is_closed,
        findings=findings_of(period, figures),
        figures=len(figures),
        warehouse_version=version,
        fingerprint=fingerprint_of(figures, version),
        closes_longer=tuple(row.code for row in _longer(actor, period)),
    )


def explain_close(viewer: Actor, plan: ClosePlan) -> ClosePlan:
    """The plan as the viewer may see it: findings about others are counted, not named.

    Shape:    plan -> plan with the visible findings.
    Errors:   permission_denied (periods.close).
    """
    require(viewer, "periods.close")
    period = calendar.period(viewer, plan.period)
    visible = org.visible_subjects(viewer, on=period.starts_on)
    if visible.everything:
        return plan
    seen = {row.assignment.id for row in figures_of(period) if visible.sees(row.assignment.subject.id)}
    findings = tuple(finding for finding in plan.findings if finding.assignment_id in seen)
    return ClosePlan(**{**asdict(plan), "findings": findings, "closes_longer": plan.closes_longer})


def apply_close(actor: Actor, plan: ClosePlan, *, waiver: str = "", now: datetime) -> CloseRow:
    """Freeze a month in every stage, pin the facts and keep every figure under a hash.

    Law:      one transaction; closing a closed month changes nothing and gives the close in force.
    Errors:   permission_denied (periods.close), close_outdated when a figure changed meanwhile,
              close_incomplete while there are findings and no reason is given.
    """
    require(actor, "periods.close")
    measure.keep_rows(actor, period=calendar.period(actor, plan.period))
    with transaction.atomic():
        period = calendar.period(actor, plan.period)
        if period.is_closed:
            return close_row(Close.objects.select_related("period").get(period_id=period.id, revision=period.revision))
        figures = figures_of(period)
        if fingerprint_of(figures, warehouse.current_version_number()) != plan.fingerprint:
            raise CloseOutdated(period=period.code)
        if plan.findings and not waiver.strip():
            named = ", ".join(f"{f.kpi_code}@{f.subject_code}" for f in plan.findings[:NAMED])
            raise CloseIncomplete(period=period.code, count=len(plan.findings), findings=named)
        return close_row(_close(actor, period, plan, figures, waiver.strip(), now))


def _close(
    actor: Actor, period: PeriodRow, plan: ClosePlan, figures: list[StatusRow], waiver: str, now: datetime
) -> Close:
    frozen = measure.freeze(actor, period=period, revision=plan.revision)
    close = Close.objects.create(
        period_id=period.id,
        revision=plan.revision,
        warehouse_version=plan.warehouse_version,
        closed_by=actor.username,
        closed_at=now,
        waiver=waiver,
        findings=[asdict(finding) for finding in plan.findings],
        fingerprint=plan.fingerprint,
        counts={"figures": len(figures), "values": frozen},
        snapshot_sha256=plan.fingerprint,
    )
    FrozenFigure.objects.bulk_create([_frozen(close, row) for row in figures], batch_size=500)
    for row in (period, *_longer(actor, period)):
        calendar_services.set_state(
            actor, code=row.code, state="closed", revision=row.revision + 1,
            warehouse_version=plan.warehouse_version, now=now,
        )  # fmt: skip
    Reopening.objects.filter(period_id=period.id, state="approved").update(state="closed")
    after = {"revision": plan.revision, "figures": len(figures), "findings": len(plan.findings)}
    record(actor, verb="close", object_kind="period", object_key=period.code, after=after, reason=waiver, now=now)
    emit("period.closed", period=period.code, kind=period.kind, revision=plan.revision)
    return close


def _frozen(close: Close, row: StatusRow) -> FrozenFigure:
    return FrozenFigure(
        close=close,
        assignment_id=row.assignment.id,
        value_id=row.value_id,
        target_id=row.target_id,
        actual=row.actual,
        target_figure=row.target,
        achievement=row.achievement,
        light=row.light,
    )


def _longer(actor: Actor, period: PeriodRow) -> list[PeriodRow]:
    """Quarter, half and year whose other months are all closed: they close with this one."""
    around = [row for row in calendar.periods_containing(actor, period) if row.kind != "month" and not row.is_closed]
    return [
        row
        for row in around
        if all(month.is_closed or month.id == period.id for month in calendar.months_of(actor, row))
    ]
