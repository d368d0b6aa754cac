"""The trading company, asked by two people who close its months."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

#: Ask for a path as somebody; with a body, send it. The status and what came back.
Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(actors: dict[str, Actor]) -> Call:  # noqa: F811
    tokens: dict[str, str] = {}

    def ask(who: str, path: str, body: object = None, language: str = "zh-hans", **headers: str) -> tuple[int, Any]:
        if who not in tokens:
            tokens[who] = access.create_token(actors[who], name="closing")
        sent = {"authorization": f"Bearer {tokens[who]}", "accept-language": language, **headers}
        if body is None:
            answer = Client().get(f"/api/v1{path}", headers=sent)
        else:
            text = json.dumps(body)
            answer = Client().post(f"/api/v1{path}", text, content_type="application/json", headers=sent)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    return ask
