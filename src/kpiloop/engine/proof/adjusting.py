"""Operations of the proof chain for what stands beside the lines: conditions, adjusted totals, gated payouts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.errors import InternalError
from kpiloop.engine.incentive.gates import GateCap, gated_payout
from kpiloop.engine.proof.step import Step
from kpiloop.engine.scoring.adjusting import DEDUCTION, EXTRA, CardLimits, Ceiling, Points, adjust, points_given
from kpiloop.engine.scoring.conditions import Condition, Lights, holds, units
from kpiloop.engine.scoring.parameters import number, optional_number
from kpiloop.engine.values import Figure, Missing, add, multiply

_FACTORS = ("company_factor", "unit_factor", "individual_factor")


def adjustment_figure(step: Step, figures: Sequence[Figure]) -> Figure:
    """Meet a rule beside the lines once more: points of extra points and deductions, 1 or 0 of vetoes and gates.

    Shape:    children: one figure that is read, or the counts of events; parameters: the rule as it was met, and
              lifted=yes where two people took it back.
    Missing:  an unknown figure leaves points and gates missing, and a veto unmet.

    >>> veto = Step("veto", "", parameters={"reads": "achievement", "comparison": "below", "limit": "0.8"})
    >>> adjustment_figure(veto, [Decimal("0.75")])
    Decimal('1')
    """
    said = step.parameters
    condition = Condition(
        said.get("reads", "event"),
        said.get("comparison", "at_least"),
        optional_number(said, "limit"),
        said.get("light", ""),
        optional_number(said, "per"),
        said.get("counting", "once"),
    )
    lights = Lights(number(said, "green"), number(said, "amber")) if condition.reads == "status" else None
    examined = add(*figures)
    if step.kind in (EXTRA, DEDUCTION):
        return points_given(units(condition, examined, lights), number(said, "each"), optional_number(said, "most"))
    if said.get("lifted") == "yes":
        return Decimal(0)
    is_met = holds(condition, examined, lights)
    if is_met is None and step.kind == "gate":
        return examined
    return Decimal(1) if is_met else Decimal(0)


def adjusted_total(step: Step, figures: Sequence[Figure]) -> Figure:
    """Take the sum of a card through the order of rule R7 once more.

    Shape:    children: the sum first, then rules beside the lines with their points or 1 and 0; parameters: limits.
    Missing:  a missing sum stays missing.

    >>> parts = (Step("card_total", ""), Step("deduction", "", fields={"code": "D"}))
    >>> adjusted_total(Step("score", "", children=parts), [Decimal(90), Decimal(2)])
    Decimal('88')
    """
    points: list[Points] = []
    vetoes: list[Ceiling] = []
    for child, figure in zip(step.children[1:], figures[1:], strict=True):
        if isinstance(figure, Missing):
            continue
        if child.kind in (EXTRA, DEDUCTION):
            points.append(Points(child.fields.get("code", ""), child.kind, figure))
        elif child.kind == "veto" and child.parameters.get("scope") == "total" and figure:
            vetoes.append(Ceiling(child.fields.get("code", ""), number(child.parameters, "most")))
    said = step.parameters
    places = optional_number(said, "places")
    limits = CardLimits(
        optional_number(said, "extra_most"),
        optional_number(said, "deduction_most"),
        optional_number(said, "floor"),
        optional_number(said, "cap"),
        None if places is None else int(places),
    )
    return adjust(figures[0], points, vetoes, limits).official


def held_down(step: Step, figures: Sequence[Figure]) -> Figure:
    """Hold the first child down to what the vetoes that hold leave.

    Shape:    children: a score or factor first, then vetoes with 1 or 0, each with its parameter `most`.
    Missing:  stays missing.

    >>> parts = (Step("line_score", ""), Step("veto", "", parameters={"most": "0"}))
    >>> held_down(Step("line_score", "", children=parts), [Decimal(95), Decimal(1)])
    Decimal('0')
    """
    held = figures[0]
    for child, figure in zip(step.children[1:], figures[1:], strict=True):
        if not isinstance(held, Missing) and not isinstance(figure, Missing) and figure:
            held = min(held, number(child.parameters, "most"))
    return held


def gated_amount(step: Step, figures: Sequence[Figure]) -> Figure:
    """Multiply base, days and factors once more and hold the factors by the gates.

    Shape:    children: base and share of days, or the sum over several bases; factors of company, unit and person;
              gates with 1 or 0, each with its parameter `most`.
    Missing:  a missing factor leaves the amount open.

    >>> parts = (Step("base", ""), Step("individual_factor", ""), Step("gate", "", parameters={"most": "1"}))
    >>> gated_amount(Step("entitlement", "", children=parts), [Decimal(1000), Decimal("1.3"), Decimal(1)])
    Decimal('1000')
    """
    base: list[Figure] = []
    factors: dict[str, Figure] = {}
    gates: list[GateCap] = []
    for child, figure in zip(step.children, figures, strict=True):
        if child.kind == "gate":
            if isinstance(figure, Missing):
                return figure
            if figure:
                gates.append(GateCap(child.fields.get("code", ""), number(child.parameters, "most")))
        elif child.kind in _FACTORS:
            factors[child.kind] = figure
        else:
            base.append(figure)
    if not base or not factors:
        raise InternalError("a gated amount lacks its base or its factors")
    return gated_payout(multiply(*base), factors, gates)
