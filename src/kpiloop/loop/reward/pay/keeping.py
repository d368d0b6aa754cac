"""Lines of a run once more on the units, days, bases and gates they were worked out with; only results are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kpiloop.loop.reward.models import BonusLine, BonusRun, ScoreSheet
from kpiloop.loop.reward.pay.entitlement import PayFrame, base_shares_of, draft_line
from kpiloop.loop.reward.pay.settling import LineBasis, SheetFigures, settled
from kpiloop.loop.reward.pay_rows import GateRow, LineDraft
from kpiloop.loop.reward.row_building import base_shares, bonus_rule_row


def lines_again(run: BonusRun, sheets: Mapping[int, SheetFigures]) -> list[LineDraft]:
    """Every line of a run with other results, by the rule of the run; amounts still empty."""
    rule = bonus_rule_row(run.rule)
    return [settled(basis, rule) for basis in kept_bases(run, sheets).values()]


def corrected_lines(frame: PayFrame, run: BonusRun) -> list[LineDraft]:
    """Lines that correct a run: as it worked them out, but for people whose bases were decided anew since."""
    kept = kept_bases(run, frame.sheets)
    found = [_corrected(person, kept.get(person), frame) for person in sorted(kept.keys() | frame.bases.keys())]
    return [line for line in found if line is not None]


def kept_bases(run: BonusRun, sheets: Mapping[int, SheetFigures]) -> dict[int, LineBasis]:
    """What the lines of a run rest on, by person, with the results their sheets have come to."""
    lines = list(run.lines.order_by("person_id"))
    subjects = _subjects(lines)
    return {line.person_id: _basis(line, sheets, subjects) for line in lines}


def _corrected(person: int, basis: LineBasis | None, frame: PayFrame) -> LineDraft | None:
    if basis is None:
        return draft_line(person, frame)
    now = base_shares_of(person, frame)
    is_same = {(row.base_id, row.amount) for row in now} == {(row.base_id, row.amount) for row in basis.bases}
    return settled(basis, frame.rule) if is_same else draft_line(person, frame)


def _subjects(lines: Iterable[BonusLine]) -> dict[int | None, int]:
    """Sheets the lines name, of any revision -> whose they are."""
    named = {
        key for line in lines for key in (line.sheet_id, line.unit_sheet_id, line.company_sheet_id, *_gate_sheets(line))
    }
    keys = [key for key in named if key is not None]
    return dict(ScoreSheet.objects.filter(pk__in=keys).values_list("pk", "subject_id"))


def _gate_sheets(line: BonusLine) -> list[int]:
    return [int(gate["sheet"]) for gate in line.gates]


def _basis(line: BonusLine, sheets: Mapping[int, SheetFigures], subjects: Mapping[int | None, int]) -> LineBasis:
    def result(sheet_id: int | None) -> SheetFigures | None:
        return sheets.get(subjects[sheet_id]) if sheet_id in subjects else None

    return LineBasis(
        person_id=line.person_id,
        own=result(line.sheet_id),
        unit=result(line.unit_sheet_id),
        company=result(line.company_sheet_id),
        bases=base_shares(line.bases),
        days_employed=line.days_employed,
        days_in_period=line.days_in_period,
        gates=tuple(_gate(each, result(int(each["sheet"]))) for each in line.gates),
    )


def _gate(stored: Mapping[str, Any], sheet: SheetFigures | None) -> GateRow:
    """A gate of the line as its unit's card meets it now."""
    assert sheet is not None, "a unit with a gate has a card"
    row = next(gate for gate in sheet.gates if gate.code == stored["code"])
    return GateRow(sheet.sheet_id, row.code, row.version, row.most, row.state, row.name_zh, row.name_en)
