"""Schemes by program: begun, what they say beside their cards, and saying it anew."""

from __future__ import annotations

from typing import Annotated

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.choices import MISSING_POLICIES
from kpiloop.loop.plan.rows import SchemeRow

router = Router(tags=["schemes"])
Small = Annotated[int | None, Field(ge=0, le=32_767)]


class SchemeOut(Schema):
    """A scheme as its newest version says it."""

    code: str
    version: int
    state: str = Field(..., description="draft, published or retired")
    name_zh: str
    name_en: str
    fiscal_year: int
    missing_policy: str = Field(..., description="A KPI without a figure: renormalise, zero, hold_last or block")
    kpi_limit: int = Field(..., description="Most KPIs on a card")
    limit_blocks: bool = Field(..., description="Whether more than that refuses publishing")
    default_card: str = Field(..., description="People without a card: none or unit_by_head")
    duties: str = Field(..., description="One person in two roles: warn or require")
    duties_waiver: str = Field(..., description="Why one person may hold two roles all the same; empty: not waived")
    freeze_days: int = Field(..., description="Days before the end of a period without requests for other targets")
    mark: str = Field(..., description="Send it back as `seen`")

    @staticmethod
    def of(row: SchemeRow) -> SchemeOut:
        """From the row."""
        return out_of(SchemeOut, row)


class NewSchemeIn(Schema):
    """A scheme to begin."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "FY2027", "name_zh": "2027 年度考核方案", "fiscal_year": 2027}]}
    )
    code: str = Field(
        ...,
        min_length=1,
        max_length=40,
        pattern="^[-a-zA-Z0-9_]+$",
        description="Part of addresses",
        examples=["FY2027"],
    )
    name_zh: str = Field(..., min_length=1, max_length=120, pattern=r"\S", examples=["2027 年度考核方案"])
    name_en: str = Field("", max_length=120, examples=["2027 scheme"])
    fiscal_year: int = Field(..., ge=2000, le=2100, examples=[2027])
    missing_policy: str = Field(
        MISSING_POLICIES[0], description="A KPI without a figure: renormalise, zero, hold_last or block"
    )
    kpi_limit: int = Field(8, ge=1, le=30, description="Most KPIs on a card")
    limit_blocks: bool = Field(False, description="Whether more than that refuses publishing")


class SchemeIn(Schema):
    """What a scheme shall say; what is not sent stays."""

    name_zh: str | None = Field(None, min_length=1, max_length=120)
    name_en: str | None = Field(None, max_length=120)
    missing_policy: str | None = Field(None, description="Of a draft alone: scores rest on it once it is in force")
    kpi_limit: Small = None
    limit_blocks: bool | None = None
    default_card: str | None = None
    duties: str | None = None
    duties_waiver: str | None = Field(None, description="A reason for the whole scheme; empty takes it back")
    freeze_days: Small = None
    reason: str = ""
    seen: str = Field("", description="The mark that was read; refused when somebody changed the scheme since")


@reading(
    router,
    "/schemes",
    answer=list[SchemeOut],
    permission="plan.view",
    object_kind="scheme",
    summary="Schemes with what they say beside their cards",
)
def list_schemes(request: HttpRequest) -> list[SchemeOut]:
    """Every version, newest year first."""
    return [SchemeOut.of(row) for row in selectors.schemes(reader(request))]


@writing(
    router,
    "/schemes",
    answer=SchemeOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="Begin a scheme as a draft",
)
def add_scheme(request: HttpRequest, body: NewSchemeIn) -> SchemeOut:
    """A known code begins its next version, without the cards; refused while a draft of it waits."""
    actor = reader(request)
    services.add_scheme(actor, **body.dict())
    return SchemeOut.of(selectors.scheme(actor, body.code))


@reading(
    router,
    "/schemes/{code}",
    answer=SchemeOut,
    permission="plan.view",
    object_kind="scheme",
    summary="The newest version of a scheme",
)
def get_scheme(request: HttpRequest, code: str) -> SchemeOut:
    """With the mark to send back."""
    return SchemeOut.of(selectors.scheme(reader(request), code))


@writing(
    router,
    "/schemes/{code}",
    answer=SchemeOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="Say anew what a scheme is called and what holds beside its cards",
)
def set_scheme(request: HttpRequest, code: str, body: SchemeIn) -> SchemeOut:
    """Names and limits also of a scheme in force; scores keep the rule they were counted by."""
    actor, said = reader(request), body.dict(exclude={"seen", "duties_waiver"})
    with transaction.atomic():
        services.set_scheme_rules(actor, code=code, **said, seen=body.seen or None)
        waiver = selectors.scheme(actor, code).duties_waiver
        if body.duties_waiver is not None and body.duties_waiver.strip() != waiver:
            services.waive_duties(actor, code=code, reason=body.duties_waiver, now=timezone.now())
    return SchemeOut.of(selectors.scheme(actor, code))
