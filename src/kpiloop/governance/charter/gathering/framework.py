"""The indicator framework: objectives, cards with their weights grouped by what they hold, and how KPIs are scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.governance.charter.gathering.plain import figure, named, plain
from kpiloop.governance.charter.gathering.populace import in_order
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, SchemeRow
from kpiloop.loop.reward import selectors as reward

LEVELS = ("unit", "position", "person")


def objectives_of(scheme: SchemeRow) -> list[dict[str, Any]]:
    """Objectives of the year with their perspective, who stands for them, and how many KPIs measure them."""
    return [
        {
            **named(row),
            "perspective": row.perspective,
            "sponsor": named(row.sponsor) if row.sponsor else None,
            "kpis": len(row.kpi_codes),
        }
        for row in plan.objectives(SYSTEM, fiscal_year=scheme.fiscal_year)
        if row.ended_on is None
    ]


def cards_of(lines: Sequence[AssignmentRow], on: date) -> list[dict[str, Any]]:
    """Cards that hold the same KPIs at the same weights stand together: units, then positions, then people.

    People are counted by the unit they work in and not named: who holds which card is said by the letters.
    """
    held: dict[int, list[AssignmentRow]] = defaultdict(list)
    for line in lines:
        held[line.subject.id].append(line)
    together: dict[tuple[str, tuple[tuple[str, str], ...]], list[AssignmentRow]] = defaultdict(list)
    for card in held.values():
        ordered = sorted(card, key=lambda line: (-line.weight, line.kpi.code))
        weights = tuple((line.kpi.code, figure(line.weight)) for line in ordered)
        together[ordered[0].subject.kind, weights].append(ordered[0])
    kpis = {line.kpi.code: named(line.kpi) for line in lines}
    places = {key: place for place, key in enumerate(in_order(org_io.full_tree(on)))}
    found = [
        {
            "level": level,
            "subjects": [named(line.subject) for line in _ordered(of, places)] if level != "person" else [],
            "units": _homes(of, on) if level == "person" else [],
            "count": len(of),
            "lines": [{"kpi": kpis[code], "weight": weight} for code, weight in weights],
        }
        for (level, weights), of in together.items()
    ]
    return sorted(found, key=lambda card: (LEVELS.index(card["level"]), _first(card, places), -len(card["lines"])))


def kpis_of(lines: Sequence[AssignmentRow], scheme: SchemeRow) -> list[dict[str, Any]]:
    """Every counting KPI: its objective, the version of its definition, and how it is scored."""
    rules = {row.kpi_id: row for row in reward.scoring_rules(SYSTEM, scheme=scheme.code)}
    objectives = {row.id: row for row in plan.objectives(SYSTEM)}
    kpis = {line.kpi.id: line.kpi for line in lines}
    found = []
    for kpi in sorted(kpis.values(), key=lambda row: row.code):
        objective, rule = objectives.get(kpi.objective_id or 0), rules.get(kpi.id)
        found.append(
            {
                **named(kpi),
                "perspective": objective.perspective if objective else "",
                "definition": kpi.definition_version,
                "direction": kpi.direction,
                "method": rule.method if rule else "",
                "parameters": plain(rule.parameters) if rule else {},
            }
        )
    return found


def adjustments_of(scheme: SchemeRow) -> list[dict[str, Any]]:
    """Extra points, deductions, vetoes and gates beside the lines of the cards."""
    kpis = {row.code: named(row) for row in plan.kpis(SYSTEM)}
    subjects = org_io.subjects_by_code()
    return [
        {
            **plain(asdict(row.stated)),
            "zh": row.stated.name_zh,
            "en": row.stated.name_en,
            "kpi": kpis.get(row.stated.kpi),
            "subject": named(subjects[row.stated.subject]) if row.stated.subject in subjects else None,
        }
        for row in reward.adjustments(SYSTEM, scheme=scheme.code)
    ]


def templates_of(scheme: SchemeRow) -> list[dict[str, Any]]:
    """Cards for many and whom they are meant for."""
    units = {row.code: named(row) for row in org_io.subjects_by_code().values()}
    found = []
    for row in plan.card_templates(SYSTEM, scheme=scheme.code):
        whom = [
            {
                "kind": each.kind,
                "units": [units.get(code, {"code": code, "zh": code, "en": code}) for code in each.units],
                "with_below": each.with_below,
                "levels": list(each.levels),
                "positions": [units.get(code, {"code": code, "zh": code, "en": code}) for code in each.positions],
                "heads": each.heads,
                "named": len(each.people),
                "excluded": len(each.excluded),
            }
            for each in row.asked.populations
        ]
        found.append({"code": row.asked.code, "zh": row.asked.name_zh, "en": row.asked.name_en, "whom": whom})
    return found


def providers_of(lines: Iterable[AssignmentRow]) -> list[dict[str, Any]]:
    """Who reports figures by hand, and of which KPIs."""
    held: dict[str, tuple[dict[str, str], dict[str, dict[str, str]]]] = {}
    for line in lines:
        if line.provider is not None:
            _person, kpis = held.setdefault(line.provider.code, (named(line.provider), {}))
            kpis[line.kpi.code] = named(line.kpi)
    return [{**held[code][0], "kpis": [held[code][1][kpi] for kpi in sorted(held[code][1])]} for code in sorted(held)]


def _ordered(of: Sequence[AssignmentRow], places: Mapping[int, int]) -> list[AssignmentRow]:
    return sorted(of, key=lambda line: (places.get(line.subject.id, len(places)), line.subject.code))


def _homes(of: Sequence[AssignmentRow], on: date) -> list[dict[str, Any]]:
    tree = org_io.full_tree(on)
    counted: dict[int, int] = defaultdict(int)
    for line in of:
        counted[org_io.unit_of(line.subject.id, on) or 0] += 1
    return [
        {**named(unit), "count": counted[unit.id]}
        for unit in (tree.units[key] for key in in_order(tree))
        if unit.id in counted
    ]


def _first(card: Mapping[str, Any], places: Mapping[int, int]) -> int:
    subjects = org_io.subjects_by_code()
    keys = [subjects[row["code"]].id for row in (*card["subjects"], *card["units"]) if row["code"] in subjects]
    return min((places.get(key, len(places)) for key in keys), default=0)
