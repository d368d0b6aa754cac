"""Which columns name units of further trees and which hold money is said on a page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.org import services as org
from kpiloop.foundation.warehouse import selectors
from tests.loop.collect.conftest import actors, orders, source

__all__ = ["actors", "orders", "source"]
pytestmark = pytest.mark.feature("OR-03")
AT = "/data/tables/orders/columns/"


def client(username: str) -> Client:
    opened = Client()
    opened.force_login(User.objects.get(username=username))
    return opened


def sent(page: Client, fields: dict[str, object]) -> int:
    """The status of the form as the page hands it out, filled and sent."""
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page.get(AT).content.decode())
    return page.post(AT, {**fields, "seen": seen}).status_code


def test_a_tree_and_the_amounts_are_said_and_taken_back(actors: dict[str, Actor], source: str) -> None:
    org.add_tree(actors["admin"], code="area", name_zh="区域", name_en="Area")
    page = client("admin")
    linked = page.get(f"/data/sources/{source}/").content.decode()
    assert AT in linked
    assert sent(page, {"tree-area": "unit", "money": ["amount"]}) == 302
    (held,) = (row for row in selectors.datasets(actors["admin"]) if row.code == "orders")
    assert dict(held.tree_columns) == {"area": "unit"} and held.money_columns == ("amount",)
    shown = page.get(AT).content.decode()
    assert '<option value="unit" selected>' in shown and 'value="amount"' in shown
    # Only text names units and only figures are money: nothing else is offered, and nothing else is taken.
    assert sent(page, {"tree-area": "amount", "money": []}) == 422
    assert sent(page, {"tree-area": "unit", "money": ["number"]}) == 422
    assert sent(page, {"tree-area": ""}) == 302
    (held,) = (row for row in selectors.datasets(actors["admin"]) if row.code == "orders")
    assert not held.tree_columns and not held.money_columns
