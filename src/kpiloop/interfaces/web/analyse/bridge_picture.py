"""The bridge from base to actual as a picture: few steps, the small ones together, both ends as totals."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import judge
from kpiloop.interfaces.charts.options.bridge import Bridge, BridgeStep, bridge_option
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.analyse.rows import Contribution, PartRow

STEPS, NARROW_STEPS = 8, 3
WIDE, NARROW = (900, 280), (340, 240)
KIND_OF_BASE = {"target": "plan", "prior_year": "prior", "prior_period": "prior"}


def bridge_picture(split: Contribution, title: str) -> Picture | None:
    """Drawn for a desk and, with fewer steps, for a phone; None where an end has no figure."""
    wide, narrow = _bridge(split, STEPS), _bridge(split, NARROW_STEPS)
    if wide is None or narrow is None:
        return None
    return Picture(
        svg=draw_chart(bridge_option(wide), width=WIDE[0], height=WIDE[1]),
        description=title + ": " + ", ".join(f"{step.name} {step.text}" for step in wide.steps),
        narrow_svg=draw_chart(bridge_option(narrow), width=NARROW[0], height=NARROW[1]),
    )


def _bridge(split: Contribution, most: int) -> Bridge | None:
    if isinstance(split.base, Missing) or isinstance(split.current, Missing):
        return None
    known = [part for part in split.parts if not isinstance(part.change, Missing)]
    shown, others = (known, []) if len(known) <= most else (known[: most - 1], known[most - 1 :])
    changes: list[tuple[str, Figure]] = [(_name(part), part.change) for part in shown]
    if others:
        together = sum((part.change for part in others if isinstance(part.change, Decimal)), Decimal(0))
        changes.append((label("bridge.others"), together))
    if split.residual_code != "none" and isinstance(split.residual, Decimal):
        changes.append((label("bridge.residual"), split.residual))
    return Bridge((_end(split, split.base, is_base=True), *_steps(split, changes), _end(split, split.current)))


def _steps(split: Contribution, changes: list[tuple[str, Figure]]) -> list[BridgeStep]:
    kpi = split.assignment.kpi
    written = figures.rounded_to_add_up([change for _, change in changes], split.change, kpi)
    return [
        BridgeStep(
            name=name,
            figure=change,
            text=figures.bare(kpi, told, signed=True),
            kind="step",
            judgement=judge(change, kpi.direction),
        )
        for (name, change), told in zip(changes, written, strict=True)
        if isinstance(change, Decimal)
    ]


def _end(split: Contribution, total: Decimal, *, is_base: bool = False) -> BridgeStep:
    kpi = split.assignment.kpi
    name = label(f"baseline.{split.baseline}") if is_base else label("bridge.current")
    kind = KIND_OF_BASE[split.baseline] if is_base else "actual"
    return BridgeStep(name=name, figure=total, text=figures.bare(kpi, total), kind=kind)


def _name(part: PartRow) -> str:
    if part.key == "hidden":
        return label("part.hidden")
    return part.name(figures.tongue()) or part.key or "—"
