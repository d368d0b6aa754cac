"""KPIs, scheme, assignments and targets of the sheet against the plan there is: only what differs is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.errors import SheetContradiction
from kpiloop.loop.collect.one_sheet.intent import Intent, KpiIntent, LineIntent
from kpiloop.loop.collect.one_sheet.organisation import Cast
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan import selectors as plan_selectors
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import (
    AssignmentChange,
    AssignmentRow,
    KpiRow,
    NewAnnualTarget,
    NewAssignment,
    NewTarget,
)

GREEN_FROM = Decimal(1)
AMBER_FROM = Decimal("0.9")
#: Codes the sheet gives to KPIs it makes.
_OWN_CODE = re.compile(r"k(\d+)")


@dataclass
class PlanOutcome:
    """What the sheet changed in the plan."""

    kpis_added: int = 0  #: new KPIs
    kpis_revised: int = 0  #: KPIs with a new definition version
    assignments_added: int = 0  #: KPIs given to units
    assignments_changed: int = 0  #: weights, owners or ends
    targets_written: int = 0  #: new or changed monthly targets
    targets_unchanged: int = 0  #: already so
    kpis: dict[str, str] = field(default_factory=dict)  #: comparable name -> KPI code
    assignments: dict[int, int] = field(default_factory=dict)  #: line -> key of the assignment


def scheme_code(fiscal_year: int) -> str:
    """The scheme the sheet of a year fills; other schemes are never touched."""
    return f"SHEET{fiscal_year}"


def write_kpis(actor: Actor, intent: Intent, outcome: PlanOutcome, *, start: date, on: date, now: datetime) -> None:
    """Publish a definition for every KPI that is new, and a new version where the sheet changed one of its own."""
    known = plan_selectors.kpis(actor)
    by_name = {same_name(name): row for row in known for name in (row.code, row.name_zh, row.name_en) if name}
    taken = {row.code for row in known}
    for name, kpi in intent.kpis.items():
        row = by_name.get(name)
        if row is None:
            outcome.kpis[name] = _add(actor, kpi, taken, start, now)
            outcome.kpis_added += 1
        else:
            outcome.kpis[name] = row.code
            outcome.kpis_revised += _revise(actor, row, kpi, on, now)


def write_assignments(
    actor: Actor, intent: Intent, cast: Cast, outcome: PlanOutcome, *, year: int, start: date, on: date, now: datetime
) -> None:
    """Give KPIs to units with weight and owner; what the sheet no longer names ends on the day `on`."""
    code = scheme_code(year)
    known = {row.code for row in plan_selectors.schemes(actor)}
    if code not in known:
        plan.add_scheme(actor, code=code, name_zh=f"{year}年度考核方案", name_en=f"{year} scheme", fiscal_year=year)
    held = {(row.kpi.code, row.subject.code): row for row in plan_io.assignments_of_scheme(code)}
    changes, additions, added_lines = _differences(intent, cast, outcome, held, on if held else start)
    if changes or additions:
        keys = plan.amend_assignments(actor, scheme=code, changes=changes, additions=additions, on=on)
        outcome.assignments.update(zip(added_lines, keys[len(changes) :], strict=True))
        _renew(outcome, dict(zip((change.assignment_id for change in changes), keys, strict=False)))
    if code not in known:
        plan.publish_scheme(actor, code=code, now=now)
    outcome.assignments_added, outcome.assignments_changed = len(additions), len(changes)


def write_targets(actor: Actor, intent: Intent, outcome: PlanOutcome, months: Mapping[date, PeriodRow]) -> None:
    """Monthly targets as written; a line without any gets its annual target spread over the months."""
    monthly = [
        NewTarget(outcome.assignments[line.line], months[month].code, figure)
        for line in intent.lines
        for month, figure in line.targets.items()
    ]
    annual = [
        NewAnnualTarget(outcome.assignments[line.line], line.annual)
        for line in intent.lines
        if not line.targets and line.annual is not None
    ]
    for written in (
        plan.set_targets(actor, targets=monthly, method="import"),
        plan.set_annual_targets(actor, targets=annual),
    ):
        outcome.targets_written += written.added + written.changed
        outcome.targets_unchanged += written.unchanged


def _differences(
    intent: Intent, cast: Cast, outcome: PlanOutcome, held: Mapping[tuple[str, str], AssignmentRow], on: date
) -> tuple[list[AssignmentChange], list[NewAssignment], list[int]]:
    changes: list[AssignmentChange] = []
    additions: list[NewAssignment] = []
    added_lines: list[int] = []
    named: set[tuple[str, str]] = set()
    at_company = {outcome.kpis[same_name(line.kpi)] for line in intent.lines if cast.unit_of(line) == cast.company}
    for line in intent.lines:
        place = (outcome.kpis[same_name(line.kpi)], cast.unit_of(line))
        named.add(place)
        row = held.get(place)
        if row is None:
            parent = (place[0], cast.company) if place[0] in at_company and place[1] != cast.company else None
            additions.append(NewAssignment(*place, cast.owner_of(line), line.weight, on, parent=parent))
            added_lines.append(line.line)
            continue
        outcome.assignments[line.line] = row.id
        changes += _change(row, line, cast.owner_of(line))
    changes += [
        AssignmentChange(row.id, is_ended=True)
        for place, row in held.items()
        if place not in named and not _is_over(row)
    ]
    return changes, additions, added_lines


def _change(row: AssignmentRow, line: LineIntent, owner: str) -> list[AssignmentChange]:
    weight = line.weight if row.weight != line.weight else None
    new_owner = owner if row.owner.code != owner else None
    reopened = False if _is_over(row) else None
    if weight is None and new_owner is None and reopened is None:
        return []
    return [AssignmentChange(row.id, weight, new_owner, reopened)]


def _is_over(row: AssignmentRow) -> bool:
    return row.valid_to is not None


def _renew(outcome: PlanOutcome, renewed: Mapping[int, int]) -> None:
    """A changed assignment may go on under a new key."""
    outcome.assignments = {line: renewed.get(key, key) for line, key in outcome.assignments.items()}


def _add(actor: Actor, kpi: KpiIntent, taken: set[str], start: date, now: datetime) -> str:
    code = _free_code(taken)
    taken.add(code)
    plan.draft_kpi(
        actor,
        code=code,
        name_zh=kpi.name,
        direction=kpi.direction,
        time_kind=kpi.time_kind,
        measurement_unit=kpi.unit.code,
        display_scale=kpi.unit.display_scale,
        decimals=kpi.decimals,
        achievement_method=kpi.method,
        green_from=GREEN_FROM,
        amber_from=AMBER_FROM,
        valid_from=start,
    )
    plan.publish_kpi(actor, code=code, now=now)
    return code


def _revise(actor: Actor, row: KpiRow, kpi: KpiIntent, on: date, now: datetime) -> int:
    """A KPI the sheet made follows the sheet; one made elsewhere keeps its meaning and must agree with it."""
    described = {"direction": kpi.direction, "measurement_unit": kpi.unit.code}
    own = {"time_kind": kpi.time_kind, "display_scale": kpi.unit.display_scale, "achievement_method": kpi.method}
    if not _OWN_CODE.fullmatch(row.code):
        for name, value in described.items():
            if getattr(row, name) != value:
                raise SheetContradiction(kpi=kpi.name, field=name, cell="", written=value, earlier=getattr(row, name))
        return 0
    changed = {name: value for name, value in {**described, **own}.items() if getattr(row, name) != value}
    if not changed:
        return 0
    plan.revise_kpi(actor, code=row.code, valid_from=on, **changed)
    plan.publish_kpi(actor, code=row.code, now=now)
    return 1


def _free_code(taken: set[str]) -> str:
    used = [int(found[1]) for code in taken if (found := _OWN_CODE.fullmatch(code))]
    return f"k{max(used, default=0) + 1:02d}"
