"""What a plan may not say: cards off 100, curves that cannot score, formulas nobody can compute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import cast

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import ColumnType, DatasetShape, check, parse
from kpiloop.engine.named_weeks import week_named
from kpiloop.engine.periods import Calendar
from kpiloop.engine.scoring.curves import validate_curve
from kpiloop.engine.scoring.grades import Band, validate_bands
from kpiloop.governance.bundle.checking.beside import beside_faults
from kpiloop.governance.bundle.checking.charter import charter_faults
from kpiloop.governance.bundle.checking.entities import entity_faults, week_faults
from kpiloop.governance.bundle.checking.facts import facts_faults
from kpiloop.governance.bundle.checking.lists import list_faults
from kpiloop.governance.bundle.checking.organisation import organisation_faults
from kpiloop.governance.bundle.checking.ranges import range_faults
from kpiloop.governance.bundle.checking.refusing import refused
from kpiloop.governance.bundle.checking.reporting import reporting_faults
from kpiloop.governance.bundle.checking.strategy import strategy_faults
from kpiloop.governance.bundle.checking.templates import template_faults
from kpiloop.governance.bundle.checking.trees import tree_faults
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import figure_text, written
from kpiloop.governance.bundle.spreading import calendar_of
from kpiloop.loop.plan.choices import METHODS_OF_DIRECTION, PARAMETERS_OF_METHOD

_HUNDRED = Decimal(100)


def content_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Everything that is written correctly and still cannot work."""
    yield from organisation_faults(bundle)
    yield from tree_faults(bundle, held)
    yield from strategy_faults(bundle)
    yield from facts_faults(bundle, held)
    yield from entity_faults(bundle, held)
    yield from list_faults(bundle, held)
    yield from reporting_faults(bundle, held)
    yield from _kpis(bundle)
    yield from _formulas(bundle, held)
    yield from week_faults(bundle, held)
    yield from _weights(bundle)
    yield from template_faults(bundle, held)
    yield from _periods(bundle, held)
    yield from range_faults(bundle, held)
    yield from _scoring(bundle)
    yield from _grades(bundle)
    yield from beside_faults(bundle)
    yield from charter_faults(bundle)


def _kpis(bundle: Bundle) -> Iterator[Fault]:
    for row in bundle.rows("kpis"):
        direction, method = written(row.values.get("direction")), written(row.values.get("achievement_method"))
        fitting = METHODS_OF_DIRECTION.get(direction)
        if fitting and method and method not in fitting:
            fields = {"method": method, "direction": direction, "choices": ", ".join(fitting)}
            yield Fault("bundle_method_does_not_fit", row.place("achievement_method"), fields)
        yield from _parameters(row, method)
        green, amber = row.values.get("green_from"), row.values.get("amber_from")
        if isinstance(green, Decimal) and isinstance(amber, Decimal) and green < amber:
            fields = {"green_from": figure_text(green), "amber_from": figure_text(amber)}
            yield Fault("bundle_limits_inverted", row.place("green_from"), fields)


def _parameters(row: Row, method: str) -> Iterator[Fault]:
    """Parameters without which a method cannot say how far a target was reached."""
    stated = row.values.get("achievement_parameters")
    names = stated if isinstance(stated, dict) else {}
    for alternatives in PARAMETERS_OF_METHOD.get(method, ()):
        if not any(name in names for name in alternatives):
            fields = {"method": method, "names": " / ".join(alternatives)}
            yield Fault("bundle_parameter_missing", row.place("achievement_parameters"), fields)


def _formulas(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Formulas that cannot be read, or name what neither the bundle nor the company has."""
    shapes = {**_shapes(held), **_shapes(bundle)}
    kpis = {written(row.values.get("code")) for each in (held, bundle) for row in each.rows("kpis")}
    for row in bundle.rows("formulas"):
        text = row.values.get("text")
        if isinstance(text, str) and text:
            yield from refused(row, "text", partial(_check_formula, text, shapes, kpis))


def _check_formula(text: str, shapes: Mapping[str, DatasetShape], kpis: Container[str]) -> None:
    check(parse(text), shapes, kpis)


def _shapes(bundle: Bundle) -> dict[str, DatasetShape]:
    found = {}
    for row in bundle.rows("datasets"):
        code, columns, dates = (row.values.get(name) for name in ("code", "columns", "date_columns"))
        if isinstance(columns, dict):
            kinds = {name: cast("ColumnType", str(kind)) for name, kind in columns.items()}
            unit, person = written(row.values.get("unit_column")), written(row.values.get("person_column"))
            roles = dates if isinstance(dates, tuple) else ()
            found[written(code)] = DatasetShape(written(code), kinds, roles, unit or None, person or None)
    return found


def _weights(bundle: Bundle) -> Iterator[Fault]:
    """Cards of published schemes weigh exactly 100 on every day anything is weighed."""
    drafts = {written(row.values.get("code")) for row in bundle.rows("schemes") if row.values.get("state") == "draft"}
    cards: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in bundle.rows("cards"):
        if isinstance(row.values.get("weight"), Decimal) and isinstance(row.values.get("valid_from"), date):
            cards[written(row.values.get("scheme")), written(row.values.get("subject"))].append(row)
    for (scheme, subject), rows in cards.items():
        if scheme not in drafts:
            yield from _off_hundred(subject, rows)


def _off_hundred(subject: str, rows: list[Row]) -> Iterator[Fault]:
    days = sorted({row.values["valid_from"] for row in rows}, key=str)
    for day in days:
        held = [row for row in rows if _holds(row, day)]
        total = sum((weight for row in held if isinstance(weight := row.values["weight"], Decimal)), Decimal(0))
        if total not in (0, _HUNDRED):
            fields = {"subject": subject, "total": figure_text(total), "on": written(day)}
            yield Fault("bundle_weights_off", held[0].place("weight"), fields)
            return


def _holds(row: Row, day: object) -> bool:
    start, end = row.values["valid_from"], row.values.get("valid_to")
    assert isinstance(day, date)
    assert isinstance(start, date)
    return start <= day and (not isinstance(end, date) or day < end)


def _periods(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Targets and rates stand in months, and in months there are; targets of KPIs measured by week in weeks, too."""
    calendar = calendar_of(bundle, held)
    rows = [*bundle.rows("company"), *held.rows("company")]
    for name, row in ((part, row) for part in ("targets", "rates", "expected") for row in bundle.rows(part)):
        kinds = _kinds(row) if name == "expected" else ("month",)
        code = written(row.values.get("period"))
        week = week_named(calendar, code) if name == "targets" else None
        if week is not None:
            if not any(_covers(each, week.start, calendar) for each in rows):
                yield Fault("bundle_period_outside", row.place("period"), {"period": code})
            continue
        try:
            period = calendar.parse(code)
        except Refusal:
            yield Fault("bundle_period_unknown", row.place("period"), {"written": code})
            continue
        if period.kind not in kinds:
            unlike = "bundle_period_not_scored" if name == "expected" else "bundle_period_unknown"
            yield Fault(unlike, row.place("period"), {"written": code})
        elif not any(_covers(each, period.start, calendar) for each in rows):
            yield Fault("bundle_period_outside", row.place("period"), {"period": code})


def _kinds(row: Row) -> tuple[str, ...]:
    """Scores and grades stand in quarters, figures to date in months, the rest in any; a card is scored."""
    if row.values.get("score") is not None or row.values.get("grade") or not row.values.get("kpi"):
        return ("quarter",)
    return ("month",) if row.values.get("window") == "ytd" else ("month", "quarter", "half")


def _covers(company: Row, on: date, calendar: Calendar) -> bool:
    """Whether the first day of a month or week lies in one of the fiscal years the company has periods for."""
    first, last = company.values.get("first_month"), company.values.get("last_month")
    if not isinstance(first, date) or not isinstance(last, date):
        return True  # said already
    return calendar.year(first).start <= on < calendar.year(last).end


def _scoring(bundle: Bundle) -> Iterator[Fault]:
    for row in bundle.rows("scoring"):
        method, parameters = row.values.get("method"), row.values.get("parameters")
        if isinstance(method, str) and isinstance(parameters, dict):
            yield from refused(row, "parameters", partial(validate_curve, method, parameters))


def _grades(bundle: Bundle) -> Iterator[Fault]:
    tables: dict[str, list[Row]] = defaultdict(list)
    for row in bundle.rows("grades"):
        tables[written(row.values.get("scheme"))].append(row)
    for rows in tables.values():
        bands = [_band(row) for row in rows]
        complete = [band for band in bands if band is not None]
        if len(complete) == len(rows):
            yield from refused(rows[0], "lower", partial(validate_bands, complete))


def _band(row: Row) -> Band | None:
    lower, upper, factor = (row.values.get(name) for name in ("lower", "upper", "factor"))
    if not isinstance(lower, Decimal) or not isinstance(factor, Decimal):
        return None
    return Band(written(row.values.get("grade")), lower, upper if isinstance(upper, Decimal) else None, factor)
