"""Data that came after a month was closed: what it would change, seen before anybody decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.governance.archive.checklist import is_behind
from kpiloop.governance.archive.errors import NotClosed
from kpiloop.governance.archive.models import Close, FrozenFigure, LateDecision
from kpiloop.governance.archive.replaying import close_of, judged_again, replayed_values
from kpiloop.governance.archive.snapshot import seen_of
from kpiloop.loop.measure.proving.replaying import ReplayedValue
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.selectors import RewardChanges

ADJUST = "adjust"


@dataclass(frozen=True)
class LateFigure:
    """A judged figure that would be another one."""

    assignment: AssignmentRow  #: KPI and whose
    before: Decimal | None  #: as reported
    after: Decimal | None  #: with the late data
    light_before: str  #: as reported
    light_after: str  #: with the late data


@dataclass(frozen=True)
class LateRow:
    """What was decided about late data of a month."""

    id: int  #: key
    period_code: str  #: month
    revision: int  #: close it came after
    warehouse_version: int  #: version of the facts that was looked at
    choice: str  #: restate, adjust or note
    reason: str  #: why
    figures: int  #: figures that would change
    decided_by: str  #: account
    decided_at: datetime  #: when
    carried_to: str  #: month the difference is settled in; empty unless adjusted
    reopening_id: int | None  #: request it led to, when restated


@dataclass(frozen=True)
class LateChange:
    """Everything late data of a closed month would change; looking wrote nothing."""

    period_code: str  #: month
    revision: int  #: close in force
    pinned_version: int | None  #: facts the close rests on
    current_version: int | None  #: facts there are now
    figures: tuple[LateFigure, ...]  #: judged figures in sight that would change
    values: int  #: values of every window that would change, in sight or not
    rewards: RewardChanges  #: scores and bonuses of quarters scored already
    kpi_ids: tuple[int, ...]  #: KPIs of changed values
    subject_ids: tuple[int, ...]  #: subjects of changed values
    fingerprint: str  #: hash of every change: a decision is about exactly this
    decided: LateRow | None  #: what was decided about exactly this
    late_values: tuple[ValueRow, ...] = ()  #: every changed value as it would be

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to decide."""
        return self.values > 0 and self.decided is None


def late_months(viewer: Actor) -> list[PeriodRow]:
    """Closed months the store by now holds other facts for, nobody having decided about these yet; oldest first."""
    require(viewer, "values.view")
    found = []
    for period in calendar.periods(viewer):
        if not period.is_closed:
            continue
        decided = LateDecision.objects.filter(close__period_id=period.id, close__revision=period.revision)
        known = decided.order_by("-warehouse_version").values_list("warehouse_version", flat=True).first()
        if is_behind(period, known or period.warehouse_version):
            found.append(period)
    return found


def preview_late(viewer: Actor, *, period_code: str) -> LateChange:
    """Show every value, light, score and bonus late data would change in a closed month.

    Shape:    code of a closed month -> changes; money only with the right over pay.
    Law:      formulas, definitions, targets, weights and units are those of the close; only the facts are new.
    Errors:   permission_denied (periods.close), period_unknown, period_not_closed.
    """
    require(viewer, "periods.close")
    period = calendar.period(viewer, period_code)
    if not period.is_closed or period.kind != "month":
        raise NotClosed(period=period_code)
    close = close_of(period, period.revision)
    current = warehouse.current_version_number()
    if not is_behind(period, close.warehouse_version):
        return _nothing(period, close, current)
    figures = _figures_of(close)
    values = replayed_values(period, close, figures, facts=current)
    changed = [row for row in values if not row.is_same]
    again = judged_again(figures, {row.value_id: row for row in values})
    fingerprint = _fingerprint(close, changed)
    return LateChange(
        period.code,
        close.revision,
        close.warehouse_version,
        current,
        _figures(viewer, period, figures, again),
        len(changed),
        reward.preview_late_data(viewer, values=[row.after for row in changed], adjusted=adjusted_before(period)),
        tuple(sorted({row.after.kpi_id for row in changed})),
        tuple(sorted({row.after.subject_id for row in changed})),
        fingerprint,
        _decided(close, fingerprint),
        tuple(row.after for row in changed),
    )


def adjusted_before(period: PeriodRow) -> list[ValueRow]:
    """Late values of the other closed months of its quarter that were adjusted: what is carried rests on them, too."""
    found: list[ValueRow] = []
    for month in _quarter_months(period):
        told = LateDecision.objects.filter(close__period_id=month.id, close__revision=month.revision, choice=ADJUST)
        newest = told.exclude(close__period_id=period.id).order_by("-pk").first()
        if newest is not None:
            close = close_of(month, month.revision)
            values = replayed_values(month, close, _figures_of(close), facts=newest.warehouse_version)
            found += [row.after for row in values if not row.is_same]
    return found


def decisions(viewer: Actor, *, period_code: str | None = None) -> list[LateRow]:
    """What was decided about late data, newest first."""
    require(viewer, "values.view")
    found = LateDecision.objects.select_related("close__period", "carried_to").order_by("-pk")
    return [late_row(row) for row in (found.filter(close__period__code=period_code) if period_code else found)]


def late_row(row: LateDecision) -> LateRow:
    """One decision as others see it."""
    return LateRow(
        row.pk, row.close.period.code, row.close.revision, row.warehouse_version, row.choice, row.reason,
        len(row.figures), row.decided_by, row.decided_at, row.carried_to.code if row.carried_to else "",
        row.reopening_id,
    )  # fmt: skip


def _quarter_months(period: PeriodRow) -> list[PeriodRow]:
    around = [row for row in calendar.periods_containing(SYSTEM, period) if row.kind == "quarter"]
    return [month for quarter in around for month in calendar.months_of(SYSTEM, quarter)]


def _figures_of(close: Close) -> list[FrozenFigure]:
    return list(close.figures.select_related("assignment__kpi", "assignment__subject").order_by("assignment_id"))


def _nothing(period: PeriodRow, close: Close, current: int | None) -> LateChange:
    empty = RewardChanges((), ())
    mark = _fingerprint(close, [])
    return LateChange(period.code, close.revision, close.warehouse_version, current, (), 0, empty, (), (), mark, None)


def _figures(
    viewer: Actor, period: PeriodRow, before: Sequence[FrozenFigure], after: Sequence[FrozenFigure]
) -> tuple[LateFigure, ...]:
    visible = org.visible_subjects(viewer, on=period.last_day)
    moved = {
        old.assignment_id: (old, new) for old, new in zip(before, after, strict=True) if seen_of(old) != seen_of(new)
    }
    rows = plan.assignments_by_id(moved, on=period.last_day)
    found = [
        LateFigure(rows[key], old.actual, new.actual, old.light, new.light)
        for key, (old, new) in moved.items()
        if visible.sees(rows[key].subject.id)
    ]
    return tuple(sorted(found, key=lambda row: (row.assignment.kpi.code, row.assignment.subject.code)))


def _fingerprint(close: Close, changed: Sequence[ReplayedValue]) -> str:
    lines = [[row.value_id, str(row.after.actual), row.after.state, row.after.reason] for row in changed]
    return hashlib.sha256(json.dumps([close.pk, lines]).encode()).hexdigest()


def _decided(close: Close, fingerprint: str) -> LateRow | None:
    found = LateDecision.objects.select_related("close__period", "carried_to")
    row = found.filter(close=close, fingerprint=fingerprint).order_by("-pk").first()
    return late_row(row) if row else None
