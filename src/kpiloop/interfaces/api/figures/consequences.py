"""Rules of consequences by program: after how many misses a talk, a rectification or an improvement plan opens."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.figures.alerts import RuleOut
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.loop.improve import selectors, services
from kpiloop.loop.improve.choices import ABOUT, OPENS
from kpiloop.loop.improve.ladders.rungs import USUAL, Rung

router = Router(tags=["alerts"])


class RungIn(Schema):
    """What follows after how many misses."""

    about: str = Field(..., description=", ".join(ABOUT))
    opens: str = Field(..., description=", ".join(OPENS))
    misses: int = Field(..., ge=1, description="Misses, or low grades, after which it opens")
    within: int | None = Field(None, ge=1, description="Of so many periods; null: in a row")
    scheme: str = Field("", description="Empty: every scheme without rules of its own")
    grades: list[str] = Field([], description="Low grades; none: the lowest of the scheme")


class RungOut(RungIn):
    """A rule in force."""

    code: str = Field(..., description="Empty for what holds where a scheme says nothing")


@reading(
    router,
    "/consequence-rules",
    answer=list[RungOut],
    permission="plan.view",
    object_kind="consequence_rule",
    summary="What follows after how many misses",
)
def list_consequence_rules(request: HttpRequest) -> list[RungOut]:
    """Rules in force by code, then what holds where a scheme says nothing."""
    rows = (*selectors.consequence_rules(reader(request)), *USUAL)
    return [out_of(RungOut, row, grades=list(row.grades)) for row in rows]


@writing(
    router,
    "/consequence-rules/{code}",
    answer=RuleOut,
    permission="plan.edit",
    object_kind="consequence_rule",
    summary="Set what follows after how many misses; a code that exists changes that rule",
)
def set_consequence_rule(request: HttpRequest, code: str, body: RungIn) -> RuleOut:
    """It holds from the next close on."""
    rung = Rung(code, body.about, body.opens, body.misses, body.within, body.scheme, tuple(body.grades))
    services.set_rung(reader(request), rung=rung, now=timezone.now())
    return RuleOut(code=code)


@writing(
    router,
    "/consequence-rules/{code}/end",
    answer=RuleOut,
    permission="plan.edit",
    object_kind="consequence_rule",
    summary="Let a rule of consequences no longer hold",
)
def end_consequence_rule(request: HttpRequest, code: str) -> RuleOut:
    """What it opened stays."""
    services.end_rung(reader(request), code=code, now=timezone.now())
    return RuleOut(code=code)
