"""News commits with its change, arrives once, and failing handlers stop nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.jobs import registry, selectors, services
from kpiloop.foundation.jobs.models import Beat, Delivery, OutboxEvent
from kpiloop.foundation.jobs.rows import EventRow

pytestmark = pytest.mark.django_db


class Handlers:
    """Two handlers of "changed": one that notes what it got, one that fails while told to."""

    def __init__(self) -> None:
        self.got: list[EventRow] = []
        self.fails = False
        services.on("changed", "good")(self.good)
        services.on("changed", "shaky")(self.shaky)

    def good(self, event: EventRow) -> None:
        self.got.append(event)

    def shaky(self, event: EventRow) -> None:
        Beat.objects.create(name=f"seen {event.id}", beat_at=timezone.now())
        if self.fails:
            raise ConnectionError("sink is down")


@pytest.fixture
def handlers() -> Iterator[Handlers]:
    yield Handlers()
    for name in ("good", "shaky"):
        registry.forget("changed", name)


def test_no_news_without_the_change(handlers: Handlers) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.emit("changed", dataset="sales")
        1 / 0  # noqa: B018
    assert not OutboxEvent.objects.exists()


def test_every_handler_gets_every_event_once(handlers: Handlers) -> None:
    event_id = services.emit("changed", dataset="sales", months=["2026-01"])
    now = timezone.now()
    assert [services.deliver_waiting(now) for _ in range(2)] == [2, 0]
    assert [(event.id, event.kind, event.fields) for event in handlers.got] == [
        (event_id, "changed", {"dataset": "sales", "months": ["2026-01"]})
    ]
    assert Beat.objects.count() == 1


def test_news_nobody_waits_for_is_kept_and_harmless() -> None:
    services.emit("unheard", n=1)
    assert services.deliver_waiting(timezone.now()) == 0
    assert OutboxEvent.objects.count() == 1


def test_a_failing_handler_leaves_nothing_and_stops_nobody(handlers: Handlers) -> None:
    handlers.fails = True
    services.emit("changed")
    now = timezone.now()
    assert services.deliver_waiting(now) == 1
    assert len(handlers.got) == 1 and not Beat.objects.exists()
    assert selectors.oldest_waiting(ANONYMOUS) == OutboxEvent.objects.get().created_at
    handlers.fails = False
    assert services.deliver_waiting(now + timedelta(seconds=9)) == 0
    assert services.deliver_waiting(now + timedelta(seconds=11)) == 1
    assert Beat.objects.count() == 1
    assert selectors.oldest_waiting(ANONYMOUS) is None


def test_waits_grow_and_end_in_a_visible_dead_letter(handlers: Handlers) -> None:
    handlers.fails = True
    services.emit("changed")
    now, waits = timezone.now(), []
    for _ in range(20):
        services.deliver_waiting(now)
        delivery = Delivery.objects.get(receiver="shaky")
        if delivery.state == "dead":
            break
        waits.append((delivery.next_try_at - now).total_seconds())
        now = delivery.next_try_at
    assert waits == [10, 20, 40, 80, 160, 320, 640]
    (dead,) = selectors.dead_letters(SYSTEM)
    assert (dead.receiver, dead.attempts, dead.last_error) == ("shaky", 8, "ConnectionError: sink is down")
    assert selectors.dead_letters(ANONYMOUS) == ()
    handlers.fails = False
    services.retry_delivery(SYSTEM, delivery_id=dead.id, now=now)
    assert services.deliver_waiting(now) == 1
    with pytest.raises(Refusal, match="run_unknown"):
        services.retry_delivery(SYSTEM, delivery_id=dead.id, now=now)


def test_a_receiver_that_no_longer_exists_becomes_a_dead_letter_not_a_loss(handlers: Handlers) -> None:
    services.emit("changed")
    registry.forget("changed", "good")
    assert services.deliver_waiting(timezone.now()) == 1
    assert "no handler good" in Delivery.objects.get(receiver="good").last_error


def test_working_off_follows_news_to_work_to_news(handlers: Handlers) -> None:
    @services.work("recompute")
    def recompute(run: object, arguments: object) -> dict[str, object]:
        services.emit("changed", step=2)
        return {}

    @services.on("loaded", "measure")
    def start(event: EventRow) -> None:
        services.enqueue(SYSTEM, kind="recompute", key=f"event {event.id}", arguments={})

    services.emit("loaded")
    assert services.work_off(timezone.now()) == 4  # one handler, one run, two handlers of its news
    assert [event.fields for event in handlers.got] == [{"step": 2}]
    registry.forget("recompute")
    registry.forget("loaded", "measure")
