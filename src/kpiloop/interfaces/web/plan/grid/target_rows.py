"""Rows of the target grid: a KPI of a subject over twelve months, sums of the parts, and gaps to the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import get_language, gettext

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.grid.cell_drawing import Cell
from kpiloop.interfaces.web.plan.grid.own_years import OwnYears
from kpiloop.interfaces.web.plan.grid.row_shapes import GridGroup, GridRow
from kpiloop.interfaces.web.plan.grid.target_columns import Column, annual_of, column_figure
from kpiloop.interfaces.web.plan.grid.weighing import Weighing
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import SCALES, Display
from kpiloop.interfaces.wording.typed import divisor_of, typed, typed_aim
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow

#: (assignment, period) -> target
Targets = Mapping[tuple[int, int], TargetRow]
#: The same of an earlier state; None where nothing was set yet.
Earlier = Mapping[tuple[int, int], TargetRow | None]
LAYERS = ("target", "threshold", "stretch")


@dataclass(frozen=True)
class Asked:
    """What all rows share."""

    months: Sequence[PeriodRow]  #: months of the year
    columns: Sequence[Column]  #: what the columns stand for
    view: str  #: month, quarter or ytd
    targets: Targets  #: targets of the year
    layer: str  #: target, threshold or stretch
    query: str  #: period and comparison, carried by links
    before: Earlier  #: the state compared with, of targets that differ from it
    prior: Mapping[tuple[int, int], Sequence[Decimal]]  #: (kpi, subject) -> last year's months, where complete
    may_edit: bool  #: True when cells of open months may be changed or proposed
    weighings: Mapping[int, Weighing] = field(default_factory=dict)  #: what weighs a ratio, by KPI
    own: OwnYears = field(default_factory=OwnYears)  #: figures to date by own years of legal entities

    def year(self, row: AssignmentRow, figures: Sequence[Decimal | None]) -> Decimal | None:
        """The year of twelve months; of a ratio their mean weighed by what it is divided by."""
        weighing = self.weighings.get(row.kpi.id)
        if weighing is None or row.kpi.time_kind in ADDITIVE or self.layer != "target":
            return annual_of(row.kpi.time_kind, figures)
        return weighing.mean([(row.subject.id, figures)])


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
    scale = SCALES[formats.language()].get(display.scale)
    return GridGroup(
        code=kpi.code,
        name=name,
        unit=formats.unit_of(display),
        time_kind=kpi.time_kind,
        direction=kpi.direction,
        divisor=f"{divisor_of(display):f}",
        places=display.places + (scale.extra_places if scale and not display.is_percent else 0),
        rows=tuple(_lines(rows, asked, display)),
    )


def _lines(rows: list[AssignmentRow], asked: Asked, display: Display) -> Iterator[GridRow]:
    keys = {row.id for row in rows}
    parts: dict[int | None, list[AssignmentRow]] = defaultdict(list)
    for row in rows:
        parts[row.parent_id if row.parent_id in keys else None].append(row)
    for top in parts[None]:
        yield from _branch(top, parts, asked, display, 0)
        if (parts[top.id] and top.kpi.time_kind in ADDITIVE) or _is_weighed(top, parts[top.id], asked):
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
    if depth and parts.get(row.id) and row.kpi.time_kind in ADDITIVE:
        yield _gap_row(row, parts[row.id], asked, display, depth)


def _line(row: AssignmentRow, asked: Asked, display: Display, depth: int, *, is_whole: bool) -> GridRow:
    language = get_language() or "zh-hans"
    held = [asked.targets.get((row.id, month.id)) for month in asked.months]
    figures = [_figure(target, asked.layer) for target in held]
    year = asked.year(row, figures)
    weighing = asked.weighings.get(row.kpi.id) if row.kpi.time_kind not in ADDITIVE else None
    layers = {layer: annual_of(row.kpi.time_kind, [_figure(target, layer) for target in held]) for layer in LAYERS}
    prior = asked.prior.get((row.kpi.id, row.subject.id), ())
    return GridRow(
        kind="whole" if is_whole else "part",
        name=row.subject.name(language),
        depth=depth,
        owner=row.owner.name(language),
        weight=formats.number(row.weight.normalize()) if row.weight else "",
        cells=_cells(row, held, asked, display),
        annual=formats.value(year, display),
        prior=_against_prior(row, year if row.kpi.time_kind in ADDITIVE else None, asked),
        address=f"/targets/{row.id}/annual/?{asked.query}",
        key=row.id,
        parent=row.parent_id or 0,
        against_before=_against_before(row, held, year, asked, display),
        threshold=formats.value(layers["threshold"], display) if layers["threshold"] is not None else "",
        stretch=formats.value(layers["stretch"], display) if layers["stretch"] is not None else "",
        weights=tuple(f"{weight.normalize():f}" for weight in weighing.targets.get(row.subject.id, ()))
        if weighing
        else (),
        season=tuple(typed(figure, display) for figure in prior),
        year_note=asked.own.note(row),
    )


def _cells(row: AssignmentRow, held: Sequence[TargetRow | None], asked: Asked, display: Display) -> tuple[Cell, ...]:
    if asked.view == "month":
        months = zip(asked.months, held, strict=True)
        return tuple(_cell(row, month, target, asked, display) for month, target in months)
    by_month = {month.id: _figure(target, asked.layer) for month, target in zip(asked.months, held, strict=True)}
    then = {month.id: _figure(asked.before.get((row.id, month.id), target), asked.layer)
            for month, target in zip(asked.months, held, strict=True)}  # fmt: skip
    cells = []
    for column, now in zip(asked.columns, _in_columns(row.kpi.time_kind, by_month, asked), strict=True):
        was = column_figure(row.kpi.time_kind, [then[month.id] for month in column.months])
        last = column.months[-1]
        changed = was != now and not asked.own.counts(row, last)
        cells.append(
            Cell(
                text=formats.value(asked.own.figure(row, last, now), display),
                is_closed=column.is_closed,
                is_changed=changed,
                was=formats.value(was, display) if changed else "",
            )
        )
    return tuple(cells)


def _in_columns(time_kind: str, by_month: Mapping[int, Decimal | None], asked: Asked) -> list[Decimal | None]:
    return [column_figure(time_kind, [by_month[month.id] for month in column.months]) for column in asked.columns]


def _cell(row: AssignmentRow, month: PeriodRow, target: TargetRow | None, asked: Asked, display: Display) -> Cell:
    is_changed, before = (row.id, month.id) in asked.before, asked.before.get((row.id, month.id))
    figure = _figure(target, asked.layer)
    band = target.band if target is not None and asked.layer == "target" else None
    return Cell(
        text=_shown(target, asked.layer, display),
        address=f"/targets/{row.id}/{month.code}/?{asked.query}",
        is_changed=is_changed,
        is_closed=month.is_closed,
        name=cell_name(row, month) if asked.may_edit and not month.is_closed and asked.layer == "target" else "",
        raw=typed_aim(figure, band, display),
        was=_shown(before, asked.layer, display) if is_changed else "",
        is_locked=target is not None and target.is_locked,
        is_pinned=target is not None and target.is_pinned,
        version=target.version if target is not None else 0,
    )


def _shown(target: TargetRow | None, layer: str, display: Display) -> str:
    """A cell as it reads: a range by both bounds."""
    if target is not None and target.band is not None and layer == "target":
        return formats.band(target.band, display, with_unit=False)
    return formats.value(_figure(target, layer), display)


def cell_name(row: AssignmentRow, month: PeriodRow) -> str:
    """Name of the field a month of a subject is edited as."""
    return f"t{row.id}.{month.code}"


def _figure(target: TargetRow | None, layer: str) -> Decimal | None:
    if target is None:
        return None
    return {"target": target.target, "threshold": target.threshold, "stretch": target.stretch}[layer]


def _against_prior(row: AssignmentRow, year: Decimal | None, asked: Asked) -> str:
    before = sum(asked.prior.get((row.kpi.id, row.subject.id), ()), Decimal(0))
    if year is None or not before or asked.layer != "target":
        return ""
    return formats.percent(year / before - 1, signed=True)


def _against_before(
    row: AssignmentRow, held: Sequence[TargetRow | None], year: Decimal | None, asked: Asked, display: Display
) -> str:
    earlier = [
        _figure(asked.before.get((row.id, month.id), target), asked.layer)
        for month, target in zip(asked.months, held, strict=True)
    ]
    change = _less(year, asked.year(row, earlier))
    return formats.value(change, display, signed=True) if change else ""


def _roll_up(top: AssignmentRow, parts: list[AssignmentRow], asked: Asked, display: Display) -> Iterator[GridRow]:
    sums = _sums(parts, asked)
    by_month = {month.id: total for month, total in zip(asked.months, sums, strict=True)}
    cells = tuple(Cell(formats.value(total, display)) for total in _in_columns(top.kpi.time_kind, by_month, asked))
    annual = formats.value(_year_of_parts(top, parts, asked), display)
    name = gettext("Sum of the parts")
    if any(asked.own.note(part) for part in parts):
        name = gettext("Sum of the parts by the group’s year")
    if top.kpi.time_kind not in ADDITIVE:
        name = gettext("Parts weighed by %(kpi)s") % {"kpi": asked.weighings[top.kpi.id].name}
    yield GridRow("sum", name, 0, "", "", cells, annual, "", key=top.id)
    yield _gap_row(top, parts, asked, display, 0)


def _gap_row(whole: AssignmentRow, parts: list[AssignmentRow], asked: Asked, display: Display, depth: int) -> GridRow:
    aims = [_figure(asked.targets.get((whole.id, month.id)), asked.layer) for month in asked.months]
    sums, kind, lower = _sums(parts, asked), whole.kpi.time_kind, whole.kpi.direction == "lower"
    totals, wanted = (
        _in_columns(kind, {month.id: one for month, one in zip(asked.months, line, strict=True)}, asked)
        for line in (sums, aims)
    )
    gaps = [_less(total, aim) for total, aim in zip(totals, wanted, strict=True)]
    year = _less(_year_of_parts(whole, parts, asked), asked.year(whole, aims))
    return GridRow(
        kind="gap",
        name=gettext("Parts against %(whole)s") % {"whole": whole.subject.name(get_language() or "zh-hans")},
        depth=depth,
        owner="",
        weight="",
        cells=tuple(_gap_cell(gap, display, lower=lower) for gap in gaps),
        annual=formats.value(year, display, signed=True),
        prior="",
        key=whole.id,
        is_short=_gap_cell(year, display, lower=lower).judgement == "worse",
        is_even=depth > 0 and not any(gaps),
    )


def _sums(parts: Iterable[AssignmentRow], asked: Asked) -> list[Decimal | None]:
    held = list(parts)
    weighing = asked.weighings.get(held[0].kpi.id) if held and held[0].kpi.time_kind not in ADDITIVE else None
    if weighing is not None:
        return weighing.by_month(_lines_of(held, asked), len(asked.months))
    return [
        column_figure("flow", [_figure(asked.targets.get((part.id, month.id)), asked.layer) for part in held])
        for month in asked.months
    ]


def _lines_of(parts: Iterable[AssignmentRow], asked: Asked) -> list[tuple[int, list[Decimal | None]]]:
    return [
        (part.subject.id, [_figure(asked.targets.get((part.id, month.id)), asked.layer) for month in asked.months])
        for part in parts
    ]


def _is_weighed(top: AssignmentRow, parts: Sequence[AssignmentRow], asked: Asked) -> bool:
    """Whether every part of a ratio has its weight in every month."""
    weighing = asked.weighings.get(top.kpi.id)
    known = weighing.targets if weighing else {}
    return bool(parts) and asked.layer == "target" and all(part.subject.id in known for part in parts)


def _year_of_parts(whole: AssignmentRow, parts: Sequence[AssignmentRow], asked: Asked) -> Decimal | None:
    weighing = asked.weighings.get(whole.kpi.id)
    if weighing is not None and whole.kpi.time_kind not in ADDITIVE:
        return weighing.mean(_lines_of(parts, asked))
    return annual_of(whole.kpi.time_kind, _sums(parts, asked))


def _gap_cell(gap: Decimal | None, display: Display, *, lower: bool) -> Cell:
    text = formats.value(gap, display, signed=True)
    # What is shown as nothing alarms nobody.
    short = gap is not None and (gap > 0 if lower else gap < 0) and bool(text.strip("0.,+−"))
    return Cell(text, judgement="worse" if short else "")


def _less(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left - right
