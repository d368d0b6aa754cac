"""Close a month: prepare, explain, apply."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
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
from kpiloop.foundation.org.pinning import Lines, pin_lines, reading_as
from kpiloop.governance.archive.checklist import figures_of, findings_of, version_of
from kpiloop.governance.archive.errors import CloseBlocked, CloseIncomplete, CloseOutdated, MonthsOnly, OutsideScope
from kpiloop.governance.archive.models import Close, FrozenFigure, OrganisationLines, Reopening
from kpiloop.governance.archive.reading import close_row
from kpiloop.governance.archive.rows import ClosePlan, CloseRow, Finding, Pin
from kpiloop.governance.archive.scope import is_inside
from kpiloop.governance.archive.snapshot import (
    frozen_figure,
    organisation_of,
    organisation_pin,
    pins_of,
    seen_of,
    snapshot_hash,
)
from kpiloop.governance.archive.terms import kept_by, reopening_of
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.restating.terms import CloseTerms, newest_terms

NAMED = 5  # findings named in a refusal; the rest is counted


@dataclass(frozen=True)
class _Frozen:
    """Everything a close would keep."""

    figures: list[FrozenFigure]  #: every figure, not stored yet
    version: int | None  #: version of the facts
    organisation: list[list[str]]  #: units with the unit above and the head
    lines: Lines  #: the organisation with all its dates
    pins: dict[str, Pin]  #: what is held fast
    sha256: str  #: hash over all of it
    findings: tuple[Finding, ...]  #: what is open
    terms: CloseTerms | None  #: the close before, where the month keeps its terms

    @property
    def fingerprint(self) -> str:
        """Hash of what was frozen and of what was open about it."""
        open_things = json.dumps([asdict(finding) for finding in self.findings], sort_keys=True)
        return hashlib.sha256(f"{self.sha256}\n{open_things}".encode()).hexdigest()


def prepare_close(actor: Actor, *, period_code: str, now: datetime) -> ClosePlan:
    """See what closing a month would freeze and what is still incomplete; writes nothing.

    Shape:    month code -> plan with findings, count of figures, what is pinned, and the hash of every input.
    Errors:   permission_denied (periods.close), period_unknown, close_months_only.
    """
    require(actor, "periods.close")
    period = calendar.period(actor, period_code)
    if period.kind != "month":
        raise MonthsOnly(period=period_code)
    frozen = _freeze(period)
    revision = period.revision if period.is_closed else period.revision + 1
    return ClosePlan(
        period=period.code,
        revision=revision,
        is_closed=period.is_closed,
        findings=frozen.findings,
        figures=len(frozen.figures),
        warehouse_version=frozen.version,
        fingerprint=frozen.fingerprint,
        closes_longer=tuple(row.code for row in _longer(actor, period)),
        pins=frozen.pins,
        terms_revision=frozen.terms.terms_revision if frozen.terms else revision,
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
    seen = {0} | {row.assignment.id for row in figures_of(period) if visible.sees(row.assignment.subject.id)}
    return replace(plan, findings=tuple(finding for finding in plan.findings if finding.assignment_id in seen))


def apply_close(actor: Actor, plan: ClosePlan, *, waiver: str = "", now: datetime) -> CloseRow:
    """Freeze a month in every stage, pin the facts and keep every figure under a hash.

    Law:      one transaction; closing a closed month changes nothing and gives the close in force.
    Missing:  what was not reported and feeds pay blocks until another person waived it, or the scheme scores
              it as 0; a reason of the one who closes is enough for everything else.
    Errors:   permission_denied (periods.close), close_outdated when a figure changed meanwhile, close_blocked,
              close_incomplete while there are findings and no reason is given.
    """
    require(actor, "periods.close")
    measure.keep_rows(actor, period=calendar.period(actor, plan.period))
    with transaction.atomic():
        period = calendar_services.hold(actor, codes=[plan.period])[plan.period]
        if period.is_closed:
            return close_row(Close.objects.select_related("period").get(period_id=period.id, revision=period.revision))
        frozen = _freeze(period)
        if frozen.fingerprint != plan.fingerprint:
            raise CloseOutdated(period=period.code)
        _refuse_open(period, plan, waiver)
        _refuse_outside(period, frozen)
        return close_row(_close(actor, period, plan, frozen, waiver.strip(), now))


def _freeze(period: PeriodRow) -> _Frozen:
    terms = next(iter(kept_by(period)[-1:]), None)
    judged = figures_of(period)
    figures = [_by_terms(frozen_figure(row), terms) for row in judged]
    lines = terms.organisation if terms else pin_lines()
    with reading_as(terms.organisation if terms else None):
        organisation = organisation_of(period)
    version = version_of(period)
    decided = measure_io.override_lines(measure_io.overrides_counted(period.id))
    pins = pins_of(figures, measure_io.value_lines(period.id), organisation_pin(len(organisation), lines), decided)
    sha256 = snapshot_hash(figures, version, pins)
    return _Frozen(figures, version, organisation, lines, pins, sha256, findings_of(period, judged), terms)


def _by_terms(figure: FrozenFigure, terms: CloseTerms | None) -> FrozenFigure:
    """A figure with the definition and the weight it was judged by, whatever is in force now."""
    line = terms.lines.get(figure.assignment_id) if terms else None
    if line is not None:
        figure.definition_id, figure.weight = line.definition_id, line.weight
    return figure


def _refuse_open(period: PeriodRow, plan: ClosePlan, waiver: str) -> None:
    if plan.blocking:
        raise CloseBlocked(period=period.code, count=len(plan.blocking), findings=_named(plan.blocking))
    unwaived = tuple(finding for finding in plan.findings if finding.waiver == "")
    if unwaived and not waiver.strip():
        raise CloseIncomplete(period=period.code, count=len(unwaived), findings=_named(unwaived))


def _refuse_outside(period: PeriodRow, frozen: _Frozen) -> None:
    """What the month was not opened again for has to be as it was reported."""
    reopening = reopening_of(period)
    if reopening is None or not reopening.scope:
        return
    reported = FrozenFigure.objects.filter(close__period_id=period.id, close__revision=period.revision)
    before = {row.assignment_id: row for row in reported.select_related("assignment__kpi", "assignment__subject")}
    now = {row.assignment_id: row for row in frozen.figures}
    moved = [
        f"{row.assignment.kpi.code}@{row.assignment.subject.code}"
        for key, row in sorted(before.items())
        if not is_inside(reopening.scope, row.assignment.kpi_id, row.assignment.subject_id)
        and (key not in now or seen_of(now[key]) != seen_of(row))
    ]
    if moved:
        raise OutsideScope(period=period.code, count=len(moved), findings=", ".join(moved[:NAMED]))


def _named(findings: tuple[Finding, ...]) -> str:
    return ", ".join(map(_name, findings[:NAMED]))


def _name(finding: Finding) -> str:
    if finding.undecided is not None:
        return f"{finding.undecided.dataset}#{finding.undecided.row or finding.undecided.number}"
    return f"{finding.kpi_code}@{finding.subject_code}" if finding.kpi_code else finding.code


def _close(actor: Actor, period: PeriodRow, plan: ClosePlan, frozen: _Frozen, waiver: str, now: datetime) -> Close:
    held, _ = OrganisationLines.objects.get_or_create(
        sha256=frozen.pins["organisation"].sha256, defaults={"lines": frozen.lines}
    )
    values = measure.freeze(actor, period=period, revision=plan.revision)
    close = Close.objects.create(
        period_id=period.id,
        revision=plan.revision,
        warehouse_version=frozen.version,
        closed_by=actor.username,
        closed_at=now,
        waiver=waiver,
        findings=[asdict(finding) for finding in frozen.findings],
        fingerprint=frozen.fingerprint,
        counts={"figures": len(frozen.figures), "values": values},
        snapshot_sha256=frozen.sha256,
        pins={what: asdict(pin) for what, pin in frozen.pins.items()},
        organisation=frozen.organisation,
        organisation_lines=held,
        terms_revision=frozen.terms.terms_revision if frozen.terms else 0,
        newest=dict(frozen.terms.newest) if frozen.terms else newest_terms(),
    )
    for figure in frozen.figures:
        figure.close = close
    FrozenFigure.objects.bulk_create(frozen.figures, batch_size=500)
    for row in (period, *_longer(actor, period)):
        calendar_services.set_state(
            actor, code=row.code, state="closed", revision=row.revision + 1,
            warehouse_version=frozen.version, now=now,
        )  # fmt: skip
    Reopening.objects.filter(period_id=period.id, state="approved").update(state="closed")
    after: dict[str, object] = {"revision": plan.revision, "findings": len(plan.findings)}
    after["figures"] = len(frozen.figures)
    after["sha256"] = frozen.sha256
    record(actor, verb="close", object_kind="period", object_key=period.code, after=after, reason=waiver, now=now)
    emit("period.closed", period=period.code, kind=period.kind, revision=plan.revision)
    return close


def _longer(actor: Actor, period: PeriodRow) -> list[PeriodRow]:
    """Quarter, half and year whose other months are all closed: they close with this one."""
    around = [row for row in calendar.periods_containing(actor, period) if row.kind != "month" and not row.is_closed]
    return [
        row
        for row in around
        if all(month.is_closed or month.id == period.id for month in calendar.months_of(actor, row))
    ]
