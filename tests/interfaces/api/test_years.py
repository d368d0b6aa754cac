"""Targets of a whole year by program. Figures of tests/loop/company.py."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from tests.interfaces.api.conftest import Ask
from tests.interfaces.api.sending import get, post
from tests.interfaces.web.plan.test_target_workbook import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.feature("TG-01")]
OCTOBER, NOVEMBER = "2026-10", "2026-11"


def year(subject: str, period: str = OCTOBER, **more: object) -> dict[str, object]:
    return {"kpi": "revenue", "subject": subject, "period": period, **more}


def target(actor: Actor, subject: str, period: str) -> Decimal:
    (row,) = get(actor, f"/targets?period={period}&kpi=revenue&subject={subject}")[1]
    return Decimal(row["figures"]["target"])


def test_tg_01_a_year_is_spread_by_a_shape_and_adds_up(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    assert post(admin, "/targets/annual", year("WEST", annual="1728", shape="s_curve"))[1]["changed"] > 0
    course = get(admin, "/targets/course?kpi=revenue&subject=WEST&period=2026-10")[1]
    assert (course["plans"][0]["method"], Decimal(course["drift"])) == ("s_curve", 0)
    assert Decimal(course["months"][2]["reached"]) == 270  # three months of twelve: 3/16 - 2/64 of 1728
    own = {"annual": "120", "weights": ["1"] * 11 + ["9"]}  # twentieths of 120
    assert post(admin, "/targets/annual", year("WEST", **own))[0] == 200
    assert (target(admin, "WEST", OCTOBER), target(admin, "WEST", "2026-12")) == (6, 54)
    short = post(admin, "/targets/annual", year("WEST", annual="120", weights=["1", "2"]))
    assert (short[0], short[1]["code"]) == (400, "phasing_wrong")


def test_tg_01_the_whole_is_the_sum_of_its_parts(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    sent = {"targets": [year("SH", NOVEMBER, target="120")], "is_confirmed": True}
    assert post(admin, "/targets", sent)[0] == 200
    assert post(admin, "/targets/sum", year("EAST", NOVEMBER))[0] == 200
    assert (target(admin, "EAST", NOVEMBER), target(admin, "EAST", OCTOBER)) == (170, 150)


def test_tg_01_growth_on_the_only_month_last_year_has(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    assert post(admin, "/targets/growth", year("EAST", percent="10", parts=True))[0] == 200
    # October 2025: SH 90, ZJ 45
    assert (target(admin, "SH", OCTOBER), target(admin, "ZJ", OCTOBER)) == (99, Decimal("49.5"))
    whole = post(admin, "/targets/growth", year("ZJ", percent="10", places=0))
    assert (whole[0], target(admin, "ZJ", OCTOBER)) == (200, 50)  # 49.5, half up


def test_tg_01_targets_follow_another_kpi_and_locked_months_do_not(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    limits = {"targets": [year("EAST", "2026-08", target="150", threshold="75")], "is_confirmed": True}
    assert post(admin, "/targets", limits)[0] == 200
    assert post(admin, "/targets/lock", year("EAST", "2026-09")) == (200, {"changed": 1})
    assert post(admin, "/targets/take", year("EAST", source="cost"))[0] == 200
    # cost of EAST is 60 + 30 in every month from May to October; September is locked
    found = [target(admin, "EAST", month) for month in ("2026-04", "2026-08", "2026-09", OCTOBER)]
    assert found == [150, 90, 150, 90]
    (august,) = get(admin, "/targets?period=2026-08&kpi=revenue&subject=EAST")[1]
    assert Decimal(august["figures"]["threshold"]) == 45  # half of the target before and after
    assert post(admin, "/targets/lock", year("EAST", "2026-09", is_locked=False)) == (200, {"changed": 1})


def test_tg_01_a_whole_is_broken_down_by_shares(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    assert post(admin, "/targets/cascade", year("EAST", shares={"SH": "3", "ZJ": "1"}, cushion="10"))[0] == 200
    # 150 and ten percent, three to one
    assert (target(admin, "SH", OCTOBER), target(admin, "ZJ", OCTOBER)) == (Decimal("123.75"), Decimal("41.25"))
    hidden = post(actors["admin"], "/targets/cascade", year("NOWHERE"))
    assert hidden[0] == 404


def test_tg_01_figures_of_calendar_months_are_read_into_the_periods(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    figures = {"2026-10": "310", "2026-11": "300"}
    assert post(admin, "/targets/calendar-months", year("WEST", figures=figures))[0] == 200
    assert (target(admin, "WEST", OCTOBER), target(admin, "WEST", NOVEMBER)) == (310, 300)
    wrong = post(admin, "/targets/calendar-months", year("WEST", figures={"October": "1"}))
    assert wrong[0] in (400, 404) and target(admin, "WEST", OCTOBER) == 310


def send(actor: Actor, rows: list[list[object]], **more: object) -> Any:
    headers = {"authorization": f"Bearer {access.create_token(actor, name='sheet')}"}
    sent = {"file": workbook(rows), "fiscal_year": 2026, **more}
    answer = Client().post("/api/v1/targets/workbook", sent, headers=headers)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.mark.feature("TG-04")
def test_tg_04_a_workbook_sent_back_tells_what_differs_before_it_is_set(ask: Ask, actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    answer = ask("/targets/workbook?fiscal_year=2026", "admin")
    assert answer.content[:2] == b"PK" and "targets-2026.xlsx" in answer["Content-Disposition"]
    lights = get(admin, "/statuses?period=2026-10")[1]["rows"]
    (key,) = [row["assignment_id"] for row in lights if (row["kpi"], row["subject"]) == ("revenue", "WEST")]
    rows: list[list[object]] = [["key", "指标", OCTOBER, NOVEMBER], [key, "收入", 130, 100], [99999, "", 1, 2]]
    seen = send(admin, rows)
    (difference,) = seen["differences"]
    assert (difference["subject"], difference["period"], Decimal(difference["after"]["target"])) == (
        "WEST",
        OCTOBER,
        130,
    )
    assert (seen["same"], seen["unknown"], seen["is_saved"]) == (1, ["99999"], False)
    assert target(admin, "WEST", OCTOBER) == 100
    wrong = send(admin, [["key", OCTOBER], [key, "lots"]], is_confirmed=True)
    assert ([row["written"] for row in wrong["wrong"]], wrong["is_saved"]) == (["lots"], False)
    assert send(admin, rows, is_confirmed=True, reason="new shop")["is_saved"]
    assert target(admin, "WEST", OCTOBER) == 130
    versions = get(admin, "/targets/history?kpi=revenue&subject=WEST&period=2026-10")[1]
    assert versions[0]["reason"] == "new shop"
    assert post(admin, "/targets/workbook", {})[0] == 400
