"""A current-state table captured daily: history grows, a missed day stays missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse import services as facts
from kpiloop.loop.collect import services
from kpiloop.loop.collect.models import QuarantineRow
from tests.loop.collect.stored import stored_rows

RECIPE: Mapping[str, object] = {"columns": {"item": "sku", "unit": "dept", "held": "stock"}, "captured_to": "on"}


@pytest.fixture
def stock(actors: dict[str, Actor], home: Path) -> Path:
    facts.register_dataset(
        actors["admin"], code="stock", name_zh="库存",
        columns={"item": "text", "on": "date", "unit": "text", "held": "decimal"},
        key_columns=["item", "on"], date_columns=["on"], unit_column="unit",
    )  # fmt: skip
    services.add_source(actors["admin"], code="wms", kind="csv", name_zh="库存", location="s.csv", dataset="stock")
    services.confirm_mapping(actors["admin"], source="wms", recipe=RECIPE)
    return home / "s.csv"


def capture(actors: dict[str, Actor], file: Path, moment: datetime, held: str) -> object:
    file.write_text(f"sku,dept,stock\nA,EAST,{held}\nB,WEST,7\n")
    return services.load(actors["admin"], source="wms", now=moment)


@pytest.mark.feature("P15")
def test_p15_daily_captures_build_history_and_a_missed_day_is_missing(actors: dict[str, Actor], stock: Path) -> None:
    capture(actors, stock, datetime(2026, 10, 1, 1, tzinfo=UTC), "5")
    capture(actors, stock, datetime(2026, 10, 2, 1, tzinfo=UTC), "5")
    capture(actors, stock, datetime(2026, 10, 4, 1, tzinfo=UTC), "9")
    found = [(row["on"], row["held"]) for row in stored_rows("stock") if row["item"] == "A"]
    assert found == [
        (date(2026, 10, 1), Decimal(5)),
        (date(2026, 10, 2), Decimal(5)),
        (date(2026, 10, 4), Decimal(9)),
    ]
    assert warehouse.coverage("stock") == [
        (date(2026, 10, 1), date(2026, 10, 3)),
        (date(2026, 10, 4), date(2026, 10, 5)),
    ]


def test_a_row_mended_later_keeps_the_day_of_its_capture(actors: dict[str, Actor], stock: Path) -> None:
    capture(actors, stock, datetime(2026, 10, 1, 1, tzinfo=UTC), "about five")
    waiting = QuarantineRow.objects.get()
    services.fix_row(actors["admin"], row_id=waiting.pk, values={"held": "5"}, now=datetime(2026, 10, 9, tzinfo=UTC))
    assert [(row["item"], row["on"]) for row in stored_rows("stock")] == [
        ("A", date(2026, 10, 1)),
        ("B", date(2026, 10, 1)),
    ]


def test_a_second_capture_of_a_day_replaces_the_first(actors: dict[str, Actor], stock: Path) -> None:
    capture(actors, stock, datetime(2026, 10, 1, 1, tzinfo=UTC), "5")
    capture(actors, stock, datetime(2026, 10, 1, 9, tzinfo=UTC), "6")
    assert [row["held"] for row in stored_rows("stock") if row["item"] == "A"] == [Decimal(6)]


def test_the_day_is_that_of_the_company_not_of_the_clock(actors: dict[str, Actor], stock: Path) -> None:
    capture(actors, stock, datetime(2026, 10, 1, 20, tzinfo=UTC), "5")
    assert stored_rows("stock")[0]["on"] == date(2026, 10, 2)


@pytest.mark.parametrize("column", ["unit", "nowhere"])
def test_the_day_must_be_a_date_of_the_business_key(actors: dict[str, Actor], stock: Path, column: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.confirm_mapping(actors["admin"], source="wms", recipe={**RECIPE, "captured_to": column})
    assert refused.value.fields["field"] == "captured_to"
