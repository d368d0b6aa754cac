"""What a person chooses on the import page: the business key, and which of two columns of one name is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.warehouse.models import Dataset
from kpiloop.loop.collect import services
from tests.loop.collect.conftest import add_source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW

TWICE = "单号,日期,部门,工号,金额,件数,金额\nS1,2026-10-05,EAST,E2,100,1,90\nS2,2026-10-06,EAST,E2,200,2,180\n"


@pytest.mark.feature("S07")
def test_the_second_of_two_columns_of_one_name_is_chosen(actors: dict[str, Actor], orders: str, home: Path) -> None:
    place = home / "twice.csv"
    place.write_text(TWICE, encoding="utf-8")
    found = services.preview_file(actors["admin"], location=place, dataset="orders")
    (asked,) = [each for each in found.guess.questions if each.code == "same_name"]
    assert (asked.key, asked.choices, asked.is_open) == ("same_name:amount", ("#1", "#2"), True)
    assert "#1 100, 200" in asked.written and "#2 90, 180" in asked.written
    answers = {"same_name:amount": "#2"}
    chosen = services.preview_file(actors["admin"], location=place, dataset="orders", answers=answers)
    services.confirm_proposal(actors["admin"], proposal=chosen, source="shop", name_zh="店", location="twice.csv")
    services.load(actors["admin"], source="shop", now=NOW)
    assert {row["number"]: f"{row['amount']:.0f}" for row in stored_rows("orders")} == {"S1": "90", "S2": "180"}
    # Next month nobody is asked again: what was confirmed for the dataset is remembered.
    again = services.preview_file(actors["admin"], location=place, dataset="orders")
    assert [each.code for each in again.guess.questions if each.code == "same_name"] == []
    assert again.guess.recipe["columns"]["amount"]["from"] == "金额 #2"  # type: ignore[index]


def test_an_older_recipe_is_told_to_number_the_column(actors: dict[str, Actor], orders: str, home: Path) -> None:
    (home / "twice.csv").write_text(TWICE, encoding="utf-8")
    columns = {"number": "单号", "on": "日期", "unit": "部门", "amount": "金额"}
    add_source(actors["admin"], kind="csv", location="twice.csv", recipe={"columns": columns})
    with pytest.raises(Exception, match="column_ambiguous"):
        services.load(actors["admin"], source="erp", now=NOW)
    services.confirm_mapping(actors["admin"], source="erp", recipe={"columns": {**columns, "amount": "金额 #1"}})
    services.load(actors["admin"], source="erp", now=NOW)
    assert sorted(f"{row['amount']:.0f}" for row in stored_rows("orders")) == ["100", "200"]


def test_the_business_key_is_chosen_on_the_page(actors: dict[str, Actor], home: Path) -> None:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    place = home / "visits.csv"
    # The same customer twice on one day: customer alone cannot be the key, customer and day together repeat too.
    place.write_text("day,unit,customer,visits\n2026-10-05,EAST,C1,2\n2026-10-05,EAST,C2,3\n", encoding="utf-8")
    with place.open("rb") as file:
        at = client.post("/data/import/", {"file": file})["Location"].partition("?")[0]
    page = client.get(at).content.decode()
    assert 'name="a.key"' in page
    given = {"a.key": ["day", "customer"], "code": "visits", "name_zh": "拜访", "confirm": "1"}
    answer = client.post(at, given)
    assert answer.status_code == 302
    assert Dataset.objects.get(code="visits").key_columns == ["day", "customer"]
