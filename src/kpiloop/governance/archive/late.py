"""Data that came after a month was closed: what it would change, seen before anybody decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from kpiloop.governance.archive.replaying import judged_again
from kpiloop.governance.archive.snapshot import seen_of
from kpiloop.governance.archive.terms import closes_of, terms_of
from kpiloop.loop.measure.proving.replaying import ReplayedValue, values_with_facts
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.selectors import RewardChanges

RESTATE, ADJUST, NOTE = "restate", "adjust", "note"
CHOICES = (RESTATE, ADJUST, NOTE)


@dataclass(frozen=True)
class LateFigure:
    """A judged figure that would be another one."""

    assignment: AssignmentRow  #: KPI and whose
    before: Decimal | None  #: as reported
    after: Decimal | None  #: with the late data
    light_before: str  #: as reported
    light_after: str  #: with the late data
    is_settled: bool = False  #: another figure of it was settled with a later month
    settled: Decimal | None = None  #: that figure; None also where it was missing
    light_settled: str = ""  #: its light


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
    late_values: tuple[ValueRow, ...] = ()  #: every value as it would be that changes, or was settled otherwise
    undone: int = 0  #: values that were settled with a later month and are by now as they were reported

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to decide."""
        return (self.values > 0 or self.undone > 0) and self.decided is None

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be decided: a month that stands as reported is not restated, what was carried is taken back."""
        return CHOICES if self.values else (ADJUST, NOTE)


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
    Law:      formulas, definitions, targets, weights and units are those of the close; only the facts are new. What
              was settled with a later month is shown as long as it differs from what the facts say now.
    Errors:   permission_denied (periods.close), period_unknown, period_not_closed.
    """
    require(viewer, "periods.close")
    period = calendar.period(viewer, period_code)
    if not period.is_closed or period.kind != "month":
        raise NotClosed(period=period_code)
    closes = closes_of(period)
    close, current = closes[-1], warehouse.current_version_number()
    settled = _settled(close)
    if settled is None and not is_behind(period, close.warehouse_version):
        return _nothing(period, close, current)
    terms = terms_of(period, closes)
    values = values_with_facts(period, terms, current)
    paid = values_with_facts(period, terms, settled.warehouse_version) if settled else []
    changed, undone = [row for row in values if not row.is_same], _undone(values, paid)
    figures = _figures_of(close)
    again, told = judged_again(figures, values), judged_again(figures, paid) if settled else figures
    fingerprint = _fingerprint(close, changed)
    late_values = [row.after for row in (*changed, *undone)]
    return LateChange(
        period.code,
        close.revision,
        close.warehouse_version,
        current,
        _figures(viewer, period, list(zip(figures, again, told, strict=True))),
        len(changed),
        reward.preview_late_data(viewer, values=late_values, adjusted=adjusted_before(period)),
        tuple(sorted({row.after.kpi_id for row in changed})),
        tuple(sorted({row.after.subject_id for row in changed})),
        fingerprint,
        _decided(close, fingerprint),
        tuple(late_values),
        len(undone),
    )


def _settled(close: Close) -> LateDecision | None:
    """The newest decision to settle late data of a close with a later month."""
    return LateDecision.objects.filter(close=close, choice=ADJUST).order_by("-pk").first()


def _undone(values: Sequence[ReplayedValue], paid: Sequence[ReplayedValue]) -> list[ReplayedValue]:
    """Values that were settled as others than they were reported, and are by now what was reported."""
    now = {_slot(row): row for row in values}
    return [
        now.get(_slot(row), replace(row, after=row.before))
        for row in paid
        if not row.is_same and (_slot(row) not in now or now[_slot(row)].is_same)
    ]


def _slot(row: ReplayedValue) -> tuple[int, int, str]:
    return (row.before.kpi_id, row.before.subject_id, row.before.window)


def adjusted_before(period: PeriodRow) -> list[ValueRow]:
    """Late values of the other closed months of its quarter that were adjusted: what is carried rests on them, too."""
    found: list[ValueRow] = []
    for month in _quarter_months(period):
        if month.id == period.id or not month.is_closed:
            continue
        closes = closes_of(month)
        newest = _settled(closes[-1])
        if newest is not None:
            values = values_with_facts(month, terms_of(month, closes), newest.warehouse_version)
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
    viewer: Actor, period: PeriodRow, sides: Sequence[tuple[FrozenFigure, FrozenFigure, FrozenFigure]]
) -> tuple[LateFigure, ...]:
    """Figures in sight that differ from what was reported, or from what was settled: (reported, now, settled)."""
    visible = org.visible_subjects(viewer, on=period.last_day)
    moved = {
        old.assignment_id: (old, new, told)
        for old, new, told in sides
        if seen_of(new) != seen_of(old) or seen_of(new) != seen_of(told)
    }
    rows = plan.assignments_by_id(moved, on=period.last_day)
    found = [
        LateFigure(
            rows[key], old.actual, new.actual, old.light, new.light,
            *((True, told.actual, told.light) if seen_of(told) != seen_of(old) else ()),
        )
        for key, (old, new, told) in moved.items()
        if visible.sees(rows[key].subject.id)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (row.assignment.kpi.code, row.assignment.subject.code)))


def _fingerprint(close: Close, changed: Sequence[ReplayedValue]) -> str:
    lines = [
        [row.value_id or list(_slot(row)), str(row.after.actual), row.after.state, row.after.reason] for row in changed
    ]
    return hashlib.sha256(json.dumps([close.pk, lines]).encode()).hexdigest()


def _decided(close: Close, fingerprint: str) -> LateRow | None:
    """The last decision about a close, if it was about exactly this: what came between asks anew."""
    row = LateDecision.objects.select_related("close__period", "carried_to").filter(close=close).order_by("-pk").first()
    return late_row(row) if row and row.fingerprint == fingerprint else None
