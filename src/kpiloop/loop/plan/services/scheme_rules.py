"""What a scheme says beside its cards: the default without a card, separate duties, the freeze before an end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.choices import DEFAULT_CARDS, DUTIES
from kpiloop.loop.plan.errors import ReasonMissing, SchemeFixed
from kpiloop.loop.plan.models import Scheme

_FIELDS = ("default_card", "duties", "freeze_days")


@transaction.atomic
def set_scheme_rules(
    actor: Actor,
    *,
    code: str,
    default_card: str | None = None,
    duties: str | None = None,
    freeze_days: int | None = None,
    reason: str = "",
) -> None:
    """Say what holds in a scheme, draft or published; what is not given stays.

    Shape:    default_card: what people without a card are judged by (none, or unit_by_head: score of the
              unit x factor of its head's grade); duties: warn or require; freeze_days before a period's end.
    Law:      quarters that were scored keep the rule they were scored by.
    Errors:   plan_choice_unknown, plan_unknown_reference, scheme_fixed for a retired scheme.
    """
    require(actor, "plan.edit")
    held = _open_scheme(code)
    before = {name: getattr(held, name) for name in _FIELDS}
    if default_card is not None:
        references.require_choice("default_card", default_card, DEFAULT_CARDS)
        held.default_card = default_card
    if duties is not None:
        references.require_choice("duties", duties, DUTIES)
        held.duties = duties
    if freeze_days is not None:
        held.freeze_days = freeze_days
    after = {name: getattr(held, name) for name in _FIELDS}
    if after != before:
        held.save(update_fields=list(_FIELDS))
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
