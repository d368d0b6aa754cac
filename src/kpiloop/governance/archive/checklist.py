"""What a close looks at: the figures of the month and what is still open about them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.governance.archive.rows import Finding
from kpiloop.loop.analyse import engine_io as analyse
from kpiloop.loop.track import engine_io as track
from kpiloop.loop.track.rows import StatusRow


def figures_of(period: PeriodRow) -> list[StatusRow]:
    """Every judged figure of a month, in a fixed order."""
    return sorted(track.statuses_for([period.id]).values(), key=lambda row: row.assignment.id)


def findings_of(period: PeriodRow, figures: Iterable[StatusRow]) -> tuple[Finding, ...]:
    """Values that are missing on a scored line, and red KPIs of units nobody has explained."""
    explained = analyse.explained_assignments(period.id)
    found = []
    for row in figures:
        scored = row.assignment.weight > 0
        if row.light == "na" and scored and row.reason != "no_target":
            found.append(_finding("missing_value", row))
        if row.light == "red" and row.assignment.subject.kind == "unit" and row.assignment.id not in explained:
            found.append(_finding("red_without_cause", row))
    return tuple(found)


def fingerprint_of(figures: Iterable[StatusRow], version: int | None) -> str:
    """Hash of every figure in canonical order: equal figures give equal bytes."""
    digest = hashlib.sha256(str(version).encode())
    for row in figures:
        fields = (row.assignment.id, row.value_id, row.target_id, row.actual, row.target, row.achievement, row.light)
        digest.update(("|".join(_text(field) for field in fields) + "\n").encode())
    return digest.hexdigest()


def _finding(code: str, row: StatusRow) -> Finding:
    return Finding(code, row.assignment.id, row.assignment.kpi.code, row.assignment.subject.code, row.reason)


def _text(field: object) -> str:
    return "" if field is None else str(field)
