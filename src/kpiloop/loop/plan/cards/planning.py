"""What generating would add, change and end: the cards a template wants against the cards that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.plan.cards.population import People, fitting
from kpiloop.loop.plan.cards.rows import CardStep, Fit, NewTemplate, Wanted
from kpiloop.loop.plan.models import Assignment

#: (kpi, subject)
Place = tuple[int, int]


@dataclass(frozen=True)
class Ground:
    """What a plan is made on."""

    template_id: int  #: whose cards
    asked: NewTemplate  #: what the template says
    kpis: Mapping[str, int]  #: KPI code -> key
    people: People  #: the organisation of the year
    held: Sequence[Assignment]  #: every assignment of the scheme
    on: date  #: running cards change from this day on

    @cached_property
    def others(self) -> Mapping[int, Sequence[Assignment]]:
        """Counting assignments that did not come from this template, by subject."""
        found: dict[int, list[Assignment]] = defaultdict(list)
        for row in self.held:
            if row.template_id != self.template_id and row.weight > 0:
                found[row.subject_id].append(row)
        return found

    @cached_property
    def running(self) -> Mapping[Place, int]:
        """Assignments that run on, by KPI and subject."""
        return {(row.kpi_id, row.subject_id): row.pk for row in self.held if row.valid_to is None}


def plan_steps(ground: Ground) -> tuple[CardStep, ...]:
    """Compare; cards of other templates and cards written by hand are never touched."""
    subjects = ground.people.subjects
    codes = {key: code for code, key in ground.kpis.items()}
    mine: dict[Place, list[Assignment]] = defaultdict(list)
    for row in ground.held:
        if row.template_id == ground.template_id:
            mine[row.kpi_id, row.subject_id].append(row)
            codes.setdefault(row.kpi_id, row.kpi.code)
    steps: list[CardStep] = []
    seen: set[int] = set()
    for fit in fitting(ground.asked.populations, ground.people):
        problem = _conflict(fit, ground)
        if problem is not None:
            steps.append(CardStep("conflict", subjects[fit.subject_id], "", None, fit.starts_on, None, problem))
            continue
        for wanted in _wanted(fit, ground):
            rows = [row for row in mine[wanted.kpi_id, wanted.subject_id] if _meets(row, wanted)]
            seen |= {row.pk for row in rows}
            steps.append(_step(wanted, rows, subjects[fit.subject_id], codes[wanted.kpi_id], ground.on))
    blocked = {step.subject.id for step in steps if step.action == "conflict"}
    left = [row for rows in mine.values() for row in rows if row.pk not in seen and row.subject_id not in blocked]
    steps += _ended(left, subjects, codes, ground)
    return tuple(sorted(steps, key=lambda step: (step.subject.code, step.kpi, step.valid_from or date.min)))


def owner_of(fit: Fit, rule: str, named: str, ground: Ground) -> int | None:
    """The person a rule names for a subject, on the day the card begins or changes."""
    on = max(fit.starts_on, min(ground.on, (fit.ends_before or ground.people.ends_before)))
    if rule == "named":
        return org_io.resolve_person(named)
    if rule == "self" and ground.people.subjects[fit.subject_id].kind == "person":
        return fit.subject_id
    if rule == "line_manager":
        return fit.line_manager_id
    if rule == "self" and fit.subject_id in ground.people.positions:
        return _holder(fit.subject_id, on, ground.people) or ground.people.head_of(fit.unit_id, on)
    return ground.people.head_of(fit.unit_id, on)


def _conflict(fit: Fit, ground: Ground) -> str | None:
    """Why a subject gets no card of this template."""
    end = fit.ends_before or date.max
    others = ground.others.get(fit.subject_id, ())
    if any(row.valid_from < end and (row.valid_to or date.max) > fit.starts_on for row in others):
        return "other_card"
    return "owner_missing" if owner_of(fit, ground.asked.owner_rule, ground.asked.owner, ground) is None else None


def _wanted(fit: Fit, ground: Ground) -> Iterator[Wanted]:
    asked = ground.asked
    owner = owner_of(fit, asked.owner_rule, asked.owner, ground)
    provider = None if asked.provider_rule == "none" else owner_of(fit, asked.provider_rule, asked.provider, ground)
    for line in asked.lines:
        kpi = ground.kpis[line.kpi]
        assert owner is not None
        yield Wanted(
            kpi_id=kpi,
            subject_id=fit.subject_id,
            unit_id=fit.unit_id,
            owner_id=owner,
            provider_id=provider,
            parent_id=_parent(kpi, fit, ground),
            weight=line.weight,
            valid_from=fit.starts_on,
            valid_to=fit.ends_before,
        )


def _parent(kpi_id: int, fit: Fit, ground: Ground) -> int | None:
    """The same KPI of the unit the subject belongs to, else of the nearest unit above that has it."""
    tree = ground.people.tree(fit.starts_on)
    above = [fit.unit_id, *tree.ancestors(fit.unit_id)]
    places = ((kpi_id, key) for key in above if key != fit.subject_id)
    return next((ground.running[place] for place in places if place in ground.running), None)


def _holder(position_id: int, on: date, people: People) -> int | None:
    held = (row for row in people.appointments if row.position_id == position_id and row.holds_on(on))
    return next((row.person_id for row in held), None)


def _meets(row: Assignment, wanted: Wanted) -> bool:
    if row.valid_from == wanted.valid_from:
        return True  # even one that was ended on its first day: a second one could not begin there
    return row.valid_from < (wanted.valid_to or date.max) and (row.valid_to or date.max) > wanted.valid_from


def _step(wanted: Wanted, rows: Sequence[Assignment], subject: SubjectRow, kpi: str, on: date) -> CardStep:
    if not rows:
        return CardStep("add", subject, kpi, wanted.weight, wanted.valid_from, wanted.valid_to, wanted=wanted)
    last = max(rows, key=lambda row: row.valid_from)
    differs = [
        name
        for name, before, after in (
            ("weight", last.weight, wanted.weight),
            ("owner", last.owner_id, wanted.owner_id),
            ("provider", last.provider_id, wanted.provider_id),
            ("dates", last.valid_to, wanted.valid_to),
        )
        if before != after
    ]
    action = "change" if differs else "keep"
    start = last.valid_from if differs in ([], ["dates"]) else max(on, last.valid_from)
    why = ", ".join(differs)
    return CardStep(action, subject, kpi, wanted.weight, start, wanted.valid_to, why, last.pk, wanted)


def _ended(
    left: Sequence[Assignment], subjects: Mapping[int, SubjectRow], codes: Mapping[int, str], ground: Ground
) -> Iterator[CardStep]:
    for row in left:
        end = max(ground.on, row.valid_from)
        if row.valid_to is None or row.valid_to > end:
            subject = subjects[row.subject_id]
            yield CardStep("end", subject, codes[row.kpi_id], None, row.valid_from, end, assignment_id=row.pk)
