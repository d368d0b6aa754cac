"""What happened and counts, and vetoes taken back: each recorded by one person and decided by another."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward.choices import APPROVED, ASKED, OPEN, RECORDED, REFUSED, SCORED, VISIBLE_STATES
from kpiloop.loop.reward.errors import (
    DecidedAlready,
    EventNotFitting,
    FourEyes,
    LiftRefused,
    NotVisible,
    StageRefused,
    TextMissing,
    UnknownReference,
)
from kpiloop.loop.reward.models import AdjustmentEvent, AdjustmentRule, ReviewCycle, ScoreSheet, VetoLift
from kpiloop.loop.reward.references import find_cycle, find_scheme, person_of, require_one_of, subjects_by_number
from kpiloop.loop.reward.scoring.kept_rules import kept_rules
from kpiloop.loop.reward.scoring.met_rows import APPLIED, UNKNOWN

_RECORDING = ("scores.run", "reviews.manage")
_DECIDING = ("scores.publish", "bonus.approve")


def record_event(
    actor: Actor,
    *,
    scheme: str,
    rule: str,
    subject: str,
    happened_on: date,
    text: str,
    evidence: str,
    now: datetime,
    count: Decimal = Decimal(1),
) -> int:
    """Record something that happened and counts by a rule of a scheme, with its evidence.

    Shape:    -> the key of the event; it counts from the next scoring on, once another person approved it.
    Law:      evidence is never left out.
    Errors:   permission_denied, not_found, reward_unknown_reference, reward_text_missing, adjustment_event_not_fitting
              for a rule that reads a KPI or a day of a quarter that is published, reward_choice_unknown.
    """
    require_one_of(actor, *_RECORDING)
    target = find_scheme(actor, scheme)
    held = AdjustmentRule.objects.filter(scheme_id=target.id, code=rule, is_current=True).first()
    if held is None:
        raise UnknownReference(kind="adjustment", key=rule)
    if held.reads != "event":
        raise EventNotFitting(rule=rule, reason="reads_kpi")
    whose = _subject(actor, subject, happened_on)
    for name, given in (("text", text), ("evidence", evidence)):
        if not given.strip():
            raise TextMissing(field=name)
    if count <= 0:
        raise EventNotFitting(rule=rule, reason="count")
    _refuse_published(target.code, rule, happened_on)
    with transaction.atomic():
        made = AdjustmentEvent.objects.create(
            rule=held,
            subject_id=whose.id,
            happened_on=happened_on,
            count=count,
            text=text.strip(),
            evidence=evidence.strip(),
            recorded_by=actor.username,
            recorded_at=now,
        )
        after = {"rule": rule, "subject": subject, "on": happened_on.isoformat(), "count": str(count), "text": text}
        record(actor, verb="record_event", object_kind="adjustment", object_key=str(made.pk), after=after, now=now)
    return made.pk


def decide_event(actor: Actor, *, event_id: int, approves: bool, now: datetime, reason: str = "") -> None:
    """Approve a recorded event, or refuse it with a reason.

    Shape:    approved, it counts from the next scoring of its quarter on.
    Law:      who recorded it does not decide it, and nobody decides for the own card.
    Errors:   permission_denied, four_eyes, reward_unknown_reference, adjustment_decided, reward_text_missing,
              adjustment_event_not_fitting when the quarter was published meanwhile.
    """
    require_one_of(actor, *_DECIDING)
    held = AdjustmentEvent.objects.select_related("rule__scheme").filter(pk=event_id).first()
    if held is None:
        raise UnknownReference(kind="event", key=event_id)
    if held.state != RECORDED:
        raise DecidedAlready(state=held.state)
    _two_people(actor, held.recorded_by, held.subject_id)
    if approves:
        _refuse_published(held.rule.scheme.code, held.rule.code, held.happened_on)
    elif not reason.strip():
        raise TextMissing(field="reason")
    with transaction.atomic():
        state = APPROVED if approves else REFUSED
        claimed = AdjustmentEvent.objects.filter(pk=event_id, state=RECORDED)
        if not claimed.update(state=state, decided_by=actor.username, decided_at=now, decision_reason=reason.strip()):
            raise DecidedAlready(state="")
        after = {"state": state, "recorded_by": held.recorded_by}
        record(
            actor, verb="decide_event", object_kind="adjustment", object_key=str(event_id), after=after, reason=reason,
            now=now,
        )  # fmt: skip


def ask_lift(actor: Actor, *, cycle_id: int, rule: str, subject: str, reason: str, now: datetime) -> int:
    """Ask that a veto or gate be taken back on one card of a scored quarter.

    Shape:    -> the key of the question; the person with the right the rule names answers it.
    Errors:   permission_denied, not_found, cycle_stage, reward_text_missing, veto_not_liftable where the rule may not
              be lifted, does not hold on the card, or the question stands already.
    """
    require_one_of(actor, *_RECORDING)
    cycle = find_cycle(cycle_id, SCORED)
    whose = _subject(actor, subject, cycle.period.starts_on)
    if not reason.strip():
        raise TextMissing(field="reason")
    sheet = ScoreSheet.objects.filter(cycle=cycle, subject_id=whose.id, is_current=True).first()
    met = next((row for row in kept_rules(sheet.adjustments) if row.code == rule), None) if sheet else None
    if met is None or met.state not in (APPLIED, UNKNOWN) or met.kind not in ("veto", "gate") or not met.lifted_by:
        raise LiftRefused(rule=rule, subject=subject, state=met.state if met else "")
    try:
        with transaction.atomic():
            made = VetoLift.objects.create(
                cycle=cycle,
                rule_id=met.rule_id,
                subject_id=whose.id,
                reason=reason.strip(),
                asked_by=actor.username,
                asked_at=now,
            )
            record(
                actor, verb="ask_lift", object_kind="cycle", object_key=_key(cycle),
                after={"rule": rule, "subject": subject}, reason=reason, now=now,
            )  # fmt: skip
    except IntegrityError:
        raise LiftRefused(rule=rule, subject=subject, state=ASKED) from None
    return made.pk


def decide_lift(actor: Actor, *, lift_id: int, approves: bool, now: datetime, reason: str = "") -> None:
    """Take a veto or gate back on one card, or let it stand.

    Shape:    approved, the next scoring of the quarter does not apply it, and the sheet says who lifted it and why.
    Law:      the rule names the right this needs; who asked does not decide, and nobody decides for the own card.
    Errors:   permission_denied, four_eyes, reward_unknown_reference, adjustment_decided, cycle_stage.
    """
    held = VetoLift.objects.select_related("rule", "cycle__scheme", "cycle__period").filter(pk=lift_id).first()
    if held is None:
        raise UnknownReference(kind="lift", key=lift_id)
    require(actor, held.rule.lifted_by)
    if held.state != ASKED:
        raise DecidedAlready(state=held.state)
    if held.cycle.state not in (OPEN, SCORED):
        raise StageRefused(cycle_period=held.cycle.period.code, state=held.cycle.state, needed=[SCORED])
    _two_people(actor, held.asked_by, held.subject_id)
    if not approves and not reason.strip():
        raise TextMissing(field="reason")
    with transaction.atomic():
        state = APPROVED if approves else REFUSED
        claimed = VetoLift.objects.filter(pk=lift_id, state=ASKED)
        if not claimed.update(state=state, decided_by=actor.username, decided_at=now, decision_reason=reason.strip()):
            raise DecidedAlready(state="")
        after = {"rule": held.rule.code, "subject": held.subject_id, "state": state, "asked_by": held.asked_by}
        record(
            actor, verb="decide_lift", object_kind="cycle", object_key=_key(held.cycle), after=after,
            reason=reason or held.reason, now=now,
        )  # fmt: skip


def _subject(actor: Actor, code: str, on: date) -> SubjectRow:
    """Somebody or some unit in sight, who has a card or not."""
    found = subjects_by_number().get(code)
    if found is None or not org.visible_subjects(actor, on=on).sees(found.id):
        raise NotVisible(kind="subject", key=code)
    return found


def _two_people(actor: Actor, first: str, subject_id: int) -> None:
    me = person_of(actor)
    if actor.username == first or (me is not None and me.id == subject_id):
        raise FourEyes(prepared_by=first)


def _refuse_published(scheme: str, rule: str, on: date) -> None:
    """What happened in a quarter whose results are out is no event of it any more."""
    out = ReviewCycle.objects.filter(
        scheme__code=scheme, state__in=VISIBLE_STATES, period__starts_on__lte=on, period__ends_before__gt=on
    )
    if out.exists():
        raise EventNotFitting(rule=rule, reason="published")


def _key(cycle: ReviewCycle) -> str:
    return f"{cycle.scheme.code} {cycle.period.code}"
