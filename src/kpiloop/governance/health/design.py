"""The design check with everything known: definitions and cards of plan, formulas and history of measure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import DesignEvidence, FindingRow

HISTORY_MONTHS = 24


def month_before(viewer: Actor, on: date) -> str:
    """The last month that ended before a day; figures of a running month say nothing about a band."""
    ended = [row for row in calendar.periods(viewer) if row.ends_before <= on]
    return (ended or calendar.periods(viewer))[-1].code


def design_evidence(viewer: Actor, *, before: str | None) -> DesignEvidence:
    """Formulas in force and, where a month is named, the monthly actuals up to it, all of them in a few reads."""
    formulas: dict[str, str] = {}
    for row in measure.formulas(viewer):  # newest first
        formulas.setdefault(row.kpi_code, row.text)
    history = _history(viewer, before) if before is not None else {}
    return DesignEvidence(formulas, history, measure.other_units(viewer))


def design_check(viewer: Actor, *, scheme: str, before: str | None) -> tuple[FindingRow, ...]:
    """Findings about a scheme as `plan.findings`, formulas included; history up to a month, or none of it."""
    evidence = design_evidence(viewer, before=before)
    return plan.findings(viewer, scheme=scheme, evidence=evidence)


def _history(viewer: Actor, before: str) -> dict[tuple[str, int], tuple[Decimal, ...]]:
    last = calendar.period(viewer, before)
    months = [row for row in calendar.periods(viewer) if row.ends_before <= last.ends_before][-HISTORY_MONTHS:]
    starts = {row.code: row.starts_on for row in months}
    found: dict[tuple[str, int], dict[object, Decimal]] = defaultdict(dict)
    for value in measure.values(viewer, period_codes=list(starts)):
        if value.actual is not None:
            found[(value.kpi_code, value.subject_id)][starts[value.period_code]] = value.actual
    return {key: tuple(held[day] for day in sorted(held, key=str)) for key, held in found.items()}
