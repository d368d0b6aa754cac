"""From plan to actual in steps that meet: the columns of a waterfall."""

from __future__ import annotations

from datetime import date

from kpiloop.engine.values import Figure, Missing, add
from kpiloop.engine.variance.difference import judge
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.choices import BY_DRIVERS, BY_UNIT, TARGET
from kpiloop.loop.analyse.factoring import are_kpis
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import Bridge, BridgeStep, Contribution
from kpiloop.loop.analyse.selectors.contribution import contribution
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow

MONEY = "CNY"


def bridge(
    viewer: Actor,
    *,
    assignment_id: int,
    period_code: str,
    by: str | None = None,
    baseline: str = TARGET,
    on: date | None = None,
) -> Bridge:
    """Plan to actual (or prior year to actual) by driver, else by unit, else by the dimension named."""
    ways = [by] if by else _ways(viewer, assignment_id, period_code, on)
    for way in ways:
        found = contribution(
            viewer, assignment_id=assignment_id, period_code=period_code, by=way, baseline=baseline, on=on
        )
        if found.parts:
            break
    return Bridge(found, tuple(_steps(found)))


def profit_bridge(viewer: Actor, *, period_code: str, baseline: str = TARGET, on: date | None = None) -> Bridge | None:
    """The bridge of the headline figure in money: one computed from other KPIs if there is one."""
    period = calendar.period(viewer, period_code)
    subject = track.headline_subject(viewer, on=on or last_day(period))
    if subject is None:
        return None
    rows = track.statuses(viewer, period_codes=[period_code], subject_ids=[subject.id], on=on)
    money = [row for row in rows if row.assignment.kpi.measurement_unit == MONEY and row.actual is not None]
    if not money:
        return None
    chosen = min(money, key=lambda row: _rank(row))
    return bridge(viewer, assignment_id=chosen.assignment.id, period_code=period_code, baseline=baseline, on=on)


def _ways(viewer: Actor, assignment_id: int, period_code: str, on: date | None) -> list[str]:
    """Drivers that are KPIs have names a cockpit can show; sums of rows have none."""
    period = calendar.period(viewer, period_code)
    assignment = plan.assignment(viewer, assignment_id, on=on or last_day(period))
    return [BY_DRIVERS, BY_UNIT] if are_kpis(assignment, around.bases_of(period)) else [BY_UNIT]


def _rank(row: StatusRow) -> tuple[bool, object, int]:
    """A result of other KPIs tells more than one of its inputs; then the heavier line."""
    return (row.assignment.kpi.time_kind != "derived", -row.assignment.weight, row.assignment.id)


def _steps(found: Contribution) -> list[BridgeStep]:
    direction = found.assignment.kpi.direction
    steps = [_total("base", found.base)]
    level = found.base
    for part in found.parts:
        if isinstance(part.change, Missing):
            continue
        after = add(level, part.change)
        steps.append(
            BridgeStep(
                part.key, part.name_zh, part.name_en, "step", part.change, level, after, part.good, part.assignment_id
            )
        )
        level = after
    if found.residual_code != "none" and not isinstance(found.residual, Missing):
        after = add(level, found.residual)
        good = judge(found.residual, direction)
        steps.append(BridgeStep("residual", "", "", "residual", found.residual, level, after, good))
    steps.append(_total("current", found.current))
    return steps


def _total(key: str, figure: Figure) -> BridgeStep:
    return BridgeStep(key, "", "", "total", figure, figure, figure, "neutral")
