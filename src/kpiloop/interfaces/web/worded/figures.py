"""Figures of a KPI as sentences and cells write them, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, pgettext

from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import judge
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow


def tongue() -> str:
    """The language names are asked for in."""
    return get_language() or "zh-hans"


def kpi_of(assignment: AssignmentRow) -> str:
    """A KPI with whose it is: 华东销售毛利率 / East Sales: Gross margin."""
    names = {"subject": assignment.subject.name(tongue()), "kpi": assignment.kpi.name(tongue())}
    return pgettext("whose KPI", "%(subject)s: %(kpi)s") % names


def figure(kpi: KpiRow, amount: Figure | None) -> str:
    """A figure with its unit."""
    return formats.value_with_unit(amount, formats.display_of(kpi))


def bare(kpi: KpiRow, amount: Figure | None, *, signed: bool = False) -> str:
    """A figure whose unit stands in the head."""
    return formats.value(amount, formats.display_of(kpi), signed=signed)


def aim(kpi: KpiRow, amount: Figure | Band | None) -> str:
    """A target with its direction."""
    return formats.target(amount, formats.display_of(kpi), kpi.direction)


def unit_of(kpi: KpiRow) -> str:
    """The unit of a column head."""
    return formats.unit_of(formats.display_of(kpi))


def change_unit_of(kpi: KpiRow) -> str:
    """The unit of a column of changes; percentages differ in points."""
    display = formats.display_of(kpi)
    return formats.unit_word("points") if display.is_percent else formats.unit_of(display)


def gap(kpi: KpiRow, change: Figure | None, *, with_unit: bool = True) -> Difference:
    """A signed change judged by the direction of the KPI."""
    if change is None or isinstance(change, Missing):
        return Difference(formats.MISSING, "neutral")
    text = formats.value(change, formats.display_of(kpi), signed=True)
    unit = change_unit_of(kpi)
    return Difference(f"{text} {unit}".strip() if with_unit else text, tint(text, change, kpi.direction), unit)


def tint(text: str, change: Figure, direction: str) -> str:
    """Better or worse as it is written: what reads as nothing has no colour.

    >>> tint("−0.2", Decimal("-0.2"), "higher"), tint("0.0", Decimal("-0.02"), "higher")
    ('worse', 'neutral')
    """
    return judge(change, direction) if any(sign in "123456789" for sign in text) else "neutral"


def places_of(kpi: KpiRow) -> tuple[Decimal, int]:
    """What a stored figure is divided by before it is written, and with how many decimals."""
    display = formats.display_of(kpi)
    if display.is_percent:
        return Decimal("0.01"), display.places
    if display.scale in {"one", "percent"}:
        return Decimal(1), display.places
    step = formats.SCALES[formats.language()][display.scale]
    return step.divisor, display.places + step.extra_places


def rounded_to_add_up(changes: Sequence[Figure], total: Figure, kpi: KpiRow) -> list[Figure]:
    """Changes rounded for the page so that the written figures add up to the written total.

    The last unit goes to the largest remainders; a figure moves by less than one unit of its last place.
    """
    divisor, places = places_of(kpi)
    unit = divisor * Decimal(1).scaleb(-places)
    known = [(index, change) for index, change in enumerate(changes) if not isinstance(change, Missing)]
    if isinstance(total, Missing) or not known:
        return list(changes)
    floors = {index: (change / unit).to_integral_value(ROUND_FLOOR) for index, change in known}
    short = int((total / unit).to_integral_value(ROUND_HALF_UP) - sum(floors.values()))
    by_rest = sorted(known, key=lambda pair: (floors[pair[0]] - pair[1] / unit, pair[0]))
    if not 0 <= short <= len(by_rest):
        return list(changes)  # the parts are not the whole: nothing is bent to hide that
    for index, _change in by_rest[:short]:
        floors[index] += 1
    return [floors[index] * unit if index in floors else change for index, change in enumerate(changes)]
