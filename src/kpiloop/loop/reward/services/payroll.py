"""Handing a released bonus run to payroll, and taking back what payroll says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.choices import ACCEPTED, APPLIED, MADE, PARTLY, PAY_ANSWERS, REJECTED
from kpiloop.loop.reward.errors import (
    ChoiceUnknown,
    NothingToPay,
    PayFileAnswered,
    PayLinesMissing,
    PayLinesUnknown,
    PayReasonMissing,
    StageRefused,
    UnknownReference,
)
from kpiloop.loop.reward.models import BonusRun, PayFile, PayFileLine, ReviewCycle
from kpiloop.loop.reward.pay.files import content_hash, control_total
from kpiloop.loop.reward.pay.handing_over import amounts_owed
from kpiloop.loop.reward.pay_rows import LineAnswer, PayFileRow, PayLine
from kpiloop.loop.reward.row_building import pay_file_row

#: So many lines are named in a refusal.
_SHOWN = 10


def make_pay_file(actor: Actor, *, run_id: int, now: datetime) -> PayFileRow:
    """Make the file payroll pays a released run by; after the first one only what differs.

    Shape:    the file with its lines and control totals; it never changes again.
    Units:    currency, to the cent; an amount below zero takes back.
    Law:      over all files of a quarter that payroll did not reject, each person's amounts add up to the run.
    Missing:  open lines are not in the file; they come by a later one.
    Errors:   permission_denied, reward_unknown_reference, cycle_stage before the run is applied, pay_nothing_new.
    """
    _require_payer(actor)
    with transaction.atomic():
        run = BonusRun.objects.select_related("cycle__scheme", "cycle__period").filter(pk=run_id).first()
        if run is None:
            raise UnknownReference(kind="bonus_run", key=run_id)
        if run.state != APPLIED:
            raise StageRefused(cycle_period=run.cycle.period.code, state=run.state, needed=[APPLIED])
        # Two files made at once would both hold the whole amount.
        ReviewCycle.objects.select_for_update().get(pk=run.cycle_id)
        lines = {line.person_id: line for line in run.lines.all()}
        amounts = amounts_owed(run)
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
    """Record what payroll said about a whole file; what it rejected is owed again.

    Shape:    state is accepted or rejected.
    Law:      payroll answers once; a correction is a further file.
    Errors:   permission_denied, reward_unknown_reference, reward_choice_unknown, pay_file_answered.
    """
    _require_payer(actor)
    _check_state(state)
    with transaction.atomic():
        held = _claimed(actor, file_id, state, answer, now)
        held.lines.update(state=state)
        record(actor, verb="answer", object_kind="pay_file", object_key=_key(held), after={"state": state}, now=now)
    return pay_file_row(held, org_io.subjects_by_id())


def answer_pay_lines(actor: Actor, *, file_id: int, answers: Sequence[LineAnswer], now: datetime) -> PayFileRow:
    """Record what payroll said about every line of a file; lines it rejected are owed again.

    Shape:    one answer per line, by the id the file gave it; the file is accepted, rejected, or accepted in part.
    Law:      all lines or none: what is not named is not known, and payroll answers once.
    Errors:   permission_denied, reward_unknown_reference, reward_choice_unknown, pay_file_answered, pay_lines_unknown,
              pay_lines_missing, pay_reason_missing when a line is rejected without saying why.
    """
    _require_payer(actor)
    for each in answers:
        _check_state(each.state)
    rejected = sum(each.state == REJECTED for each in answers)
    state = ACCEPTED if not rejected else REJECTED if rejected == len(answers) else PARTLY
    with transaction.atomic():
        held = _claimed(actor, file_id, state, "", now)
        lines = {f"{held.pk}-{line.person.subject.code}": line for line in held.lines.select_related("person__subject")}
        _check_lines(held, lines.keys(), answers)
        for each in answers:
            lines[each.line].state, lines[each.line].answer = each.state, each.reason.strip()[:300]
        PayFileLine.objects.bulk_update(lines.values(), ["state", "answer"], batch_size=500)
        after = {"state": state, "lines_accepted": len(answers) - rejected, "lines_rejected": rejected}
        record(actor, verb="answer", object_kind="pay_file", object_key=_key(held), after=after, now=now)
    return pay_file_row(held, org_io.subjects_by_id())


def _require_payer(actor: Actor) -> None:
    require(actor, "bonus.approve")
    require(actor, "pay.view_all")
    require_person(actor)


def _check_state(state: str) -> None:
    if state not in PAY_ANSWERS:
        raise ChoiceUnknown(field="state", value=state, choices=list(PAY_ANSWERS))


def _claimed(actor: Actor, file_id: int, state: str, answer: str, now: datetime) -> PayFile:
    """The file with its answer, which only the first who gives one does; the caller holds the transaction."""
    held = PayFile.objects.select_related("run", "cycle__scheme", "cycle__period").filter(pk=file_id).first()
    if held is None:
        raise UnknownReference(kind="pay_file", key=file_id)
    claimed = PayFile.objects.filter(pk=held.pk, state=MADE)
    if not claimed.update(state=state, answered_by=actor.username, answered_at=now, answer=answer.strip()):
        raise PayFileAnswered(number=held.number, state=held.state)
    held.refresh_from_db()
    return held


def _check_lines(held: PayFile, known: Collection[str], answers: Sequence[LineAnswer]) -> None:
    named = Counter(each.line for each in answers)
    strange = sorted(line for line, count in named.items() if line not in known or count > 1)
    if strange:
        raise PayLinesUnknown(number=held.number, lines=_listed(strange))
    if missing := sorted(set(known) - named.keys()):
        raise PayLinesMissing(number=held.number, lines=_listed(missing))
    if unsaid := sorted(each.line for each in answers if each.state == REJECTED and not each.reason.strip()):
        raise PayReasonMissing(number=held.number, lines=_listed(unsaid))


def _listed(lines: Sequence[str]) -> str:
    """The first lines that are wrong, and that there are more."""
    return ", ".join(lines[:_SHOWN]) + (f" … ({len(lines)})" if len(lines) > _SHOWN else "")


def _key(held: PayFile) -> str:
    return f"{held.cycle.scheme.code} {held.cycle.period.code} {held.number}"
