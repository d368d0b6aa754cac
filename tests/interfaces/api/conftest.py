"""The trading company behind the read API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(actors: dict[str, Actor]) -> Ask:  # noqa: F811
    """Ask for a path as an account, by a token of its own; without a name, as nobody."""
    tokens: dict[str, str] = {}

    def get(path: str, username: str | None = None, /, *, post: bool = False, **parameters: object) -> HttpResponse:
        if username and username not in tokens:
            tokens[username] = access.create_token(actors[username], name="test")
        headers = {"authorization": f"Bearer {tokens[username]}"} if username else {}
        send = Client().post if post else Client().get
        return send(f"/api/v1{path}", parameters, headers=headers)

    return get
