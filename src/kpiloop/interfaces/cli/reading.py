"""Reading what was typed: days, numbers, files, and which KPI of whom."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.engine.targets.band import Band
from kpiloop.interfaces.cli.errors import FileMissing, ValueUnreadable
from kpiloop.loop.collect.cleaning.numbers import read_number, ungrouped


def day(written: str) -> date:
    """A day as 2026-10-31."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueUnreadable(written=written, wanted="2026-10-31") from None


def clock(written: str) -> time:
    """A wall time as 07:30."""
    try:
        return time.fromisoformat(written)
    except ValueError:
        raise ValueUnreadable(written=written, wanted="07:30") from None


def optional_day(written: str | None) -> date | None:
    """A day, when one was typed."""
    return day(written) if written else None


def figure(written: str) -> Decimal:
    """A number with a point; thousands may be separated."""
    try:
        read = Decimal(ungrouped(written))
    except InvalidOperation:
        raise ValueUnreadable(written=written, wanted="1234.56") from None
    if not read.is_finite():
        raise ValueUnreadable(written=written, wanted="1234.56")
    return read


def measured(written: str) -> Decimal:
    """A figure of a KPI as people write it, in its plain unit: 0.95 or 95%, 36000000 or 3600万."""
    try:
        read = read_number(written)
    except Refusal:
        read = None
    return read.value if read else figure(written)


def aim(written: str) -> Decimal | Band:
    """A target: a number, or a range as 95..105."""
    low, between, high = written.partition("..")
    return Band(measured(low), measured(high)) if between else measured(written)


def optional_figure(written: str | None) -> Decimal | None:
    """A number, when one was typed."""
    return figure(written) if written else None


def existing_file(written: str) -> Path:
    """A file that can be read."""
    path = Path(written).expanduser()
    if not path.is_file():
        raise FileMissing(path=path)
    return path


def file_location(written: str) -> str:
    """Where a file lies as it is typed, from the current directory; what is not there lies below the home directory."""
    path = Path(written).expanduser()
    return str(path.absolute()) if path.is_file() else written


def grade_shares(written: str) -> tuple[GradeShare, ...]:
    """Grades with their percent, the best first: "A 10 B 30 C 50 D 10"."""
    words = written.split()
    try:
        pairs = list(zip(words[::2], map(Decimal, words[1::2]), strict=True))
    except (InvalidOperation, ValueError):
        raise ValueUnreadable(written=written, wanted="A 10 B 30 C 50 D 10") from None
    return tuple(GradeShare(grade, percent / 100) for grade, percent in pairs)
