"""Bonus bases: dated decisions about what a full quarter is worth to a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.loop.reward.errors import BasesOverlap, ChoiceUnknown, TextMissing, UnknownReference
from kpiloop.loop.reward.models import BonusBase
from kpiloop.loop.reward.pay_rows import NewBase
from kpiloop.loop.reward.references import require_one_of, subjects_by_number


def set_bonus_bases(actor: Actor, *, bases: Sequence[NewBase]) -> int:
    """Record decided bonus bases of people.

    Shape:    any number -> how many were new; the same decision again is none. The base before
              ends the day the new one begins.
    Units:    currency for a full quarter.
    Errors:   permission_denied, reward_unknown_reference, bonus_bases_overlap, reward_text_missing.
    """
    require_one_of(actor, "bonus.approve", "bonus.prepare")
    subjects = subjects_by_number()
    for base in bases:
        person = subjects.get(base.person)
        if person is None or person.kind != "person":
            raise UnknownReference(kind="person", key=base.person)
        if base.amount < 0:
            raise ChoiceUnknown(field="amount", value=str(base.amount), choices=[">= 0"])
        if not base.document.strip():
            raise TextMissing(field="document")
    with transaction.atomic():
        held: dict[int, list[BonusBase]] = {}
        for row in BonusBase.objects.select_for_update().order_by("valid_from"):
            held.setdefault(row.person_id, []).append(row)
        made = sum(_add(actor, base, subjects[base.person].id, held) for base in bases)
        if made:
            # Amounts stay out of the trail: it is read by people without the right over pay.
            after = {"people": made, "documents": sorted({base.document for base in bases})}
            record(actor, verb="set", object_kind="bonus_bases", object_key=f"{made} people", after=after)
    return made


def _add(actor: Actor, base: NewBase, person_id: int, held: dict[int, list[BonusBase]]) -> bool:
    rows = held.setdefault(person_id, [])
    wanted = (base.valid_from, base.amount, base.document)
    if any((row.valid_from, row.amount, row.document) == wanted for row in rows):
        return False
    for row in rows:
        if row.valid_from >= base.valid_from and (base.valid_to is None or row.valid_from < base.valid_to):
            raise BasesOverlap(person=base.person, on=row.valid_from)
        if row.valid_from < base.valid_from and (row.valid_to is None or row.valid_to > base.valid_from):
            row.valid_to = base.valid_from
            row.save(update_fields=["valid_to"])
    rows.append(
        BonusBase.objects.create(
            person_id=person_id,
            amount=base.amount,
            valid_from=base.valid_from,
            valid_to=base.valid_to,
            document=base.document,
            decided_by=actor.username,
        )
    )
    return True
