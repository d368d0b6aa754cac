"""What the writes here share: the right, the transaction, one entry in the trail, a new mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.book import held_mark, renew_mark
from kpiloop.foundation.org.models import Person, Position, Subject, Unit

EDIT = "org.edit"


@contextmanager
def written(
    actor: Actor,
    *,
    verb: str,
    object_kind: str,
    object_key: str,
    after: Mapping[str, object],
    reason: str = "",
    seen: str | None = None,
) -> Iterator[None]:
    """Run a change of the organisation: all of it, its trail and the new mark, or nothing.

    Errors:   permission_denied without org.edit; organisation_changed when `seen`, the mark the page was made
              of, is not the one in force any more.
    """
    require(actor, EDIT)
    with transaction.atomic():
        if seen is not None and seen != held_mark():
            raise errors.OrganisationChanged()
        yield
        record(actor, verb=verb, object_kind=object_kind, object_key=object_key, after=after, reason=reason)
        renew_mark()


def unit_of_code(code: str) -> Unit:
    """Find a unit by its code.

    Errors:   unit_unknown.
    """
    found = Unit.objects.select_related("subject").filter(subject__code=code).first()
    if found is None:
        raise errors.UnitUnknown(unit=code)
    return found


def person_of_number(number: str) -> Person:
    """Find a person by employee number.

    Errors:   person_unknown.
    """
    found = Person.objects.select_related("subject").filter(subject__code=number).first()
    if found is None:
        raise errors.PersonUnknown(person=number)
    return found


def position_of_code(code: str) -> Position:
    """Find a position by its code.

    Errors:   position_unknown.
    """
    found = Position.objects.select_related("subject").filter(subject__code=code).first()
    if found is None:
        raise errors.PositionUnknown(position=code)
    return found


def new_subject(*, kind: str, code: str, name_zh: str, name_en: str) -> Subject:
    """Create the key every unit, position and person stands under.

    Errors:   org_code_taken: codes are unique over all three kinds.
    """
    if Subject.objects.filter(code=code).exists():
        raise errors.CodeTaken(taken=code)
    return Subject.objects.create(kind=kind, code=code, name_zh=name_zh, name_en=name_en)


def refuse_crossed(valid_from: date, valid_to: date | None) -> None:
    """Refuse an end that does not lie after the start.

    Errors:   org_dates_crossed.
    """
    if valid_to is not None and valid_to <= valid_from:
        raise errors.DatesCrossed(valid_from=valid_from, valid_to=valid_to)
