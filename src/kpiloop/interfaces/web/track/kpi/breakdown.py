"""Who moved the KPI: parts that add up to the change, the rest named."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import judge
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.marks.variance_bar import scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Difference, Link
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.track.cockpit.bridges import BASELINES
from kpiloop.interfaces.web.track.kpi.page import Breakdown, PartRow
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.web.worded.figures import change_unit_of, rounded_to_add_up, unit_of
from kpiloop.interfaces.web.worded.parts import part_figure, part_name
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.choices import TARGET
from kpiloop.loop.analyse.rows import Contribution
from kpiloop.loop.analyse.rows import PartRow as Part
from kpiloop.loop.plan.rows import KpiRow

SHOWN = 8
#: A part larger than twice the whole change: the parts cancel each other, and shares would mislead.
MOST_SHARE = Decimal(2)


def breakdown_of(viewer: Actor, place: Place, *, assignment_id: int, by: str) -> Breakdown | None:
    """The split asked for, or the first one there is; None where the KPI cannot be split."""
    ways = analyse.dimensions_of(viewer, assignment_id=assignment_id, period_code=place.period)
    if not ways:
        return None
    chosen = by if by in ways else ways[0]
    found = analyse.contribution(
        viewer,
        assignment_id=assignment_id,
        period_code=place.period,
        by=chosen,
        baseline=BASELINES.get(place.comparison, TARGET),
    )
    has_change = not isinstance(found.change, Missing)  # without a figure there is nothing anybody moved
    return _panel(found, ways, assignment_id) if found.parts and has_change else None


def _panel(found: Contribution, ways: tuple[str, ...], assignment_id: int) -> Breakdown:
    kpi = found.assignment.kpi
    base = label(f"total.{found.baseline}")
    unit = "" if found.order else unit_of(kpi)  # factors keep their own units
    return Breakdown(
        title=gettext("Who moved it: %(base)s → %(actual)s") % {"base": base, "actual": label("total.current")},
        note=gettext("largest effect first, parts add up to the change")
        if _has_shares(found)
        else gettext("largest effect first; parts offset each other, so shares say nothing"),
        splits=tuple((way_name(way), f"?by={way}#breakdown", way == found.by) for way in ways),
        split_head=way_name(found.by),
        heads=(f"{base} {unit}".strip(), f"{label('total.current')} {unit}".strip()),
        difference_head=gettext("Share"),
        impact_head=f"{gettext('Effect')} {change_unit_of(kpi)}".strip(),
        rows=tuple(_rows(found, kpi)),
        rows_link=_opened(found.by, ways, assignment_id),
    )


def _opened(by: str, ways: tuple[str, ...], assignment_id: int) -> Link | None:
    """The page that opens the KPI month by month, where units or a column of its rows lie below."""
    if set(ways) <= {"drivers"}:
        return None
    return Link(gettext("Units and months"), addresses.page("track:kpi_split", assignment_id, by=by))


def way_name(way: str) -> str:
    """The name of a split; a column of the data keeps its own name."""
    return label(f"split.{way}") if has_label(f"split.{way}") else way


def _rows(found: Contribution, kpi: KpiRow) -> list[PartRow]:
    parts = found.parts[:SHOWN]
    hidden = found.parts[SHOWN:]
    changes: list[Figure] = [part.change for part in parts]
    rest = _sum([part.change for part in hidden])
    changes += [rest, found.residual]
    shown = rounded_to_add_up(changes, found.change, kpi)
    scale = scale_of([change for change in shown if isinstance(change, Decimal)], width=108)
    display = formats.display_of(kpi)
    has_shares = _has_shares(found)

    def row(name: str, cells: tuple[str, str], change: Figure, share: Figure) -> PartRow:
        good = judge(change, kpi.direction)
        return PartRow(
            name=name,
            cells=cells,
            difference=Difference(formats.percent(share, 0, signed=True) if has_shares else formats.MISSING, good),
            bar=variance_bar(change, scale, judgement=good),
            impact=formats.difference(change, display, with_unit=False),
        )

    rows = [
        row(
            part_name(part),
            (part_figure(kpi, part, part.base), part_figure(kpi, part, part.current)),
            change,
            part.share,
        )
        for part, change in zip(parts, shown, strict=False)
    ]
    nothing = formats.MISSING, formats.MISSING
    if hidden:
        rows.append(row(label("total.rest"), nothing, shown[len(parts)], Missing("not_applicable")))
    if isinstance(found.residual, Decimal) and not _is_nothing(shown[-1]):
        rows.append(row(_residual_name(found), nothing, shown[-1], Missing("not_applicable")))
    ends = formats.value(found.base, display), formats.value(found.current, display)
    total = row(label("total.sum"), ends, found.change, Decimal(1))
    return [*rows, PartRow(total.name, total.cells, total.difference, None, total.impact, is_total=True)]


def _has_shares(found: Contribution) -> bool:
    """Whether shares of the change can be read: of a small rest of large opposite parts they cannot."""
    return all(abs(part.share) <= MOST_SHARE for part in found.parts if isinstance(part.share, Decimal))


def _both(kpi: KpiRow, part: Part) -> tuple[str, str]:
    return part_figure(kpi, part, part.base), part_figure(kpi, part, part.current)


def _residual_name(found: Contribution) -> str:
    code = f"residual.{found.residual_code}"
    return label(code) if has_label(code) else label("total.residual")


def _is_nothing(figure: Figure) -> bool:
    return not isinstance(figure, Decimal) or figure == 0


def _sum(figures: list[Figure]) -> Figure:
    return sum((figure for figure in figures if isinstance(figure, Decimal)), Decimal(0))
