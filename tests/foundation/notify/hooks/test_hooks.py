"""News reaches other systems signed, once more after a fault, and never an address inside the house."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.jobs.services import deliver_waiting, emit
from kpiloop.foundation.notify import selectors, services
from kpiloop.foundation.notify.hooks.models import Hook, HookDelivery
from kpiloop.foundation.notify.jobs import look_for_news
from kpiloop.foundation.notify.models import Notice
from tests.foundation.notify.hooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops() -> Actor:
    access.create_account(
        SYSTEM, username="ops", password="loop-keeper-9", roles=["system_admin"], on=timezone.localdate()
    )
    return access.actor_named("ops", on=timezone.localdate())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as held, override_settings(HOOK_HOSTS=[held.host]):
        yield held


def add(ops: Actor, receiver: Receiver, *events: str) -> tuple[int, str]:
    asked = events or ("period.closed",)
    return services.add_hook(ops, name="ERP", address=receiver.address, events=asked, now=timezone.now())


def tell(kind: str = "period.closed", **fields: object) -> None:
    emit(kind, **(fields or {"period": "2026-10"}))
    deliver_waiting(timezone.now() + timedelta(seconds=1))


def send(later: timedelta = timedelta(seconds=2)) -> dict[str, int]:
    return services.send_due(SYSTEM, clock=lambda: timezone.now() + later)


def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As docs/user tells a receiver to check it, written down apart from the code that signs."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(each, f"v1,{wanted}") for each in headers["webhook-signature"].split())


def test_news_arrives_signed_and_is_written_down(ops: Actor, receiver: Receiver) -> None:
    key, secret = add(ops, receiver)
    tell()
    tell("targets.changed", periods=["2026-10"])  # nobody asked for it
    assert send() == {"delivered": 1, "failed": 0}
    ((headers, body),) = receiver.received
    assert is_genuine(secret, headers, body)
    assert not is_genuine(secret, headers, body + b" ")
    told = json.loads(body)
    assert (told["type"], told["data"]) == ("period.closed", {"period": "2026-10"})
    (row,) = selectors.hook_deliveries(ops, key)
    assert (row.state, row.attempts, row.mark) == ("delivered", 1, headers["webhook-id"])
    assert [(each.status, each.said) for each in row.tries] == [(200, "thank you")]
    assert send() == {"delivered": 0, "failed": 0}


def test_the_secret_is_shown_once_and_kept_sealed(ops: Actor, receiver: Receiver) -> None:
    key, secret = add(ops, receiver)
    assert secret not in Hook.objects.get(pk=key).sealed
    assert secret not in repr(selectors.hook(ops, key)) + repr(list(AuditEntry.objects.values()))
    newer = services.renew_secret(ops, hook=key, now=timezone.now())
    tell()
    send()
    headers, body = receiver.received[0]
    assert (is_genuine(secret, headers, body), is_genuine(newer, headers, body)) == (False, True)


def test_a_fault_is_tried_again_later_under_the_same_id(ops: Actor, receiver: Receiver) -> None:
    key, _ = add(ops, receiver)
    receiver.answers[:] = [500, 302]
    tell()
    assert send() == {"delivered": 0, "failed": 1}
    assert send() == {"delivered": 0, "failed": 0}  # not yet
    assert send(timedelta(seconds=15)) == {"delivered": 0, "failed": 1}
    assert send(timedelta(seconds=30)) == {"delivered": 0, "failed": 0}  # longer each time
    assert send(timedelta(seconds=90)) == {"delivered": 1, "failed": 0}
    (row,) = selectors.hook_deliveries(ops, key)
    assert [each.status for each in row.tries] == [200, 302, 500]
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    assert len(receiver.received) == 3  # the redirect was not followed


def test_given_up_at_last_and_sent_again_by_hand(ops: Actor, receiver: Receiver) -> None:
    key, _ = add(ops, receiver)
    receiver.answers[:] = [503] * 8
    tell()
    for day in range(1, 10):
        send(timedelta(days=day))
    (row,) = selectors.hook_deliveries(ops, key)
    assert (row.state, row.attempts, len(receiver.received)) == ("dead", 8, 8)
    services.redeliver(ops, delivery=row.id, now=timezone.now())
    assert send() == {"delivered": 1, "failed": 0}
    with pytest.raises(Refusal, match="hook_delivery_unknown"):
        services.redeliver(ops, delivery=999, now=timezone.now())


def test_paused_after_many_failures_told_once_and_taken_up_again(ops: Actor, receiver: Receiver) -> None:
    key, _ = add(ops, receiver)
    receiver.answers[:] = [500] * 16
    for month in range(1, 17):
        tell(period=f"2025-{month:02d}")
    send()
    hook = selectors.hook(ops, key)
    assert (hook.state, hook.paused_because) == ("paused", "failures")
    assert Notice.objects.filter(code="hook_paused").count() == 1
    before = len(receiver.received)
    tell(period="2026-11")
    assert send(timedelta(days=2)) == {"delivered": 0, "failed": 0}
    assert len(receiver.received) == before
    receiver.answers.clear()
    services.pause_hook(ops, hook=key, is_active=True, now=timezone.now())
    assert send() == {"delivered": 17, "failed": 0}  # nothing was lost meanwhile


def test_an_address_that_is_gone_is_paused_at_once(ops: Actor, receiver: Receiver) -> None:
    key, _ = add(ops, receiver)
    receiver.answers[:] = [410]
    tell()
    send()
    assert selectors.hook(ops, key).paused_because == "gone"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x",
        "http://169.254.169.254/latest",
        "http://[::1]/x",
        "ftp://a.example/x",
        "http://u:p@a.example/",
    ],
)
def test_addresses_inside_the_house_are_refused(ops: Actor, address: str) -> None:
    with pytest.raises(Refusal, match="hook_address_refused"):
        services.add_hook(ops, name="X", address=address, events=["period.closed"], now=timezone.now())


def test_an_address_that_moved_inside_the_house_is_not_asked(ops: Actor, receiver: Receiver) -> None:
    key, _ = add(ops, receiver)
    tell()
    with override_settings(HOOK_HOSTS=[]):
        assert send() == {"delivered": 0, "failed": 1}
    assert selectors.hook_deliveries(ops, key)[0].tries[0].said == "source_address_refused"
    assert receiver.received == []


def test_what_the_receiver_says_never_tells_the_secret(ops: Actor, receiver: Receiver) -> None:
    key, secret = add(ops, receiver)
    receiver.said = f"got {secret}".encode()
    tell()
    send()
    assert secret not in repr(selectors.hook_deliveries(ops, key))


def test_a_test_is_sent_by_hand_and_a_removed_hook_is_told_nothing(ops: Actor, receiver: Receiver) -> None:
    key, _ = add(ops, receiver)
    assert look_for_news(timezone.now()) is None
    services.send_test(ops, hook=key, now=timezone.now())
    assert look_for_news(timezone.now()) is not None
    send()
    assert json.loads(receiver.received[0][1])["type"] == "hook.test"
    tell()
    services.remove_hook(ops, hook=key, now=timezone.now())
    assert send() == {"delivered": 0, "failed": 0}
    assert HookDelivery.objects.filter(state="waiting").count() == 0
    with pytest.raises(Refusal, match="hook_unknown"):
        services.send_test(ops, hook=key, now=timezone.now())


def test_only_who_runs_the_installation_may(ops: Actor, receiver: Receiver) -> None:
    access.create_account(
        SYSTEM, username="hr", password="loop-keeper-9", roles=["performance_admin"], on=timezone.localdate()
    )
    hr = access.actor_named("hr", on=timezone.localdate())
    for act in (lambda: add(hr, receiver), lambda: selectors.hooks(hr)):
        with pytest.raises(Refusal, match="permission_denied"):
            act()
    with pytest.raises(Refusal, match="hook_events_wrong"):
        add(ops, receiver, "pay.changed")
