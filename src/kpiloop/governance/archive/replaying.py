"""A closed month computed once more from what its close pinned: the same bytes, or what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from kpiloop.engine.targets.band import band_between
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.figures import FigureField
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.archive.models import Close, FrozenFigure
from kpiloop.governance.archive.rows import Pin
from kpiloop.governance.archive.snapshot import organisation_pin, pins_of, seen_of, snapshot_hash
from kpiloop.governance.archive.terms import closes_of, terms_of
from kpiloop.loop.measure.engine_io import ValueLine, override_lines
from kpiloop.loop.measure.proving.replaying import ReplayedValue, replay_values
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import KpiRow, TargetRow, without_aim
from kpiloop.loop.track.judgement import judge_month


@dataclass(frozen=True)
class ReplayDifference:
    """Something that does not come out as it was frozen."""

    kind: str  #: value, figure or pin
    kpi_code: str  #: KPI; for a pin what it holds
    subject_code: str  #: subject; empty for a pin
    window: str  #: month, qtd, ytd; empty for figures and pins
    frozen: str  #: as the close keeps it
    replayed: str  #: as it comes out now


@dataclass(frozen=True)
class Replay:
    """What replaying a close gave."""

    period_code: str  #: month
    revision: int  #: number of the close
    values: int  #: values computed again, every window
    figures: int  #: figures judged again
    sha256: str  #: hash the close keeps
    replayed_sha256: str  #: hash of what came out
    differences: tuple[ReplayDifference, ...]  #: in sight of the viewer
    count: int  #: all of them

    @property
    def is_same(self) -> bool:
        """Whether every byte is the same."""
        return self.count == 0 and self.sha256 == self.replayed_sha256


def replay(viewer: Actor, *, period_code: str, revision: int | None = None) -> Replay:
    """Compute and judge a closed month again from its pinned facts, formulas, definitions, targets, weights and units.

    Shape:    month and number of a close, the newest without -> counts, both hashes, what differs.
    Law:      writes nothing; a close that nobody touched gives the same bytes.
    Errors:   permission_denied (values.view), period_unknown, revision_unknown.
    """
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    closes = closes_of(period, revision)
    close = closes[-1]
    figures = list(close.figures.select_related("assignment__kpi", "assignment__subject").order_by("assignment_id"))
    values = replay_values(period, terms_of(period, closes))
    again = judged_again(figures, values)
    decided = override_lines({key for row in values for key in row.decisions})
    pins = pins_of(again, _lines(values), _organisation(close), decided)
    sha256 = snapshot_hash(again, close.warehouse_version, pins)
    found = [*_value_differences(values), *_figure_differences(figures, again), *_pin_differences(close, pins)]
    visible = org.visible_subjects(viewer, on=period.ends_before - timedelta(days=1))
    subjects = {row.code: row.id for row in org.subjects(viewer, on=[period.last_day]).values()}
    shown = [row for row in found if not row.subject_code or visible.sees(subjects.get(row.subject_code, 0))]
    return Replay(
        period.code, close.revision, len(values), len(again), close.snapshot_sha256, sha256, tuple(shown), len(found)
    )


def close_of(period: PeriodRow, revision: int | None) -> Close:
    """One close of a period, the newest without a number."""
    return closes_of(period, revision)[-1]


def judged_again(figures: Iterable[FrozenFigure], values: Iterable[ReplayedValue]) -> list[FrozenFigure]:
    """The frozen figures with the light they get from values computed again; not stored."""
    held = list(figures)
    kpis = plan.definitions_by_id({row.definition_id for row in held if row.definition_id is not None})
    rows = list(values)
    by_key = {row.value_id: row for row in rows if row.value_id is not None}
    by_slot = {(row.after.kpi_id, row.after.subject_id, row.after.window): row for row in rows}
    found = []
    targets = plan.targets_by_id({row.target_id for row in held if row.target_id is not None})
    for row in held:
        kpi = kpis.get(row.definition_id or 0)
        value = by_key.get(row.value_id or 0)
        if row.value_id is None and kpi is not None:  # nothing had ever been computed of it
            value = by_slot.get((kpi.id, row.assignment.subject_id, kpi.judged_on))
        found.append(_judged(row, value, kpi, targets.get(row.target_id or 0)))
    return found


def _judged(
    row: FrozenFigure, value: ReplayedValue | None, kpi: KpiRow | None, pinned: TargetRow | None
) -> FrozenFigure:
    actual: Figure = Missing("no_value")
    if value is not None:
        after = value.after
        actual = Missing(after.reason or "no_value") if after.actual is None else after.actual
    target: Figure = without_aim(pinned) if row.target_figure is None else row.target_figure
    band = band_between(row.lower, row.upper)
    judged = judge_month(kpi, actual, target, band) if kpi else None
    return FrozenFigure(
        assignment_id=row.assignment_id, value_id=row.value_id, target_id=row.target_id,
        definition_id=row.definition_id, weight=row.weight, actual=_stored("actual", actual),
        target_figure=row.target_figure, lower=row.lower, upper=row.upper,
        achievement=_stored("achievement", judged.achievement) if judged else None,
        light=judged.light if judged else row.light,
    )  # fmt: skip


def _stored(column: str, figure: Figure) -> Decimal | None:
    """A figure as it would be read back."""
    if isinstance(figure, Missing):
        return None
    field = FrozenFigure._meta.get_field(column)
    assert isinstance(field, FigureField)
    return field.to_python(field.get_prep_value(figure))


def _lines(values: Iterable[ReplayedValue]) -> list[ValueLine]:
    return [
        ValueLine(
            row.after.kpi_id, row.after.subject_id, row.after.window, row.after.definition_id, row.formula_id,
            row.after.actual, row.after.state, row.after.reason,
        )
        for row in values
    ]  # fmt: skip


def _organisation(close: Close) -> Pin:
    return organisation_pin(len(close.organisation), close.organisation_lines.lines if close.organisation_lines else {})


def _value_differences(values: Iterable[ReplayedValue]) -> list[ReplayDifference]:
    return [
        ReplayDifference("value", row.before.kpi_code, _code(row.before.subject_id), row.before.window,
                         _shown(row.before.actual, row.before.reason), _shown(row.after.actual, row.after.reason))
        for row in values
        if not row.is_same
    ]  # fmt: skip


def _figure_differences(figures: Iterable[FrozenFigure], again: Iterable[FrozenFigure]) -> list[ReplayDifference]:
    return [
        ReplayDifference("figure", old.assignment.kpi.code, old.assignment.subject.code, "",
                         " ".join(seen_of(old)), " ".join(seen_of(new)))
        for old, new in zip(figures, again, strict=True)
        if seen_of(old) != seen_of(new)
    ]  # fmt: skip


def _pin_differences(close: Close, pins: Mapping[str, Pin]) -> list[ReplayDifference]:
    kept = {what: Pin(**pin) for what, pin in close.pins.items()}
    return [
        ReplayDifference("pin", what, "", "", kept[what].sha256[:12] if what in kept else "", pin.sha256[:12])
        for what, pin in pins.items()
        if kept.get(what) != pin
    ]


def _code(subject_id: int) -> str:
    return org_io.subjects_by_id()[subject_id].code


def _shown(actual: Decimal | None, reason: str) -> str:
    return reason if actual is None else format(actual.normalize(), "f")
