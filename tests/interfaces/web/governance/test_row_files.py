"""Every value opens to its rows: all of them as a file, and the query, for whom the page is open."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.measure.models import Value


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def revenue(unit: str) -> int:
    found = Value.objects.get(
        kpi__code="revenue", subject__code=unit, period__code="2026-10", window="ytd", is_current=True
    )
    return int(found.pk)


@pytest.mark.feature("P39")
def test_the_rows_of_a_file_add_up_to_the_value(actors: dict[str, Actor]) -> None:
    """SH in 2026: May to July 100 each, August 85, September 70, October 60 = 515, six orders."""
    key = revenue("SH")
    answer = signed_in("wang").get(f"/proof/value/{key}/rows.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["no"] for row in rows] == [f"2026-{month:02}-SH" for month in range(5, 11)]
    assert sum(Decimal(row["counts_as"]) for row in rows) == 515
    book = openpyxl.load_workbook(io.BytesIO(signed_in("wang").get(f"/proof/value/{key}/rows.xlsx").content))
    sheet = book.active
    assert sheet is not None
    assert (sheet.max_row, sheet.cell(1, 2).value) == (7, "counts_as")
    assert sum(sheet.cell(row, 2).value for row in range(2, 8)) == 515  # type: ignore[misc]
    query = signed_in("wang").get(f"/proof/value/{key}/rows.sql").content.decode()
    assert "SUM" in query.upper()
    page = signed_in("wang").get(f"/proof/value/{key}/").content.decode()
    assert f"/proof/value/{key}/rows.xlsx?aggregate=" in page


def test_who_may_not_open_the_page_gets_no_file(actors: dict[str, Actor]) -> None:
    """Chen leads WEST; Zhao works in SH and sees the own figures alone."""
    for name, status in (("chen", 404), ("zhao", 404)):
        for ending in ("csv", "xlsx", "sql"):
            assert signed_in(name).get(f"/proof/value/{revenue('SH')}/rows.{ending}").status_code == status
    assert signed_in("wang").get(f"/proof/value/{revenue('SH')}/rows.exe").status_code == 404
