"""Reading the company as a bundle, and looking at a bundle before anything is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.governance.bundle import comparing
from kpiloop.governance.bundle.applying.templates import without_idle_templates
from kpiloop.governance.bundle.checking import content_faults, reference_faults, refused_changes, unallowed_terms
from kpiloop.governance.bundle.expecting import expectations
from kpiloop.governance.bundle.exporting import export, one_kpi
from kpiloop.governance.bundle.reading import is_kpi_file, read_bundle
from kpiloop.governance.bundle.rows import Bundle, Fault, ImportPlan, Reading
from kpiloop.governance.bundle.spreading import spread_targets

RIGHTS = ("org.edit", "plan.edit", "targets.edit", "sources.edit")


def export_bundle(viewer: Actor) -> Bundle:
    """The whole scheme of the company, for those who keep it."""
    for right in RIGHTS:
        require(viewer, right)
    return export(viewer)


def check_bundle(viewer: Actor, *, path: Path, on: date) -> ImportPlan:
    """Every fault of a bundle, or of one file of KPIs, and everything an import would change; nothing is written."""
    for right in RIGHTS:
        require(viewer, right)
    return compared(viewer, read_bundle(path), on=on, only_kpis=is_kpi_file(path))


def kpi_bundle(viewer: Actor, code: str) -> Bundle:
    """One KPI with every version of its definition and formula; meanings are no secret inside the company.

    Errors:   permission_denied, not_found.
    """
    return one_kpi(viewer, code)


def compared(viewer: Actor, reading: Reading, *, on: date, only_kpis: bool = False) -> ImportPlan:
    """A bundle that was read, beside the company as it is, or beside the KPIs it names."""
    held = export_bundle(viewer)
    targets, uneven = spread_targets(reading.bundle, held)
    spread = Bundle({name: targets if name == "targets" else rows for name, rows in reading.bundle.parts.items()})
    bundle, settled_held = comparing.settled(spread, held), comparing.settled(held, held)
    changes = tuple(comparing.changes(bundle, _named(bundle, settled_held) if only_kpis else settled_held, on=on))
    changes = without_idle_templates(viewer, changes, on=on)
    closed = {row.code for row in calendar.periods(viewer, kind="month") if row.is_closed}
    faults: list[Fault] = [
        *reading.faults,
        *uneven,
        *reference_faults(bundle, held),
        *content_faults(bundle, held),
        *refused_changes(
            changes, bundle, settled_held, on=on, closed=closed, unread={fault.where for fault in reading.faults}
        ),
        *unallowed_terms(viewer, changes, bundle),
    ]
    stated = expectations(viewer, bundle, on=on)
    return ImportPlan(bundle, settled_held, changes, tuple(faults), comparing.fingerprint(held), stated)


def _named(bundle: Bundle, held: Bundle) -> Bundle:
    """What the company has of the KPIs a file names."""
    codes = {row.values.get("code") for row in bundle.rows("kpis")} | {
        row.values.get("kpi") for row in bundle.rows("formulas")
    }
    kept = {
        "kpis": tuple(row for row in held.rows("kpis") if row.values.get("code") in codes),
        "formulas": tuple(row for row in held.rows("formulas") if row.values.get("kpi") in codes),
    }
    return Bundle({name: kept.get(name, ()) for name in bundle.parts})
