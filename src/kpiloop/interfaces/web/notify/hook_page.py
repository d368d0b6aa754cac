"""Webhooks as their keeper sees them, and the form of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.notify import selectors
from kpiloop.foundation.notify.hooks.choices import EVENTS
from kpiloop.foundation.notify.hooks.rows import HookDeliveryRow, HookRow
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label

_LIGHTS = {"delivered": "green", "dead": "red", "waiting": "na"}


@dataclass(frozen=True)
class HookLine:
    """One webhook."""

    row: HookRow  #: the hook
    light: str  #: green while it is delivered to, red when paused by failures
    word: str  #: what the light means
    told: str  #: what it is told, in words


@dataclass(frozen=True)
class DeliveryLine:
    """One piece of news."""

    row: HookDeliveryRow  #: the delivery
    light: str  #: its state as a light
    event: str  #: kind of news in words


@dataclass(frozen=True)
class HookList:
    """All webhooks."""

    title: str  #: the finding
    lines: tuple[HookLine, ...]  #: by name


@dataclass(frozen=True)
class HookPage:
    """One webhook with what was sent."""

    line: HookLine  #: the hook
    deliveries: tuple[DeliveryLine, ...]  #: newest first
    secret: str  #: signing secret, right after it was made; empty otherwise


class HookForm(PageForm):
    """An address and what it is told."""

    name = forms.CharField(max_length=120, label=gettext_lazy("Name"))
    address = forms.URLField(
        max_length=500,
        assume_scheme="https",
        label=gettext_lazy("Address"),
        help_text=gettext_lazy(
            "http or https. Hosts in private networks are listed by an administrator in KPILOOP_HOOK_HOSTS."
        ),
    )
    events = forms.MultipleChoiceField(label=gettext_lazy("What it is told"), widget=forms.CheckboxSelectMultiple())

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["events"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(event, label(f"hook_event.{event}")) for event in EVENTS]


def hook_list(viewer: Actor) -> HookList:
    """Build the list."""
    lines = tuple(_line(row) for row in selectors.hooks(viewer))
    paused = sum(line.row.state == "paused" for line in lines)
    if not lines:
        title = gettext("No other system is told news")
    elif paused:
        words = ngettext(
            "%(paused)d of %(total)d webhooks is paused", "%(paused)d of %(total)d webhooks are paused", paused
        )
        title = words % {"paused": paused, "total": len(lines)}
    else:
        title = ngettext("%(total)d system is told news", "%(total)d systems are told news", len(lines)) % {
            "total": len(lines)
        }
    return HookList(title, lines)


def hook_page(viewer: Actor, key: int, secret: str = "") -> HookPage:
    """Build the page of one."""
    deliveries = tuple(
        DeliveryLine(row, _LIGHTS[row.state], label(f"hook_event.{row.event}"))
        for row in selectors.hook_deliveries(viewer, key)
    )
    return HookPage(_line(selectors.hook(viewer, key)), deliveries, secret)


def _line(row: HookRow) -> HookLine:
    told = formats.join([label(f"hook_event.{event}") for event in row.events])
    if row.state == "paused":
        light = "na" if row.paused_because == "by_hand" else "red"
        return HookLine(row, light, label(f"hook_paused.{row.paused_because}"), told)
    if row.dead:
        words = ngettext("%(count)d was given up", "%(count)d were given up", row.dead) % {"count": row.dead}
        return HookLine(row, "amber", words, told)
    return HookLine(row, "green", gettext("active"), told)
