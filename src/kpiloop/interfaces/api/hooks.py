"""Webhooks by program: addresses that are told news, and how it went."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from kpiloop.foundation.notify import selectors, services
from kpiloop.foundation.notify.hooks.rows import HookDeliveryRow, HookRow
from kpiloop.interfaces.api.doors import reader, reading, writing

router = Router(tags=["webhooks"])
MANAGE = "accounts.manage"


class HookIn(Schema):
    """An address and what it is told."""

    name: str = Field(..., min_length=1, max_length=120)
    address: str = Field(..., max_length=500)
    events: list[str] = Field(..., description="Kinds of news, such as period.closed")


class HookOut(Schema):
    """An address that is told news."""

    id: int
    name: str
    address: str
    events: list[str]
    state: str = Field(..., description="active or paused")
    paused_because: str = Field(..., description="by_hand, failures or gone")
    waiting: int
    dead: int
    last_delivered_at: datetime | None
    secret: str | None = Field(None, description="Only in the answer that made it")

    @staticmethod
    def of(row: HookRow, secret: str | None = None) -> HookOut:
        """From the row."""
        return HookOut(
            id=row.id,
            name=row.name,
            address=row.address,
            events=list(row.events),
            state=row.state,
            paused_because=row.paused_because,
            waiting=row.waiting,
            dead=row.dead,
            last_delivered_at=row.last_delivered_at,
            secret=secret,
        )


class TryOut(Schema):
    """One try to deliver."""

    at: datetime
    status: int | None
    milliseconds: int
    said: str = Field(..., description="Beginning of the answer, or why there was none")


class HookDeliveryOut(Schema):
    """One piece of news for one hook."""

    id: int
    webhook_id: str = Field(..., description="The same over all tries")
    event: str
    state: str = Field(..., description="waiting, delivered or dead")
    attempts: int
    tries: list[TryOut]
    next_try_at: datetime | None
    created_at: datetime
    body: str

    @staticmethod
    def of(row: HookDeliveryRow) -> HookDeliveryOut:
        """From the row."""
        return HookDeliveryOut(
            id=row.id,
            webhook_id=row.mark,
            event=row.event,
            state=row.state,
            attempts=row.attempts,
            tries=[
                TryOut(at=each.at, status=each.status, milliseconds=each.milliseconds, said=each.said)
                for each in row.tries
            ],
            next_try_at=row.next_try_at,
            created_at=row.created_at,
            body=row.body,
        )


class HookStateIn(Schema):
    """Whether something is sent."""

    is_active: bool


@reading(router, "/webhooks", answer=list[HookOut], permission=MANAGE, summary="Webhooks")
def list_hooks(request: HttpRequest) -> list[HookOut]:
    """Every address that is told news."""
    return [HookOut.of(row) for row in selectors.hooks(reader(request))]


@writing(router, "/webhooks", answer=HookOut, permission=MANAGE, summary="Tell an address news from now on")
def add_hook(request: HttpRequest, body: HookIn) -> HookOut:
    """The signing secret stands in this answer and nowhere else."""
    key, secret = services.add_hook(
        reader(request), name=body.name, address=body.address, events=body.events, now=timezone.now()
    )
    return HookOut.of(selectors.hook(reader(request), key), secret)


@writing(
    router, "/webhooks/{key}/state", answer=HookOut, permission=MANAGE, object_kind="hook", summary="Pause or go on"
)
def set_hook_state(request: HttpRequest, key: int, body: HookStateIn) -> HookOut:
    """News that comes while it is paused waits."""
    services.pause_hook(reader(request), hook=key, is_active=body.is_active, now=timezone.now())
    return HookOut.of(selectors.hook(reader(request), key))


@writing(
    router, "/webhooks/{key}/remove", answer={204: None}, permission=MANAGE, object_kind="hook", summary="Remove it"
)
def remove_hook(request: HttpRequest, key: int) -> Any:
    """It is told nothing any more."""
    services.remove_hook(reader(request), hook=key, now=timezone.now())
    return Status(204, None)


@reading(
    router,
    "/webhooks/{key}/deliveries",
    answer=list[HookDeliveryOut],
    permission=MANAGE,
    object_kind="hook",
    summary="What was sent to a webhook, with every try",
)
def list_hook_deliveries(request: HttpRequest, key: int) -> list[HookDeliveryOut]:
    """Newest first."""
    return [HookDeliveryOut.of(row) for row in selectors.hook_deliveries(reader(request), key)]


@writing(
    router,
    "/webhooks/deliveries/{delivery}/again",
    answer={202: None},
    permission=MANAGE,
    object_kind="hook",
    summary="Send one piece of news again",
)
def redeliver(request: HttpRequest, delivery: int) -> Any:
    """Under the same id."""
    services.redeliver(reader(request), delivery=delivery, now=timezone.now())
    return Status(202, None)
