"""Webhooks on pages and by program: made once with a secret that is never shown again, read, paused and removed."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.access.models import User
from kpiloop.foundation.notify.hooks.models import Hook, HookDelivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops() -> Client:
    access.create_account(
        SYSTEM, username="ops", password="loop-keeper-9", roles=["system_admin"], on=timezone.localdate()
    )
    client = Client()
    client.force_login(User.objects.get(username="ops"))
    return client


def test_a_webhook_on_pages(ops: Client) -> None:
    given = {"name": "ERP", "address": "https://erp.example.com/hook", "events": ["period.closed", "load.finished"]}
    made = ops.post("/settings/webhooks/new/", given).content.decode()
    hook = Hook.objects.get()
    secret = made.split("whsec_")[1].split("<")[0]
    page = f"/settings/webhooks/{hook.pk}/"
    shown = [ops.get(address).content.decode() for address in ("/settings/webhooks/", page, f"{page}change/")]
    assert all("ERP" in each and secret not in each for each in shown)
    assert ops.post(f"{page}act/", {"do": "test"}).status_code == 302
    delivery = HookDelivery.objects.get()
    assert delivery.mark in ops.get(page).content.decode()
    HookDelivery.objects.update(
        state="dead", tries=[{"at": timezone.now().isoformat(), "status": 500, "ms": 7, "said": "<b>no"}]
    )
    assert "&lt;b&gt;no" in ops.get(page).content.decode()
    assert ops.post(f"{page}deliveries/{delivery.pk}/again/").status_code == 302
    assert HookDelivery.objects.get().state == "waiting"
    for wanted, state in (("pause", "paused"), ("go_on", "active"), ("remove", "removed")):
        assert ops.post(f"{page}act/", {"do": wanted}).status_code == 302
        assert Hook.objects.get().state == state
    inside = {**given, "address": "http://192.168.0.7/x"}
    assert ops.post("/settings/webhooks/new/", inside).status_code == 422


def test_a_webhook_by_program(ops: Client) -> None:
    token = access.create_token(access.actor_named("ops", on=timezone.localdate()), name="t")

    def ask(path: str, body: object = None) -> tuple[int, dict[str, object] | list[dict[str, object]]]:
        headers = {"authorization": f"Bearer {token}"}
        client = Client()
        if body is None:
            answer = client.get(f"/api/v1{path}", headers=headers)
        else:
            answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content or b"{}")

    status, made = ask("/webhooks", {"name": "BI", "address": "https://bi.example.com/", "events": ["values.computed"]})
    assert (status, str(made["secret"])[:6]) == (200, "whsec_")  # type: ignore[call-overload]
    key = made["id"]  # type: ignore[call-overload]
    assert ask("/webhooks")[1][0]["secret"] is None  # type: ignore[index]
    assert ask(f"/webhooks/{key}/state", {"is_active": False})[1]["paused_because"] == "by_hand"  # type: ignore[call-overload]
    assert ask(f"/webhooks/{key}/deliveries") == (200, [])
    assert ask(f"/webhooks/{key}/remove", {})[0] == 204
    assert ask("/webhooks") == (200, [])
    assert ask("/webhooks", {"name": "X", "address": "http://10.1.2.3/", "events": ["values.computed"]})[0] == 400
