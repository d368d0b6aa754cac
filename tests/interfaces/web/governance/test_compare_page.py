"""Comparing periods and units on a page, as a file and by command: equal figures, the same gate."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.governance.archive import selectors

ASKED = "first=2025-10&second=2026-10&period=2026-10"


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.cookies["kpiloop_language"] = "zh-hans"
    return client


@pytest.mark.feature("S36")
def test_page_and_file_say_what_the_selector_says(actors: dict[str, Actor]) -> None:
    """Revenue of EAST: 135 in October 2025, 105 a year later."""
    found = selectors.compare(actors["boss"], first="2025-10", second="2026-10")
    page = signed_in("boss").get(f"/compare/?{ASKED}&kpis=all").content.decode()
    judged = [row.change.judgement for row in found.rows]
    assert f"{judged.count('better')} 项变好，{judged.count('worse')} 项变差" in page
    assert "−30" in page
    answer = signed_in("boss").get(f"/compare/file.csv?{ASKED}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    east = rows["revenue/EAST/EAST"]
    assert [float(east[name]) for name in ("first_live", "second_live", "change")] == [135, 105, -30]
    assert east["first_reported"] == ""
    assert len(rows) == len(found.rows)


def test_without_a_choice_the_year_before_stands_beside_the_month(actors: dict[str, Actor]) -> None:
    page = signed_in("boss").get("/compare/?period=2026-10").content.decode()
    assert '<option value="2025-10" selected' in page
    assert '<option value="2026-10" selected' in page


@pytest.mark.feature("S36", "S34")
def test_nobody_compares_what_they_may_not_see(actors: dict[str, Actor]) -> None:
    page = signed_in("wang").get(f"/compare/?{ASKED}").content.decode()
    assert "华东" in page
    assert "华西" not in page
    for address in ("/compare/", "/compare/file.csv"):
        assert signed_in("wang").get(f"{address}?{ASKED}&first_unit=WEST&second_unit=EAST").status_code == 404


def test_nonsense_in_the_address_is_no_fault(actors: dict[str, Actor]) -> None:
    for asked in ("first=x&second=y", "structure=z", "first=2026-10&second=FY2026", "first_unit=NOPE"):
        assert signed_in("boss").get(f"/compare/?{asked}&period=2026-10").status_code in (404, 409, 422)
