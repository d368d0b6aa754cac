"""Recording exchange rates: one version after another, never into a closed period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure.choices import RATE_TYPES
from kpiloop.loop.measure.errors import RateLineUnreadable, RateWrong
from kpiloop.loop.measure.models import Rate
from kpiloop.loop.measure.money.converting import is_currency

_GAP = re.compile(r"[\t,;\s]+")
_HEADINGS = ("currency", "币种", "原币")


@dataclass(frozen=True)
class NewRate:
    """A rate to record."""

    currency: str  #: ISO code of the native amount
    into: str  #: ISO code of the result
    period: str  #: period code
    rate_type: str  #: average, closing or constant
    rate: Decimal  #: what one unit of `currency` is worth in `into`


@transaction.atomic
def record_rates(actor: Actor, *, rates: Sequence[NewRate], source: str = "") -> int:
    """Record rates; another figure for the same place is a new version, the same one changes nothing.

    Shape:    -> how many versions were written; one entry in the trail. Figures follow with the next run.
    Errors:   permission_denied, period_unknown, period_closed; rate_wrong for a rate not above 0, an unknown kind,
              or codes that are no two different currencies.
    """
    require(actor, "plan.edit")
    written = 0
    for given in rates:
        known = is_currency(given.currency) and is_currency(given.into) and given.currency != given.into
        if not known or given.rate_type not in RATE_TYPES or not given.rate.is_finite() or given.rate <= 0:
            raise RateWrong(currency=given.currency, into=given.into, rate=str(given.rate), kind=given.rate_type)
        written += _write(actor, given, source)
    if written:
        lines = [f"{row.currency}/{row.into} {row.period} {row.rate_type} {row.rate}" for row in rates]
        record(
            actor, verb="record_rates", object_kind="rate", object_key=source[:200] or "rates",
            after={"written": written, "rates": lines[:200]},
        )  # fmt: skip
    return written


def record_rate_lines(actor: Actor, *, text: str, source: str = "") -> int:
    """Record rates as people paste them: one line each, columns by tab, comma, semicolon or blanks.

    Shape:    lines of currency, target currency, period, kind of rate and rate; empty lines and a heading are skipped.
              -> how many versions were written.
    Errors:   those of record_rates; rate_line_unreadable with the number of the line and what stands there.
    """
    rates = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell for cell in _GAP.split(line.strip()) if cell]
        if cells and not (number == 1 and cells[0].lower() in _HEADINGS):
            rates.append(_read(number, line, cells))
    return record_rates(actor, rates=rates, source=source)


def _read(number: int, line: str, cells: Sequence[str]) -> NewRate:
    try:
        currency, into, period, rate_type, rate = cells
        return NewRate(currency.upper(), into.upper(), period, rate_type.lower(), Decimal(rate))
    except (ValueError, InvalidOperation):
        raise RateLineUnreadable(line=number, written=line.strip()[:60]) from None


def _write(actor: Actor, given: NewRate, source: str) -> int:
    period = calendar.period(actor, given.period)
    calendar.require_whole(period)
    place = {
        "currency": given.currency, "into": given.into, "period_id": period.id, "rate_type": given.rate_type,
    }  # fmt: skip
    current = Rate.objects.select_for_update().filter(**place, is_current=True).first()
    if current is not None and current.rate == given.rate:
        return 0
    if current is not None:
        Rate.objects.filter(pk=current.pk).update(is_current=False)
    version = current.version + 1 if current else 1
    Rate.objects.create(**place, rate=given.rate, version=version, source=source[:120], recorded_by=actor.username)
    return 1
