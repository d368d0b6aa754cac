"""Settling a quarter: prepare (one person) -> explain -> apply (another person)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.values import sum_of
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan.duties import duty_rule, require_duties
from kpiloop.loop.reward.choices import APPLIED, FINALISED, PREPARED, PUBLISHED, SCORED, SUPERSEDED, UNDECIDED
from kpiloop.loop.reward.engine_io import current_bands
from kpiloop.loop.reward.errors import (
    ChoiceUnknown,
    FourEyes,
    PlanOutdated,
    StageRefused,
    TextMissing,
    UnknownReference,
)
from kpiloop.loop.reward.models import BonusLine, BonusRun, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.pay.carried import refuse_carried
from kpiloop.loop.reward.pay.reading import work_out
from kpiloop.loop.reward.pay.storing import store_run
from kpiloop.loop.reward.pay_rows import BonusPlan, LineDraft, RunExplanation, RunRow
from kpiloop.loop.reward.references import find_cycle
from kpiloop.loop.reward.row_building import cycle_row, run_row


def prepare_bonus(
    actor: Actor,
    *,
    cycle_id: int,
    pool: Decimal,
    pool_document: str,
    correction_reason: str = "",
    new_terms: bool = False,
) -> BonusPlan:
    """Work out a bonus run and leave it for a second person to apply; nobody is paid by this.

    Shape:    the plan with the key of the stored run; an earlier prepared run is superseded. A quarter
              that was paid is worked out again only with a reason; the new run then takes the place of
              the old one, and payroll gets the difference. It goes by the rule, units, days and gates of the old
              one, and by bases decided since, unless `new_terms` asks for everything as it is now.
    Units:    currency; entitlement = base x share of days x company x unit x individual factor, the product of
              the factors held by the gates that concern the person.
    Law:      method share pays out the pool to the cent, less what gates withhold; method cap never exceeds it.
    Missing:  a line whose total or factor is missing stays open and gets nothing yet.
    Errors:   permission_denied, cycle_stage, reward_unknown_reference without a bonus rule.
    Source:   docs/methods/payout.md
    """
    require(actor, "bonus.prepare")
    require_person(actor)
    cycle = find_cycle(cycle_id, SCORED, PUBLISHED, FINALISED)
    _refuse_pool(pool, pool_document)
    keeps = None if new_terms else _applied(cycle)
    plan = work_out(cycle, pool, pool_document, actor.username, keeps)
    with transaction.atomic():
        if not correction_reason.strip():
            _refuse_applied(cycle)
        refuse_carried(cycle)
        BonusRun.objects.filter(cycle=cycle, state=PREPARED).update(state=SUPERSEDED)
        run = store_run(cycle, plan, correction_reason.strip(), keeps)
        counts = {"lines": len(plan.lines), "open": len(plan.open_lines)}
        after = {"number": run.number, "rule": plan.rule.version, **counts}
        record(actor, verb="prepare", object_kind="bonus_run", object_key=_key(run), after=after)
    return replace(plan, run_id=run.pk)


def preview_bonus(viewer: Actor, *, cycle_id: int, pool: Decimal) -> BonusPlan:
    """Simulate a pool without writing anything.

    Shape:    as prepare_bonus, without a stored run.
    Errors:   permission_denied, cycle_stage, reward_unknown_reference.
    """
    require(viewer, "bonus.prepare")
    require(viewer, "pay.view_all")
    cycle = find_cycle(cycle_id, SCORED, PUBLISHED, FINALISED)
    _refuse_pool(pool, "simulation")
    plan = work_out(cycle, pool, "", viewer.username, _applied(cycle))
    return replace(plan, lines=_visible(viewer, plan))


def explain_bonus_run(viewer: Actor, plan: BonusPlan) -> RunExplanation:
    """Say what applying a run would pay, to whom, by grade, against the run before.

    Shape:    cut to the people the viewer may see; the totals stay those of the whole run.
    Units:    currency.
    Errors:   permission_denied without the right over pay.
    """
    require(viewer, "pay.view_all")
    require_person(viewer)
    seen = _visible(viewer, plan)
    before = (
        BonusRun.objects.filter(cycle__scheme_id=plan.rule.scheme_id, state=APPLIED)
        .exclude(pk=plan.run_id or 0)
        .order_by("-cycle__period__starts_on", "-number")
        .first()
    )
    hidden = len(plan.lines) - len(seen)
    total_before = before.total if before else None
    return RunExplanation(
        replace(plan, lines=seen), len(seen), hidden, total_before, _by_grade(plan.rule.scheme_id, seen)
    )


def apply_bonus(actor: Actor, *, run_id: int, now: datetime) -> RunRow:
    """Release a prepared bonus run; the people paid see their line from now on.

    Shape:    the applied run; applying it again changes nothing.
    Law:      who prepared does not apply; nothing may have changed since it was prepared. Who releases a run
              with a line of the own is named in the trail, or refused where the scheme requires two people.
    Errors:   permission_denied, four_eyes, duties_joined, plan_outdated, cycle_stage before publication.
    """
    require(actor, "bonus.approve")
    require_person(actor)
    run = (
        BonusRun.objects.select_related("cycle__scheme", "cycle__period", "rule", "keeps__rule")
        .filter(pk=run_id)
        .first()
    )
    if run is None:
        raise UnknownReference(kind="bonus_run", key=run_id)
    if run.state == APPLIED:
        return _row(run)
    _refuse_apply(actor, run)
    joined = _separate(actor, run)
    with transaction.atomic():
        again = work_out(run.cycle, run.pool, run.pool_document, actor.username, run.keeps)
        if again.fingerprint != run.input_fingerprint:
            raise PlanOutdated(what="bonus")
        BonusRun.objects.filter(cycle=run.cycle, state=APPLIED).update(state=SUPERSEDED)
        claimed = BonusRun.objects.filter(pk=run.pk, state=PREPARED)
        if not claimed.update(state=APPLIED, approved_by=actor.username, approved_at=now):
            raise PlanOutdated(what="bonus")
        run.refresh_from_db()
        after = {"number": run.number, "prepared_by": run.prepared_by, "fingerprint": run.input_fingerprint}
        after |= {"joined": [list(pair) for pair in joined]} if joined else {}
        why = run.correction_reason
        record(actor, verb="apply", object_kind="bonus_run", object_key=_key(run), after=after, reason=why, now=now)
        emit("bonus.applied", run=run.pk, cycle=run.cycle_id)
    return _row(run)


def _visible(viewer: Actor, plan: BonusPlan) -> tuple[LineDraft, ...]:
    seen = org.visible_subjects(viewer, on=plan.cycle.ends_before - timedelta(days=1))
    return tuple(line for line in plan.lines if seen.sees(line.person_id))


def _by_grade(scheme_id: int, lines: tuple[LineDraft, ...]) -> tuple[tuple[str, int, Decimal], ...]:
    """Grade, people and money, the best grade first; who has none comes last."""
    places = {band.grade: place for place, band in enumerate(current_bands(scheme_id))}
    keys = [line.sheet_id for line in lines if line.sheet_id is not None]
    grades = dict(ScoreSheet.objects.filter(pk__in=keys).values_list("pk", "grade"))
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for line in lines:
        grade = grades.get(line.sheet_id, "") if line.sheet_id is not None else ""
        amounts[grade].append(line.amount or Decimal(0))
    ordered = sorted(amounts, key=lambda grade: places.get(grade, len(places)))
    return tuple((grade, len(amounts[grade]), sum_of(amounts[grade])) for grade in ordered)


def _refuse_pool(pool: Decimal, document: str) -> None:
    if pool < 0 or pool != pool.quantize(Decimal("0.01")):
        raise ChoiceUnknown(field="pool", value=str(pool), choices=["0.00"])
    if not document.strip():
        raise TextMissing(field="pool_document")


def _applied(cycle: ReviewCycle) -> BonusRun | None:
    """The run that paid a quarter."""
    return BonusRun.objects.select_related("rule").filter(cycle=cycle, state=APPLIED).first()


def _refuse_applied(cycle: ReviewCycle) -> None:
    if BonusRun.objects.filter(cycle=cycle, state=APPLIED).exists():
        raise StageRefused(cycle_period=cycle.period.code, state=APPLIED, needed=[PREPARED])


def _refuse_apply(actor: Actor, run: BonusRun) -> None:
    if run.prepared_by == actor.username:
        raise FourEyes(prepared_by=run.prepared_by)
    if run.state != PREPARED:
        raise PlanOutdated(what="bonus")
    if run.cycle.state not in (PUBLISHED, FINALISED):
        raise StageRefused(cycle_period=run.cycle.period.code, state=run.cycle.state, needed=[PUBLISHED])


def _separate(actor: Actor, run: BonusRun) -> tuple[tuple[str, str], ...]:
    """Releasing money of the own is told, or refused by the scheme (rule R47)."""
    me = org.person_of(actor)
    if me is None or not BonusLine.objects.filter(run=run, person_id=me.id).exists():
        return ()
    return require_duties(duty_rule(run.cycle.scheme), {"receiver": me.id, "approver": me.id}, person=me.name_zh)


def _row(run: BonusRun) -> RunRow:
    lines = BonusLine.objects.filter(run=run)
    return run_row(run, cycle_row(run.cycle), lines.count(), lines.filter(state=UNDECIDED).count())


def _key(run: BonusRun) -> str:
    return f"{run.cycle.scheme.code} {run.cycle.period.code} {run.number}"
