"""What the sheet asks for: units, owners, KPIs, weights, targets and actuals, in the product's terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kpiloop.engine.values import EXACT, sum_of
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.errors import SheetContradiction, SheetWeightsOff
from kpiloop.loop.collect.one_sheet import words
from kpiloop.loop.collect.one_sheet.lines import BadCell, Line, SheetContent, WrittenFigure, plain_figure

HUNDRED = Decimal(100)
#: A percent KPI written without sign in figures above this means points: 96.4 is 96.4 %.
_LARGEST_FRACTION = Decimal("1.5")


@dataclass(frozen=True)
class Notice:
    """Something a person should know; nothing was refused for it."""

    code: str  #: what
    cell: str  #: address, may be empty
    fields: Mapping[str, str] = field(default_factory=dict)  #: what the sentence needs


@dataclass(frozen=True)
class KpiIntent:
    """A KPI as the sheet describes it."""

    name: str  #: as written
    unit: words.MeasureUnit  #: unit and scale
    direction: str  #: higher or lower
    time_kind: str  #: flow, stock or ratio
    method: str  #: achievement method
    decimals: int  #: shown decimals


@dataclass(frozen=True)
class LineIntent:
    """A KPI of a unit in the KPI's own unit of measurement."""

    line: int  #: line of the sheet
    unit: str  #: name of the unit
    owner: str  #: name of the owner
    number: str  #: employee number, may be empty
    kpi: str  #: name of the KPI
    weight: Decimal  #: percent
    annual: Decimal | None  #: annual target
    targets: Mapping[date, Decimal]  #: by month
    actuals: Mapping[date, Decimal]  #: by month
    cells: Mapping[tuple[str, date], WrittenFigure]  #: ("target" or "actual", month) -> the cell it stood in


@dataclass
class Intent:
    """Everything the sheet asks for."""

    lines: list[LineIntent] = field(default_factory=list)  #: KPIs of units
    kpis: dict[str, KpiIntent] = field(default_factory=dict)  #: by comparable name
    bad: list[BadCell] = field(default_factory=list)  #: cells set aside
    notices: list[Notice] = field(default_factory=list)  #: what to know


def understand_sheet(content: SheetContent) -> Intent:
    """Turn lines into intent; a KPI described in two ways is refused, because nobody could tell which holds."""
    intent = Intent(bad=list(content.bad))
    groups: dict[str, list[Line]] = defaultdict(list)
    seen: dict[tuple[str, str], Line] = {}
    for line in content.lines:
        place = (same_name(line.unit), same_name(line.kpi))
        if place in seen:
            fields = {"first_line": str(seen[place].line)}
            intent.bad.append(BadCell(line.cells["kpi"], line.line, "指标", line.kpi, "row_repeated", fields))
            continue
        seen[place] = line
        groups[same_name(line.kpi)].append(line)
    for name, lines in groups.items():
        kpi = _kpi(lines, intent)
        if kpi is not None:
            intent.kpis[name] = kpi
    weights = _weights([line for line in seen.values() if same_name(line.kpi) in intent.kpis])
    for place, line in seen.items():
        if place[1] in intent.kpis:
            intent.lines.append(_line(line, intent.kpis[place[1]], weights[line.line], groups[place[1]], intent))
    return intent


def weights_by_unit(intent: Intent) -> dict[str, Decimal]:
    """Sum of the weights of every unit, in the order of the sheet."""
    sums: dict[str, list[Decimal]] = {}
    for line in intent.lines:
        sums.setdefault(line.unit, []).append(line.weight)
    return {unit: sum_of(weights) for unit, weights in sums.items()}


def require_weights(intent: Intent) -> None:
    """Refuse the sheet when a unit that weighs anything does not reach exactly 100; all such units are named."""
    off = {unit: total for unit, total in weights_by_unit(intent).items() if total not in (0, HUNDRED)}
    if off:
        unit, total = next(iter(off.items()))
        listed = [
            {"unit": name, "sum": _text(value), "difference": _text(value - HUNDRED)} for name, value in off.items()
        ]
        unread = [bad.cell for bad in intent.bad if bad.reason != "row_repeated"]
        raise SheetWeightsOff(
            unit=unit, sum=_text(total), difference=_text(total - HUNDRED), units=listed, cells=", ".join(unread)
        )


def _kpi(lines: Sequence[Line], intent: Intent) -> KpiIntent | None:
    first = lines[0]
    for line in lines[1:]:
        for meaning in ("measure_unit", "direction"):
            written, earlier = getattr(line, meaning), getattr(first, meaning)
            if same_name(written) != same_name(earlier):
                raise SheetContradiction(
                    kpi=line.kpi, field=meaning, cell=line.cells[meaning], written=written, earlier=earlier
                )
    direction = words.direction(first.direction)
    if direction is None:
        intent.bad += [
            BadCell(line.cells["direction"], line.line, "方向", line.direction, "direction_unreadable")
            for line in lines
        ]
        return None
    unit = words.measure_unit(first.measure_unit)
    if unit is None:
        intent.notices.append(
            Notice("measure_unit_unknown", first.cells["measure_unit"], {"written": first.measure_unit})
        )
        unit = words.MeasureUnit("number", "one", Decimal(1))
    kind = words.time_kind(first.time_kind, kpi=first.kpi, unit=unit.code)
    return KpiIntent(first.kpi, unit, direction, kind, _method(direction, lines), _decimals(unit, lines))


def _method(direction: str, lines: Sequence[Line]) -> str:
    """A target of 0 or below cannot be divided by: hit or miss, or the signed formula (rule R3)."""
    targets = [figure for line in lines for figure in map(plain_figure, (*line.targets.values(), line.annual))]
    known = [figure for figure in targets if figure is not None]
    if any(figure < 0 for figure in known):
        return "signed"
    if any(figure == 0 for figure in known):
        return "binary"
    return "ratio" if direction == "higher" else "mirror"


def _decimals(unit: words.MeasureUnit, lines: Sequence[Line]) -> int:
    figures = [plain_figure(figure) for line in lines for figure in (*line.targets.values(), *line.actuals.values())]
    places = [-int(figure.normalize().as_tuple().exponent) for figure in figures if figure is not None]
    most = 1 if unit.code == "percent" else 2
    return max(0, min(max(places, default=0), most))


def _weights(lines: Sequence[Line]) -> dict[int, Decimal]:
    """Weights in percent: 40, 40 % and 0.4 mean the same, decided for the whole sheet."""
    written = {line.line: line.weight for line in lines}
    plain = [figure.number.value for figure in written.values() if figure and not figure.number.is_percent]
    are_fractions = bool(plain) and max(plain) <= 1
    factors = {True: HUNDRED, False: HUNDRED if are_fractions else Decimal(1)}
    return {
        line: Decimal(0) if figure is None else EXACT.multiply(figure.number.value, factors[figure.number.is_percent])
        for line, figure in written.items()
    }


def _line(line: Line, kpi: KpiIntent, weight: Decimal, group: Sequence[Line], intent: Intent) -> LineIntent:
    are_points = kpi.unit.code == "percent" and _is_written_in_points(group)
    annual = None if line.annual is None else _figure(line.annual, kpi, are_points)
    targets = {month: _figure(figure, kpi, are_points) for month, figure in line.targets.items()}
    if kpi.time_kind == "flow" and annual is not None and len(targets) == 12 and sum_of(targets.values()) != annual:
        fields = {"annual": _text(annual), "sum": _text(sum_of(targets.values())), "kpi": line.kpi, "unit": line.unit}
        intent.notices.append(Notice("annual_differs", line.cells.get("annual", ""), fields))
    return LineIntent(
        line=line.line,
        unit=line.unit,
        owner=line.owner,
        number=line.number,
        kpi=line.kpi,
        weight=weight,
        annual=annual,
        targets=targets,
        actuals={month: _figure(figure, kpi, are_points) for month, figure in line.actuals.items()},
        cells={
            **{("target", month): figure for month, figure in line.targets.items()},
            **{("actual", month): figure for month, figure in line.actuals.items()},
        },
    )


def _is_written_in_points(group: Sequence[Line]) -> bool:
    figures = [
        figure.number.value
        for line in group
        for figure in (*line.targets.values(), *line.actuals.values(), *([line.annual] if line.annual else []))
        if not figure.number.is_percent
    ]
    return any(abs(figure) > _LARGEST_FRACTION for figure in figures)


def _figure(figure: WrittenFigure, kpi: KpiIntent, are_points: bool) -> Decimal:
    number = figure.number
    if number.is_percent or number.is_scaled:
        return number.value
    return EXACT.multiply(number.value, Decimal("0.01") if are_points else kpi.unit.factor)


def _text(figure: Decimal) -> str:
    return format(figure.normalize(), "f")
