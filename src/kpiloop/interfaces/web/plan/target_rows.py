"""Rows of the target grid: a KPI of a subject over twelve months, sums of the parts, and gaps to the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, gettext

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow

#: (assignment, period) -> target
Targets = Mapping[tuple[int, int], TargetRow]
#: Only these add up over units (a ratio or a count of different things never does).
ADDITIVE = ("flow", "stock")
LAYERS = ("target", "threshold", "stretch")


@dataclass(frozen=True)
class Cell:
    """One month of one row."""

    text: str  #: figure in the scale of the KPI, or a dash
    address: str = ""  #: history of this target
    is_changed: bool = False  #: True when it is not the first version
    is_closed: bool = False  #: True when the month is closed
    judgement: str = ""  #: of a gap: worse when the parts do not cover the whole


@dataclass(frozen=True)
class GridRow:
    """One line of the grid."""

    kind: str  #: whole, part, sum or gap
    name: str  #: subject, or what the line is
    depth: int  #: steps below the whole
    owner: str  #: who answers
    weight: str  #: percent of the card
    cells: tuple[Cell, ...]  #: months in order
    annual: str  #: year where it adds up or ends with it
    prior: str  #: change against last year's actual; empty where unknown
    address: str = ""  #: where the annual target is spread


@dataclass(frozen=True)
class GridGroup:
    """All rows of one KPI."""

    code: str  #: KPI
    name: str  #: its name
    unit: str  #: unit of its figures
    rows: tuple[GridRow, ...]  #: whole, parts, sum, gap


@dataclass(frozen=True)
class Asked:
    """What all rows share."""

    months: Sequence[PeriodRow]  #: months of the year
    targets: Targets  #: targets of the year
    layer: str  #: target, threshold or stretch
    prior: Mapping[tuple[int, int], Decimal]  #: (kpi, subject) -> last year's actual, where it is complete
    query: str  #: period and comparison, carried by links


def groups_of(assignments: Iterable[AssignmentRow], asked: Asked) -> tuple[GridGroup, ...]:
    """Rows by KPI, each whole followed by its parts."""
    held: dict[str, list[AssignmentRow]] = defaultdict(list)
    for row in assignments:
        held[row.kpi.code].append(row)
    return tuple(_group(rows, asked) for rows in held.values())


def _group(rows: list[AssignmentRow], asked: Asked) -> GridGroup:
    kpi = rows[0].kpi
    display = formats.display_of(kpi)
    name = kpi.name(get_language() or "zh-hans")
    return GridGroup(kpi.code, name, formats.unit_of(display), tuple(_lines(rows, asked, display)))


def _lines(rows: list[AssignmentRow], asked: Asked, display: Display) -> Iterator[GridRow]:
    keys = {row.id for row in rows}
    parts: dict[int | None, list[AssignmentRow]] = defaultdict(list)
    for row in rows:
        parts[row.parent_id if row.parent_id in keys else None].append(row)
    for top in parts[None]:
        yield from _branch(top, parts, asked, display, 0)
        if parts[top.id] and top.kpi.time_kind in ADDITIVE:
            yield from _roll_up(top, parts[top.id], asked, display)


def _branch(
    row: AssignmentRow,
    parts: Mapping[int | None, list[AssignmentRow]],
    asked: Asked,
    display: Display,
    depth: int,
) -> Iterator[GridRow]:
    yield _line(row, asked, display, depth, is_whole=depth == 0 and bool(parts.get(row.id)))
    for part in parts.get(row.id, ()):
        yield from _branch(part, parts, asked, display, depth + 1)


def _line(row: AssignmentRow, asked: Asked, display: Display, depth: int, *, is_whole: bool) -> GridRow:
    language = get_language() or "zh-hans"
    held = [asked.targets.get((row.id, month.id)) for month in asked.months]
    figures = [_figure(target, asked.layer) for target in held]
    year = annual_of(row.kpi.time_kind, figures)
    return GridRow(
        kind="whole" if is_whole else "part",
        name=row.subject.name(language),
        depth=depth,
        owner=row.owner.name(language),
        weight=formats.number(row.weight.normalize()) if row.weight else "",
        cells=tuple(
            _cell(row, month, target, asked, display) for month, target in zip(asked.months, held, strict=True)
        ),
        annual=formats.value(year, display),
        prior=_against_prior(row, year, asked),
        address=f"/targets/{row.id}/annual/?{asked.query}",
    )


def _cell(row: AssignmentRow, month: PeriodRow, target: TargetRow | None, asked: Asked, display: Display) -> Cell:
    return Cell(
        text=formats.value(_figure(target, asked.layer), display),
        address=f"/targets/{row.id}/{month.code}/?{asked.query}",
        is_changed=target is not None and target.version > 1,
        is_closed=month.is_closed,
    )


def _figure(target: TargetRow | None, layer: str) -> Decimal | None:
    if target is None:
        return None
    return {"target": target.target, "threshold": target.threshold, "stretch": target.stretch}[layer]


def annual_of(time_kind: str, figures: Sequence[Decimal | None]) -> Decimal | None:
    """The year of twelve months: a flow adds up, a stock ends with its last month, a ratio does neither."""
    known = [figure for figure in figures if figure is not None]
    if time_kind == "flow":
        return sum(known, Decimal(0)) if len(known) == len(figures) and known else None
    return figures[-1] if time_kind == "stock" and figures else None


def _against_prior(row: AssignmentRow, year: Decimal | None, asked: Asked) -> str:
    before = asked.prior.get((row.kpi.id, row.subject.id))
    if year is None or not before or asked.layer != "target":
        return ""
    return formats.percent(year / before - 1, signed=True)


def _roll_up(top: AssignmentRow, parts: list[AssignmentRow], asked: Asked, display: Display) -> Iterator[GridRow]:
    whole = [_figure(asked.targets.get((top.id, month.id)), asked.layer) for month in asked.months]
    sums = [
        _sum(_figure(asked.targets.get((part.id, month.id)), asked.layer) for part in parts) for month in asked.months
    ]
    gaps = [_less(total, aim) for total, aim in zip(sums, whole, strict=True)]
    kind = top.kpi.time_kind
    year, year_gap = annual_of(kind, sums), _less(annual_of(kind, sums), annual_of(kind, whole))
    cells = tuple(Cell(formats.value(total, display)) for total in sums)
    yield GridRow("sum", gettext("Sum of the parts"), 0, "", "", cells, formats.value(year, display), "")
    lower = top.kpi.direction == "lower"
    open_gaps = tuple(_gap_cell(gap, display, lower=lower) for gap in gaps)
    annual = formats.value(year_gap, display, signed=True)
    yield GridRow("gap", gettext("Against the whole"), 0, "", "", open_gaps, annual, "")


def _gap_cell(gap: Decimal | None, display: Display, *, lower: bool) -> Cell:
    short = gap is not None and (gap > 0 if lower else gap < 0)
    return Cell(formats.value(gap, display, signed=True), judgement="worse" if short else "")


def _sum(figures: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for figure in figures:
        if figure is None:
            return None
        total += figure
    return total


def _less(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left - right
