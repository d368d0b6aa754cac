"""A range in the target grid (TG-02): typed into one cell, shown by both bounds, in the workbook as text."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal as D

import pytest
from django.test import Client
from django.utils import translation

from kpiloop.engine.targets.band import Band
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.typed import NotAFigure, read_aim
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewAssignment
from tests.interfaces.web.plan.test_target_workbook import sent
from tests.loop.plan.company import NOW, START, found_company, publish_kpi

QUERY = "?period=2026-10"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("95–105", "950000", "1050000"),
        ("95 ~ 105", "950000", "1050000"),
        ("95..105", "950000", "1050000"),
        ("９５～１０５万", "950000", "1050000"),
        ("0.9至1.1亿", "90000000", "110000000"),
        ("-5 - -2", "-50000", "-20000"),
        ("(5)-2", "-50000", "20000"),
    ],
)
def test_two_bounds_as_people_write_them(text: str, low: str, high: str) -> None:
    with translation.override("zh-hans"):
        assert read_aim(text, Display("CNY", "wan")) == Band(D(low), D(high))


def test_one_figure_stays_one_figure() -> None:
    assert read_aim("-5", Display("days")) == D(-5)
    assert read_aim("", Display("days")) is None
    for nothing in ("95–viel", "3,2", "３,２", "12 34", "0,325"):
        with pytest.raises(NotAFigure):
            read_aim(nothing, Display("days"))
    assert read_aim("1,234 567", Display("days")) == D(1234567)


def test_the_grid_takes_shows_and_hands_out_a_range(db: None) -> None:
    actors: dict[str, Actor] = found_company()
    admin = actors["admin"]
    publish_kpi(
        admin,
        "days",
        time_kind="stock",
        direction="range",
        measurement_unit="days",
        achievement_parameters={"tolerance": D(20)},
    )
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    wanted = [NewAssignment("days", "EAST", "E2", D(100), START)]
    key = services.assign_many(admin, scheme="S", assignments=wanted)[0]
    services.publish_scheme(admin, code="S", now=NOW)
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    client.post("/choose/language/", {"language": "zh-hans"})
    name = f"t{key}.2026-11"
    assert client.post(f"/targets/save/{QUERY}", {name: "95-105"}).status_code == 200
    assert client.post(f"/targets/save/{QUERY}", {name: "95～105"}).json()["said"] == "已保存 0 个目标。"
    page = client.get(f"/targets/{QUERY}").content.decode()
    assert f'data-raw="95–105" data-name="{name}"' in page
    refused = client.post(f"/targets/save/{QUERY}", {name: "100"})
    assert (refused.status_code, "上下限" in refused.json()["error"]) == (422, True)
    book = client.get(f"/targets/workbook/{QUERY}").content
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert "95–105" in parts.read("xl/sharedStrings.xml").decode()
    told = sent(client, [["key", "2026-11", "2026-12"], [key, "95–105", "90~100"]])
    assert (told["cells"], told["same"]) == ({f"t{key}.2026-12": "90~100"}, 1)
    assert selectors.target_history(actors["boss"], key, "2026-11")[0].band == Band(D(95), D(105))
