"""Public holidays of China with their make-up days, as announced year by year; a dated table, never a guess."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

#: Announcements of the State Council; taken over from chinese-calendar 1.11.0 (see decision 0046).
SOURCE = "国务院办公厅放假安排 (chinese-calendar 1.11.0)"
_TABLE = Path(__file__).with_name("holidays_cn.csv")


@dataclass(frozen=True)
class PublicDays:
    """A stretch of days off, or of make-up days."""

    kind: str  #: holiday or make_up
    first_day: date  #: first day
    ends_before: date  #: first day after
    name_zh: str  #: Chinese name
    name_en: str  #: English name


def public_days(year: int) -> tuple[PublicDays, ...]:
    """What was announced for a year; empty when nothing is known of it."""
    return tuple(row for row in _table() if row.first_day.year == year)


def years_known() -> tuple[int, int]:
    """First and last year of the table."""
    years = [row.first_day.year for row in _table()]
    return min(years), max(years)


@lru_cache(maxsize=1)
def _table() -> tuple[PublicDays, ...]:
    return tuple(_read())


def _read() -> Iterator[PublicDays]:
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            last = date.fromisoformat(row["last_day"])
            first, after = date.fromisoformat(row["first_day"]), last + timedelta(days=1)
            yield PublicDays(row["kind"], first, after, row["name_zh"], row["name_en"])
