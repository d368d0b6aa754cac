"""Cards for many by program: what generating from a template would do, and doing it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of, text_of
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.cards.rows import CardPlan, CardStep

router = Router(tags=["schemes"])


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
