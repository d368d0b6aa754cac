"""A workbook of figures to enter that comes back filled in: good rows are handed on, others keep their reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.loop.collect.cleaning.texts import tidy
from kpiloop.loop.collect.connectors.registry import read_source
from kpiloop.loop.collect.entering.resolving import lines_of
from kpiloop.loop.collect.entering.rows import NewEntry
from kpiloop.loop.collect.errors import SubmissionUnknown
from kpiloop.loop.collect.errors.entries import SheetUnfit
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.services.entering.entries import EntriesHandedOn, submit_entries
from kpiloop.loop.plan.rows import KpiRow

#: The three columns that say which figure a row is about; whoever fills it in leaves them alone.
CODES = ("kpi", "subject", "period")
#: Headings by what they mean: in Chinese, in English, and plain for programs. A workbook may travel between readers.
HEADINGS = {
    "kpi": ("指标编码", "KPI code", "kpi"),
    "subject": ("对象编码", "Subject code", "subject"),
    "period": ("期间", "Period", "period"),
    "figure": ("填报值", "Figure", "figure"),
    "none": ("无数据", "No figure", "none"),
    "note": ("说明", "Note", "note"),
}
_MEANT = {word: code for code, words in HEADINGS.items() for word in words}
_SAYS_NONE = {"y", "yes", "x", "1", "true", "是", "无"}
Read = Callable[[str, KpiRow], Decimal | None]  # what was typed, in the unit of the KPI; a refusal where it is none


@dataclass(frozen=True)
class SheetRow:
    """One filled-in row."""

    line: int  #: line of the workbook
    kpi: str  #: KPI code
    subject: str  #: subject code
    period: str  #: code of a month or a week
    figure: str  #: as typed
    is_absent: bool  #: it is said that there is none
    note: str  #: why


@dataclass(frozen=True)
class SheetHandedOn:
    """What became of a filled-in workbook."""

    on_their_way: int  #: wait for somebody to check or approve
    in_force: int  #: count from now on
    blank: int  #: rows nobody filled in
    refused: tuple[tuple[SheetRow, Refusal], ...]  #: rows that were not taken, each with its reason


def submit_sheet(
    actor: Actor, *, location: str | Path, read: Read, is_confirmed: bool = False, now: datetime
) -> SheetHandedOn:
    """Hand on every good row of a filled-in workbook; the others come back with their reason.

    Shape:    a workbook as it was downloaded; `read` understands a figure in the scale it was written in.
    Law:      a row is taken whole or not at all; a refused row holds no other one back.
    Missing:  an empty row is left alone; the mark in its column says that there is no figure.
    Errors:   entry_sheet_unfit when it is another workbook.
    """
    require(actor, "values.view")
    rows, blank = _rows(resolve_location(str(location)))
    given, refused = _entries(actor, rows, read)
    done, more = _hand_on(actor, given, is_confirmed, now)
    listed = sorted([*refused, *more], key=lambda pair: pair[0].line)
    return SheetHandedOn(done.on_their_way, done.in_force, blank, tuple(listed))


def _hand_on(
    actor: Actor, given: Sequence[tuple[SheetRow, NewEntry]], is_confirmed: bool, now: datetime
) -> tuple[EntriesHandedOn, list[tuple[SheetRow, Refusal]]]:
    """All at once where all are good; else one by one, so that each bad row gets its own reason."""
    if not given:
        return EntriesHandedOn(0, 0), []
    try:
        with transaction.atomic():
            whole = [entry for _, entry in given]
            return submit_entries(actor, values=whole, is_confirmed=is_confirmed, now=now), []
    except Refusal as refusal:
        if len(given) == 1:
            return EntriesHandedOn(0, 0), [(given[0][0], refusal)]
    way, force, refused = 0, 0, []
    for row in given:
        done, bad = _hand_on(actor, [row], is_confirmed, now)
        way, force = way + done.on_their_way, force + done.in_force
        refused += bad
    return EntriesHandedOn(way, force), refused


def _entries(
    actor: Actor, rows: Sequence[SheetRow], read: Read
) -> tuple[list[tuple[SheetRow, NewEntry]], list[tuple[SheetRow, Refusal]]]:
    every = (*calendar.periods(actor), *calendar.periods(actor, kind=WEEK))
    known = {period.code: period for period in every}
    lines = lines_of([known[code] for code in {row.period for row in rows} if code in known])
    given: list[tuple[SheetRow, NewEntry]] = []
    refused: list[tuple[SheetRow, Refusal]] = []
    for row in rows:
        line = lines.get((row.kpi, row.subject, row.period))
        try:
            if line is None:
                raise SubmissionUnknown(kind="assignment", name=f"{row.kpi} {row.subject} {row.period}")
            value = None if row.is_absent else read(row.figure, line.kpi)
        except Refusal as refusal:
            refused.append((row, refusal))
            continue
        given.append((row, NewEntry(row.kpi, row.subject, row.period, value, row.is_absent, row.note)))
    return given, refused


def _rows(path: Path) -> tuple[list[SheetRow], int]:
    grids = read_source("xlsx", path, {}).grids
    rows = grids[0].rows if grids else ()
    heads = [_MEANT.get(tidy(cell), "") for cell in rows[0].cells] if rows else []
    if any(name not in heads for name in (*CODES, "figure")):
        raise SheetUnfit(file=path.name)
    found: list[SheetRow] = []
    for row in rows[1:]:
        cells = dict(zip(heads, (tidy(cell) for cell in row.cells), strict=False))
        is_absent = cells.get("none", "").lower() in _SAYS_NONE
        kpi, subject, period = (cells.get(name, "") for name in CODES)
        figure, note = cells.get("figure", ""), cells.get("note", "")
        found.append(SheetRow(row.line, kpi, subject, period, figure, is_absent, note))
    filled = [row for row in found if row.figure or row.is_absent]
    return filled, len(found) - len(filled)
