"""A company with a shop that pushes rows, asked by token."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import services
from tests.loop.collect.conftest import ORDER_COLUMNS
from tests.loop.plan.company import found_company

Post = Callable[..., HttpResponse]
ROWS: list[dict[str, object]] = [
    {"number": "S1", "on": "2026-10-05", "unit": "EAST", "person": "E2", "amount": "0.1", "pieces": 3},
    {"number": "S2", "on": "2026-10-06", "unit": "东区", "person": None, "amount": 1200.5, "pieces": 5},
    {"number": "S3", "on": "2026-10-07", "unit": "NOWHERE", "person": None, "amount": "7", "pieces": 1},
    {"number": "S4", "on": "2026-10-08", "unit": "WEST", "person": None, "amount": "about ten", "pieces": 1},
]


@pytest.fixture
def actors(db: None, home: Path) -> dict[str, Actor]:
    found = found_company()
    warehouse.register_dataset(
        found["admin"], code="orders", name_zh="订单", columns=ORDER_COLUMNS, key_columns=["number"],  # type: ignore[arg-type]
        date_columns=["on"], unit_column="unit", person_column="person",
    )  # fmt: skip
    services.add_source(found["admin"], code="shop", kind="push", name_zh="网店", location="", dataset="orders")
    return found


@pytest.fixture
def post(actors: dict[str, Actor]) -> Iterator[Post]:
    tokens = {name: access.create_token(actor, name="shop") for name, actor in actors.items()}

    def send(path: str, body: object, key: str = "day-1", by: str = "admin") -> HttpResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        headers = {"authorization": f"Bearer {tokens[by]}", "idempotency-key": key}
        return Client().post(f"/api/v1{path}", text, content_type="application/json", headers=headers)

    yield send


def push(post: Post, rows: object = ROWS, **more: object) -> HttpResponse:
    named = {name: more.pop(name) for name in ("key", "by") if name in more}
    return post("/collect/sources/shop/rows", {"rows": rows, **more}, **named)
