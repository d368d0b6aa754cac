"""What a scheme says beside its cards: names and limits, the default without a card, separate duties, the freeze."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.marks import mark_of
from kpiloop.loop.plan import references
from kpiloop.loop.plan.choices import DEFAULT_CARDS, DUTIES, MISSING_POLICIES
from kpiloop.loop.plan.errors import ReasonMissing, SchemeFixed
from kpiloop.loop.plan.errors.cards import SchemeChanged, TermPinned
from kpiloop.loop.plan.models import Scheme
from kpiloop.loop.plan.rows.marks import SCHEME

_CHOICES = {"missing_policy": MISSING_POLICIES, "default_card": DEFAULT_CARDS, "duties": DUTIES}


@transaction.atomic
def set_scheme_rules(
    actor: Actor,
    *,
    code: str,
    name_zh: str | None = None,
    name_en: str | None = None,
    missing_policy: str | None = None,
    kpi_limit: int | None = None,
    limit_blocks: bool | None = None,
    default_card: str | None = None,
    duties: str | None = None,
    freeze_days: int | None = None,
    reason: str = "",
    seen: str | None = None,
) -> None:
    """Say what holds in a scheme, draft or published; what is not given stays.

    Shape:    default_card: what people without a card are judged by (none, or unit_by_head: score of the
              unit x factor of its head's grade); duties: warn or require; freeze_days before a period's end.
    Law:      quarters that were scored keep the rule they were scored by; what a KPI without a figure does to the
              card is fixed once the scheme is in force, because open quarters are scored by it: its next version
              may say otherwise. Names are labels, and limits only warn or refuse the next publication.
    Errors:   plan_choice_unknown, plan_unknown_reference, scheme_fixed for a retired scheme, scheme_term_pinned;
              scheme_changed when `seen`, the mark the page was made of, is not in force any more.
    """
    require(actor, "plan.edit")
    held = _open_scheme(code)
    if seen is not None and seen != mark_of(held, SCHEME):
        raise SchemeChanged(scheme=code)
    asked = {
        "name_zh": name_zh or None,  # a scheme is never without a name
        "name_en": name_en,
        "missing_policy": missing_policy,
        "kpi_limit": kpi_limit,
        "limit_blocks": limit_blocks,
        "default_card": default_card,
        "duties": duties,
        "freeze_days": freeze_days,
    }
    after = {name: value for name, value in asked.items() if value is not None and value != getattr(held, name)}
    for name in after.keys() & _CHOICES.keys():
        references.require_choice(name, str(after[name]), _CHOICES[name])
    if "missing_policy" in after and held.state != "draft":
        raise TermPinned(scheme=code, policy=held.missing_policy)
    if after:
        before = {name: getattr(held, name) for name in after}
        for name, value in after.items():
            setattr(held, name, value)
        held.save(update_fields=list(after))
        record(actor, verb="set", object_kind="scheme", object_key=code, before=before, after=after, reason=reason)


@transaction.atomic
def waive_duties(actor: Actor, *, code: str, reason: str, now: datetime) -> None:
    """Let one person hold two roles everywhere in a scheme, once and with a reason; an empty reason takes it back.

    Law:      one waiver of the scheme suffices; nobody approves the own result all the same.
    Errors:   plan_unknown_reference, scheme_fixed, reason_missing when there is no waiver to take back.
    """
    require(actor, "plan.edit")
    held = _open_scheme(code)
    if not reason.strip() and not held.duties_waiver:
        raise ReasonMissing(subject=code)
    before = held.duties_waiver
    held.duties_waiver = reason.strip()
    held.duties_waived_by, held.duties_waived_at = (actor.username, now) if reason.strip() else ("", None)
    held.save(update_fields=["duties_waiver", "duties_waived_by", "duties_waived_at"])
    verb = "waive_duties" if held.duties_waiver else "unwaive_duties"
    record(actor, verb=verb, object_kind="scheme", object_key=code, before={"waiver": before}, reason=reason, now=now)


def _open_scheme(code: str) -> Scheme:
    held = references.scheme(code, for_update=True)
    if held.state == "retired":
        raise SchemeFixed(scheme=code, state=held.state)
    return held
