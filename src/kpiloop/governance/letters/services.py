"""Signing letters: a record bound to the account, below exactly the text that was read."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.letters.documents import content_of
from kpiloop.governance.letters.errors import LetterChanged, NotYourLetter
from kpiloop.governance.letters.models import Letter, Signature
from kpiloop.governance.letters.selectors import letter


@transaction.atomic
def sign_letter(
    actor: Actor, *, scheme: str, subject: str, seen: str, reservation: str = "", on: date, now: datetime
) -> str:
    """Sign a letter as the owner of the card or as who leads the owner (R58).

    Shape:    `seen` is the fingerprint of the text that was read; -> the side that signed. The text is kept.
    Law:      a later change of the card leaves the signature below the text it was given for.
    Errors:   permission_denied, letter_no_card, letter_changed, letter_not_yours.
    """
    held = letter(actor, scheme=scheme, subject=subject, on=on)
    document, me = held.document, org.person_of(actor)
    if document.fingerprint != seen:
        raise LetterChanged(subject=subject)
    if not held.may_sign or me is None:
        raise NotYourLetter(subject=subject, owner=document.owner.name_zh)
    kept, _ = Letter.objects.get_or_create(
        scheme_code=document.scheme.code,
        subject_id=document.subject.id,
        fingerprint=document.fingerprint,
        defaults={
            "scheme_version": document.scheme.version,
            "content": content_of(document),
            "made_by": actor.username,
            "made_at": now,
        },
    )
    Signature.objects.create(
        letter=kept,
        side=held.may_sign,
        person_id=me.id,
        reservation=reservation.strip(),
        signed_by=actor.username,
        signed_at=now,
    )
    after = {"scheme": scheme, "side": held.may_sign, "text": document.fingerprint, "reservation": reservation.strip()}
    record(actor, verb="sign", object_kind="letter", object_key=subject, after=after, now=now)
    return held.may_sign
