"""How schemes score and pay by program: rules, events that count, vetoes taken back."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.scoring.schemas import (
    AdjustmentIO,
    CurveIO,
    DecisionIn,
    EndIn,
    EventIn,
    EventOut,
    GradeIO,
    LiftIn,
    LiftOut,
    MadeOut,
    PayIO,
    ScoringIn,
    ScoringOut,
    TermsIO,
)
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.errors import UnknownReference

router = Router(tags=["scoring"])


@reading(
    router,
    "/schemes/{code}/scoring",
    answer=ScoringOut,
    permission="plan.view",
    object_kind="scheme",
    summary="How a scheme scores, grades, adjusts and pays",
)
def get_scoring(request: HttpRequest, code: str) -> ScoringOut:
    """Every rule in force."""
    return _scoring(reader(request), code)


@writing(
    router,
    "/schemes/{code}/scoring",
    answer=ScoringOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="Set how a scheme scores, grades and adjusts: all of it, or nothing",
)
def set_scoring(request: HttpRequest, code: str, body: ScoringIn) -> ScoringOut:
    """What is left out stays; a rule that says the same makes no new version."""
    actor = reader(request)
    with transaction.atomic():
        if body.kpis:
            services.set_scoring_rules(actor, scheme=code, rules=[row.stated for row in body.kpis])
        if body.grades is not None:
            services.set_grades(actor, scheme=code, bands=[row.stated for row in body.grades])
        if body.terms is not None:
            services.set_card_terms(actor, scheme=code, terms=body.terms.stated)
        if body.adjustments:
            services.set_adjustments(actor, scheme=code, rules=[row.stated for row in body.adjustments])
    return _scoring(actor, code)


@writing(
    router,
    "/schemes/{code}/pay",
    answer=ScoringOut,
    permission="reviews.view_all",
    object_kind="scheme",
    summary="Set how scores become money in a scheme",
)
def set_pay(request: HttpRequest, code: str, body: PayIO) -> ScoringOut:
    """By who prepares or releases bonuses."""
    services.set_bonus_rule(reader(request), scheme=code, **body.dict())
    return _scoring(reader(request), code)


@writing(
    router,
    "/schemes/{code}/adjustments/{rule}/end",
    answer=ScoringOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="End extra points, a deduction, a veto or a gate",
)
def end_adjustment(request: HttpRequest, code: str, rule: str, body: EndIn) -> ScoringOut:
    """Sheets that met it keep it."""
    services.end_adjustment(reader(request), scheme=code, code=rule, reason=body.reason, now=timezone.now())
    return _scoring(reader(request), code)


@reading(
    router,
    "/schemes/{code}/events",
    answer=list[EventOut],
    permission="values.view",
    object_kind="scheme",
    summary="What happened in a quarter and counts",
)
def list_events(request: HttpRequest, code: str, quarter: str = Query(...)) -> list[EventOut]:
    """Of subjects in sight, newest first."""
    viewer = reader(request)
    period = calendar.period(viewer, quarter)
    rows = selectors.adjustment_events(viewer, scheme=code, start=period.starts_on, end=period.ends_before)
    return [EventOut.of(row) for row in rows]


@writing(
    router,
    "/schemes/{code}/events",
    answer=MadeOut,
    permission="reviews.manage",
    object_kind="scheme",
    summary="Record something that happened and counts; it counts once another person approved it",
)
def record_event(request: HttpRequest, code: str, body: EventIn) -> MadeOut:
    """With its evidence."""
    return MadeOut(id=services.record_event(reader(request), scheme=code, now=timezone.now(), **body.dict()))


@writing(
    router,
    "/events/{key}/decide",
    answer=MadeOut,
    permission="reviews.view_all",
    object_kind="event",
    summary="Approve or refuse an event; not by who recorded it",
)
def decide_event(request: HttpRequest, key: int, body: DecisionIn) -> MadeOut:
    """A refusal needs a reason."""
    services.decide_event(reader(request), event_id=key, approves=body.approve, reason=body.reason, now=timezone.now())
    return MadeOut(id=key)


@reading(
    router,
    "/schemes/{code}/lifts",
    answer=list[LiftOut],
    permission="values.view",
    object_kind="scheme",
    summary="Vetoes and gates of a quarter somebody asked to lift",
)
def list_lifts(request: HttpRequest, code: str, quarter: str = Query(...)) -> list[LiftOut]:
    """Of subjects in sight, newest first."""
    viewer = reader(request)
    return [LiftOut.of(row) for row in selectors.veto_lifts(viewer, cycle_id=_cycle(viewer, code, quarter))]


@writing(
    router,
    "/schemes/{code}/lifts",
    answer=MadeOut,
    permission="reviews.manage",
    object_kind="scheme",
    summary="Ask that a veto or gate be lifted on one card",
)
def ask_lift(request: HttpRequest, code: str, body: LiftIn) -> MadeOut:
    """The rule names the right of who may grant it."""
    actor = reader(request)
    made = services.ask_lift(
        actor,
        cycle_id=_cycle(actor, code, body.quarter),
        rule=body.rule,
        subject=body.subject,
        reason=body.reason,
        now=timezone.now(),
    )
    return MadeOut(id=made)


@writing(
    router,
    "/lifts/{key}/decide",
    answer=MadeOut,
    permission="reviews.view_all",
    object_kind="lift",
    summary="Lift a veto or gate on one card, or let it stand; not by who asked",
)
def decide_lift(request: HttpRequest, key: int, body: DecisionIn) -> MadeOut:
    """Letting it stand needs a reason."""
    services.decide_lift(reader(request), lift_id=key, approves=body.approve, reason=body.reason, now=timezone.now())
    return MadeOut(id=key)


def _scoring(viewer: Actor, code: str) -> ScoringOut:
    held = selectors.bonus_rule(viewer, scheme=code)
    names = ("individual_from", "uses_unit_factor", "uses_company_factor", "factor_cap", "pool_method", "gate_money")
    return ScoringOut(
        scheme=code,
        kpis=[CurveIO.of(row) for row in selectors.scoring_rules(viewer, scheme=code)],
        grades=[GradeIO.of(row) for row in selectors.grades(viewer, scheme=code)],
        terms=TermsIO.of(selectors.card_terms(viewer, scheme=code)),
        adjustments=[AdjustmentIO.of(row) for row in selectors.adjustments(viewer, scheme=code)],
        pay=None if held is None else PayIO(**{name: getattr(held, name) for name in names}),
    )


def _cycle(viewer: Actor, code: str, quarter: str) -> int:
    found = next((row for row in selectors.cycles(viewer, scheme=code) if row.period_code == quarter), None)
    if found is None:
        raise UnknownReference(kind="cycle", key=quarter)
    return found.id
