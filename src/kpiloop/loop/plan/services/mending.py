"""The steps that mend findings: weights and owners of cards, the template they come from, words of definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.guards.card_mending import evened
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.plan.cards.rows import NewTemplate
from kpiloop.loop.plan.cards.storing import card_plan, template_by_code, template_row
from kpiloop.loop.plan.errors import NotMendable
from kpiloop.loop.plan.library import ready_kpis
from kpiloop.loop.plan.linter.influence import Influence
from kpiloop.loop.plan.models import Assignment, Kpi, Scheme
from kpiloop.loop.plan.rows import AssignmentChange, FindingRow, MendedValue
from kpiloop.loop.plan.selectors.findings import LEAST_WEIGHT, MOST_WEIGHT
from kpiloop.loop.plan.services.assignments import amend_assignments
from kpiloop.loop.plan.services.definitions import publish_kpi, revise_kpi
from kpiloop.loop.plan.services.templates import save_template

#: Weight by KPI code, of one card or template.
Weights = Mapping[str, Decimal]
#: What a step changed.
Values = list[MendedValue]


@dataclass(frozen=True)
class Mending:
    """What a fix works on."""

    actor: Actor  #: who mends
    held: Scheme  #: newest version of the scheme
    finding: FindingRow  #: what was found
    on: date  #: day from which it holds in a published scheme
    now: datetime  #: when
    language: str  #: language of texts from the library


def _even_weights(step: Mending) -> Values:
    return _reweigh(step, _even)


def _merge_lightest(step: Mending) -> Values:
    return _reweigh(step, _merged)


def _watch_double(step: Mending) -> Values:
    return _reweigh(step, _twins_joined)


def _even(weights: Weights, _finding: FindingRow) -> Weights:
    weighing = {kpi: weight for kpi, weight in weights.items() if weight > 0}
    return evened(weighing, least=LEAST_WEIGHT, most=MOST_WEIGHT)


def _merged(weights: Weights, finding: FindingRow) -> Weights:
    """The suggested KPIs become one: the heaviest carries their weight, the others are only watched."""
    return _carried(weights, finding.fields["merge"].split(" + "))


def _twins_joined(weights: Weights, finding: FindingRow) -> Weights:
    return _carried(weights, [finding.kpi_code, finding.fields["other"]])


def _carried(weights: Weights, kpis: Sequence[str]) -> Weights:
    held = sorted((kpi for kpi in kpis if kpi in weights), key=lambda kpi: (-weights[kpi], kpi))
    total = sum((weights[kpi] for kpi in held), Decimal(0))
    return {kpi: total if kpi == held[0] else Decimal(0) for kpi in held}


def _reweigh(step: Mending, change: Callable[[Weights, FindingRow], Weights]) -> Values:
    """New weights for every card found, and for the template that made them so."""
    is_of_template = _is_as_made(step, "weight")
    cards: dict[int, dict[str, Assignment]] = defaultdict(dict)
    for row in step.held.assignments.filter(valid_to__isnull=True).select_related("kpi").order_by("kpi__code"):
        cards[row.subject_id][row.kpi.code] = row
    changes: dict[date, list[AssignmentChange]] = defaultdict(list)
    values: Values = []
    for subject, found in {each.subject: each for each in step.finding.each if each.subject}.items():
        card = cards[subject.id]
        wanted = change({kpi: row.weight for kpi, row in card.items()}, found)
        on = _first_day(step, min((card[kpi].valid_from for kpi in wanted), default=step.on))
        moved = {kpi: weight for kpi, weight in wanted.items() if weight != card[kpi].weight}
        changes[on] += [AssignmentChange(card[kpi].pk, weight=weight) for kpi, weight in moved.items()]
        values += [
            MendedValue("weight", number_text(card[kpi].weight), number_text(weight), kpi, subject_code=subject.code)
            for kpi, weight in moved.items()
        ]
    _amend(step, changes)
    return values + (_reweigh_template(step, change) if is_of_template else [])


def _reweigh_template(step: Mending, change: Callable[[Weights, FindingRow], Weights]) -> Values:
    asked = _template(step)
    lines = sorted(asked.lines, key=lambda line: line.kpi)  # as on the cards: what is left over falls alike
    wanted = change({line.kpi: line.weight for line in lines}, step.finding)
    mended = tuple(replace(line, weight=wanted.get(line.kpi, line.weight)) for line in asked.lines)
    save_template(step.actor, template=replace(asked, lines=mended))
    return [
        MendedValue("weight", number_text(old.weight), number_text(new.weight), old.kpi, template_code=asked.code)
        for old, new in zip(asked.lines, mended, strict=True)
        if old.weight != new.weight
    ]


def _head_answers(step: Mending) -> Values:
    """Whoever leads the unit of a card answers; a card that nobody leads stays as it is."""
    is_of_template = _is_as_made(step, "owner")
    wanted = {each.assignment_id for each in step.finding.each}
    people = org_io.people_by_id()
    days: dict[date, Influence] = {}
    changes: dict[date, list[AssignmentChange]] = defaultdict(list)
    values: Values = []
    for row in step.held.assignments.select_related("subject", "kpi").order_by("pk"):
        day = max(step.on, row.valid_from)
        if row.pk not in wanted or (row.valid_to is not None and row.valid_to <= day):
            continue
        if day not in days:
            days[day] = Influence(day)
        person = people.get(days[day].head_of(row) or 0)
        if person is not None:
            changes[_first_day(step, row.valid_from)].append(AssignmentChange(row.pk, owner=person.code))
            before = people[row.owner_id].code
            values.append(MendedValue("owner", before, person.code, row.kpi.code, subject_code=row.subject.code))
    if not changes:
        raise NotMendable(finding=step.finding.code)
    _amend(step, changes)
    if is_of_template:
        asked = _template(step)
        save_template(step.actor, template=replace(asked, owner_rule="unit_head", owner=""))
        values.append(MendedValue("owner_rule", asked.owner_rule, "unit_head", template_code=asked.code))
    return values


def _amend(step: Mending, changes: Mapping[date, list[AssignmentChange]]) -> None:
    for on, wanted in sorted(changes.items()):
        if wanted:
            amend_assignments(step.actor, scheme=step.held.code, changes=wanted, on=on, reason=step.finding.key)


def _first_day(step: Mending, begun: date) -> date:
    return begun if step.held.state == "draft" else max(step.on, begun)


def _is_as_made(step: Mending, what: str) -> bool:
    """Whether any card found still is what its template makes: then the flaw is the template's, and comes again."""
    if step.finding.template is None:
        return False
    steps = card_plan(step.finding.template.code, step.on).steps
    others = {row.subject.id for row in steps if row.action not in ("keep", "change") or what in row.why}
    made = {row.subject.id for row in steps} - others
    return any(each.subject is not None and each.subject.id in made for each in step.finding.each)


def _template(step: Mending) -> NewTemplate:
    assert step.finding.template is not None
    return template_row(template_by_code(step.finding.template.code)).asked


def _publish(step: Mending) -> Values:
    publish_kpi(step.actor, code=step.finding.kpi_code, now=step.now)
    return [MendedValue("state", "draft", "published", step.finding.kpi_code)]


def _source(step: Mending) -> Values:
    return _say(step, "source", ready_kpis()[step.finding.kpi_code].source.of(step.language))


def _purpose(step: Mending) -> Values:
    return _say(step, "purpose", ready_kpis()[step.finding.kpi_code].definition.of(step.language))


def _counter(step: Mending) -> Values:
    counter = ready_kpis()[step.finding.kpi_code].counter
    if not Kpi.objects.filter(code=counter).exists():
        raise NotMendable(finding=step.finding.code, counter=counter)
    return _say(step, "counter", counter)


def _say(step: Mending, field: str, said: str) -> Values:
    code = step.finding.kpi_code
    newest = Kpi.objects.get(code=code).definitions.order_by("-version").first()
    begins = newest.valid_from if newest is not None and newest.state == "draft" else step.on
    revise_kpi(step.actor, code=code, valid_from=begins, **{field: said})
    return [MendedValue(field, str(getattr(newest, field, "")), said, code)]


#: Name of the fix -> what it does.
STEPS: dict[str, Callable[[Mending], Values]] = {
    "even_weights": _even_weights,
    "merge_lightest": _merge_lightest,
    "watch_double": _watch_double,
    "head_answers": _head_answers,
    "publish": _publish,
    "source_from_library": _source,
    "purpose_from_library": _purpose,
    "counter_from_library": _counter,
}
