"""Many people put into other places at once: days before stay, and one bad place undoes all of it."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.models import Appointment
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewUnit, PlaceChange

pytestmark = pytest.mark.django_db
START, JULY, AUGUST = date(2026, 1, 1), date(2026, 7, 1), date(2026, 8, 1)


@pytest.fixture(autouse=True)
def company() -> None:
    org.import_organisation(
        SYSTEM,
        units=[NewUnit("HQ", "集团", START, kind="company"), NewUnit("EAST", "华东", START, parent="HQ")],
        people=[NewPerson("E1", "甲"), NewPerson("E2", "乙"), NewPerson("E3", "丙")],
        appointments=[
            NewAppointment("E1", "HQ", START),
            NewAppointment("E2", "EAST", START, valid_to=AUGUST),
            NewAppointment("E2", "HQ", AUGUST),
            NewAppointment("E3", "EAST", START),
        ],
    )


def course(number: str) -> list[tuple[str, date, date | None]]:
    held = Appointment.objects.filter(person__subject__code=number).order_by("valid_from")
    return [(row.unit.subject.code, row.valid_from, row.valid_to) for row in held]


def test_from_the_day_on_what_stood_there_gives_way() -> None:
    moved = PlaceChange(
        "E2", JULY, (NewAppointment("E2", "HQ", JULY, valid_to=AUGUST), NewAppointment("E2", "EAST", AUGUST))
    )
    org.replace_places(SYSTEM, changes=[moved, PlaceChange("E3", JULY)], reason="调整")
    assert course("E2") == [("EAST", START, JULY), ("HQ", JULY, AUGUST), ("EAST", AUGUST, None)]
    assert course("E3") == [("EAST", START, JULY)]
    assert course("E1") == [("HQ", START, None)]
    told = AuditEntry.objects.filter(reason="调整").order_by("seq").values_list("verb", "object_key")
    assert list(told) == [("transfer", "E2"), ("end_appointment", "E3"), ("replace", "company")]


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ((NewAppointment("E2", "WEST", JULY),), "unit_unknown"),
        ((NewAppointment("E2", "HQ", JULY), NewAppointment("E2", "EAST", AUGUST)), "org_dates_crossed"),
        ((NewAppointment("E2", "HQ", START),), "org_dates_crossed"),
        ((NewAppointment("E2", "HQ", JULY, line_manager="E9"),), "person_unknown"),
    ],
)
def test_one_bad_place_undoes_all(places: tuple[NewAppointment, ...], code: str) -> None:
    before = [course(number) for number in ("E2", "E3")]
    with pytest.raises(Refusal, match=code):
        org.replace_places(SYSTEM, changes=[PlaceChange("E3", JULY), PlaceChange("E2", JULY, places)])
    assert [course(number) for number in ("E2", "E3")] == before
