"""The target grid as a workbook, and a workbook sent back as cells of the grid: nothing is saved by it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.reports.writers.target_workbook import KEY, BookCell, BookRow, target_workbook
from kpiloop.interfaces.web.plan.grid.target_grid import Wanted, day_of, months_of_year, shown_assignments
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.typed import typed_aim
from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow

LARGEST = 5 * 1024 * 1024
_MONTH = re.compile(r"^\d{4}-\d{2}$")


class WorkbookRefused(Refusal):
    """The file is no workbook of targets: file."""

    code = "target_workbook_refused"


@dataclass(frozen=True)
class Understood:
    """What a workbook says."""

    cells: dict[str, str]  #: name of the cell -> figure as it would be typed; only what differs
    same: int  #: cells that say what stands
    unknown: tuple[str, ...]  #: rows that belong to nobody in sight, and months that are not of this year


def workbook_of(viewer: Actor, period: PeriodRow | None, wanted: Wanted) -> bytes:
    """Every card the grid shows, with the figures as they stand."""
    months = months_of_year(viewer, period, wanted.year)
    rows = shown_assignments(viewer, day_of(period, months), wanted)
    codes = [month.code for month in months]
    targets = plan.targets(viewer, assignment_ids=[row.id for row in rows], period_codes=codes)
    return target_workbook(codes, [_row(row, months, targets) for row in rows])


def read_back(viewer: Actor, period: PeriodRow | None, wanted: Wanted, file: UploadedFile[Any]) -> Understood:
    """The cells of a workbook that differ from what stands; closed months and strange rows are told, not taken."""
    months = {month.code: month for month in months_of_year(viewer, period, wanted.year)}
    on = day_of(period, tuple(months.values()))
    rows = {row.id: row for row in plan.assignments(viewer, on=on, scheme=wanted.scheme or None)}
    written = _written(file)
    known = {key: rows[key] for key in {key for key, _, _ in written} & rows.keys()}
    held = plan.targets(viewer, assignment_ids=list(known), period_codes=list(months))
    cells: dict[str, str] = {}
    unknown: set[str] = set()
    same = 0
    for key, code, text in written:
        row, month = known.get(key), months.get(code)
        if row is None or month is None:
            unknown.add(code if month is None else str(key))
            continue
        target = held.get((row.id, month.id))
        if text == _typed(target, row):
            same += 1
        else:
            cells[f"t{row.id}.{code}"] = text
    return Understood(cells, same, tuple(sorted(unknown)))


def _row(row: AssignmentRow, months: Sequence[PeriodRow], targets: dict[tuple[int, int], TargetRow]) -> BookRow:
    display, language = formats.display_of(row.kpi), formats.language()
    held = [targets.get((row.id, month.id)) for month in months]
    cells = []
    for month, target in zip(months, held, strict=True):
        text = _typed(target, row)
        is_fixed = month.is_closed or (target is not None and target.is_locked)
        is_range = target is not None and target.band is not None
        cells.append(BookCell(text if is_range else Decimal(text) if text else None, is_fixed))
    return BookRow(
        key=row.id,
        kpi=row.kpi.name(language),
        subject=row.subject.name(language),
        owner=row.owner.name(language),
        unit=formats.unit_of(display),
        cells=tuple(cells),
        adds_up=row.kpi.time_kind == "flow" and not any(target and target.band for target in held),
    )


def _typed(target: TargetRow | None, row: AssignmentRow) -> str:
    """A cell as it would be typed; a range has both bounds."""
    held, band = (target.target, target.band) if target else (None, None)
    return typed_aim(held, band, formats.display_of(row.kpi))


def _written(file: UploadedFile[Any]) -> list[tuple[int, str, str]]:
    """(key, month, text) of every cell below a head with the key and months; other columns are ours to ignore."""
    name = Path(file.name or "file").name
    if (file.size or 0) > LARGEST or not name.lower().endswith(".xlsx"):
        raise WorkbookRefused(file=name)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "targets.xlsx"
        place.write_bytes(file.read())
        grids = read_xlsx(place, {}).grids
    for grid in grids:
        rows = [[_text(cell) for cell in row.cells] for row in grid.rows]
        head = next((place for place, row in enumerate(rows) if KEY in row), None)
        if head is None:
            continue
        key_at = rows[head].index(KEY)
        months = {place: code for place, code in enumerate(rows[head]) if _MONTH.match(code)}
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
