"""A company, an order dataset and a home directory of its own for every test of collecting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import services
from tests.founded import founded_once
from tests.loop.plan.company import found_company

ORDER_COLUMNS = {
    "number": "text",
    "on": "date",
    "unit": "text",
    "person": "text",
    "amount": "decimal",
    "pieces": "integer",
}
ORDER_RECIPE: dict[str, object] = {
    "columns": {"number": "单号", "on": "日期", "unit": "部门", "person": "工号", "amount": "金额", "pieces": "件数"}
}
ORDER_HEAD = "单号,日期,部门,工号,金额,件数"


@pytest.fixture
def actors(db: None, home: Path) -> dict[str, Actor]:
    """Accounts of the company, in an empty home directory."""
    return found_company()


@pytest.fixture
def orders(actors: dict[str, Actor]) -> str:
    """A dataset of orders keyed by number."""
    register_orders(actors["admin"])
    return "orders"


@founded_once
def register_orders(admin: Actor) -> None:
    warehouse.register_dataset(
        admin,
        code="orders",
        name_zh="订单",
        columns=ORDER_COLUMNS,  # type: ignore[arg-type]
        key_columns=["number"],
        date_columns=["on"],
        unit_column="unit",
        person_column="person",
    )


@pytest.fixture
def source(actors: dict[str, Actor], orders: str) -> str:
    """A CSV source of orders with a confirmed recipe."""
    return add_orders(actors["admin"])


@founded_once
def add_orders(admin: Actor) -> str:
    return add_source(admin, kind="csv", location="orders.csv", recipe=ORDER_RECIPE)


def add_source(
    actor: Actor, *, kind: str, location: str, recipe: Mapping[str, object], code: str = "erp", dataset: str = "orders"
) -> str:
    services.add_source(actor, code=code, kind=kind, name_zh="来源", location=location, dataset=dataset)
    services.confirm_mapping(actor, source=code, recipe=recipe)
    return code
