"""KPIs and annual targets two sides settle, by program: proposing, answering, agreeing, approving, publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NegotiationRow, StepRow

router = Router(tags=["kpis"])
Said = str | int | Decimal | None
Step = Literal["accept", "approve", "refuse", "publish", "withdraw"]


class StepOut(Schema):
    """One step of a negotiation."""

    number: int = Field(..., description="From 1")
    kind: str = Field(..., description="offer, accept, approve, refuse, publish or withdraw")
    side: str = Field(..., description="unit, or admin for the company")
    role: str = Field(..., description="Role an approval was given in")
    content: dict[str, str] = Field(..., description="What was offered, by field")
    changed: list[str] = Field(..., description="Fields that differ from the offer before")
    note: str
    made_by: str
    made_at: datetime

    @staticmethod
    def of(row: StepRow) -> StepOut:
        """From the row."""
        return out_of(StepOut, row, content=dict(row.content), changed=list(row.changed))


class NegotiationOut(Schema):
    """A KPI or an annual target two sides settle."""

    id: int
    kind: str = Field(..., description="kpi or target")
    kpi: str
    subject: str
    scheme: str = Field(..., description="Of a target")
    state: str = Field(..., description="open, agreed, approved, published or withdrawn")
    steps: list[StepOut] = Field(..., description="Oldest first; earlier offers stay as they were made")
    flaws: list[str] = Field(..., description="Codes of what the SMART check says about the newest offer; one by id")
    lacking_roles: list[str] = Field(..., description="Roles that have not approved yet")
    published_version: int | None
    may: list[str] = Field(..., description="Steps the reader may make now")

    @staticmethod
    def of(row: NegotiationRow) -> NegotiationOut:
        """From the row."""
        return out_of(
            NegotiationOut,
            row,
            kpi=row.kpi_code,
            subject=row.subject.code,
            steps=[StepOut.of(step) for step in row.steps],
            flaws=[flaw.code for flaw in row.flaws],
            lacking_roles=list(row.lacking_roles),
            may=sorted(row.may),
        )


class OfferIn(Schema):
    """An offer: fields of a definition, or `annual` alone for a target."""

    content: dict[str, Said | dict[str, Said]] = Field(
        ..., description="Such as name_zh, direction, green_from, valid_from; in an answer the others stay"
    )
    note: str = ""


class ProposalIn(OfferIn):
    """The first offer."""

    kpi: str = Field(..., min_length=1)
    subject: str
    scheme: str = Field("", description="Scheme of an annual target")


class SettleIn(Schema):
    """The next step."""

    step: Step
    note: str = Field("", description="Needed to refuse and to withdraw")


@reading(
    router,
    "/negotiations",
    answer=list[NegotiationOut],
    permission="plan.view",
    object_kind="negotiation",
    summary="KPIs and annual targets being settled, open ones first",
)
def list_negotiations(request: HttpRequest) -> list[NegotiationOut]:
    """Of units the reader may see."""
    return [NegotiationOut.of(row) for row in selectors.negotiations(reader(request), on=timezone.localdate())]


@reading(
    router,
    "/negotiations/{number}",
    answer=NegotiationOut,
    permission="plan.view",
    object_kind="negotiation",
    summary="One negotiation with every offer",
)
def get_negotiation(request: HttpRequest, number: int) -> NegotiationOut:
    """Whose turn it is stands in `may`."""
    return _negotiation(reader(request), number)


@writing(
    router,
    "/negotiations",
    answer=NegotiationOut,
    permission="proposals.write",
    object_kind="subject",
    summary="Propose a KPI of a unit, or its annual target",
)
def propose_kpi(request: HttpRequest, body: ProposalIn) -> NegotiationOut:
    """The other side is told and answers."""
    number = services.propose_kpi(
        reader(request),
        kpi=body.kpi,
        subject=body.subject,
        content=body.content,
        note=body.note,
        scheme=body.scheme,
        now=timezone.now(),
    )
    return _negotiation(reader(request), number)


@writing(
    router,
    "/negotiations/{number}/offers",
    answer=NegotiationOut,
    permission="plan.view",
    object_kind="negotiation",
    summary="Answer with another offer",
)
def offer_again(request: HttpRequest, number: int, body: OfferIn) -> NegotiationOut:
    """Fields that are not named stay as they were offered last."""
    services.offer_again(
        reader(request), negotiation_id=number, content=body.content, note=body.note, now=timezone.now()
    )
    return _negotiation(reader(request), number)


@writing(
    router,
    "/negotiations/{number}/settle",
    answer=NegotiationOut,
    permission="plan.view",
    object_kind="negotiation",
    summary="Agree, approve, give back, publish or withdraw",
)
def settle_negotiation(request: HttpRequest, number: int, body: SettleIn) -> NegotiationOut:
    """Nobody agrees to or approves the own offer."""
    actor, note = reader(request), body.note
    steps: dict[Step, Callable[..., object]] = {
        "accept": partial(services.accept_offer, note=note),
        "approve": partial(services.approve_agreement, approve=True, note=note),
        "refuse": partial(services.approve_agreement, approve=False, note=note),
        "publish": services.publish_agreement,
        "withdraw": partial(services.withdraw_negotiation, note=note),
    }
    steps[body.step](actor, negotiation_id=number, now=timezone.now())
    return _negotiation(actor, number)


def _negotiation(viewer: Actor, number: int) -> NegotiationOut:
    return NegotiationOut.of(selectors.negotiation(viewer, number, on=timezone.localdate()))
