"""What a plan may not say: cards off 100, curves that cannot score, formulas nobody can compute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from kpiloop.engine.errors import Refusal
from kpiloop.engine.named_weeks import week_named
from kpiloop.engine.periods import Calendar
from kpiloop.engine.scoring.curves import validate_curve
from kpiloop.engine.scoring.grades import Band, validate_bands
from kpiloop.engine.scoring.parameters import number_from
from kpiloop.governance.bundle.checking.beside import beside_faults
from kpiloop.governance.bundle.checking.cards import card_faults
from kpiloop.governance.bundle.checking.charter import charter_faults
from kpiloop.governance.bundle.checking.entities import entity_faults, week_faults
from kpiloop.governance.bundle.checking.facts import facts_faults
from kpiloop.governance.bundle.checking.formulas import formula_faults
from kpiloop.governance.bundle.checking.lists import list_faults
from kpiloop.governance.bundle.checking.organisation import organisation_faults
from kpiloop.governance.bundle.checking.ranges import range_faults
from kpiloop.governance.bundle.checking.refusing import refused
from kpiloop.governance.bundle.checking.reporting import reporting_faults
from kpiloop.governance.bundle.checking.sources import source_faults
from kpiloop.governance.bundle.checking.strategy import strategy_faults
from kpiloop.governance.bundle.checking.templates import template_faults
from kpiloop.governance.bundle.checking.trees import tree_faults
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import figure_text, written
from kpiloop.governance.bundle.spreading import calendar_of
from kpiloop.loop.plan.choices import METHODS_OF_DIRECTION, PARAMETERS_OF_METHOD


def content_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Everything that is written correctly and still cannot work."""
    yield from _structures(bundle)
    yield from organisation_faults(bundle)
    yield from tree_faults(bundle, held)
    yield from strategy_faults(bundle)
    yield from facts_faults(bundle, held)
    yield from entity_faults(bundle, held)
    yield from source_faults(bundle, held)
    yield from list_faults(bundle, held)
    yield from reporting_faults(bundle, held)
    yield from _kpis(bundle)
    yield from formula_faults(bundle, held)
    yield from week_faults(bundle, held)
    yield from card_faults(bundle, held)
    yield from template_faults(bundle, held)
    yield from _periods(bundle, held)
    yield from range_faults(bundle, held)
    yield from _scoring(bundle)
    yield from _grades(bundle)
    yield from _bonus(bundle)
    yield from beside_faults(bundle)
    yield from charter_faults(bundle)


def _structures(bundle: Bundle) -> Iterator[Fault]:
    """Structures are names with what belongs to them; what columns a dataset has is told with its types."""
    columns = [
        (row, field)
        for name, part in PARTS.items()
        for row in bundle.rows(name)
        for field in part.fields
        if field.kind in ("nested", "tree") and (name, field.name) != ("datasets", "columns")
    ]
    for row, field in columns:
        value = row.values.get(field.name)
        if value and isinstance(value, list):
            fields = {"column": field.name, "written": written(value)[:80]}
            yield Fault(f"bundle_not_{field.kind}", row.place(field.name), fields)


def _kpis(bundle: Bundle) -> Iterator[Fault]:
    for row in bundle.rows("kpis"):
        direction, method = written(row.values.get("direction")), written(row.values.get("achievement_method"))
        fitting = METHODS_OF_DIRECTION.get(direction)
        if fitting and method and method not in fitting:
            fields = {"method": method, "direction": direction, "choices": ", ".join(fitting)}
            yield Fault("bundle_method_does_not_fit", row.place("achievement_method"), fields)
        yield from _parameters(row, method)
        if row.values.get("counter") and row.values.get("counter") == row.values.get("code"):
            fields = {"kpi": written(row.values.get("code"))}
            yield Fault("definition_counter_itself", row.place("counter"), fields)
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
    for name, figure in names.items():
        yield from refused(row, "achievement_parameters", partial(number_from, str(figure), name))


def _periods(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Targets and rates stand in months, and in months there are; targets of KPIs measured by week in weeks, too."""
    calendar = calendar_of(bundle, held)
    # Months of weeks are not those of the wall calendar, and are not named like them.
    month = "2026-01" if calendar.pattern == "months" else "FY2026-P01"
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
            yield Fault("bundle_period_unknown", row.place("period"), {"written": code, "month": month})
            continue
        if period.kind not in kinds:
            unlike = "bundle_period_not_scored" if name == "expected" else "bundle_period_unknown"
            yield Fault(unlike, row.place("period"), {"written": code, "month": month})
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


def _bonus(bundle: Bundle) -> Iterator[Fault]:
    for row in bundle.rows("bonus_rules"):
        cap = row.values.get("factor_cap")
        if isinstance(cap, Decimal) and cap <= 0:
            fields = {"field": "factor_cap", "value": figure_text(cap), "choices": "> 0"}
            yield Fault("reward_choice_unknown", row.place("factor_cap"), fields)


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
