"""What every exception of a month is worth in money, so that unlike KPIs can be sorted by it."""

from __future__ import annotations

from datetime import date

from kpiloop.engine.formula import Node, parse
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.analyse.money import MONEY, money_of_rate, money_terms
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import MoneyEffect
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.choices import EXCEPTION_LIGHTS
from kpiloop.loop.track.rows import StatusRow


def money_effects(viewer: Actor, *, period_code: str, on: date | None = None) -> dict[int, MoneyEffect]:
    """Money per exception, by assignment: its own gap, or rate gap x what the rate is taken of; below 0 is bad.

    They overlap (a price is part of a profit) and must not be added up. KPIs that are not money and
    not a share of money are absent.
    """
    rows = track.statuses(viewer, period_codes=[period_code], lights=EXCEPTION_LIGHTS, on=on)
    day = last_day(calendar.period(viewer, period_code))
    units = {row.code: row.measurement_unit for row in plan_io.published_definitions(day).values()}
    nodes = {(row.kpi_code, row.version): parse(row.text) for row in measure.formulas(SYSTEM)}
    terms = money_terms(((code, node) for (code, _), node in nodes.items()), units)
    values = measure_io.values_by_id([row.value_id for row in rows if row.value_id is not None])
    found = {row.assignment.id: _effect(row, values, nodes, terms) for row in rows}
    return {key: effect for key, effect in found.items() if effect is not None}


def _effect(
    row: StatusRow,
    values: dict[int, ValueRow],
    nodes: dict[tuple[str, int], Node],
    terms: frozenset[str],
) -> MoneyEffect | None:
    kpi, gap = row.assignment.kpi, row.gap
    value = values.get(row.value_id or 0)
    if gap is None or kpi.direction not in ("higher", "lower"):
        return None
    good = gap if kpi.direction == "higher" else -gap
    if kpi.measurement_unit == MONEY:
        return MoneyEffect(good, "gap")
    if value is None or value.formula_version is None:
        return None
    node = nodes.get((value.kpi_code, value.formula_version))
    amount = money_of_rate(good, node, value, terms) if node is not None else None
    return None if amount is None else MoneyEffect(amount, "rate")
