"""Units, people, further trees and the calendar by program, from day to day."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from tests.interfaces.api.sending import get, post

pytestmark = pytest.mark.django_db


def names(actor: Actor, on: str) -> dict[str, str]:
    """Parents of the units on a day."""
    return {row["code"]: row["parent"] for row in get(actor, f"/organisation/units?on={on}")[1]["units"]}


@pytest.mark.feature("OR-01")
def test_or_01_a_move_holds_from_its_day_and_nothing_before(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    new = {"code": "NJ", "name_zh": "南京", "parent": "EAST", "valid_from": "2026-04-01"}
    assert post(admin, "/organisation/units", new) == (200, {"code": "NJ"})
    assert post(admin, "/organisation/units/NJ/move", {"parent": "WEST", "on": "2026-07-01"})[0] == 200
    assert "NJ" not in names(admin, "2026-03-31")
    assert [names(admin, day)["NJ"] for day in ("2026-04-01", "2026-06-30", "2026-07-01")] == ["EAST", "EAST", "WEST"]
    assert "NJ" in names(actors["wang"], "2026-06-30") and "NJ" not in names(actors["wang"], "2026-07-01")
    assert post(admin, "/organisation/units/NJ/close", {"on": "2026-10-01"})[0] == 200
    assert "NJ" in names(admin, "2026-09-30") and "NJ" not in names(admin, "2026-10-01")
    end = "/organisation/units/NJ/end"
    assert post(admin, end, {"on": "2026-11-01"})[0] == 200
    assert "NJ" in names(admin, "2026-10-31") and "NJ" not in names(admin, "2026-11-01")
    assert post(admin, end, {"on": None, "reason": "误填"})[0] == 200
    assert "NJ" in names(admin, "2026-11-01")
    assert post(admin, end, {"on": None})[1]["code"] == "unit_without_end"
    below = post(admin, "/organisation/units/EAST/close", {"on": "2026-10-01"})
    assert (below[0], below[1]["code"]) == (400, "unit_in_use")


@pytest.mark.feature("OR-01")
def test_or_01_what_somebody_else_changed_meanwhile_is_not_overwritten(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    seen = get(admin, "/organisation/units")[1]["mark"]
    move = {"parent": "WEST", "on": "2026-08-01", "seen": seen}
    assert post(admin, "/organisation/units/SH/move", move)[0] == 200
    name, place = {"name_zh": "新名", "seen": seen}, {"valid_from": "2025-01-01", "seen": seen}
    asked = {
        "units/ZJ/move": move,
        "units/ZJ/close": {"on": "2026-12-01", "seen": seen},
        "units/ZJ/end": {"on": None, "seen": seen},
        "subjects/ZJ/name": name,
        "people/E4/end": {**place, "on": "2026-12-01"},
        "people/E4/resume": place,
    }
    for path, body in asked.items():
        late = post(admin, f"/organisation/{path}", body)
        assert (late[0], late[1]["code"]) == (409, "organisation_changed"), path


@pytest.mark.feature("OR-01", "OR-02")
def test_or_02_people_have_dated_places_and_units_dated_heads(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    assert post(admin, "/organisation/positions", {"code": "P1", "name_zh": "店长", "unit": "SH"})[0] == 200
    assert post(admin, "/organisation/people", {"number": "E9", "name_zh": "周敏"})[0] == 200
    place = {"unit": "SH", "position": "P1", "valid_from": "2026-03-01", "is_head": True}
    assert post(admin, "/organisation/people/E9/appoint", place)[0] == 200
    seen = get(admin, "/organisation/people/E9")[1]["places_mark"]
    moved = {"unit": "WEST", "valid_from": "2026-09-01", "reason": "新区", "seen": seen}
    assert post(admin, "/organisation/people/E9/transfer", moved)[0] == 200
    late = post(admin, "/organisation/people/E9/transfer", {**moved, "unit": "EAST", "valid_from": "2026-11-01"})
    assert (late[0], late[1]["code"], late[1]["theirs"]) == (409, "places_changed", "华西（WEST）")
    units = get(admin, "/organisation/units?on=2026-08-31")[1]["units"]
    assert {row["code"]: row["head"] for row in units}["SH"] == "E9"
    career = get(admin, "/organisation/people/E9")[1]
    assert [(row["unit"], row["position"], row["valid_from"], row["valid_to"]) for row in career["appointments"]] == [
        ("SH", "P1", "2026-03-01", "2026-09-01"),
        ("WEST", "", "2026-09-01", None),
    ]
    end = {"valid_from": "2026-09-01", "on": "2026-10-01", "reason": "离职"}
    assert post(admin, "/organisation/people/E9/end", end)[0] == 200
    assert "E9" in [row["number"] for row in get(admin, "/organisation/people?on=2026-09-30&unit=WEST")[1]]
    assert "E9" not in [row["number"] for row in get(admin, "/organisation/people?on=2026-10-01")[1]]
    assert post(admin, "/organisation/people/E9/resume", {"valid_from": "2026-09-01"})[0] == 200
    assert "E9" in [row["number"] for row in get(admin, "/organisation/people?on=2026-10-01")[1]]
    assert get(actors["wang"], "/organisation/people/E4")[0] == 404  # the head of WEST
    assert get(admin, "/organisation/people/EAST")[0] == 404  # a unit is nobody


@pytest.mark.feature("OR-03")
def test_or_03_a_further_tree_has_dates_of_its_own(actors: dict[str, Actor]) -> None:
    admin, path = actors["admin"], "/organisation/trees/area"
    assert post(admin, "/organisation/trees", {"code": "area", "name_zh": "大区"})[0] == 200
    node = {"code": "COAST", "name_zh": "沿海", "valid_from": "2026-01-01"}
    assert post(admin, f"{path}/nodes", node)[0] == 200
    for unit in ("SH", "ZJ"):
        assert post(admin, f"{path}/units/{unit}", {"parent": "COAST", "on": "2026-01-01"})[0] == 200
    assert post(admin, f"{path}/units/ZJ/take-out", {"on": "2026-07-01"})[0] == 200
    assert [row["code"] for row in get(admin, "/organisation/trees")[1]] == ["area"]
    first, then = (get(admin, f"{path}?on={day}")[1] for day in ("2026-06-30", "2026-07-01"))
    assert {row["code"]: row["parent"] for row in first["units"]} == {
        "HQ": "", "COAST": "HQ", "SH": "COAST", "ZJ": "COAST",
    }  # fmt: skip
    assert (set(first["unplaced"]), set(then["unplaced"])) == ({"WEST"}, {"WEST", "ZJ"})
    assert get(admin, "/organisation/trees/none")[0] == 404
    assert post(admin, "/collect/datasets/orders/columns", {"trees": {"area": "product"}})[0] == 200
    wrong = post(admin, "/collect/datasets/orders/columns", {"money": ["product"]})
    assert (wrong[0], wrong[1]["code"]) == (400, "dataset_invalid")


@pytest.mark.feature("OR-03")
def test_or_03_a_legal_entity_has_a_currency_and_a_year(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    early = post(admin, "/organisation/entities/EAST", {"currency": "USD"})
    assert (early[0], early[1]["code"]) == (400, "entity_wrong")  # the company comes first
    for unit, currency in (("HQ", "CNY"), ("EAST", "USD")):
        assert post(admin, f"/organisation/entities/{unit}", {"currency": currency})[0] == 200
    year = {"start_month": 4, "valid_from": "2027-04-01"}
    assert post(admin, "/organisation/entities/EAST/year", year)[0] == 200
    assert [(row["unit"], row["currency"], row["years"]) for row in get(admin, "/organisation/entities")[1]] == [
        ("HQ", "CNY", []),
        ("EAST", "USD", [year]),
    ]


@pytest.mark.feature("OR-05")
def test_or_05_a_name_is_unique_below_its_parent_only(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    for code, parent in (("A1", "EAST"), ("A2", "WEST")):
        team = {"code": code, "name_zh": "一组", "kind": "team", "parent": parent, "valid_from": "2026-01-01"}
        assert post(admin, "/organisation/units", team)[0] == 200
    again = {"code": "A3", "name_zh": "一组", "parent": "WEST", "valid_from": "2026-01-01"}
    refused = post(admin, "/organisation/units", again)
    assert (refused[0], refused[1]["code"]) == (400, "unit_name_taken")
    assert post(admin, "/organisation/subjects/A2/name", {"name_zh": "二组", "name_en": "Team 2"})[0] == 200
    assert post(admin, "/organisation/units", again)[0] == 200
    assert org.subject(admin, "A2").name_en == "Team 2"


@pytest.mark.feature("CA-01")
def test_ca_01_days_that_differ_come_and_go(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    held = get(admin, "/calendar")[1]
    assert (held["start_month"], held["pattern"], held["workdays"]) == (1, "months", [0, 1, 2, 3, 4])
    assert post(admin, "/calendar/workdays", {"workdays": [5, 0, 1, 2, 3, 4]})[1] == {"workdays": [0, 1, 2, 3, 4, 5]}
    days = {"first_day": "2026-11-11", "last_day": "2026-11-12", "name_zh": "店庆", "kind": "campaign"}
    status, made = post(admin, "/calendar/days", days)
    assert (status, get(admin, "/calendar/days?year=2026")[1]) == (
        200,
        [{**days, "name_en": "", "source": "", "id": made["id"]}],
    )
    assert post(admin, f"/calendar/days/{made['id']}/remove") == (204, None)
    # 2026: New Year, Spring Festival, Qingming, Labour Day, Dragon Boat, Mid-Autumn, National Day, and make-up days
    assert post(admin, "/calendar/holidays", {"year": 2026})[1]["added"] > 7
    assert post(admin, "/calendar/holidays", {"year": 2026})[1] == {"added": 0}
    national = [row for row in get(admin, "/calendar/days?year=2026")[1] if row["first_day"] == "2026-10-01"]
    assert [row["kind"] for row in national] == ["holiday"] and all(row["source"] for row in national)


@pytest.mark.feature("CA-01")
def test_ca_01_a_year_that_something_rests_on_is_not_cut_anew(actors: dict[str, Actor]) -> None:
    cut = {"start_month": 4, "named_by": "start", "first_day": "2026-04-01", "last_day": "2027-03-31"}
    refused = post(actors["admin"], "/calendar", cut)
    assert (refused[0], refused[1]["code"]) == (400, "calendar_fixed")
    longer = {"first_day": "2028-01-01", "last_day": "2028-12-31", "start_month": 1}
    # a calendar year has 12 months, 4 quarters, 2 halves and the year
    assert post(actors["admin"], "/calendar", longer)[1]["added"] == 19
    assert get(actors["admin"], "/calendar")[1]["last_day"] == date(2028, 12, 31).isoformat()


@pytest.mark.feature("OR-03")
def test_or_03_a_further_tree_is_renamed_unless_somebody_was_faster(actors: dict[str, Actor]) -> None:
    admin, path = actors["admin"], "/organisation/trees/area"
    assert post(admin, "/organisation/trees", {"code": "area", "name_zh": "大区"})[0] == 200
    seen = get(admin, path)[1]["mark"]
    said = {"name_zh": "销售大区", "name_en": "Territories", "seen": seen}
    assert post(admin, f"{path}/name", said) == (200, {"code": "area"})
    assert get(admin, "/organisation/trees")[1] == [{"code": "area", "name_zh": "销售大区", "name_en": "Territories"}]
    late = post(admin, f"{path}/name", {**said, "name_zh": "区域"})
    assert (late[0], late[1]["code"]) == (409, "organisation_changed")
    assert post(admin, "/organisation/trees/none/name", {"name_zh": "区域"})[1]["code"] == "org_tree_unknown"
