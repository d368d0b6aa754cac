"""Exchange rates as people paste them: one line per rate, columns by tab, comma, semicolon or blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from kpiloop.loop.measure.errors import RateLineUnreadable
from kpiloop.loop.measure.services.rates import NewRate

_GAP = re.compile(r"[\t,;\s]+")


def read_rate_lines(text: str) -> Sequence[NewRate]:
    """Read lines of currency, target currency, period, kind of rate and rate; empty lines are skipped.

    Errors:   rate_line_unreadable with the number of the line and what stands there.

    >>> read_rate_lines("USD CNY 2026-01 average 7.05")[0].rate
    Decimal('7.05')
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell for cell in _GAP.split(line.strip()) if cell]
        if not cells or (number == 1 and cells[0].lower() in ("currency", "币种", "原币")):
            continue
        if len(cells) != 5:
            raise RateLineUnreadable(line=number, written=line.strip()[:60])
        try:
            rate = Decimal(cells[4])
        except InvalidOperation:
            raise RateLineUnreadable(line=number, written=line.strip()[:60]) from None
        found.append(NewRate(cells[0].upper(), cells[1].upper(), cells[2], cells[3].lower(), rate))
    return found
