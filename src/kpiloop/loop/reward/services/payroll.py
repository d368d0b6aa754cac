"""Handing a released bonus run to payroll, and taking back what payroll says."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.choices import APPLIED, MADE, PAY_ANSWERS, REJECTED
from kpiloop.loop.reward.errors import ChoiceUnknown, NothingToPay, PayFileAnswered, StageRefused, UnknownReference
from kpiloop.loop.reward.models import BonusRun, PayFile, PayFileLine, ReviewCycle
from kpiloop.loop.reward.pay.files import content_hash, control_total, owed
from kpiloop.loop.reward.pay_rows import PayFileRow, PayLine
from kpiloop.loop.reward.row_building import pay_file_row


def make_pay_file(actor: Actor, *, run_id: int, now: datetime) -> PayFileRow:
    """Make the file payroll pays a released run by; after the first one only what differs.

    Shape:    the file with its lines and control totals; it never changes again.
    Units:    currency, to the cent; an amount below zero takes back.
    Law:      over all files of a quarter that payroll did not reject, each person's amounts add up to the run.
    Missing:  open lines are not in the file; they come by a later one.
    Errors:   permission_denied, reward_unknown_reference, cycle_stage before the run is applied, pay_nothing_new.
    """
    require(actor, "bonus.approve")
    require(actor, "pay.view_all")
    require_person(actor)
    with transaction.atomic():
        run = BonusRun.objects.select_related("cycle__scheme", "cycle__period").filter(pk=run_id).first()
        if run is None:
            raise UnknownReference(kind="bonus_run", key=run_id)
        if run.state != APPLIED:
            raise StageRefused(cycle_period=run.cycle.period.code, state=run.state, needed=[APPLIED])
        # Two files made at once would both hold the whole amount.
        ReviewCycle.objects.select_for_update().get(pk=run.cycle_id)
        lines = {line.person_id: line for line in run.lines.all()}
        wanted = {key: line.amount + line.carried for key, line in lines.items() if line.amount is not None}
        amounts = owed(wanted, _handed_over(run.cycle))
        if not amounts:
            raise NothingToPay(cycle_period=run.cycle.period.code)
        subjects = org_io.subjects_by_id()
        told = {
            key: PayLine(subjects[key], lines[key].individual_factor if key in lines else None, amount)
            for key, amount in amounts.items()
        }
        newest = PayFile.objects.filter(cycle=run.cycle).aggregate(top=Max("number"))["top"] or 0
        made = PayFile.objects.create(
            cycle=run.cycle,
            run=run,
            number=newest + 1,
            people=len(told),
            total=control_total(told.values()),
            sha256=content_hash(told.values()),
            made_by=actor.username,
            made_at=now,
        )
        PayFileLine.objects.bulk_create(
            PayFileLine(file=made, person_id=key, line=lines.get(key), factor=line.factor, amount=line.amount)
            for key, line in told.items()
        )
        # No amounts in the trail: it is read without the right over pay.
        after = {"number": made.number, "run": run.number, "people": made.people, "sha256": made.sha256}
        record(actor, verb="make", object_kind="pay_file", object_key=_key(made), after=after, now=now)
    return pay_file_row(made, subjects)


def answer_pay_file(actor: Actor, *, file_id: int, state: str, answer: str = "", now: datetime) -> PayFileRow:
    """Record what payroll said about a file; what it rejected is owed again.

    Shape:    state is accepted or rejected.
    Law:      payroll answers once; a correction is a further file.
    Errors:   permission_denied, reward_unknown_reference, reward_choice_unknown, pay_file_answered.
    """
    require(actor, "bonus.approve")
    require(actor, "pay.view_all")
    require_person(actor)
    if state not in PAY_ANSWERS:
        raise ChoiceUnknown(field="state", value=state, choices=list(PAY_ANSWERS))
    with transaction.atomic():
        held = PayFile.objects.select_related("cycle__scheme", "cycle__period").filter(pk=file_id).first()
        if held is None:
            raise UnknownReference(kind="pay_file", key=file_id)
        claimed = PayFile.objects.filter(pk=held.pk, state=MADE)
        if not claimed.update(state=state, answered_by=actor.username, answered_at=now, answer=answer.strip()):
            raise PayFileAnswered(number=held.number, state=held.state)
        held.refresh_from_db()
        record(actor, verb="answer", object_kind="pay_file", object_key=_key(held), after={"state": state}, now=now)
    return pay_file_row(held, org_io.subjects_by_id())


def _handed_over(cycle: ReviewCycle) -> dict[int, Decimal]:
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for line in PayFileLine.objects.filter(file__cycle=cycle).exclude(file__state=REJECTED):
        amounts[line.person_id] += line.amount
    return amounts


def _key(held: PayFile) -> str:
    return f"{held.cycle.scheme.code} {held.cycle.period.code} {held.number}"
