"""Targets as a workbook, and a workbook sent back: what differs from what stands is told, nothing is saved by it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.reports.target_standing import Standing, refuse_other_lines, standing_of
from kpiloop.interfaces.reports.writers.target_workbook import KEYS, BookCell, BookRow, target_workbook
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.typed import NotAFigure, read_aim
from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget
from kpiloop.loop.plan.target_writing import moved_by_hand

LARGEST = 5 * 1024 * 1024
#: Codes of months, of periods of weeks and of weeks.
_PERIOD = re.compile(r"^(\d{4}-\d{2}|FY\d{4}-P\d{2}|(FY)?\d{4}-W\d{2})$")


class WorkbookRefused(Refusal):
    """The file is no workbook of targets: file."""

    code = "target_workbook_refused"


@dataclass(frozen=True)
class Understood:
    """What a workbook says."""

    cells: dict[tuple[int, str], str]  #: (assignment, period) -> figure as it would be typed; only what differs
    same: int  #: cells that say what stands
    unknown: tuple[str, ...]  #: rows that belong to nobody in sight, and periods that are not asked about


@dataclass(frozen=True)
class Asked:
    """Targets a workbook asks for."""

    targets: tuple[NewTarget, ...]  #: thresholds and stretches move along unless they are pinned
    wrong: tuple[tuple[int, str], ...]  #: cells that hold no figure


def sheet_of(viewer: Actor, rows: Sequence[AssignmentRow], periods: Sequence[PeriodRow], *, total: str) -> bytes:
    """These assignments over these periods, with the figures as they stand; total heads their sum."""
    held = standing_of(viewer, rows, periods)
    return target_workbook([each.code for each in periods], [_row(row, periods, held) for row in rows], total=total)


def read_sheet(
    viewer: Actor, rows: Sequence[AssignmentRow], periods: Sequence[PeriodRow], *, name: str, content: bytes
) -> Understood:
    """The cells of a workbook that differ from what stands; strange rows and periods are told, not taken.

    Errors:   target_workbook_refused, target_of_other_line, target_of_no_line.
    """
    months, by_key = {row.code: row for row in periods}, {row.id: row for row in rows}
    written = _written(name, content)
    known = {key: by_key[key] for key in {key for key, _, _ in written} & by_key.keys()}
    held = standing_of(viewer, list(known.values()), list(months.values()))
    taken = [(known[key], months[code], text) for key, code, text in written if key in known and code in months]
    refuse_other_lines(viewer, taken, held)
    cells: dict[tuple[int, str], str] = {}
    unknown: set[str] = set()
    same = 0
    for key, code, text in written:
        row, month = known.get(key), months.get(code)
        if row is None or month is None:
            unknown.add(code if month is None else str(key))
            continue
        if text in held[row.id, month.id].texts:
            same += 1
        else:
            cells[row.id, code] = text
    return Understood(cells, same, tuple(sorted(unknown)))


def asked_of(viewer: Actor, rows: Sequence[AssignmentRow], found: Understood) -> Asked:
    """What is to be set of the cells that differ."""
    by_key = {row.id: row for row in rows}
    keys, codes = {key for key, _ in found.cells}, sorted({code for _, code in found.cells})
    held = plan.targets(viewer, assignment_ids=sorted(keys), period_codes=codes)
    standing = {(row.assignment_id, row.period_code): row for row in held.values()}
    targets, wrong = [], []
    for (key, code), text in found.cells.items():
        try:
            aim = read_aim(text, formats.display_of(by_key[key].kpi))
        except NotAFigure:
            wrong.append((key, code))
            continue
        targets.append(moved_by_hand(key, code, aim, standing.get((key, code))))
    return Asked(tuple(targets), tuple(wrong))


def _row(row: AssignmentRow, periods: Sequence[PeriodRow], standing: Mapping[tuple[int, int], Standing]) -> BookRow:
    display, language = formats.display_of(row.kpi), formats.language()
    held = [standing[row.id, period.id] for period in periods]
    return BookRow(
        key=row.id,
        kpi=row.kpi.name(language),
        subject=row.subject.name(language),
        owner=row.owner.name(language),
        unit=formats.unit_of(display),
        cells=tuple(BookCell(cell.written, cell.is_fixed) for cell in held),
        adds_up=row.kpi.time_kind == "flow" and not any(cell.is_range for cell in held),
    )


def _written(name: str, content: bytes) -> list[tuple[int, str, str]]:
    """(key, month, text) of every cell below a head with the key and months; other columns are ours to ignore."""
    name = Path(name or "file").name
    if len(content) > LARGEST or not name.lower().endswith(".xlsx"):
        raise WorkbookRefused(file=name)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "targets.xlsx"
        place.write_bytes(content)
        grids = read_xlsx(place, {}).grids
    for grid in grids:
        rows = [[_text(cell) for cell in row.cells] for row in grid.rows]
        head = next((place for place, row in enumerate(rows) if any(key in row for key in KEYS)), None)
        if head is None:
            continue
        key_at = next(place for place, cell in enumerate(rows[head]) if cell in KEYS)
        months = {place: code for place, code in enumerate(rows[head]) if _PERIOD.match(code)}
        return [
            (int(row[key_at]), code, row[place] if place < len(row) else "")
            for row in rows[head + 1 :]
            if key_at < len(row) and row[key_at].isdigit()
            for place, code in months.items()
        ]
    raise WorkbookRefused(file=name)


def _text(cell: object) -> str:
    """A cell as people would type it: 13100 for 13100.0, a month for a date Excel made of one."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    try:
        return f"{Decimal(str(cell)).normalize():f}"
    except InvalidOperation:
        return str(cell).strip()
