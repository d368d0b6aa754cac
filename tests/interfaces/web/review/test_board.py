"""The action board with very many actions: twenty cards a column, the table in pages, nothing lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.review import services
from kpiloop.loop.review.rows import NewAction
from tests.loop import company

COUNT = 120


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.cookies["kpiloop_language"] = "zh-hans"
    return client


@pytest.mark.feature("S16")
def test_a_long_board_names_the_rest(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "EAST")
    first = date(2026, 11, 20)
    actions = [
        NewAction(f"行动 {n:03}", key, "2026-10", "E2", first + timedelta(days=n), Decimal(5), "2026-12")
        for n in range(COUNT)
    ]
    services.add_actions(actors["boss"], actions=actions)
    board = signed_in("boss").get("/actions/?period=2026-10").content.decode()
    assert board.count('class="action-card"') == 20
    assert "另有 100 项" in board
    pages = [signed_in("boss").get(f"/actions/?view=table&page={n}").content.decode() for n in (1, 2, 3)]
    assert [sum(f"行动 {n:03}" in page for page in pages) for n in range(COUNT)] == [1] * COUNT


def test_nobody_without_actions_sees_an_empty_grid(actors: dict[str, Actor]) -> None:
    board = signed_in("boss").get("/actions/?period=2026-10").content.decode()
    assert 'class="board"' not in board
    assert "/exceptions/" in board
