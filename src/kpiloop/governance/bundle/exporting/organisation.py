"""Calendar, units, their moves, positions, people and their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import Edge, OrganisationRow
from kpiloop.governance.bundle.fields import Value

Rows = list[dict[str, Value]]


def organisation_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of the parts about who and where."""
    held = org.organisation(viewer)
    edges: dict[int, list[Edge]] = defaultdict(list)
    for edge in held.edges:
        edges[edge.unit_id].append(edge)
    return {
        "company": _company(viewer),
        "calendar_events": [
            {
                "kind": row.kind,
                "first_day": row.first_day,
                "last_day": row.last_day,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
            }
            for row in calendar.events(viewer)
        ],
        "units": _units(held, edges),
        "moves": _moves(held, edges),
        "entities": [
            {
                "unit": held.units[key].code,
                "currency": row.currency,
                "time_zone": row.time_zone,
                "day_begins": row.day_begins,
            }
            for key, row in org.entities(viewer, on=date.max).items()
            if key in held.units
        ],
        "entity_years": [
            {"unit": held.units[key].code, "valid_from": year.valid_from, "start_month": year.start_month}
            for key, row in org.entities(viewer, on=date.max).items()
            if key in held.units
            for year in row.years
        ],
        "positions": [
            {
                "code": row.code,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "unit": held.units[row.unit_id].code,
                "level": row.level,
            }
            for row in sorted(held.positions.values(), key=lambda row: row.code)
        ],
        "people": [
            {"number": row.code, "name_zh": row.name_zh, "name_en": row.name_en}
            for row in sorted(held.people.values(), key=lambda row: row.code)
        ],
        "appointments": _appointments(held),
        **_trees(held),
    }


def _company(viewer: Actor) -> Rows:
    months = calendar.periods(viewer, kind="month")
    if not months:
        return []
    engine, held = calendar.engine_calendar(viewer), calendar.company_calendar(viewer)
    return [
        {
            "fiscal_start_month": engine.fiscal_start_month,
            "year_named_by": engine.named_by,
            "pattern": engine.pattern,
            "week_start": engine.week_start,
            "anchor": engine.anchor,
            "shift_week": engine.shift_week,
            "workdays": tuple(str(day) for day in held.workdays) if held else (),
            "first_month": months[0].starts_on,
            "last_month": (months[-1].ends_before - timedelta(days=1)).replace(day=1),
        }
    ]


def _units(held: OrganisationRow, edges: Mapping[int, list[Edge]]) -> Rows:
    aliases = _aliases(held)
    rows: Rows = []
    for unit_id, places in edges.items():  # oldest first, so that parents stand before children
        unit, first = held.units[unit_id], places[0]
        rows.append(
            {
                "code": unit.code,
                "name_zh": unit.name_zh,
                "name_en": unit.name_en,
                "kind": unit.kind,
                "parent": _code(held, first.parent_id),
                "order": first.order,
                "aliases": tuple(aliases[unit_id]),
                "valid_from": first.valid_from,
                "valid_to": places[-1].valid_to,
            }
        )
    return rows


def _trees(held: OrganisationRow) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Further trees, the units that stand in them alone, and every place; none above is the company."""
    units = {**held.units, **held.tree_units}
    aliases = _aliases(held)
    return {
        "trees": [
            {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en} for _, row in sorted(held.trees.items())
        ],
        "tree_units": [
            {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en, "aliases": tuple(aliases[row.id])}
            for row in sorted(held.tree_units.values(), key=lambda row: row.code)
        ],
        "tree_places": [
            {
                "tree": tree,
                "unit": units[edge.unit_id].code,
                "parent": units[edge.parent_id].code if edge.parent_id is not None else None,
                "valid_from": edge.valid_from,
                "valid_to": edge.valid_to,
            }
            for tree, edges in sorted(held.tree_edges.items())
            for edge in sorted(edges, key=lambda edge: (edge.valid_from, units[edge.unit_id].code))
        ],
    }


def _aliases(held: OrganisationRow) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for alias, unit_id in sorted(held.aliases.items()):
        found[unit_id].append(alias)
    return found


def _moves(held: OrganisationRow, edges: Mapping[int, list[Edge]]) -> Rows:
    moved = [edge for places in edges.values() for edge in places[1:]]
    return [
        {
            "unit": held.units[edge.unit_id].code,
            "on": edge.valid_from,
            "parent": _code(held, edge.parent_id),
            "order": edge.order,
        }
        for edge in sorted(moved, key=lambda edge: edge.valid_from)
    ]


def _appointments(held: OrganisationRow) -> Rows:
    return [
        {
            "person": held.people[row.person_id].code,
            "unit": held.units[row.unit_id].code,
            "position": held.positions[row.position_id].code if row.position_id else None,
            "line_manager": held.people[row.line_manager_id].code if row.line_manager_id else None,
            "is_head": row.is_head,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in sorted(held.appointments, key=lambda row: (held.people[row.person_id].code, row.valid_from))
    ]


def _code(held: OrganisationRow, unit_id: int | None) -> str | None:
    return held.units[unit_id].code if unit_id is not None else None
