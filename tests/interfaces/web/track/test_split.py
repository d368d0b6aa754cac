"""A KPI opened by unit, month and member: figures by hand, within sight, page by page, and the same as a file."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.interfaces.web.track.kpi import split_page
from kpiloop.interfaces.web.track.kpi.splitting import read_split
from tests.interfaces.web.track.test_files import read
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]


def address(of: str, tail: str = "split/", **query: object) -> str:
    asked = "&".join(f"{name}={given}" for name, given in {"period": "2026-09", **query}.items())
    return f"/kpis/{company.assignment_id('revenue', of)}/{tail}?{asked}"


def opened(username: str, asked: str) -> tuple[int, str]:
    visitor = Client()
    visitor.force_login(User.objects.get(username=username))
    answer = visitor.get(asked)
    return answer.status_code, answer.content.decode()


def test_units_below_with_their_months_and_members(actors: dict[str, Actor]) -> None:
    line = company.assignment_id("revenue", "EAST")
    found = read_split(SYSTEM, "2026-09", assignment_id=line, by="", count=3, unit="")
    assert ([month.code for month in found.months], found.by) == (["2026-07", "2026-08", "2026-09"], "product")
    # Shanghai sold 70 of A in September after 85 in August, Zhejiang 50 of B in every month (tests/loop/company.py).
    assert {each.subject.code: each.values["2026-09"].actual for each in (found.whole, *found.units)} == {
        "EAST": 120, "SH": 70, "ZJ": 50
    }  # fmt: skip
    assert {each.subject.code: dict(each.members) for each in found.units} == {
        "SH": {"A": {"2026-07": Decimal(100), "2026-08": Decimal(85), "2026-09": Decimal(70)}},
        "ZJ": {"B": dict.fromkeys(("2026-07", "2026-08", "2026-09"), Decimal(50))},
    }


def test_the_page_opens_rows_units_and_pages(actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = opened("boss", address("HQ", months=3))
    assert status == 200
    east = next(
        each for each in read_split(
            SYSTEM, "2026-09", assignment_id=company.assignment_id("revenue", "HQ"), by="", count=3, unit=""
        ).units if each.subject.code == "EAST"
    )  # fmt: skip
    assert f"/proof/value/{east.values['2026-09'].id}/" in text  # a figure opens to its rows
    assert "unit=EAST" in text  # a unit opens to the units below it
    monkeypatch.setattr(split_page, "ROWS", 2)
    first, second = (opened("boss", address("HQ", months=3, page=number))[1] for number in (1, 2))
    assert ("page=2" in first, "page=1" in second) == (True, True)
    assert opened("boss", address("HQ", unit="EAST"))[1].count("上海") >= 1


def test_the_same_as_a_file(actors: dict[str, Actor]) -> None:
    rows = read("boss", address("EAST", "split.csv", months=3, by="product"))
    september = {(row["subject"], row["product"]): float(row["actual"]) for row in rows if row["period"] == "2026-09"}
    assert september == {("EAST", ""): 120, ("SH", ""): 70, ("ZJ", ""): 50, ("SH", "A"): 70, ("ZJ", "B"): 50}


def test_who_may_not_see_a_unit_opens_nothing_of_it(actors: dict[str, Actor]) -> None:
    """The head of EAST opens EAST; neither the company nor WEST, by no way in."""
    assert opened("wang", address("EAST"))[0] == 200
    for hidden in (address("HQ"), address("WEST"), address("EAST", unit="WEST"), address("EAST", unit="HQ")):
        assert opened("wang", hidden)[0] == 404
        assert opened("wang", hidden.replace("split/", "split.csv"))[0] == 404
    assert opened("zhao", address("EAST"))[0] == 404
