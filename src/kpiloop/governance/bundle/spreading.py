"""One row for a whole year: the annual target of a card line, spread over the months of its fiscal year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, cast

from kpiloop.engine.errors import Refusal
from kpiloop.engine.periods import PATTERNS, Calendar, Pattern, Period
from kpiloop.engine.targets.phasing import even, phase
from kpiloop.engine.weeks import WeekAnchor
from kpiloop.governance.bundle.contents import ANCHORS
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.plan.targeting.phasing import WHOLE_UNITS

#: Columns of a target that are figures.
FIGURES = ("target", "threshold", "stretch", "lower", "upper")
#: (scheme, subject, KPI, first day of the card line)
Line = tuple[Value, ...]


def calendar_of(bundle: Bundle, held: Bundle) -> Calendar:
    """The fiscal calendar the bundle means: its own, else that of the company."""
    rows = bundle.rows("company") or held.rows("company")
    values: Mapping[str, Value] = rows[0].values if rows else {}
    start, named_by = values.get("fiscal_start_month"), written(values.get("year_named_by"))
    week, pattern, anchor = values.get("week_start"), values.get("pattern"), values.get("anchor")
    month = start if isinstance(start, int) and 1 <= start <= 12 else 1
    return Calendar(
        month,
        cast("Literal['start', 'end']", named_by if named_by in ("start", "end") else "end"),
        cast("Pattern", pattern if pattern in PATTERNS else "months"),
        week if isinstance(week, int) and 0 <= week <= 6 else 0,
        cast("WeekAnchor", anchor if anchor in ANCHORS else "nearest"),
    )


def spread_targets(bundle: Bundle, held: Bundle) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """Targets by month. A flow adds up to its year exactly, anything else carries the annual figure every month.

    Months that are written beside the year keep their figure and the others take the rest.
    """
    calendar = calendar_of(bundle, held)
    kinds = {written(row.values.get("code")): row for each in (held, bundle) for row in each.rows("kpis")}
    lines: dict[Line, dict[str, Row]] = defaultdict(dict)
    for row in bundle.rows("targets"):
        lines[_line(row)].setdefault(written(row.values.get("period")), row)
    found: list[Row] = []
    faults: list[Fault] = []
    for row in bundle.rows("targets"):
        year = _year(row, calendar)
        if year is None:
            found.append(row)
            continue
        try:
            found += _months(row, year, calendar, kinds.get(written(row.values.get("kpi"))), lines[_line(row)])
        except Refusal as refusal:
            faults.append(Fault(refusal.code, row.place("target"), refusal.fields))
    return tuple(found), tuple(faults)


def _line(row: Row) -> Line:
    return tuple(row.values.get(name) for name in ("scheme", "subject", "kpi", "card_from"))


def _year(row: Row, calendar: Calendar) -> Period | None:
    try:
        period = calendar.parse(written(row.values.get("period")))
    except Refusal:
        return None  # the check of periods says so
    return period if period.kind == "year" else None


def _months(row: Row, year: Period, calendar: Calendar, kpi: Row | None, stated: Mapping[str, Row]) -> Iterator[Row]:
    months = calendar.periods("month", year.fiscal_year)
    shares = {name: _shares(name, row, kpi, [stated.get(month.code) for month in months]) for name in FIGURES}
    for place, month in enumerate(months):
        if month.code not in stated:
            figures = {name: figure[place] for name, figure in shares.items()}
            yield Row({**row.values, **figures, "period": month.code}, row.where, row.cells)


def _shares(name: str, row: Row, kpi: Row | None, stated: list[Row | None]) -> list[Decimal | None]:
    annual = row.values.get(name)
    if not isinstance(annual, Decimal):
        return [None] * len(stated)
    if kpi is None or kpi.values.get("time_kind") != "flow":
        return [annual] * len(stated)
    places = 0 if kpi.values.get("measurement_unit") in WHOLE_UNITS else 2
    locked = {
        place: figure
        for place, month in enumerate(stated)
        if month is not None and isinstance(figure := month.values.get(name), Decimal)
    }
    return list(phase(annual, even(len(stated)), places=places, locked=locked))
