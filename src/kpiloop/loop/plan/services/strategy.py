"""Writing the strategy map, initiatives and key results with their check-ins."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.marks import mark_of
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.plan import references
from kpiloop.loop.plan.choices import INITIATIVE_STATES, MEASUREMENT_UNITS, RISKS
from kpiloop.loop.plan.errors import CodeTaken, NotFound
from kpiloop.loop.plan.errors.strategy import ConfidenceOutside, LinkToItself, NoWayToGo, StrategyChanged
from kpiloop.loop.plan.models import CheckIn, Initiative, KeyResult, ObjectiveLink
from kpiloop.loop.plan.rows.marks import INITIATIVE, KEY_RESULT, LINK


@transaction.atomic
def link_objectives(
    actor: Actor, *, cause: str, effect: str, is_hypothesis: bool = True, note: str = "", seen: str | None = None
) -> str:
    """State that one objective is meant to move another; stating it again changes how it is held.

    Shape:    -> its mark from now on.
    Errors:   plan_unknown_reference, objective_link_to_itself; strategy_changed when `seen`, the mark the page was
              made of, is not in force any more (empty: there was no such link).
    """
    require(actor, "plan.edit")
    if cause == effect:
        raise LinkToItself(objective=cause)
    held = ObjectiveLink.objects.select_for_update().filter(cause__code=cause, effect__code=effect).first()
    _require_seen(held, LINK, f"{cause} → {effect}", seen)
    link, _is_new = ObjectiveLink.objects.update_or_create(
        cause=references.objective(cause),
        effect=references.objective(effect),
        defaults={"is_hypothesis": is_hypothesis, "note": note},
    )
    after = {"effect": effect, "is_hypothesis": is_hypothesis}
    record(actor, verb="link", object_kind="objective", object_key=cause, after=after, reason=note)
    return mark_of(link, LINK)


@transaction.atomic
def unlink_objectives(actor: Actor, *, cause: str, effect: str) -> int:
    """Take a link back.

    Shape:    codes of two objectives -> how many links were removed.
    """
    require(actor, "plan.edit")
    removed, _kinds = ObjectiveLink.objects.filter(cause__code=cause, effect__code=effect).delete()
    if removed:
        record(actor, verb="unlink", object_kind="objective", object_key=cause, before={"effect": effect})
    return removed


@transaction.atomic
def save_initiative(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    objective: str,
    owner: str,
    kpi: str = "",
    budget: Decimal | None = None,
    spent: Decimal | None = None,
    risk: str = "low",
    risk_note: str = "",
    state: str = "planned",
    ends_on: date | None = None,
    seen: str | None = None,
) -> None:
    """Write an initiative down, or change the one of this code.

    Units:    budget and spent in the company's currency.
    Errors:   plan_unknown_reference, plan_choice_unknown; strategy_changed when `seen`, the mark the page was made
              of, is not in force any more (empty: there was none of this code).
    """
    require(actor, "plan.edit")
    _require_seen(Initiative.objects.select_for_update().filter(code=code).first(), INITIATIVE, code, seen)
    references.require_choice("risk", risk, RISKS)
    references.require_choice("state", state, INITIATIVE_STATES)
    fields = {
        "name_zh": name_zh,
        "name_en": name_en,
        "objective": references.objective(objective),
        "owner_id": references.people([owner])[owner].id,
        "kpi": references.kpis([kpi])[kpi] if kpi else None,
        "budget": budget,
        "spent": spent,
        "risk": risk,
        "risk_note": risk_note,
        "state": state,
        "ends_on": ends_on,
    }
    Initiative.objects.update_or_create(code=code, defaults=fields)
    after = {"objective": objective, "budget": str(budget or ""), "risk": risk, "state": state}
    record(actor, verb="save", object_kind="initiative", object_key=code, after=after)


@transaction.atomic
def add_key_result(
    actor: Actor,
    *,
    objective: str,
    code: str,
    name: str,
    owner: str,
    start: Decimal,
    target: Decimal,
    unit: str = "number",
    kpi: str = "",
) -> int:
    """State a key result of an objective; it lives beside KPIs and never enters a score.

    Errors:   plan_code_taken, plan_unknown_reference, plan_choice_unknown, key_result_without_way.
    """
    require(actor, "plan.edit")
    references.require_choice("unit", unit, MEASUREMENT_UNITS)
    if KeyResult.objects.filter(code=code).exists():
        raise CodeTaken(kind="key_result", name=code)
    if start == target:
        raise NoWayToGo(key_result=code)
    made = KeyResult.objects.create(
        objective=references.objective(objective),
        code=code,
        name=name,
        owner_id=references.people([owner])[owner].id,
        kpi=references.kpis([kpi])[kpi] if kpi else None,
        start=start,
        target=target,
        unit=unit,
    )
    after = {"objective": objective, "start": str(start), "target": str(target)}
    record(actor, verb="add", object_kind="key_result", object_key=code, after=after)
    return made.pk


@transaction.atomic
def change_key_result(
    actor: Actor,
    *,
    code: str,
    objective: str,
    name: str,
    owner: str,
    start: Decimal,
    target: Decimal,
    unit: str = "number",
    kpi: str = "",
    is_active: bool = True,
    reason: str = "",
    seen: str | None = None,
) -> None:
    """Put a key result right, drop it, or take it up again; its check-ins stay as they were said.

    Errors:   plan_unknown_reference, plan_choice_unknown, key_result_without_way, strategy_changed.
    """
    require(actor, "plan.edit")
    references.require_choice("unit", unit, MEASUREMENT_UNITS)
    held = references.key_result(code)
    _require_seen(held, KEY_RESULT, code, seen)
    if start == target:
        raise NoWayToGo(key_result=code)
    before = _told(held)
    held.objective = references.objective(objective)
    held.name, held.unit, held.is_active = name, unit, is_active
    held.owner_id = references.people([owner])[owner].id
    held.kpi = references.kpis([kpi])[kpi] if kpi else None
    held.start, held.target = start, target
    held.save()
    held.refresh_from_db()
    after = {field: said for field, said in _told(held).items() if said != before[field]}
    if after:
        record(
            actor, verb="update", object_kind="key_result", object_key=code,
            before={field: before[field] for field in after}, after=after, reason=reason,
        )  # fmt: skip


@transaction.atomic
def check_in(
    actor: Actor, *, code: str, value: Decimal, confidence: int, note: str = "", on: date, now: datetime
) -> None:
    """Say where a key result stands; its owner does, or who may edit the plan.

    Units:    confidence from 0 (lost) to 10 (sure).
    Errors:   not_found for a key result of somebody else, confidence_outside.
    """
    require(actor, "plan.view")
    held = KeyResult.objects.filter(code=code, is_active=True).first()
    person = org_io.person_of_account(actor.user_id)
    is_own = held is not None and person is not None and person.id == held.owner_id
    if held is None or not (is_own or actor.may("plan.edit")):
        raise NotFound(kind="key_result", key=code)
    if not 0 <= confidence <= 10:
        raise ConfidenceOutside(confidence=confidence)
    CheckIn.objects.create(
        key_result=held,
        on=on,
        value=value,
        confidence=confidence,
        note=note.strip(),
        made_by=actor.username,
        made_at=now,
    )
    after = {"value": str(value), "confidence": confidence}
    record(actor, verb="check_in", object_kind="key_result", object_key=code, after=after, now=now)


#: What a mark is made of -> what it is called in a refusal.
_KINDS = {INITIATIVE: "initiative", KEY_RESULT: "key_result", LINK: "objective_link"}


def _require_seen(held: object | None, fields: tuple[str, ...], key: str, seen: str | None) -> None:
    """Refuse to write over what somebody else said since the page was made."""
    if seen is not None and seen != (mark_of(held, fields) if held is not None else ""):
        raise StrategyChanged(kind=_KINDS[fields], key=key)


def _told(held: KeyResult) -> dict[str, object]:
    return {
        "objective": held.objective.code,
        "name": held.name,
        "owner": held.owner.subject.code,
        "kpi": held.kpi.code if held.kpi else "",
        "start": str(held.start),
        "target": str(held.target),
        "unit": held.unit,
        "is_active": held.is_active,
    }
