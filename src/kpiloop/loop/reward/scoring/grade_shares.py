"""Grades as people write them: shares "S 10 A 20 B 70" in percent, tables "A 90 1.2; B 0 1"; the best grade first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.loop.reward.rows import BandRow, NewBand

#: Usual shares in percent by number of grades, the best first; another number shares alike.
_USUAL = {3: (20, 70, 10), 4: (10, 30, 50, 10), 5: (10, 20, 40, 20, 10)}


def usual_shares(grades: Sequence[str]) -> tuple[GradeShare, ...]:
    """Shares of a table of grades where nobody says otherwise, the best first."""
    count = len(grades)
    part = 100 // count if count else 0
    alike = (*(part for _ in range(count - 1)), 100 - part * (count - 1)) if count else ()
    percents = _USUAL.get(count, alike)
    return tuple(GradeShare(grade, Decimal(part) / 100) for grade, part in zip(grades, percents, strict=True))


def read_shares(written: str) -> tuple[GradeShare, ...]:
    """Grades with their percent, as fractions of a group."""
    words = written.replace("%", " ").replace(",", " ").split()
    try:
        percents = [Decimal(word) for word in words[1::2]]
    except InvalidOperation:
        raise Refusal("grade_shares_unreadable", written=written) from None
    if len(words) % 2:
        raise Refusal("grade_shares_unreadable", written=written)
    return tuple(GradeShare(grade, percent / 100) for grade, percent in zip(words[::2], percents, strict=True))


def written_shares(shares: Sequence[GradeShare]) -> tuple[str, ...]:
    """One text for each grade."""
    return tuple(f"{row.grade} {number_text(row.share * 100)}" for row in shares)


def read_bands(written: str) -> tuple[NewBand, ...]:
    """Grades with their first total and factor, "A 90 1.2; B 80 1; C 0 0.6": each reaches up to the one above it."""
    rows: list[tuple[str, Decimal, Decimal]] = []
    for part in written.replace("\n", ";").split(";"):
        words = part.split()
        if not words:
            continue
        try:
            grade, lower, factor = words
            rows.append((grade, Decimal(lower), Decimal(factor)))
        except (ValueError, InvalidOperation):
            raise Refusal("grade_bands_unreadable", written=part.strip()) from None
    rows.sort(key=lambda row: -row[1])
    uppers = [None, *(row[1] for row in rows)]
    return tuple(
        NewBand(grade, lower, upper, factor) for (grade, lower, factor), upper in zip(rows, uppers[:-1], strict=True)
    )


def written_bands(bands: Sequence[BandRow]) -> str:
    """One line for each grade, the best first."""
    ordered = sorted(bands, key=lambda row: -row.lower)
    return "\n".join(f"{row.grade} {number_text(row.lower)} {number_text(row.factor)}" for row in ordered)
