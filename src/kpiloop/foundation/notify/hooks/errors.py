"""Refusals about hooks."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class HookUnknown(Refusal):
    """There is no such hook: hook."""

    code = "hook_unknown"


class HookEventsWrong(Refusal):
    """No news was chosen, or one nobody knows: events, known."""

    code = "hook_events_wrong"


class HookAddressRefused(Refusal):
    """No web address, or a host in a private network that no administrator listed: host."""

    code = "hook_address_refused"


class HookDeliveryUnknown(Refusal):
    """There is no such delivery that could be sent again: delivery."""

    code = "hook_delivery_unknown"
