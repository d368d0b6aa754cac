"""The target grid as a workbook, and a workbook sent back as cells of the grid: nothing is saved by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.reports.target_sheet import LARGEST, WorkbookRefused, read_sheet, sheet_of
from kpiloop.interfaces.web.plan.grid.asking import Wanted, shown_assignments
from kpiloop.interfaces.web.plan.grid.weeks import day_shown, periods_shown
from kpiloop.loop.plan import selectors as plan


@dataclass(frozen=True)
class Understood:
    """What a workbook says."""

    cells: dict[str, str]  #: name of the cell -> figure as it would be typed; only what differs
    same: int  #: cells that say what stands
    unknown: tuple[str, ...]  #: rows that belong to nobody in sight, and periods that are not shown


def workbook_of(viewer: Actor, period: PeriodRow | None, wanted: Wanted) -> bytes:
    """Every card the grid shows, with the figures as they stand."""
    rows = shown_assignments(viewer, day_shown(viewer, period, wanted), wanted)
    total = gettext("Sum") if wanted.is_weekly else gettext("Year")
    return sheet_of(viewer, rows, periods_shown(viewer, period, wanted), total=total)


def read_back(viewer: Actor, period: PeriodRow | None, wanted: Wanted, file: UploadedFile[Any]) -> Understood:
    """The cells of a workbook that differ from what stands; closed months and strange rows are told, not taken."""
    if (file.size or 0) > LARGEST:
        raise WorkbookRefused(file=file.name)
    everyone = plan.assignments(viewer, on=day_shown(viewer, period, wanted), scheme=wanted.scheme or None)
    rows = [row for row in everyone if wanted.takes(row.kpi)]
    periods = periods_shown(viewer, period, wanted)
    found = read_sheet(viewer, rows, periods, name=file.name or "", content=file.read())
    cells = {f"t{key}.{code}": text for (key, code), text in found.cells.items()}
    return Understood(cells, found.same, found.unknown)
