"""What a view behind a door receives, and where it sends the reader next."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.errors import CalendarMissing, PeriodUnknown
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.shell.place import place_of


class PageRequest(HttpRequest):
    """A request that came in through a door."""

    actor: Actor  #: who looks or acts


def now() -> datetime:
    """The moment of this request."""
    return timezone.now()


def today() -> date:
    """The business day of this request."""
    return timezone.localdate()


def number_asked(request: HttpRequest, name: str, default: int = 1) -> int:
    """A whole number of the address; anything unreadable is the default.

    A page number below one or a year of nonsense must not become a fault.
    """
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def day_asked(request: HttpRequest, name: str = "on") -> date:
    """A day of the address, else the business day."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return today()


def period_asked(request: PageRequest) -> PeriodRow | None:
    """The period of the place; None while the calendar does not reach it."""
    try:
        return calendar.period(request.actor, place_of(request).period)
    except (PeriodUnknown, CalendarMissing):
        return None


def go(request: HttpRequest, page: str, *arguments: object, anchor: str = "", **query: str) -> HttpResponse:
    """Send the reader to a page; period and comparison travel along."""
    address = f"{reverse(page, args=arguments)}?{place_of(request).query()}"
    more = "".join(f"&{name}={value}" for name, value in query.items() if value)
    return redirect(f"{address}{more}{anchor}")
