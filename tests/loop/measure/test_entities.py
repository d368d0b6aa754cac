"""A group of legal entities in one tree: one company total, whatever tree it is counted over (S41, without currencies).

A shop moves from the trading company to the retail company on 1 July 2026. Amounts of June and July, by hand:
           shop   trade office   retail office
June         10             20              30
July         11             21              31
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.measure import selectors, services
from tests.founded import founded_once
from tests.loop.plan.company import NOW, START, found_company, publish_kpi

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S41")]
AMOUNTS = {"2026-06": {"SHOP": 10, "TRADE": 20, "RETAIL": 30}, "2026-07": {"SHOP": 11, "TRADE": 21, "RETAIL": 31}}


@pytest.fixture
def group(home: object) -> dict[str, Actor]:
    return found_group()


@founded_once
def found_group() -> dict[str, Actor]:
    """HQ holds two legal entities; the shop changes hands in the middle of the year."""
    actors = found_company()
    org.import_organisation(
        SYSTEM,
        units=[
            NewUnit("TRADE", "华东贸易有限公司", START, kind="division", parent="HQ", order=5),
            NewUnit("RETAIL", "华东零售有限公司", START, kind="division", parent="HQ", order=6),
            NewUnit("SHOP", "南京路店", START, parent="TRADE"),
        ],
    )
    org.move_unit(SYSTEM, code="SHOP", new_parent="RETAIL", on=date(2026, 7, 1))
    columns = {"no": "text", "on": "date", "unit": "text", "amount": "decimal"}
    warehouse.register_dataset(
        SYSTEM, code="sales", name_zh="销售", columns=columns, key_columns=["no"],  # type: ignore[arg-type]
        date_columns=["on"], unit_column="unit",
    )  # fmt: skip
    rows = [(month, unit, amount) for month, units in AMOUNTS.items() for unit, amount in units.items()]
    table = pa.table(
        {
            "no": [f"{month}{unit}" for month, unit, _ in rows],
            "on": [date.fromisoformat(f"{month}-10") for month, _, _ in rows],
            "unit": [unit for _, unit, _ in rows],
            "amount": [Decimal(amount) for *_, amount in rows],
            "_line": list(range(2, len(rows) + 2)),
        }
    )
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(SYSTEM, dataset="sales", number=number, rows=table, covers=(START, date(2026, 8, 1)))
    publish_kpi(SYSTEM, "sales")
    services.set_formula(SYSTEM, kpi="sales", text="sum(sales.amount)", valid_from=START)
    services.run_periods(SYSTEM, first="2026-06", last="2026-07", now=NOW)
    return actors


def codes(actors: dict[str, Actor]) -> dict[int, str]:
    from kpiloop.foundation.org import engine_io

    return {row.id: code for code, row in engine_io.subjects_by_code().items()}


def reported(actors: dict[str, Actor], month: str, window: str = "month") -> dict[str, Decimal | None]:
    named = codes(actors)
    rows = selectors.values(actors["boss"], period_codes=[month], window=window)
    return {named[row.subject_id]: row.actual for row in rows if row.kpi_code == "sales"}


def test_each_entity_and_the_group(group: dict[str, Actor]) -> None:
    june, july = reported(group, "2026-06"), reported(group, "2026-07")
    assert (june["TRADE"], june["RETAIL"], june["HQ"]) == (30, 30, 60)
    assert (july["TRADE"], july["RETAIL"], july["HQ"]) == (21, 42, 63)
    year = reported(group, "2026-07", "ytd")
    assert (year["TRADE"], year["RETAIL"], year["HQ"]) == (51, 72, 123)


@pytest.mark.parametrize("under", [date(2026, 6, 30), date(2026, 7, 1)])
@pytest.mark.parametrize("month", ["2026-06", "2026-07"])
def test_the_group_is_the_same_in_every_tree(group: dict[str, Actor], month: str, under: date) -> None:
    named = codes(group)
    rows = selectors.restated_values(group["boss"], period_code=month, under=under)
    found = {named[row.subject_id]: row.actual for row in rows}
    amounts = AMOUNTS[month]
    assert found["HQ"] == sum(amounts.values())
    owner = "TRADE" if under < date(2026, 7, 1) else "RETAIL"
    assert found[owner] == amounts[owner] + amounts["SHOP"]
