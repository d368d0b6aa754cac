"""Calibrations as flat rows: everybody with the grade proposed, that of the guideline, and the one that stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.reports.export_rows import Cell, Export, require_known
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.calibrating.rows import CalibrationRow, MemberRow

COLUMNS = (
    *("id", "quarter", "scheme", "unit", "units", "state", "person", "person_name", "total", "place", "proposed"),
    *("guideline", "grade", "changes", "reason", "changed_by", "changed_at", "confirmed_by", "confirmed_at"),
    "beyond_guideline",
)


def export_calibrations(viewer: Actor, *, period_codes: Sequence[str] = (), also: Collection[str] = ()) -> Export:
    """One row per person of every calibration in sight, with the last change that counts."""
    require_known(also, ())
    rows: list[tuple[Cell, ...]] = []
    for cycle in reward.cycles(viewer):
        if not period_codes or cycle.period_code in period_codes:
            for session in reward.calibrations(viewer, cycle_id=cycle.id):
                rows += [_row(session, member) for member in session.members]
    return Export("calibrations", COLUMNS, tuple(rows))


def _row(session: CalibrationRow, member: MemberRow) -> tuple[Cell, ...]:
    changes = [row for row in session.history if row.subject.id == member.subject.id and row.counts]
    last = changes[0] if changes else None
    head = (session.id, session.cycle.period_code, session.cycle.scheme_code, session.unit.code)
    units = " ".join(unit.code for unit in session.merged)
    who = (member.subject.code, member.subject.name_zh, member.total, member.place)
    why = (last.reason, last.made_by, last.made_at) if last else ("", "", None)
    closed = (session.confirmed_by, session.confirmed_at, session.exception_reason)
    grades = (member.proposed, member.guideline, member.grade)
    return (*head, units, session.state, *who, *grades, len(changes), *why, *closed)
