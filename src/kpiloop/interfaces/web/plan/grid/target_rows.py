"""Rows of the target grid: a KPI of a subject over twelve months or the weeks of a quarter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import get_language

from kpiloop.engine.targets.band import Band
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.grid.asked import LAYERS, Asked, layer_of, less
from kpiloop.interfaces.web.plan.grid.cell_drawing import Cell
from kpiloop.interfaces.web.plan.grid.roll_ups import beside, gap_row, is_weighed, roll_up
from kpiloop.interfaces.web.plan.grid.row_shapes import GridGroup, GridRow
from kpiloop.interfaces.web.plan.grid.target_columns import annual_of, column_figure
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import SCALES, Display
from kpiloop.interfaces.wording.typed import divisor_of, typed, typed_aim
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow


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
        if (parts[top.id] and top.kpi.time_kind in ADDITIVE) or is_weighed(top, parts[top.id], asked):
            yield from roll_up(top, parts[top.id], asked, display)


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
        yield gap_row(row, parts[row.id], asked, display, depth)


def _line(row: AssignmentRow, asked: Asked, display: Display, depth: int, *, is_whole: bool) -> GridRow:
    language = get_language() or "zh-hans"
    held = [asked.targets.get((row.id, month.id)) for month in asked.months]
    figures = asked.figures(row, held)
    year = asked.year(row, figures)
    weighing = asked.weighings.get(row.kpi.id) if row.kpi.time_kind not in ADDITIVE else None
    layers = {layer: annual_of(row.kpi.time_kind, [layer_of(target, layer) for target in held]) for layer in LAYERS}
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
        rules=asked.rules,
        months=beside(row, asked, display),
    )


def _cells(row: AssignmentRow, held: Sequence[TargetRow | None], asked: Asked, display: Display) -> tuple[Cell, ...]:
    if asked.view in ("month", WEEK):
        months = zip(asked.months, held, strict=True)
        return tuple(_cell(row, month, target, asked, display) for month, target in months)
    figures = [layer_of(target, asked.layer) for target in held]
    then = {month.id: layer_of(asked.before.get((row.id, month.id), target), asked.layer)
            for month, target in zip(asked.months, held, strict=True)}  # fmt: skip
    cells = []
    for column, now in zip(asked.columns, asked.in_columns(row.kpi.time_kind, figures), strict=True):
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


def _cell(row: AssignmentRow, month: PeriodRow, target: TargetRow | None, asked: Asked, display: Display) -> Cell:
    is_changed, before = (row.id, month.id) in asked.before, asked.before.get((row.id, month.id))
    figure = layer_of(target, asked.layer)
    band = target.band if target is not None and asked.layer == "target" else None
    from_months = asked.weeks.shares.get((row.id, month.id))
    share = asked.weeks.share(row.id, month.id)
    shown = from_months.share_band or share if from_months and figure is None else None
    return Cell(
        text=_written(shown, display) if shown is not None else _shown(target, asked.layer, display),
        address=f"/targets/{target.assignment_id if target else row.id}/{month.code}/?{asked.query}",
        is_changed=is_changed,
        is_closed=not is_open(row, month),
        name=cell_name(row, month) if asked.may_edit and is_open(row, month) and asked.layer == "target" else "",
        raw=typed_aim(figure, band, display),
        share=typed_aim(share, from_months.share_band if from_months else None, display),
        was=_shown(before, asked.layer, display) if is_changed else "",
        is_locked=target is not None and target.is_locked,
        is_pinned=target is not None and target.is_pinned,
        version=target.version if target is not None else 0,
    )


def _shown(target: TargetRow | None, layer: str, display: Display) -> str:
    """A cell as it reads: a range by both bounds."""
    if target is not None and target.band is not None and layer == "target":
        return formats.band(target.band, display, with_unit=False)
    if target is not None and not target.is_applicable:
        return formats.target(target.stated, display, "") if layer == "target" else ""
    figure = layer_of(target, layer)
    return formats.value(figure, formats.as_typed(display, figure))


def _written(aim: Decimal | Band, display: Display) -> str:
    if isinstance(aim, Band):
        return formats.band(aim, display, with_unit=False)
    return formats.value(aim, formats.as_typed(display, aim))


def is_open(row: AssignmentRow, month: PeriodRow) -> bool:
    """Whether the target of a period is to be changed in this line: a period belongs to the line it ends in."""
    return not month.is_closed and row.holds_on(month.last_day)


def cell_name(row: AssignmentRow, month: PeriodRow) -> str:
    """Name of the field a month of a subject is edited as."""
    return f"t{row.id}.{month.code}"


def _against_prior(row: AssignmentRow, year: Decimal | None, asked: Asked) -> str:
    before = sum(asked.prior.get((row.kpi.id, row.subject.id), ()), Decimal(0))
    if year is None or not before or asked.layer != "target":
        return ""
    return formats.percent(year / before - 1, signed=True)


def _against_before(
    row: AssignmentRow, held: Sequence[TargetRow | None], year: Decimal | None, asked: Asked, display: Display
) -> str:
    earlier = [asked.before.get((row.id, month.id), target) for month, target in zip(asked.months, held, strict=True)]
    change = less(year, asked.year(row, asked.figures(row, earlier)))
    return formats.value(change, display, signed=True) if change else ""
