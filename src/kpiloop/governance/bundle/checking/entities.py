"""What legal entities may not say: money, days and years nobody can count by; what weeks of KPIs cannot take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import available_timezones

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Node, parse
from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.measure.choices import WEEK
from kpiloop.loop.measure.counting.weekly import unsuited
from kpiloop.loop.measure.money.converting import is_currency

_MONTHS = "months"
_HOURS = range(24)


def entity_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Everything about legal entities that is written correctly and still cannot be."""
    tops = {written(row.values.get("code")) for each in (bundle, held) for row in _tops(each)}
    known = {key[0] for each in (bundle, held) for key in indexed(PARTS["entities"], each)}
    for row in bundle.rows("entities"):
        yield from _entity(row)
        if not tops & known and written(row.values.get("unit")) not in tops:
            yield _wrong(row, "unit", written(row.values.get("currency")), "company_first")
    group = next((row for each in (bundle, held) for row in each.rows("company")), None)
    for row in bundle.rows("entity_years"):
        yield from _year(row, group, tops)


def week_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Formulas of KPIs that are measured by week and take what only months have."""
    nodes, rows = _newest_formulas(held), {}
    for row in bundle.rows("formulas"):
        node = _parsed(row)
        if node is not None:
            nodes[written(row.values.get("kpi"))] = node
            rows[written(row.values.get("kpi"))] = row
    weekly = _weekly(held) | _weekly(bundle)
    for code in sorted(weekly & rows.keys()):
        if part := unsuited(nodes[code], nodes, weekly):
            yield Fault("measure_weekly_unsuited", rows[code].place("text"), {"kpi": code, "part": part})


def _tops(bundle: Bundle) -> list[Row]:
    return [row for row in bundle.rows("units") if not row.values.get("parent")]


def _entity(row: Row) -> Iterator[Fault]:
    currency, zone, hour = (row.values.get(name) for name in ("currency", "time_zone", "day_begins"))
    if isinstance(currency, str) and currency and not is_currency(currency):
        yield _wrong(row, "currency", currency, "currency")
    if isinstance(zone, str) and zone and zone not in available_timezones():
        yield _wrong(row, "time_zone", zone, "time_zone")
    if isinstance(hour, int) and hour not in _HOURS:
        yield _wrong(row, "day_begins", str(hour), "day_begins")


def _wrong(row: Row, column: str, given: str, why: str) -> Fault:
    return Fault(
        "entity_wrong", row.place(column), {"unit": written(row.values.get("unit")), "given": given, "why": why}
    )


def _year(row: Row, group: Row | None, tops: set[str]) -> Iterator[Fault]:
    unit, start, first = (row.values.get(name) for name in ("unit", "start_month", "valid_from"))
    pattern = written(group.values.get("pattern")) if group else _MONTHS
    fields = {"unit": written(unit)}
    if pattern != _MONTHS:
        yield Fault("entity_year_of_weeks", row.place("unit"), {**fields, "pattern": pattern})
    elif written(unit) in tops:
        yield Fault("entity_year_wrong", row.place("unit"), {**fields, "given": written(unit), "why": "company"})
    elif isinstance(start, int) and not 1 <= start <= 12:
        yield Fault("entity_year_wrong", row.place("start_month"), {**fields, "given": str(start), "why": "month"})
    elif isinstance(first, date):
        own = group.values.get("fiscal_start_month") if group and start is None else start
        if (first.month, first.day) != (own or 1, 1):
            day = first.isoformat()
            yield Fault("entity_year_wrong", row.place("valid_from"), {**fields, "given": day, "why": "not_first_day"})


def _newest_formulas(bundle: Bundle) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for row in sorted(bundle.rows("formulas"), key=lambda row: written(row.values.get("valid_from"))):
        if (node := _parsed(row)) is not None:
            found[written(row.values.get("kpi"))] = node
    return found


def _parsed(row: Row) -> Node | None:
    text = row.values.get("text")
    try:
        return parse(text) if isinstance(text, str) and text else None
    except Refusal:
        return None  # said already


def _weekly(bundle: Bundle) -> set[str]:
    """KPIs whose newest definition is measured by week."""
    newest: Mapping[str, Row] = {
        written(row.values.get("code")): row
        for row in sorted(bundle.rows("kpis"), key=lambda row: written(row.values.get("valid_from")))
    }
    return {code for code, row in newest.items() if row.values.get("measured_by") == WEEK}
