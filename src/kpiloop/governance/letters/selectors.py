"""Reading letters with their signatures, cut to the cards in sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.letters.document_rows import Document, LetterRow, SignatureRow
from kpiloop.governance.letters.documents import documents
from kpiloop.governance.letters.errors import NoCard
from kpiloop.governance.letters.models import Letter, Signature


def letters(
    viewer: Actor, *, scheme: str, on: date, subject_ids: Collection[int] | None = None
) -> tuple[LetterRow, ...]:
    """Every letter of a scheme in sight, with how far it is signed.

    Law:      a signature stands below one text; once the card says something else it is an earlier one.
    Errors:   permission_denied, not_found for an unknown scheme.
    """
    require(viewer, "plan.view")
    found = documents(viewer, scheme=scheme, on=on, subject_ids=subject_ids)
    me = org.person_of(viewer)
    below: dict[tuple[int, str], list[SignatureRow]] = defaultdict(list)
    for row in _signatures(scheme, {document.subject.id for document in found}):
        below[row[0].subject_id, row[0].fingerprint].append(row[1])
    return tuple(_letter(document, below, me.id if me else None) for document in found)


def letter(viewer: Actor, *, scheme: str, subject: str, on: date) -> LetterRow:
    """One letter.

    Errors:   those of `letters`; letter_no_card when the subject has no card that day, or none in sight.
    """
    held = org.subject(viewer, subject, on=on)
    found = letters(viewer, scheme=scheme, on=on, subject_ids=[held.id])
    if not found:
        raise NoCard(subject=subject, scheme=scheme)
    return found[0]


def _signatures(scheme: str, subject_ids: Collection[int]) -> list[tuple[Letter, SignatureRow]]:
    people = org_io.people_by_id()
    found = Signature.objects.filter(letter__scheme_code=scheme).select_related("letter").order_by("signed_at", "pk")
    return [
        (row.letter, SignatureRow(row.side, people[row.person_id], row.reservation, row.signed_at))
        for row in found
        if row.letter.subject_id in subject_ids
    ]


def _letter(document: Document, below: dict[tuple[int, str], list[SignatureRow]], me: int | None) -> LetterRow:
    key = (document.subject.id, document.fingerprint)
    signed = tuple(below.get(key, ()))
    earlier = tuple(
        row for (subject, mark), rows in below.items() if subject == key[0] and mark != key[1] for row in rows
    )
    return LetterRow(document, signed, earlier, _side(document, signed, me))


def _side(document: Document, signed: tuple[SignatureRow, ...], me: int | None) -> str:
    """The side a person may sign for; whoever answers for the card signs as its owner."""
    done = {row.side for row in signed}
    if me is None or document.scheme.state != "published":
        return ""
    if me == document.owner.id:
        return "" if "owner" in done else "owner"
    if document.superior is not None and me == document.superior.id:
        return "" if "superior" in done else "superior"
    return ""
