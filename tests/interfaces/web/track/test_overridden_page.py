"""A figure is overridden on the page of its KPI, agreed to by another person, and the system's stays beside it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.org import engine_io as org
from kpiloop.interfaces.cli.handing_out import hand_out
from kpiloop.interfaces.reports.value_export import export_values
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure import services as measuring
from kpiloop.loop.measure.models import Override
from kpiloop.loop.review import services as review
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track import services as track_services
from tests.founded import founded_once
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
MONTH = "2026-10"
STARTS = datetime(2026, 11, 6, 1, 30, tzinfo=UTC)


def client(username: str) -> Client:
    found = Client()
    found.force_login(User.objects.get(username=username))
    return found


def page(username: str, address: str) -> str:
    answer: HttpResponse = client(username).get(f"{address}?period={MONTH}")
    assert answer.status_code == 200, address
    return answer.content.decode()


def judge() -> None:
    company.compute(MONTH, MONTH)
    track_services.assess(SYSTEM, first=MONTH, last=MONTH, now=company.NOW)


@founded_once
def overridden() -> int:
    """Revenue of EAST in October, 105 by the system: 150 is asked for on its page and agreed to in the list."""
    line = company.assignment_id("revenue", "EAST")
    form = {"figure": "150", "valid_until": "2100-01-01", "reason": "退货未入账", "evidence": "FIN-9"}
    address = f"{reverse('collect:override_new', args=[line])}?period={MONTH}"
    assert client("admin").post(address, {**form, "figure": "viel"}).status_code == 422
    assert client("admin").post(address, form).status_code == 302
    key = Override.objects.get().pk
    assert "退货未入账" in page("wang", reverse("track:kpi", args=[line]))
    assert client("boss").post(reverse("collect:override_decide", args=[key]), {"approve": "yes"}).status_code == 302
    judge()
    return line


@pytest.fixture
def east(actors: dict[str, Actor]) -> int:
    """Assignment of that figure."""
    return overridden()


def test_the_page_of_the_kpi_shows_both_figures_and_that_of_the_unit_above_says_so(east: int) -> None:
    shown = page("wang", reverse("track:kpi", args=[east]))
    assert "系统值" in shown and "105" in shown and "150" in shown and "退货未入账" in shown
    above = page("boss", reverse("track:kpi", args=[company.assignment_id("revenue", "HQ")]))
    assert "不含这些核定" in above
    assert "退货未入账" in page("wang", reverse("collect:overrides"))
    assert "退货未入账" not in page("chen", reverse("collect:overrides"))  # head of WEST


def test_files_and_programs_give_both_figures(east: int, actors: dict[str, Actor]) -> None:
    table = export_values(actors["boss"], period_codes=[MONTH], also=["override", "trust"], kpi_codes=["revenue"])
    rows = {row[1]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert [rows["EAST"][name] for name in ("actual", "system", "override", "override_months")] == [
        150, 105, "replaced", MONTH,
    ]  # fmt: skip
    assert (rows["EAST"]["origin"], str(rows["EAST"]["trust"]).split()[0]) == ("manual", "overridden")
    assert [rows["HQ"][name] for name in ("actual", "system", "override")] == [215, 215, None]
    token = access.create_token(actors["boss"], name="test")
    asked = Client().get(f"/api/v1/overrides?period={MONTH}", headers={"authorization": f"Bearer {token}"})
    (told,) = json.loads(asked.content)
    assert (Decimal(told["figure"]), Decimal(told["system"])) == (150, 105)
    assert (told["counts"], told["asked_by"]) == (True, "admin")
    (value,) = measure.values(SYSTEM, period_codes=[MONTH], kpi_codes=["revenue"], subject_ids=[_key("EAST")])
    one = Client().get(f"/api/v1/values/{value.id}", headers={"authorization": f"Bearer {token}"})
    got = json.loads(one.content)
    assert (Decimal(got["actual"]), Decimal(got["system"]), got["override"]) == (150, 105, "replaced")


def test_an_export_without_the_mark_says_that_it_holds_such_figures(
    east: int, actors: dict[str, Actor], capsys: pytest.CaptureFixture[str]
) -> None:
    plain = export_values(actors["boss"], period_codes=[MONTH])
    assert (plain.columns[-1], plain.overridden) == ("status", 1)  # the header other programs rely on stays
    untargeted = [row for row in plain.rows if row[plain.columns.index("target")] is None]
    assert {row[-1] for row in untargeted} == {"na"}  # convention B4: neither green nor red, and not empty
    hand_out(plain, "")
    assert "--with override" in capsys.readouterr().err
    hand_out(export_values(actors["boss"], period_codes=[MONTH], also=["override"]), "")
    assert capsys.readouterr().err == ""  # each of them is marked
    hand_out(export_values(actors["chen"], period_codes=[MONTH]), "")  # head of WEST
    assert capsys.readouterr().err == ""
    token = access.create_token(actors["boss"], name="test")
    bearer = {"authorization": f"Bearer {token}"}
    asked = Client().get(f"/api/v1/exports/values?from={MONTH}&to={MONTH}", headers=bearer)
    assert json.loads(asked.content)["overridden"] == 1
    file = b"".join(client("boss").get(f"/values.csv?period={MONTH}").streaming_content)  # type: ignore[attr-defined]
    assert b",override,override_months," in file.splitlines()[0]


def test_the_variance_of_an_overridden_figure_says_so(east: int) -> None:
    assert "退货未入账" in page("wang", reverse("analyse:variance", args=[east]))
    assert "不含这些核定" in page("boss", reverse("analyse:variance", args=[company.assignment_id("revenue", "HQ")]))


def test_printed_minutes_list_what_was_overridden_when_they_were_published(east: int, actors: dict[str, Actor]) -> None:
    boss = actors["boss"]
    meeting = review.prepare_meeting(boss, period_code=MONTH, starts_at=STARTS, chair="E1", place="三楼")
    review.publish_minutes(boss, meeting_id=meeting, minutes="纪要", now=company.NOW, waiver="试点")
    address = reverse("review:meeting_minutes", args=[MONTH])
    assert "退货未入账" in page("boss", address)
    measuring.end_override(actors["admin"], override_id=Override.objects.get().pk, reason="已更正", now=company.NOW)
    judge()
    shown = page("boss", address)
    assert "退货未入账" in shown and "150" in shown and "已更正" not in shown  # as it was then
    assert "退货未入账" not in page("chen", address)  # of another unit


def test_what_rests_on_an_overridden_figure_is_marked(actors: dict[str, Actor], east: int) -> None:
    """Ended on the page, the next run takes the system's figure and no mark is left."""
    (value,) = measure.values(SYSTEM, period_codes=[MONTH], kpi_codes=["profit"], subject_ids=[_key("EAST")])
    judged = track.trust(SYSTEM, [value], today=date(2026, 11, 10))[value.id]
    assert [mark.code for mark in judged.marks if "overrid" in mark.code] == ["contains_override"]
    key = Override.objects.get().pk
    assert client("admin").post(reverse("collect:override_end", args=[key]), {"reason": "已入账"}).status_code == 302
    judge()
    (value,) = measure.values(SYSTEM, period_codes=[MONTH], kpi_codes=["profit"], subject_ids=[_key("EAST")])
    judged = track.trust(SYSTEM, [value], today=date(2026, 11, 10))[value.id]
    assert not [mark for mark in judged.marks if "overrid" in mark.code]
    assert "已入账" in page("admin", reverse("collect:overrides"))


def _key(code: str) -> int:
    return org.subjects_by_code()[code].id
