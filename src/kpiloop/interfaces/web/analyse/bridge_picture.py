"""The bridge from base to actual as a picture: few steps, the small ones together, both ends as totals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import judge
from kpiloop.interfaces.charts.options.bridge import Bridge, BridgeStep, bridge_option
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.parts import part_name
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.analyse.rows import Contribution, Crossing

STEPS, NARROW_STEPS = 8, 3
WIDE, NARROW = (900, 280), (340, 240)
KIND_OF_BASE = {"target": "plan", "prior_year": "prior", "prior_period": "prior"}


def bridge_picture(split: Contribution | Crossing, title: str) -> Picture | None:
    """Drawn for a desk and, with fewer steps, for a phone; None where an end has no figure."""
    wide, narrow = _bridge(split, STEPS), _bridge(split, NARROW_STEPS)
    if wide is None or narrow is None:
        return None
    return Picture(
        svg=draw_chart(bridge_option(wide), width=WIDE[0], height=WIDE[1]),
        description=title + ": " + ", ".join(f"{step.name} {step.text}" for step in wide.steps),
        narrow_svg=draw_chart(bridge_option(narrow), width=NARROW[0], height=NARROW[1]),
    )


def _bridge(split: Contribution | Crossing, most: int) -> Bridge | None:
    if isinstance(split.base, Missing) or isinstance(split.current, Missing):
        return None
    known = [part for part in split.parts if not isinstance(part.change, Missing)]
    has_residual = split.residual_code != "none" and isinstance(split.residual, Decimal)
    exact: list[Figure] = [part.change for part in known] + ([split.residual] if has_residual else [])
    # All parts are rounded together, as the table below the picture rounds them; those shown as one are added up after.
    told = figures.rounded_to_add_up(exact, split.change, split.assignment.kpi)
    shown = len(known) if len(known) <= most else most - 1
    steps = [_step(split, part_name(part), exact[place], told[place]) for place, part in enumerate(known[:shown])]
    if shown < len(known):
        rest = slice(shown, len(known))
        steps.append(_step(split, label("part.others"), _sum(exact[rest]), _sum(told[rest])))
    if has_residual:
        steps.append(_step(split, label("bridge.residual"), exact[-1], told[-1]))
    return Bridge((_end(split, split.base, is_base=True), *steps, _end(split, split.current)))


def _sum(changes: Sequence[Figure]) -> Decimal:
    return sum((change for change in changes if isinstance(change, Decimal)), Decimal(0))


def _step(split: Contribution | Crossing, name: str, change: Figure, told: Figure) -> BridgeStep:
    kpi = split.assignment.kpi
    return BridgeStep(
        name=name,
        figure=change if isinstance(change, Decimal) else Decimal(0),
        text=figures.bare(kpi, told, signed=True),
        kind="step",
        judgement=judge(change, kpi.direction),
    )


def _end(split: Contribution | Crossing, total: Decimal, *, is_base: bool = False) -> BridgeStep:
    kpi = split.assignment.kpi
    name = label(f"baseline.{split.baseline}") if is_base else label("bridge.current")
    kind = KIND_OF_BASE[split.baseline] if is_base else "actual"
    return BridgeStep(name=name, figure=total, text=figures.bare(kpi, total), kind=kind)
