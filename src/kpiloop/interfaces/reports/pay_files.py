"""The file payroll pays by, and the control totals that travel beside it."""

from __future__ import annotations

from kpiloop.interfaces.reports.export_rows import Cell, Export
from kpiloop.loop.reward.pay_rows import PayFileRow

COLUMNS = ("id", "quarter", "scheme", "file", "kind", "person", "person_name", "factor", "amount")


def kind_of(held: PayFileRow) -> str:
    """Whether the amounts are whole or differences to earlier files."""
    return "whole" if held.number == 1 else "difference"


def pay_export(held: PayFileRow) -> Export:
    """One line per person; `kind` says whether the amounts are whole or differences to earlier files."""
    kind = kind_of(held)
    rows: list[tuple[Cell, ...]] = [
        (
            held.line_id(line),
            held.cycle.period_code,
            held.cycle.scheme_code,
            held.number,
            kind,
            line.person.code,
            line.person.name_zh,
            line.factor,
            line.amount,
        )
        for line in held.lines
    ]
    return Export("pay", COLUMNS, tuple(rows))


def control(held: PayFileRow) -> dict[str, object]:
    """What the receiver checks before anybody is paid."""
    return {
        "file": held.id,
        "quarter": held.cycle.period_code,
        "scheme": held.cycle.scheme_code,
        "number": held.number,
        "people": held.people,
        "total": f"{held.total:.2f}",
        "sha256": held.sha256,
        "sha256_of": "one line per person in order of numbers: number,amount and a line feed",
        "made_by": held.made_by,
        "made_at": held.made_at.isoformat(),
    }
