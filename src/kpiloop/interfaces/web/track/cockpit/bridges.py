"""The bridge of a headline figure in money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.options import bridge as drawing
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.track.cockpit.page import BridgePanel, bridge_rows
from kpiloop.interfaces.web.worded.figures import rounded_to_add_up
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.choices import PRIOR_PERIOD, PRIOR_YEAR, TARGET
from kpiloop.loop.analyse.rows import Bridge, BridgeStep
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track.rows import CockpitCard

WIDTH, HEIGHT = 398, 246
#: Steps beside the two totals; smaller ones are added up, so that every column has a readable name.
STEPS = 6
#: Part of all movement below which a step joins the others.
LEAST = Decimal("0.02")
#: Key, name, kind, change and judgement of one column.
Step = tuple[str, str, str, Decimal, str]
BASELINES = {"plan": TARGET, "prior_year": PRIOR_YEAR, "prior_period": PRIOR_PERIOD}


def headline(cards: Sequence[CockpitCard]) -> CockpitCard | None:
    """The money KPI the page speaks about: a result before its inputs, else the largest gap."""
    money = [
        card
        for card in cards
        if formats.display_of(card.status.assignment.kpi).is_money and card.status.gap is not None
    ]
    return min(money, key=_rank, default=None)


def _rank(card: CockpitCard) -> tuple[Decimal, int]:
    return (-card.status.assignment.weight, card.status.assignment.id)


def find_bridge(viewer: Actor, card: CockpitCard, place: Place) -> Bridge | None:
    """The bridge of the headline figure; None where a side or a step has no value."""
    found = analyse.bridge(
        viewer,
        assignment_id=card.status.assignment.id,
        period_code=place.period,
        baseline=BASELINES.get(place.comparison, TARGET),
    )
    has_gap = any(isinstance(step.change, Missing) for step in found.steps)
    is_split = any(step.kind == "step" for step in found.steps)
    return found if is_split and not has_gap else None


def bridge_panel(found: Bridge, remarks: Sequence[str] = ()) -> BridgePanel:
    """The bridge as the page shows it: drawn, and as rows; remarks stand beside its title."""
    kpi, period = found.contribution.assignment.kpi, found.contribution.period_code
    display = formats.display_of(kpi)
    base = f"total.{found.contribution.baseline}"
    drawn = drawing.Bridge(tuple(_column(step, base, display) for step in merged(written(found.steps, kpi))))
    address = reverse("track:kpi", args=[found.contribution.assignment.id]) + "#breakdown"
    names = {"kpi": kpi.name(formats.language()), "base": label(base), "actual": label("total.current")}
    title = gettext("%(kpi)s: %(base)s → %(actual)s") % names
    note = formats.clauses([formats.unit_of(display), period_name(period, short=True), *remarks])
    floor = drawing.floor_of(drawn)
    start = {"start": formats.value(floor, display)}
    return BridgePanel(
        title=title,
        note=note,
        rows=bridge_rows(drawn, address=address),
        picture=Picture(draw_chart(drawing.bridge_option(drawn), width=WIDTH, height=HEIGHT), f"{title}, {note}"),
        axis_note=gettext("Axis starts at %(start)s (broken)") % start if floor > 0 else "",
        table_address=address,
    )


def merged(steps: Sequence[BridgeStep]) -> list[Step]:
    """Key, name, kind, change and judgement per column; the smallest steps as one."""
    inner = [step for step in steps if step.kind != "total" and _change(step)]
    least = sum((_size(step) for step in inner), Decimal(0)) * LEAST
    large = sorted((step for step in inner if _size(step) >= least), key=lambda step: -_size(step))
    room = STEPS if len(large) == len(inner) <= STEPS else STEPS - 1
    kept = {step.key for step in large[:room]}
    shown = [(step.key, _name(step), step.kind, _change(step), step.good) for step in inner if step.key in kept]
    rest = sum((_change(step) for step in inner if step.key not in kept), Decimal(0))
    if rest:
        shown.append(("rest", label("total.rest"), "step", rest, _good_of(rest, steps)))
    first, last = steps[0], steps[-1]
    return [
        ("base", "", "total", _change(first), "neutral"),
        *shown,
        ("current", label("total.current"), "total", _change(last), "neutral"),
    ]


def written(steps: Sequence[BridgeStep], kpi: KpiRow) -> list[BridgeStep]:
    """Steps as they are written: rounded once and together, so that they lead from the first total to the last.

    All steps are rounded before the small ones are put together, as the table of the KPI rounds them.
    """
    first, *inner, last = steps
    ends = [rounded_to_add_up([end.change], end.change, kpi)[0] for end in (first, last)]
    start, end = ends
    if isinstance(start, Missing) or isinstance(end, Missing):
        return list(steps)
    moved = rounded_to_add_up([step.change for step in inner], end - start, kpi)
    told = [replace(step, change=change) for step, change in zip(inner, moved, strict=True)]
    return [replace(first, change=start), *told, replace(last, change=end)]


def _good_of(rest: Decimal, steps: Sequence[BridgeStep]) -> str:
    for step in steps:
        if step.good != "neutral" and _change(step):
            is_same_side = (_change(step) > 0) == (rest > 0)
            return step.good if is_same_side else ("worse" if step.good == "better" else "better")
    return "neutral"


def _column(step: Step, base: str, display: Display) -> drawing.BridgeStep:
    key, name, kind, change, good = step
    is_total = kind == "total"
    side = "actual" if key == "current" else "plan" if base == "total.target" else "prior"
    return drawing.BridgeStep(
        name=label(base) if key == "base" else name,
        figure=change,
        text=formats.value(change, display, signed=not is_total),
        kind=side if is_total else "step",
        judgement="neutral" if is_total else good,
    )


def _name(step: BridgeStep) -> str:
    if step.kind == "residual":
        return label("total.residual")
    if step.key == "hidden":
        return label("part.hidden")
    return step.name_en if formats.language() == "en" and step.name_en else step.name_zh


def _change(step: BridgeStep) -> Decimal:
    return step.change if isinstance(step.change, Decimal) else Decimal(0)


def _size(step: BridgeStep) -> Decimal:
    return abs(_change(step))
