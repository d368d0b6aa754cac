"""Who works where and who leads whom, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.org import engine_io, selectors, services
from kpiloop.foundation.org.models import Subject
from kpiloop.foundation.org.rows import Membership, NewAppointment, NewPerson
from tests.foundation.org.company import START, found_company, viewer

pytestmark = pytest.mark.django_db
MOVE = date(2026, 5, 15)
BEFORE = MOVE - timedelta(days=1)


@pytest.fixture
def keys() -> dict[str, int]:
    return found_company()


def test_a_transfer_ends_the_old_place_where_the_new_one_begins(keys: dict[str, int]) -> None:
    services.transfer(SYSTEM, person="011", unit="W1", position="SW", on=MOVE)
    assert [engine_io.unit_of(keys["011"], day) for day in (BEFORE, MOVE)] == [keys["E1"], keys["W1"]]
    held = [row for row in engine_io.position_membership(date(2026, 4, 1), date(2026, 7, 1)) if row.leaf_code == "011"]
    assert held == [
        Membership("011", keys["SE"], date(2026, 4, 1), MOVE),
        Membership("011", keys["SW"], MOVE, date(2026, 7, 1)),
    ]
    whole = [row for row in engine_io.person_membership(START, MOVE) if row.leaf_code == "011"]
    assert whole == [Membership("011", keys["011"], START, MOVE)]


def test_nobody_works_in_two_places_on_one_day(keys: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="org_dates_crossed"):
        services.appoint(SYSTEM, person="011", unit="W1", valid_from=MOVE)
    with pytest.raises(Refusal, match="org_dates_crossed"):
        services.appoint(SYSTEM, person="011", unit="W1", valid_from=date(2025, 1, 1), valid_to=date(2025, 1, 1))
    with pytest.raises(Refusal, match="org_dates_crossed"):
        services.transfer(SYSTEM, person="011", unit="W1", on=START)
    twice = [NewAppointment("099", "E", START), NewAppointment("099", "W", MOVE)]
    with pytest.raises(Refusal, match="org_dates_crossed"):
        services.import_organisation(SYSTEM, people=[NewPerson("099", "新人")], appointments=twice)
    assert not Subject.objects.filter(code="099").exists()


def test_line_managers(keys: dict[str, int]) -> None:
    services.transfer(SYSTEM, person="010", unit="E1", is_head=True, on=date(2026, 2, 1))
    leads = {code: engine_io.line_manager(keys[code], MOVE) for code in ("012", "011", "010", "020", "001")}
    assert leads == {
        "012": keys["011"],  # named
        "011": keys["010"],  # head of the own unit
        "010": keys["001"],  # sits inside the own team: the next head above
        "020": keys["001"],
        "001": None,
    }
    assert engine_io.line_manager(keys["011"], START) == keys["001"]  # E1 had no head in January
    assert engine_io.headed_by(keys["010"], MOVE) == (keys["E1"],)
    assert engine_io.line_manager(keys["011"], date(2025, 1, 1)) is None


def test_appointments_of_a_window(keys: dict[str, int]) -> None:
    services.transfer(SYSTEM, person="012", unit="W1", on=MOVE)
    window = engine_io.appointments_between(date(2026, 5, 1), MOVE)
    assert [row.unit_id for row in window if row.person_id == keys["012"]] == [keys["E2"]]
    window = engine_io.appointments_between(BEFORE, MOVE + timedelta(days=1))
    assert [row.unit_id for row in window if row.person_id == keys["012"]] == [keys["E2"], keys["W1"]]


def test_an_account_belongs_to_one_person(keys: dict[str, int]) -> None:
    assert selectors.person_of(viewer("amy")).id == keys["011"]
    with pytest.raises(Refusal, match="account_linked"):
        services.add_person(SYSTEM, number="077", name_zh="另一人", username="amy")
    with pytest.raises(Refusal, match="account_unknown"):
        services.add_person(SYSTEM, number="077", name_zh="另一人", username="ghost")
    with pytest.raises(Refusal, match="account_linked"):
        services.import_organisation(SYSTEM, people=[NewPerson("078", "又一人", username="amy")])


def test_an_import_is_one_entry_of_the_trail(keys: dict[str, int]) -> None:
    entry = AuditEntry.objects.get(object_kind="organisation")
    assert entry.after == {"units": 6, "positions": 2, "people": 5, "appointments": 5, "scopes": 2}


def test_names_follow_the_language(keys: dict[str, int]) -> None:
    east, amy = selectors.subject(SYSTEM, "E"), selectors.subject(SYSTEM, "011")
    assert (east.name("en"), east.name("zh-hans"), amy.name("en")) == ("East", "东区", "艾米")
    services.rename_subject(SYSTEM, code="011", name_zh="艾米", name_en="Amy")
    assert selectors.subject(SYSTEM, "011").name("en") == "Amy"
