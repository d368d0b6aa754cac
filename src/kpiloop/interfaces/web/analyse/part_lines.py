"""The parts of a change as rows that add up to it as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import judge
from kpiloop.interfaces.charts.marks.variance_bar import VarianceBar, scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.addresses import page
from kpiloop.interfaces.web.worded.parts import part_figure, part_name
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.analyse.rows import Contribution, PartRow


@dataclass(frozen=True)
class PartLine:
    """One row of the table."""

    name: str  #: unit, member or driver
    address: str  #: opens it; empty where it is no KPI of somebody
    base: str  #: figure of the base
    current: str  #: figure now
    rate: Difference | None  #: of the change, by its own rate
    mix: Difference | None  #: of the change, by its share in the whole
    change: Difference  #: what it adds to the whole change
    bar: VarianceBar | None  #: the same as a bar
    share: str  #: part of the whole change
    running: Difference  #: change up to and with this row
    state: str = ""  #: new or gone, in words
    key: str = ""  #: of the part
    is_rest: bool = False  #: True for what no part explains


def part_lines(split: Contribution) -> tuple[PartLine, ...]:
    """Parts by size; behind the last shown one the others stand together, then the named rest."""
    if not split.parts or isinstance(split.change, Missing):
        return ()
    has_rest = split.residual_code != "none" and not isinstance(split.residual, Missing)
    changes: list[Figure] = [part.change for part in split.parts]
    written = figures.rounded_to_add_up(
        [*changes, *([split.residual] if has_rest else [])], split.change, split.assignment.kpi
    )
    bars = scale_of(written, width=120)
    rows: list[PartLine] = []
    running: Figure = Decimal(0)
    for place, change in enumerate(written):
        if isinstance(change, Missing):
            continue  # a row of dashes tells nothing
        part = split.parts[place] if place < len(split.parts) else None
        if not isinstance(running, Missing):
            running = running + change
        bar = variance_bar(change, bars, judgement=judge(change, split.assignment.kpi.direction))
        rows.append(_line(split, part, change, bar, running))
    return tuple(rows)


def _line(
    split: Contribution, part: PartRow | None, change: Figure, bar: VarianceBar | None, running: Figure
) -> PartLine:
    kpi = split.assignment.kpi
    gap = figures.gap(kpi, change, with_unit=False)
    so_far = figures.gap(kpi, running, with_unit=False)
    if part is None:
        return PartLine(
            label(f"residual.{split.residual_code}"), "", "", "", None, None, gap, bar, "", so_far, is_rest=True
        )
    is_split = part.rate_effect is not None and not isinstance(part.rate_effect, Missing)
    return PartLine(
        name=part_name(part),
        key=part.key,
        state=label(f"part_state.{part.state}") if part.state else "",
        address=page("analyse:variance", part.assignment_id, period=split.period_code) if part.assignment_id else "",
        base=part_figure(kpi, part, part.base),
        current=part_figure(kpi, part, part.current),
        rate=figures.gap(kpi, part.rate_effect, with_unit=False) if is_split else None,
        mix=figures.gap(kpi, part.mix_effect, with_unit=False) if is_split else None,
        change=gap,
        bar=bar,
        share=formats.percent(part.share, 0),
        running=so_far,
    )


def total_line(split: Contribution) -> PartLine:
    """The whole change."""
    kpi = split.assignment.kpi
    gap = figures.gap(kpi, split.change, with_unit=False)
    base, current = figures.bare(kpi, split.base), figures.bare(kpi, split.current)
    return PartLine(label("total.sum"), "", base, current, None, None, gap, None, formats.percent(1, 0), gap)
