"""Templates as rows and back, and the plan of one of them on the organisation of its scheme's year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan import references
from kpiloop.loop.plan.cards.planning import Ground, plan_steps
from kpiloop.loop.plan.cards.population import people_of_year
from kpiloop.loop.plan.cards.rows import CardPlan, NewTemplate, Population, TemplateLine, TemplateRow
from kpiloop.loop.plan.errors import UnknownReference
from kpiloop.loop.plan.errors.cards import CalendarShort
from kpiloop.loop.plan.models import CardTemplate, CardTemplateLine, PopulationRule, Scheme


def template_by_code(code: str) -> CardTemplate:
    """One stored template; an unknown code is refused by name."""
    found = templates_read().filter(code=code).first()
    if found is None:
        raise UnknownReference(kind="card_template", name=code)
    return found


def templates_read() -> QuerySet[CardTemplate]:
    """Stored templates with all they say."""
    return CardTemplate.objects.select_related("owner__subject", "provider__subject").prefetch_related(
        "lines__kpi", "populations"
    )


def store_template(asked: NewTemplate) -> tuple[int, Mapping[str, object] | None]:
    """Write a template in place of what it said before; returns its key and what the lines were."""
    people = references.people({number for number in (asked.owner, asked.provider) if number})
    kpis = references.kpis(line.kpi for line in asked.lines)
    before = {
        line.kpi.code: str(line.weight)
        for line in CardTemplateLine.objects.filter(template__code=asked.code).select_related("kpi")
    }
    held, is_new = CardTemplate.objects.update_or_create(
        code=asked.code,
        defaults={
            "scheme_code": asked.scheme,
            "name_zh": asked.name_zh,
            "name_en": asked.name_en,
            "owner_rule": asked.owner_rule,
            "owner_id": people[asked.owner].id if asked.owner else None,
            "provider_rule": asked.provider_rule,
            "provider_id": people[asked.provider].id if asked.provider else None,
        },
    )
    held.lines.all().delete()
    held.populations.all().delete()
    CardTemplateLine.objects.bulk_create(
        CardTemplateLine(
            template=held,
            kpi=kpis[line.kpi],
            order=place,
            weight=line.weight,
            target_basis=line.target_basis,
            figure=line.figure,
        )
        for place, line in enumerate(asked.lines)
    )
    PopulationRule.objects.bulk_create(
        _rule(held, place, population) for place, population in enumerate(asked.populations)
    )
    return held.pk, None if is_new else {"lines": before}


def template_row(held: CardTemplate, generated: int = 0) -> TemplateRow:
    """A stored template (read by `templates_read`)."""
    lines = tuple(TemplateLine(row.kpi.code, row.weight, row.target_basis, row.figure) for row in held.lines.all())
    asked = NewTemplate(
        code=held.code,
        scheme=held.scheme_code,
        name_zh=held.name_zh,
        lines=lines,
        populations=tuple(_population(row) for row in held.populations.all()),
        name_en=held.name_en,
        owner_rule=held.owner_rule,
        owner=held.owner.subject.code if held.owner else "",
        provider_rule=held.provider_rule,
        provider=held.provider.subject.code if held.provider else "",
    )
    return TemplateRow(held.pk, asked, generated)


def card_plan(code: str, on: date) -> CardPlan:
    """Everything generating would do on a day; writes nothing."""
    row = template_row(template_by_code(code))
    scheme = references.scheme(row.asked.scheme)
    held = list(scheme.assignments.select_related("kpi"))
    starts_on, ends_before = year_of(scheme)
    kpis = {kpi.code: kpi.pk for kpi in references.kpis(line.kpi for line in row.asked.lines).values()}
    day = min(max(on, starts_on), ends_before)
    ground = Ground(row.id, row.asked, kpis, people_of_year(starts_on, ends_before), held, day)
    return CardPlan(row, day, plan_steps(ground))


def year_of(scheme: Scheme) -> tuple[date, date]:
    """First day of a scheme's fiscal year, and the first day after it."""
    months = calendar.periods(SYSTEM, kind="month", fiscal_year=scheme.fiscal_year)
    if not months:
        raise CalendarShort(fiscal_year=scheme.fiscal_year, scheme=scheme.code)
    return months[0].starts_on, months[-1].ends_before


def _rule(held: CardTemplate, place: int, population: Population) -> PopulationRule:
    return PopulationRule(
        template=held,
        order=place,
        kind=population.kind,
        units=list(population.units),
        with_below=population.with_below,
        levels=list(population.levels),
        positions=list(population.positions),
        people=list(population.people),
        excluded=list(population.excluded),
        heads=population.heads,
        valid_from=population.valid_from,
        valid_to=population.valid_to,
    )


def _population(row: PopulationRule) -> Population:
    return Population(
        kind=row.kind,
        units=tuple(row.units),
        with_below=row.with_below,
        levels=tuple(row.levels),
        positions=tuple(row.positions),
        people=tuple(row.people),
        excluded=tuple(row.excluded),
        heads=row.heads,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
