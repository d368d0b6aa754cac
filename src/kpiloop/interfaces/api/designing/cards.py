"""Cards for many by program: templates with whom they serve, what generating would do, and doing it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.cards.rows import CardPlan, CardStep, TemplateRow

router = Router(tags=["schemes"])


class TemplateLineOut(Schema):
    """One KPI of a template."""

    kpi: str
    weight: str = Field(..., description="Percent of the card as text")
    target_basis: str = Field(..., description="none, month, year or unit_share")
    figure: str | None = Field(None, description=FIGURE)


class PopulationOut(Schema):
    """Whom a template serves: every condition that is filled must hold."""

    kind: str = Field(..., description="person, position or unit: what gets the card")
    units: list[str]
    with_below: bool
    levels: list[str]
    positions: list[str]
    people: list[str]
    excluded: list[str]
    heads: str = Field(..., description="any, without or only")
    valid_from: date | None
    valid_to: date | None


class TemplateOut(Schema):
    """One card for many, and whom it serves."""

    code: str
    scheme: str
    name_zh: str
    name_en: str
    owner_rule: str
    owner: str
    provider_rule: str
    provider: str
    lines: list[TemplateLineOut]
    populations: list[PopulationOut] = Field(..., description="One that fits is enough")
    generated: int = Field(..., description="KPIs of subjects that came from it and run on")

    @staticmethod
    def of(row: TemplateRow) -> TemplateOut:
        """From the row."""
        lines = [
            out_of(TemplateLineOut, line, weight=text_of(line.weight), figure=text_of(line.figure))
            for line in row.asked.lines
        ]
        populations = [PopulationOut(**asdict(population)) for population in row.asked.populations]
        return out_of(TemplateOut, row.asked, lines=lines, populations=populations, generated=row.generated)


class CardStepOut(Schema):
    """What generating does to one KPI of one subject."""

    action: str = Field(..., description="add, change, end, keep or conflict (left alone)")
    subject: str
    kpi: str = Field(..., description="Empty for a conflict of the whole card")
    weight: str | None = Field(None, description="Percent afterwards, as text")
    valid_from: date | None
    valid_to: date | None
    why: str = Field(..., description="Of a change or conflict: weight, owner, dates, owner_missing, other_card, …")

    @staticmethod
    def of(row: CardStep) -> CardStepOut:
        """From the row."""
        return out_of(CardStepOut, row, subject=row.subject.code, weight=text_of(row.weight))


class CardPlanOut(Schema):
    """Everything generating does."""

    template: str
    scheme: str
    on: date
    cards: dict[str, int] = Field(..., description="How many subjects each action touches")
    steps: list[CardStepOut]

    @staticmethod
    def of(plan: CardPlan) -> CardPlanOut:
        """From the plan."""
        asked = plan.template.asked
        return CardPlanOut(
            template=asked.code,
            scheme=asked.scheme,
            on=plan.on,
            cards={action: plan.subjects(action) for action in sorted({step.action for step in plan.steps})},
            steps=[CardStepOut.of(step) for step in plan.steps],
        )


class GenerateIn(Schema):
    """From which day."""

    on: date = Field(..., description="Running cards change from here; joiners and leavers keep their own days")
    reason: str = ""


@reading(
    router,
    "/card-templates",
    answer=list[TemplateOut],
    permission="plan.edit",
    object_kind="scheme",
    summary="Templates of cards with whom they serve",
)
def get_card_templates(request: HttpRequest, scheme: str | None = None) -> list[TemplateOut]:
    """By code, of one scheme or of all."""
    return [TemplateOut.of(row) for row in selectors.card_templates(reader(request), scheme=scheme)]


@reading(
    router,
    "/card-templates/{code}/cards",
    answer=CardPlanOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="What generating cards from a template would do; nothing is stored",
)
def get_card_plan(request: HttpRequest, code: str, on: date) -> CardPlanOut:
    """Who begins, changes, ends, stays, and who is left alone and why."""
    return CardPlanOut.of(selectors.preview_cards(reader(request), template=code, on=on))


@writing(
    router,
    "/card-templates/{code}/cards",
    answer=CardPlanOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="Generate cards from a template; repeating it changes nothing",
)
def generate_cards(request: HttpRequest, code: str, body: GenerateIn) -> CardPlanOut:
    """Answers what was done; cards written by hand are left alone."""
    return CardPlanOut.of(services.generate_cards(reader(request), template=code, on=body.on, reason=body.reason))
