"""Asking for the signatures below the document of a scheme, and signing it in turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.notify.services import send
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.governance.charter.choices import BLOCKS
from kpiloop.governance.charter.errors import (
    DocumentChanged,
    NothingToSign,
    NotReady,
    NotYourTurn,
)
from kpiloop.governance.charter.findings import findings_of
from kpiloop.governance.charter.gathering.content import ground_of
from kpiloop.governance.charter.models import Edition, EditionSignature
from kpiloop.governance.charter.outlines import kept_outline
from kpiloop.governance.charter.rows import CharterRow, EditionRow, SignerRow
from kpiloop.governance.charter.selectors import COMPOSE, charter


@transaction.atomic
def call_for_signatures(actor: Actor, *, scheme: str, on: date, now: datetime) -> str:
    """Tell whoever signs next that the document is ready.

    Shape:    -> employee number of whose turn it is.
    Errors:   permission_denied, charter_not_ready, charter_all_signed.
    """
    require(actor, COMPOSE)
    held = charter(actor, scheme=scheme, on=on)
    _require_ready(actor, held, on)
    waiting = held.editions[0].waits_for if held.editions and not held.differences else held.draft_signers[0]
    if waiting is None:
        raise NothingToSign(scheme=scheme)
    _tell(actor, held, "charter_turn", [waiting.person])
    after = {"person": waiting.person.code}
    record(actor, verb="call_for_signatures", object_kind="charter", object_key=held.scheme.code, after=after, now=now)
    return waiting.person.code


@transaction.atomic
def sign_document(
    actor: Actor, *, scheme: str, seen: str, reservation: str = "", on: date, now: datetime
) -> EditionRow:
    """Sign the document of a scheme, in the order of the offices.

    Shape:    `seen` is the fingerprint of the text that was read -> the edition that was signed.
    Law:      the first signature keeps the text word for word; the others stand below exactly this text. When
              the scheme says something else since, the next signature begins a new edition.
    Errors:   permission_denied, charter_changed, charter_not_ready, charter_not_your_turn.
    """
    held, me = charter(actor, scheme=scheme, on=on), org.person_of(actor)
    begins = not held.editions or bool(held.differences)
    if seen != (held.draft_fingerprint if begins else held.editions[0].fingerprint):
        raise DocumentChanged(scheme=scheme)
    waiting = (held.draft_signers[:1] or (None,))[0] if begins else held.editions[0].waits_for
    if not held.may_sign or me is None or waiting is None:
        raise NotYourTurn(scheme=scheme, person=waiting.person.name_zh if waiting else "")
    if begins:
        _require_ready(actor, held, on)
    kept = (
        _begin(actor, held, now)
        if begins
        else Edition.objects.get(scheme_code=held.scheme.code, number=held.editions[0].number)
    )
    EditionSignature.objects.create(
        edition=kept,
        place=waiting.place,
        person_id=me.id,
        reservation=reservation.strip(),
        signed_by=actor.username,
        signed_at=now,
    )
    after = {
        "edition": kept.number,
        "office": waiting.office,
        "text": kept.fingerprint,
        "reservation": reservation.strip(),
    }
    record(actor, verb="sign", object_kind="charter", object_key=held.scheme.code, after=after, now=now)
    done = charter(actor, scheme=scheme, on=on)
    _pass_on(actor, done)
    return done.editions[0]


def _begin(actor: Actor, held: CharterRow, now: datetime) -> Edition:
    assert held.draft is not None
    return Edition.objects.create(
        scheme_code=held.scheme.code,
        scheme_version=held.scheme.version,
        number=held.editions[0].number + 1 if held.editions else 1,
        content=dict(held.draft),
        fingerprint=held.draft_fingerprint,
        made_by=actor.username,
        made_at=now,
    )


def _pass_on(actor: Actor, done: CharterRow) -> None:
    """The next one is told that it is their turn; after the last one, everybody who signed."""
    waiting: SignerRow | None = done.editions[0].waits_for
    if waiting is not None:
        _tell(actor, done, "charter_turn", [waiting.person])
    else:
        _tell(actor, done, "charter_signed", [row.person for row in done.editions[0].signers])


def _require_ready(actor: Actor, held: CharterRow, on: date) -> None:
    """Nothing that blocks is open; what is odd is judged as those who drew it up see it."""
    ground = ground_of(held.scheme, kept_outline(held.scheme.code), on)
    open_ = [row for row in findings_of(SYSTEM, ground) if row.severity == BLOCKS]
    if open_:
        raise NotReady(scheme=held.scheme.code, count=len(open_))


def _tell(actor: Actor, held: CharterRow, code: str, people: Sequence[PersonRow]) -> None:
    scheme = held.scheme
    fields = {"scheme": scheme.code, "scheme_zh": scheme.name_zh, "scheme_en": scheme.name_en or scheme.name_zh}
    accounts = [row.user_id for row in people if row.user_id is not None]
    send(actor, user_ids=accounts, code=code, fields=fields, link=f"/schemes/{scheme.code}/document/")
