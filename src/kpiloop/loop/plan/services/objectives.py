"""Writing strategic objectives: stating, changing and ending them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.marks import mark_of
from kpiloop.loop.plan import references
from kpiloop.loop.plan.choices import PERSPECTIVES
from kpiloop.loop.plan.errors import CodeTaken, ReasonMissing
from kpiloop.loop.plan.errors.strategy import EndAhead, StrategyChanged, YearUsed
from kpiloop.loop.plan.models import Objective, ObjectiveLink
from kpiloop.loop.plan.rows.marks import OBJECTIVE


@transaction.atomic
def add_objective(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    perspective: str,
    fiscal_year: int,
    sponsor: str | None = None,
    text: str = "",
) -> int:
    """State a strategic objective of a fiscal year and return its key.

    Shape:    sponsor is an employee number.
    Errors:   plan_code_taken, plan_choice_unknown, plan_unknown_reference.
    """
    require(actor, "plan.edit")
    references.require_choice("perspective", perspective, PERSPECTIVES)
    if Objective.objects.filter(code=code).exists():
        raise CodeTaken(kind="objective", name=code)
    sponsor_id = references.people([sponsor])[sponsor].id if sponsor else None
    objective = Objective.objects.create(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        text=text,
        perspective=perspective,
        fiscal_year=fiscal_year,
        sponsor_id=sponsor_id,
    )
    record(
        actor,
        verb="add",
        object_kind="objective",
        object_key=code,
        after={"name_zh": name_zh, "perspective": perspective, "fiscal_year": fiscal_year},
    )
    return objective.pk


@transaction.atomic
def change_objective(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    perspective: str,
    fiscal_year: int,
    sponsor: str | None = None,
    text: str = "",
    seen: str | None = None,
) -> None:
    """Say an objective in other words, of another perspective, or under another leader; the code stays.

    Law:      documents that were signed keep what they said; the year stays as soon as something hangs on it.
    Errors:   plan_unknown_reference, plan_choice_unknown, objective_year_used; strategy_changed when `seen`, the mark
              the page was made of, is not in force any more.
    """
    require(actor, "plan.edit")
    references.require_choice("perspective", perspective, PERSPECTIVES)
    held = _held(code, seen)
    before = _said(held)
    if fiscal_year != held.fiscal_year and _hangs(held):
        raise YearUsed(objective=code, year=held.fiscal_year)
    held.name_zh, held.name_en, held.text = name_zh, name_en, text
    held.perspective, held.fiscal_year = perspective, fiscal_year
    held.sponsor_id = references.people([sponsor])[sponsor].id if sponsor else None
    held.save(update_fields=["name_zh", "name_en", "text", "perspective", "fiscal_year", "sponsor"])
    _record_change(actor, held, before)


@transaction.atomic
def end_objective(actor: Actor, *, code: str, on: date, reason: str, today: date, seen: str | None = None) -> None:
    """End an objective on a day, or put the day and reason of its end right.

    Law:      what hangs on it stays: KPIs keep counting, initiatives and key results go on until they are stopped;
              an end is said once it has come, never ahead.
    Errors:   plan_unknown_reference, reason_missing, objective_end_ahead, strategy_changed.
    """
    require(actor, "plan.edit")
    if not reason.strip():
        raise ReasonMissing(subject=code)
    if on > today:
        raise EndAhead(objective=code, on=on)
    held = _held(code, seen)
    before = {"ended_on": held.ended_on} if held.ended_on else {}
    held.ended_on, held.end_reason = on, reason.strip()
    held.save(update_fields=["ended_on", "end_reason"])
    record(
        actor, verb="end", object_kind="objective", object_key=code, before=before, after={"ended_on": on},
        reason=reason,
    )  # fmt: skip


@transaction.atomic
def resume_objective(actor: Actor, *, code: str, reason: str = "", seen: str | None = None) -> None:
    """Take the end of an objective back; one that runs is left as it is.

    Errors:   plan_unknown_reference, strategy_changed.
    """
    require(actor, "plan.edit")
    held = _held(code, seen)
    if held.ended_on is None:
        return
    before = {"ended_on": held.ended_on, "reason": held.end_reason}
    held.ended_on, held.end_reason = None, ""
    held.save(update_fields=["ended_on", "end_reason"])
    record(actor, verb="resume", object_kind="objective", object_key=code, before=before, reason=reason)


def _held(code: str, seen: str | None) -> Objective:
    held = references.objective(code)
    if seen is not None and seen != mark_of(held, OBJECTIVE):
        raise StrategyChanged(kind="objective", key=code)
    return held


def _hangs(held: Objective) -> bool:
    """Whether KPIs, initiatives, key results or links rest on the year of an objective."""
    on_it = (held.kpis, held.initiatives, held.key_results)
    return any(rows.exists() for rows in on_it) or bool(
        ObjectiveLink.objects.filter(cause=held).exists() or ObjectiveLink.objects.filter(effect=held).exists()
    )


def _said(held: Objective) -> dict[str, object]:
    return {
        "name_zh": held.name_zh,
        "name_en": held.name_en,
        "text": held.text,
        "perspective": held.perspective,
        "fiscal_year": held.fiscal_year,
        "sponsor": held.sponsor.subject.code if held.sponsor else "",
    }


def _record_change(actor: Actor, held: Objective, before: dict[str, object]) -> None:
    """Only what reads differently; a change that changes nothing leaves no trace."""
    held.refresh_from_db()
    after = {name: said for name, said in _said(held).items() if said != before[name]}
    if after:
        record(
            actor, verb="update", object_kind="objective", object_key=held.code,
            before={name: before[name] for name in after}, after=after,
        )  # fmt: skip
