"""Reading objectives and the KPI dictionary; meanings are no secret inside the company."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.linter.definition_checks import spoken
from kpiloop.loop.plan.models import Kpi, Objective
from kpiloop.loop.plan.row_building import definition_row, objective_row
from kpiloop.loop.plan.row_reading import definitions_of, kpi_rows
from kpiloop.loop.plan.rows import DefinitionChange, DefinitionRow, KpiRow, ObjectiveRow

VIEW = "plan.view"


def objectives(viewer: Actor, *, fiscal_year: int | None = None, on: date | None = None) -> tuple[ObjectiveRow, ...]:
    """Strategic objectives, newest year first, by code within a year; with a day those not ended on it."""
    require(viewer, VIEW)
    found = Objective.objects.select_related("sponsor__subject").prefetch_related("kpis")
    if fiscal_year is not None:
        found = found.filter(fiscal_year=fiscal_year)
    if on is not None:
        found = found.exclude(ended_on__lte=on)
    return tuple(objective_row(row) for row in found.order_by("-fiscal_year", "code"))


def kpis(viewer: Actor, *, on: date | None = None) -> tuple[KpiRow, ...]:
    """All KPIs by code with the definition of a day, or the newest one; drafts only for who may edit."""
    require(viewer, VIEW)
    rows = kpi_rows(on).values() if viewer.may("plan.edit") and on is None else kpi_rows(on or date.max).values()
    shown = [row for row in rows if row.state != "draft" or viewer.may("plan.edit")]
    return tuple(sorted(shown, key=lambda row: row.code))


def kpi(viewer: Actor, code: str, *, on: date | None = None) -> KpiRow:
    """One KPI by code."""
    found = {row.code: row for row in kpis(viewer, on=on)}.get(code)
    if found is None:
        raise NotFound(kind="kpi", key=code)
    return found


def definitions(viewer: Actor, code: str) -> tuple[DefinitionRow, ...]:
    """Every version of a KPI's definition, newest first."""
    require(viewer, VIEW)
    versions = sorted(definitions_of(code), key=lambda row: -row.version)
    shown = [row for row in versions if row.state != "draft" or viewer.may("plan.edit")]
    if not shown:
        raise NotFound(kind="kpi", key=code)
    return tuple(definition_row(row.kpi, row) for row in shown)


def all_definitions(viewer: Actor) -> dict[str, tuple[DefinitionRow, ...]]:
    """Every version of every KPI's definition, newest first, by code; two queries for any number of KPIs."""
    require(viewer, VIEW)
    sees_drafts = viewer.may("plan.edit")
    return {
        held.code: tuple(
            definition_row(held, row)
            for row in sorted(held.definitions.all(), key=lambda row: -row.version)
            if row.state != "draft" or sees_drafts
        )
        for held in Kpi.objects.prefetch_related("definitions").order_by("code")
    }


def definition_changes(viewer: Actor, code: str, *, older: int, newer: int) -> tuple[DefinitionChange, ...]:
    """What reads differently in two versions of a definition, in the order of the form."""
    require(viewer, VIEW)
    found = Kpi.objects.prefetch_related("definitions").filter(code=code).first()
    versions = {row.version: row for row in found.definitions.all()} if found else {}
    for number in (older, newer):
        held = versions.get(number)
        if held is None or (held.state == "draft" and not viewer.may("plan.edit")):
            raise NotFound(kind="kpi", key=f"{code} v{number}")
    before, after = spoken(versions[older]), spoken(versions[newer])
    return tuple(DefinitionChange(name, before[name], after[name]) for name in before if before[name] != after[name])
