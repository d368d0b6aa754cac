"""The simplest way to use the product: one sheet with units, owners, KPIs, weights, targets and actuals."""

from __future__ import annotations

from collections.abc import Mapping as Months
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect.one_sheet.calendar_year import Year, ensure_year, first_open_day, year_of
from kpiloop.loop.collect.one_sheet.closed import set_closed_aside
from kpiloop.loop.collect.one_sheet.intent import Intent, require_weights, weights_by_unit
from kpiloop.loop.collect.one_sheet.organisation import Cast, create_cast, find_cast
from kpiloop.loop.collect.one_sheet.outcome import OneSheetOutcome, OneSheetPreview, UnitWeights
from kpiloop.loop.collect.one_sheet.planning import (
    PlanOutcome,
    scheme_code,
    write_assignments,
    write_kpis,
    write_targets,
)
from kpiloop.loop.collect.one_sheet.reading import read_sheet_file, understand_file
from kpiloop.loop.collect.one_sheet.recording import record_sheet
from kpiloop.loop.plan import selectors as plan

_NEEDED = ("loads.run", "org.edit", "plan.edit", "targets.edit")


def preview_one_sheet(
    viewer: Actor, *, path: str | Path, fiscal_year: int, company: str = "", sheet: str | None = None
) -> OneSheetPreview:
    """Show what a one-sheet workbook would do; nothing is stored.

    Shape:    weights that are off do not refuse the look, they stand in the answer.
    Errors:   one_sheet_columns_missing, one_sheet_empty, one_sheet_contradiction, and those of files.
    """
    for right in _NEEDED:
        require(viewer, right)
    year = year_of(viewer, fiscal_year)
    content, intent = understand_file(read_sheet_file(path, sheet), year)
    cast = find_cast(intent, company=company, start=year.start)
    known = {name for row in plan.kpis(viewer) for name in (row.code, row.name_zh, row.name_en)}
    weights = tuple(UnitWeights(unit, total, total in (0, 100)) for unit, total in weights_by_unit(intent).items())
    return OneSheetPreview(
        lines=tuple(intent.lines),
        weights=weights,
        new_units=tuple(unit.name_zh for unit in cast.new_units),
        new_people=tuple(person.name_zh for person in cast.new_people),
        new_kpis=tuple(kpi.name for kpi in intent.kpis.values() if kpi.name not in known),
        bad_cells=tuple(intent.bad),
        notices=tuple(intent.notices),
        skipped=content.skipped,
        can_load=all(row.is_right for row in weights),
    )


def load_one_sheet(
    actor: Actor, *, path: str | Path, fiscal_year: int, now: datetime, company: str = "", sheet: str | None = None
) -> OneSheetOutcome:
    """Set a company up from one sheet, or bring it up to the newest state of the sheet.

    Shape:    units, owners, KPIs, a published scheme, monthly targets and reported actuals; an annual
              target without months is spread over them. Loaded again, only what differs is written.
    Law:      all or nothing for the layout and the weights (100 per unit); a cell that cannot be read,
              or that would change a closed month, waits under its address and the rest is kept.
    Errors:   one_sheet_columns_missing, one_sheet_weights_not_100, one_sheet_contradiction,
              one_sheet_empty, permission_denied, and those of files.
    """
    for right in _NEEDED:
        require(actor, right)
    reading = read_sheet_file(path, sheet)
    year = year_of(actor, fiscal_year)
    content, intent = understand_file(reading, year)
    require_weights(intent)
    with transaction.atomic():
        months = ensure_year(actor, year)
        cast = find_cast(intent, company=company, start=year.start)
        create_cast(actor, cast, start=year.start)
        outcome = _write_plan(actor, intent, cast, year, months=months, now=now)
        batch, values = record_sheet(actor, reading, content, intent, cast, outcome, months=months, now=now)
    return OneSheetOutcome(
        batch=batch,
        company=cast.company,
        scheme=scheme_code(fiscal_year),
        units_added=len(cast.new_units),
        people_added=len(cast.new_people),
        kpis_added=outcome.kpis_added,
        kpis_revised=outcome.kpis_revised,
        assignments_added=outcome.assignments_added,
        assignments_changed=outcome.assignments_changed,
        targets_written=outcome.targets_written,
        values=values,
        bad_cells=tuple(intent.bad),
        notices=tuple(intent.notices),
        kpis={kpi.name: outcome.kpis[name] for name, kpi in intent.kpis.items()},
    )


def _write_plan(
    actor: Actor, intent: Intent, cast: Cast, year: Year, *, months: Months[date, PeriodRow], now: datetime
) -> PlanOutcome:
    outcome = PlanOutcome()
    on = first_open_day(months)
    write_kpis(actor, intent, outcome, start=year.start, on=on, now=now)
    write_assignments(actor, intent, cast, outcome, year=year.fiscal_year, start=year.start, on=on, now=now)
    set_closed_aside(intent, outcome, cast, months)
    write_targets(actor, intent, outcome, months)
    return outcome
