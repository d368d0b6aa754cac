"""Ends of units and places put right while nothing is in the way, and places only where a unit is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import engine_io, services
from kpiloop.foundation.org.models import Appointment, UnitEdge
from tests.foundation.org.company import START, found_company

pytestmark = [pytest.mark.django_db, pytest.mark.feature("OR-01")]
JULY, AUGUST, OCTOBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 10, 1)
NOW = datetime(2026, 8, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def keys() -> dict[str, int]:
    """E3 hung below E and later below W, and ends in July."""
    keys = found_company()
    services.add_unit(SYSTEM, code="E3", name_zh="三组", parent="E", valid_from=START)
    services.move_unit(SYSTEM, code="E3", new_parent="W", on=date(2026, 4, 1))
    services.close_unit(SYSTEM, code="E3", on=JULY)
    return keys


def parent_on(on: date) -> str:
    """Where E3 hangs on a day; empty when it does not."""
    tree = engine_io.full_tree(on)
    row = next((row for row in tree.units.values() if row.code == "E3"), None)
    return tree.units[row.parent_id].code if row and row.parent_id else ""


def refused(call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value


def close_month(month: date) -> None:
    calendar.ensure_calendar(SYSTEM, first_month=START, last_month=date(2026, 12, 1))
    calendar.set_state(SYSTEM, code=f"{month:%Y-%m}", state="closed", revision=1, now=NOW)


@pytest.mark.parametrize(("on", "days"), [(AUGUST, "W W ''"), (date(2026, 6, 1), "'' '' ''"), (None, "W W W")])
def test_an_end_moves_or_is_taken_back_and_days_before_stay(keys: dict[str, int], on: date | None, days: str) -> None:
    services.change_unit_end(SYSTEM, code="E3", on=on, reason="误填")
    shown = [parent_on(day) or "''" for day in (date(2026, 6, 15), date(2026, 7, 15), OCTOBER)]
    assert " ".join(shown) == days
    assert [parent_on(day) for day in (START, date(2026, 5, 15))] == ["E", "W"]
    told = AuditEntry.objects.latest("pk")
    assert (told.verb, told.object_key, told.reason) == ("change_end" if on else "take_end_back", "E3", "误填")


def test_what_stands_in_the_way_is_named(keys: dict[str, int]) -> None:
    early = refused(lambda: services.change_unit_end(SYSTEM, code="E3", on=date(2026, 4, 1)))
    assert early.code == "org_dates_crossed"  # not before it hung there
    services.add_unit(SYSTEM, code="W3", name_zh="三组", parent="W", valid_from=AUGUST)
    again = refused(lambda: services.change_unit_end(SYSTEM, code="E3", on=None))
    assert again.code == "unit_name_taken"  # its name was given to another one
    assert refused(lambda: services.change_unit_end(SYSTEM, code="E1", on=AUGUST)).code == "unit_without_end"
    assert refused(lambda: services.change_unit_end(ANONYMOUS, code="E3", on=None)).code == "permission_denied"
    assert UnitEdge.objects.filter(unit__subject__code="E3").latest("valid_from").valid_to == JULY


def test_people_there_keep_it_from_ending_earlier(keys: dict[str, int]) -> None:
    services.change_unit_end(SYSTEM, code="E3", on=OCTOBER)
    services.transfer(SYSTEM, person="012", unit="E3", on=JULY, valid_to=OCTOBER)
    found = refused(lambda: services.change_unit_end(SYSTEM, code="E3", on=AUGUST))
    assert (found.code, found.fields["who"]) == ("unit_in_use", "鲍勃（012）")


def test_it_is_not_hung_below_what_ended_meanwhile(keys: dict[str, int]) -> None:
    services.add_unit(SYSTEM, code="W9", name_zh="九组", parent="W", valid_from=START)
    services.add_unit(SYSTEM, code="W91", name_zh="九一", parent="W9", valid_from=START)
    for code in ("W91", "W9"):
        services.close_unit(SYSTEM, code=code, on=JULY)
    found = refused(lambda: services.change_unit_end(SYSTEM, code="W91", on=None))
    assert (found.code, found.fields["unit"], found.fields["ends"]) == ("unit_over", "九组（W9）", JULY)
    for code in ("W9", "W91"):
        services.change_unit_end(SYSTEM, code=code, on=None)
    assert "W91" in {row.code for row in engine_io.full_tree(OCTOBER).units.values()}


@pytest.mark.parametrize("on", [None, OCTOBER, date(2026, 7, 15)])
def test_no_end_moves_over_a_closed_month(keys: dict[str, int], on: date | None) -> None:
    close_month(JULY)
    found = refused(lambda: services.change_unit_end(SYSTEM, code="E3", on=on))
    assert (found.code, found.fields) == ("org_end_closed", {"who": "E3", "period": "2026-07", "open_from": AUGUST})
    assert parent_on(AUGUST) == ""


def test_an_end_after_the_closed_months_is_free(keys: dict[str, int]) -> None:
    close_month(date(2026, 6, 1))
    services.change_unit_end(SYSTEM, code="E3", on=None)
    assert parent_on(OCTOBER) == "W"


def back(first: date) -> Refusal:
    return refused(lambda: services.resume_appointment(SYSTEM, person="012", valid_from=first))


def test_a_place_goes_on_unless_a_later_one_the_unit_or_a_closed_month_forbids_it(keys: dict[str, int]) -> None:
    services.end_appointment(SYSTEM, person="012", valid_from=START, on=JULY)
    assert back(JULY).code == "place_without_end"  # no place began then
    services.resume_appointment(SYSTEM, person="012", valid_from=START)
    assert engine_io.unit_of(keys["012"], OCTOBER) == keys["E2"]
    services.transfer(SYSTEM, person="012", unit="W1", on=AUGUST)
    assert back(START).fields["valid_to"] == AUGUST  # the later place stands there
    services.end_appointment(SYSTEM, person="012", valid_from=AUGUST, on=OCTOBER)
    for month in (date(2026, 9, 1), OCTOBER):
        close_month(month)
    assert back(AUGUST).code == "org_end_closed"
    moved = refused(lambda: services.end_appointment(SYSTEM, person="012", valid_from=AUGUST, on=date(2026, 9, 1)))
    assert moved.code == "org_end_closed"


def test_nobody_works_where_no_unit_is(keys: dict[str, int]) -> None:
    services.add_person(SYSTEM, number="099", name_zh="新人")
    services.add_unit(SYSTEM, code="E4", name_zh="四组", parent="E", valid_from=AUGUST)
    early = refused(lambda: services.appoint(SYSTEM, person="099", unit="E4", valid_from=JULY))
    told = {"unit": "四组（E4）", "unit_en": "四组 (E4)", "on": JULY, "begins": AUGUST}
    assert (early.code, early.fields) == ("unit_not_yet", told)
    over = refused(lambda: services.appoint(SYSTEM, person="099", unit="E3", valid_from=OCTOBER))
    assert (over.code, over.fields["on"], over.fields["ends"]) == ("unit_over", OCTOBER, JULY)
    assert str(over.fields["unit"]).endswith("（E3）")
    open_end = refused(lambda: services.appoint(SYSTEM, person="099", unit="E3", valid_from=START))
    assert (open_end.code, open_end.fields["on"]) == ("unit_over", JULY)
    moved = refused(lambda: services.transfer(SYSTEM, person="012", unit="E3", on=date(2026, 5, 1)))
    assert moved.code == "unit_over"
    assert not Appointment.objects.filter(person__subject__code="099").exists()
    assert engine_io.unit_of(keys["012"], OCTOBER) == keys["E2"]  # the old place did not end
    services.appoint(SYSTEM, person="099", unit="E3", valid_from=START, valid_to=JULY)
    newcomer = engine_io.resolve_person("099")
    assert newcomer is not None and engine_io.unit_of(newcomer, date(2026, 6, 30)) == engine_io.resolve_unit("E3")


def test_nothing_hangs_below_a_unit_whose_end_is_said(keys: dict[str, int]) -> None:
    services.change_unit_end(SYSTEM, code="E3", on=OCTOBER)
    below = refused(lambda: services.add_unit(SYSTEM, code="X", name_zh="新", parent="E3", valid_from=AUGUST))
    moved = refused(lambda: services.move_unit(SYSTEM, code="E2", new_parent="E3", on=AUGUST))
    assert {below.code, moved.code} == {"unit_over"}
