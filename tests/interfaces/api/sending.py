"""What the walks of the API share: ask as an account and take the answer apart."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor


def get(actor: Actor, path: str) -> tuple[int, Any]:
    """Status and answer of a reading operation."""
    answer = Client().get(f"/api/v1{path}", headers=_door(actor))
    return answer.status_code, json.loads(answer.content)


def post(actor: Actor, path: str, body: object = None, **more: str) -> tuple[int, Any]:
    """Status and answer of a writing operation; None where it answers nothing."""
    headers = {**_door(actor), **more}
    answer = Client().post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content) if answer.content else None


def _door(actor: Actor) -> dict[str, str]:
    return {"authorization": f"Bearer {access.create_token(actor, name='walk')}"}
