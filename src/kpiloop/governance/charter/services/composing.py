"""Drawing up the document of a scheme: texts, days, offices, exempt people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.governance.charter.choices import MOST_DAYS, OFFICES, SINGLE
from kpiloop.governance.charter.errors import (
    DaysWrong,
    OfficeTwice,
)
from kpiloop.governance.charter.models import Exemption, Office, Outline
from kpiloop.governance.charter.rows import NewOffice
from kpiloop.governance.charter.selectors import COMPOSE
from kpiloop.loop.plan import references
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.errors import ReasonMissing, UnknownReference


@transaction.atomic
def set_texts(
    actor: Actor, *, scheme: str, aim: str | None = None, appeals: str | None = None, changes: str | None = None
) -> None:
    """Write what a scheme is for, how appeals are heard and how it is changed; what is not given stays.

    Errors:   permission_denied, not_found.
    """
    given = {"aim": aim, "appeals": appeals, "changes": changes}
    _write(actor, scheme, {name: text.strip() for name, text in given.items() if text is not None})


@transaction.atomic
def set_days(actor: Actor, *, scheme: str, days: Mapping[str, int]) -> None:
    """Say how many working days the steps of a month and quarter take; what is not named stays.

    Errors:   permission_denied, not_found, charter_days_wrong.
    """
    for name, count in days.items():
        if not 0 <= count <= MOST_DAYS:
            raise DaysWrong(field=name, value=count, most=MOST_DAYS)
    _write(actor, scheme, dict(days))


@transaction.atomic
def set_offices(actor: Actor, *, scheme: str, offices: Sequence[NewOffice]) -> None:
    """Name everybody who holds an office of a scheme; who is not named no longer holds one.

    Errors:   permission_denied, not_found, plan_choice_unknown, charter_office_twice, not_visible for an
              unknown person.
    """
    code = _scheme(actor, scheme)
    for row in offices:
        references.require_choice("office", row.office, OFFICES)
    held = [(row.office, _person(row.person).id, row.signs) for row in offices]
    pairs = [(office, person) for office, person, _signs in held]
    for office, person in pairs:
        alone = office in SINGLE and sum(1 for each, _person_id in pairs if each == office) > 1
        if alone or pairs.count((office, person)) > 1:
            raise OfficeTwice(office=office)
    before = _offices(code)
    Office.objects.filter(scheme_code=code).delete()
    Office.objects.bulk_create(
        Office(scheme_code=code, office=office, person_id=person, signs=signs) for office, person, signs in held
    )
    if (after := _offices(code)) != before:
        record(
            actor,
            verb="set_offices",
            object_kind="charter",
            object_key=code,
            before={"offices": before},
            after={"offices": after},
        )


@transaction.atomic
def exempt(actor: Actor, *, scheme: str, person: str, reason: str, now: datetime) -> None:
    """Say that somebody is not assessed in a scheme, and why; an empty reason takes it back.

    Law:      a card is not taken away: who is exempt and has one stands among the findings.
    Errors:   permission_denied, not_found, reason_missing when there is nothing to take back.
    """
    code, who = _scheme(actor, scheme), _person(person)
    held = Exemption.objects.filter(scheme_code=code, person_id=who.id)
    before = held.values_list("reason", flat=True).first()
    if reason.strip():
        Exemption.objects.update_or_create(
            scheme_code=code,
            person_id=who.id,
            defaults={"reason": reason.strip(), "decided_by": actor.username, "decided_at": now},
        )
    elif before is None:
        raise ReasonMissing(subject=who.code)
    else:
        held.delete()
    verb = "exempt" if reason.strip() else "unexempt"
    record(
        actor,
        verb=verb,
        object_kind="charter",
        object_key=code,
        before={"reason": before},
        after={"person": who.code},
        reason=reason.strip(),
        now=now,
    )


def _write(actor: Actor, scheme: str, given: dict[str, object]) -> None:
    code = _scheme(actor, scheme)
    held, _is_new = Outline.objects.select_for_update().get_or_create(scheme_code=code)
    before = {name: getattr(held, name) for name in given}
    if before != given:
        for name, value in given.items():
            setattr(held, name, value)
        held.save()
        record(actor, verb="set", object_kind="charter", object_key=code, before=before, after=given)


def _scheme(actor: Actor, scheme: str) -> str:
    require(actor, COMPOSE)
    return plan.scheme(actor, scheme).code


def _person(number: str) -> PersonRow:
    key = org_io.resolve_person(number)
    if key is None:
        raise UnknownReference(kind="person", name=number)
    return org_io.people_by_id()[key]


def _offices(code: str) -> list[str]:
    rows = Office.objects.filter(scheme_code=code).order_by("office", "person__subject__code")
    return [f"{row.office} {row.person.subject.code}" for row in rows.select_related("person__subject")]
