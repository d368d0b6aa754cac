"""A list of units: new ones, moves and ends; a tree that would break keeps its row waiting."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org import services as org_services
from kpiloop.foundation.org.models import Position
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.rows import RosterPlan, Terms
from tests.loop.collect.roster.conftest import Write
from tests.loop.plan.company import NOW, START

TODAY = date(2026, 10, 20)
AS_IT_IS = ("HQ,集团,,,", "EAST,华东区,HQ,,", "WEST,华西区,HQ,,")


def look(admin: Actor, source: str = "hr-units") -> RosterPlan:
    return services.preview_roster(admin, source=source, on=TODAY)


def take(admin: Actor, source: str = "hr-units") -> None:
    plan = look(admin, source)
    services.apply_roster(
        admin, source=source, mark=plan.mark, on=TODAY, leaving=plan.leaving, reason="组织调整", now=NOW
    )


def parent(admin: Actor, code: str, on: date) -> str:
    tree = org.tree(admin, on=on)
    unit = next(row for row in tree.units.values() if row.code == code)
    return "" if unit.parent_id is None else tree.units[unit.parent_id].code


def test_new_moved_and_renamed_units(admin: Actor, units: Write) -> None:
    units(
        "HQ,集团,,,",
        "EAST,华东区,HQ,,",
        "WEST,西部,EAST,2026-11-01,",
        "SHOP,门店,EAST,2026-11-01,",
        "SUB,柜台,SHOP,2026-11-01,",
    )
    plan = look(admin)
    assert [(change.kind, change.code, change.on) for change in plan.changes] == [
        ("moved", "WEST", date(2026, 11, 1)),
        ("new", "SHOP", date(2026, 11, 1)),
        ("new", "SUB", date(2026, 11, 1)),
        ("renamed", "WEST", None),
    ]
    take(admin)
    assert (parent(admin, "WEST", date(2026, 10, 31)), parent(admin, "WEST", date(2026, 11, 1))) == ("HQ", "EAST")
    assert parent(admin, "SUB", date(2026, 11, 1)) == "SHOP"
    assert (look(admin).changes, look(admin).unchanged) == ((), 5)


def test_a_unit_ends_once_nobody_is_there(admin: Actor, units: Write) -> None:
    units(*AS_IT_IS[:2])
    assert [(row.reason, row.fields["who"]) for row in look(admin).refused] == [("unit_in_use", "E4")]
    assert look(admin).changes == ()
    org_services.end_appointment(admin, person="E4", valid_from=START, on=TODAY)
    take(admin)
    assert "WEST" not in {row.code for row in org.units(admin, on=TODAY)}
    assert "WEST" in {row.code for row in org.units(admin, on=date(2026, 10, 19))}
    assert selectors.quarantine(admin, source="hr-units") == ()
    units(*AS_IT_IS)
    assert [row.reason for row in look(admin).refused] == ["roster_unit_over"]


BAD = [
    ("WEST,华西区,NOWHERE,,", "unit_unknown"),
    ("NEW,新部门,,,", "unit_tree_broken"),  # a second company
    ("NEW,华东区,HQ,,", "unit_name_taken"),
    ("E1,新部门,HQ,,", "org_code_taken"),
    ("EAST,华东区,EAST,,", "unit_tree_broken"),
    ("NEW,,HQ,,", "value_missing"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_row_that_would_break_the_tree_waits(admin: Actor, units: Write, line: str, reason: str) -> None:
    kept = [row for row in AS_IT_IS if row.split(",")[0] != line.split(",")[0]]
    units(*kept, line, "GOOD,好部门,WEST,,")
    plan = look(admin)
    assert [row.reason for row in plan.refused] == [reason]
    assert [change.code for change in plan.changes] == ["GOOD"]


def test_positions_come_get_a_level_and_stay_in_their_unit(admin: Actor, home: Path) -> None:
    services.add_source(
        admin, code="seats", kind="csv", name_zh="岗位", location="seats.csv", dataset="organisation.positions"
    )
    recipe = {"columns": {"code": "岗位", "name_zh": "名称", "unit": "部门", "level": "职级"}}
    services.confirm_mapping(admin, source="seats", recipe=recipe)
    (home / "seats.csv").write_text("岗位,名称,部门,职级\nP1,经理,EAST,M3\nP2,专员,EAST,P5", encoding="utf-8")
    take(admin, "seats")
    (home / "seats.csv").write_text("岗位,名称,部门,职级\nP1,经理,WEST,M3\nP2,专员,EAST,P6", encoding="utf-8")
    plan = look(admin, "seats")
    assert [row.reason for row in plan.refused] == ["roster_seat_elsewhere"]
    take(admin, "seats")
    assert dict(Position.objects.values_list("subject__code", "level")) == {"P1": "M3", "P2": "P6"}
    services.set_roster_terms(admin, source="seats", terms=Terms(), now=NOW)


def test_a_first_recipe_is_read_off_the_headings(admin: Actor, home: Path) -> None:
    (home / "export.csv").write_text(
        "人员名单,,,,\n导出日期 2026-10-01,,,,\n员工编号,姓名,所属部门,直接上级,入职日期\nE1,李总,HQ,,2020-01-01\n",
        encoding="utf-8",
    )
    services.add_source(
        admin, code="export", kind="csv", name_zh="导出", location="export.csv", dataset="organisation.people"
    )
    recipe = selectors.proposed_recipe(admin, "export")
    assert recipe == {
        "columns": {
            "number": "员工编号",
            "name_zh": "姓名",
            "unit": "所属部门",
            "line_manager": "直接上级",
            "valid_from": "入职日期",
        }
    }
    services.confirm_mapping(admin, source="export", recipe=recipe)
    assert [change.kind for change in look(admin, "export").changes] == ["left"] * 3
