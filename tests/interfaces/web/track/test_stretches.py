"""Half-years and days on the page of a KPI, in files and in the API, within the sight of the reader.

East to October: July 150, August 135, September 120, October 105: 510 of a target of 4 x 150; May and June 2 x 150.
"""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from tests.interfaces.web.track.test_files import read
from tests.loop import company as trading
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("CA-02")


def client(username: str, language: str = "en") -> Client:
    User.objects.filter(username=username).update(language=language)
    found = Client()
    found.force_login(User.objects.get(username=username))
    return found


def test_half_years_instead_of_months(actors: dict[str, Actor]) -> None:
    address = f"/kpis/{trading.assignment_id('revenue', 'EAST')}/"
    asked = {"period": "2026-10", "steps": "half"}
    english = " ".join(client("wang").get(address, asked).content.decode().split())
    assert 'H2 FY2026 <small class="quiet nowrap">Jul – Oct</small>' in english
    assert ">510</a>" in english and '<td class="num">600</td>' in english
    assert "half-year not over, compared over as many months" in english
    chinese = client("wang", "zh-hans").get(address, asked).content.decode()
    assert "2026 年下半年" in chinese and "半年未结束" in chinese
    months = client("wang").get(address, {"period": "2026-10"}).content.decode()
    assert "H2 FY2026" not in months and "steps=half" in months
    assert client("zhao").get(address, asked).status_code == client("chen").get(address, asked).status_code == 404


def test_half_years_as_a_file_and_in_the_api(actors: dict[str, Actor]) -> None:
    rows = read("wang", f"/kpis/{trading.assignment_id('revenue', 'EAST')}/values.csv?period=2026-10&steps=half")
    now = next(row for row in rows if row["half"] == "FY2026-H2")
    assert [float(now[name]) for name in ("actual", "target", "achievement", "prior_year")] == [510, 600, 0.85, 135]
    assert (now["until"], now["is_partial"]) == ("2026-10", "yes")
    asked = {"from": "FY2026-H2", "to": "FY2026-H2", "by": "half"}
    found = client("wang").get("/api/v1/exports/values", asked).json()
    subjects = {row[found["columns"].index("subject")] for row in found["rows"]}
    assert "EAST" in subjects and not {"HQ", "WEST"} & subjects


def test_rows_of_whole_months_have_no_days(actors: dict[str, Actor]) -> None:
    # One order per unit and month: all on the same day.
    address = f"/kpis/{trading.assignment_id('revenue', 'EAST')}/"
    assert "steps=day" not in client("wang").get(address, {"period": "2026-10"}).content.decode()
    asked = {"from": "2026-10-01", "to": "2026-10-05", "by": "day", "kpi": "revenue"}
    answer = client("wang").get("/api/v1/exports/values", asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "measure_days_of_months")
