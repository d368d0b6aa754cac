"""Shares of grades as people write them: "S 10 A 20 B 70", in percent, the best grade first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.scoring.distribution import GradeShare


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
