"""Operations of the proof chain that apply a rule of the scheme: curves, totals, grades, pools."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.achievement import achievement
from kpiloop.engine.errors import InternalError
from kpiloop.engine.incentive.caps import clamp
from kpiloop.engine.incentive.pool import split
from kpiloop.engine.incentive.rounding import floor_to_unit
from kpiloop.engine.incentive.tiers import Tier, factor_from_tiers
from kpiloop.engine.proof.step import Step
from kpiloop.engine.scoring.adjusting import held_grade
from kpiloop.engine.scoring.curves import score_line
from kpiloop.engine.scoring.distribution import FROM_TOP, GradeShare, Quotas, reaches
from kpiloop.engine.scoring.grades import Band, grade_of
from kpiloop.engine.scoring.parameters import number, number_from, optional_number, table
from kpiloop.engine.scoring.scorecard import WeightedLine, merge_segments, total
from kpiloop.engine.values import EXACT, Figure, Missing, from_fraction

#: Attributes of a line: they say how the line counts and are not its figure.
_ATTRIBUTES = ("weight", "days")


def clamp_figure(step: Step, figures: Sequence[Figure]) -> Figure:
    """Hold the only child between the parameters floor and cap.

    Missing:  stays missing.

    >>> clamp_figure(Step("a", "", parameters={"cap": "1.2"}), [Decimal("1.3")])
    Decimal('1.2')
    """
    figure = _first(step, figures)
    if isinstance(figure, Missing):
        return figure
    floor, cap = optional_number(step.parameters, "floor"), optional_number(step.parameters, "cap")
    return clamp(figure, floor=floor, cap=cap)


def achievement_of(step: Step, figures: Sequence[Figure]) -> Figure:
    """Compare actual and target: children of these kinds, else the first two.

    Shape:    parameters: method and its numbers as text.
    Missing:  as engine.achievement.

    >>> achievement_of(Step("achievement", "", parameters={"method": "ratio"},
    ...     children=(Step("actual", ""), Step("target", ""))), [Decimal(9), Decimal(10)])
    Decimal('0.9')
    """
    actual = _by_kind(step, figures, "actual", 0)
    target = _by_kind(step, figures, "target", 1)
    method = step.parameters.get("method", "ratio")
    numbers = {
        name: number_from(written, name)
        for name, written in step.parameters.items()
        if name != "method" and written != ""
    }
    return achievement(method, actual, target, parameters=numbers)


def curve_score(step: Step, figures: Sequence[Figure]) -> Figure:
    """Score a line: children of the kinds actual, target, achievement.

    Shape:    parameters: method and those of the method; tables as JSON text.
    Missing:  as engine.scoring.curves.

    >>> curve_score(Step("line_score", "", parameters={"method": "linear"},
    ...     children=(Step("achievement", ""),)), [Decimal("0.9")])
    Decimal('90.0')
    """
    scored = score_line(
        step.parameters.get("method", ""),
        actual=_by_kind(step, figures, "actual", None),
        target=_by_kind(step, figures, "target", None),
        achievement=_by_kind(step, figures, "achievement", None),
        parameters=step.parameters,
    )
    return scored.clamped


def line_figure(step: Step, figures: Sequence[Figure]) -> Figure:
    """Take the figure of a line; its weight and days are read by the total above.

    Errors:   InternalError unless exactly one child is neither weight nor days.

    >>> line_figure(Step("line", "", children=(Step("weight", ""), Step("line_score", ""))),
    ...     [Decimal("0.4"), Decimal(90)])
    Decimal('90')
    """
    own = [figure for child, figure in zip(step.children, figures, strict=True) if child.kind not in _ATTRIBUTES]
    if len(own) != 1:
        raise InternalError("a line has exactly one figure beside weight and days")
    return own[0]


def weighted_total(step: Step, figures: Sequence[Figure]) -> Figure:
    """Add up a scorecard whose lines carry their declared weight.

    Shape:    each child has parameters["weight"] or a child of kind weight; parameters:
              missing_policy; a child's own parameter of this name goes before it.
    Missing:  as engine.scoring.scorecard.

    >>> lines = (Step("line_score", "", parameters={"weight": "40"}),
    ...          Step("line_score", "", parameters={"weight": "60"}))
    >>> weighted_total(Step("score", "", children=lines), [Decimal(90), Decimal(80)])
    Decimal('84')
    """
    lines = [
        WeightedLine(str(index), _attribute(child, "weight"), figure, child.parameters.get("missing_policy", ""))
        for index, (child, figure) in enumerate(zip(step.children, figures, strict=True))
    ]
    return total(lines, missing_policy=step.parameters.get("missing_policy", "renormalise")).total


def day_weighted_total(step: Step, figures: Sequence[Figure]) -> Figure:
    """Merge segments that carry their days.

    Shape:    each child has parameters["days"] or a child of kind days.
    Missing:  one missing segment makes the total missing.

    >>> parts = (Step("segment", "", parameters={"days": "1"}),
    ...          Step("segment", "", parameters={"days": "3"}))
    >>> day_weighted_total(Step("score", "", children=parts), [Decimal(80), Decimal(100)])
    Decimal('95')
    """
    return merge_segments(
        [(int(_attribute(child, "days")), figure) for child, figure in zip(step.children, figures, strict=True)]
    )


def grade_factor(step: Step, figures: Sequence[Figure]) -> Figure:
    """Read the factor of the grade a total falls into, or of the one its place was given.

    Shape:    parameters: bands = JSON rows [grade, lower, upper or null, factor]. Children: the total; where the
              scheme distributes grades, one of kind place with its quotas; changes of a calibration, the last one
              counts; vetoes on the grade with 1 or 0.
    Missing:  a missing total, or one outside all bands, has no factor.

    >>> bands = '[["A", "90", null, "1.2"], ["B", "0", "90", "1"]]'
    >>> grade_factor(Step("individual_factor", "", parameters={"bands": bands}), [Decimal(91)])
    Decimal('1.2')
    """
    total_figure, bands = figures[0], _bands(step)
    band = grade_of(total_figure, bands)
    left: list[str] = []
    for child, figure in zip(step.children[1:], figures[1:], strict=True):
        if child.kind == "place" and not isinstance(figure, Missing):
            band = _placed(child, figure, bands)
        elif child.kind == "calibrated":
            band = next((row for row in bands if row.grade == child.parameters.get("grade")), None)
        elif child.kind == "veto" and not isinstance(figure, Missing) and figure:
            left.append(child.parameters.get("grade", ""))
    band = held_grade(band, bands, left)
    if band is not None:
        return band.factor
    return total_figure if isinstance(total_figure, Missing) else Missing("no_value")


def tier_factor(step: Step, figures: Sequence[Figure]) -> Figure:
    """Read the factor of the tier the only child reaches.

    Shape:    parameters: tiers = JSON rows [lower, factor], below.
    Missing:  a missing level has no factor.

    >>> tier_factor(Step("unit_factor", "", parameters={"tiers": '[["0.9", "0.8"]]'}),
    ...     [Decimal("0.95")])
    Decimal('0.8')
    """
    tiers: list[Tier] = []
    for row in table(step.parameters, "tiers"):
        lower, factor = row if len(row) == 2 else (None, None)
        if lower is None or factor is None:
            raise InternalError("a tier is a level and a factor")
        tiers.append(Tier(lower, factor))
    below = number(step.parameters, "below", Decimal(0))
    return factor_from_tiers(_first(step, figures), tiers, below=below)


def pool_amount(step: Step, figures: Sequence[Figure]) -> Figure:
    """Say what one subject gets out of a pool.

    Shape:    parameters: key (own), places. Children: one of kind pool; one of kind share per
              subject with parameters["key"]. Where the others may not be seen: the own share, one
              of kind other_shares (their sum) and one of kind left_over (the cents of the
              remainder that fell to this subject), both restricted leaves.
    Law:      largest remainder, as engine.incentive.pool.
    Missing:  a missing pool or share leaves the amount open.

    >>> shares = tuple(Step("share", "", parameters={"key": key}) for key in "abc")
    >>> step = Step("bonus", "", parameters={"key": "a"}, children=(Step("pool", ""), *shares))
    >>> pool_amount(step, [Decimal("100.00"), Decimal(1), Decimal(1), Decimal(1)])
    Decimal('33.34')
    """
    places = int(step.parameters.get("places", "2"))
    pool = _by_kind(step, figures, "pool", None)
    shares: dict[str, Decimal] = {}
    for child, figure in zip(step.children, figures, strict=True):
        if isinstance(figure, Missing):
            return figure
        if child.kind == "share":
            shares[child.parameters.get("key", "")] = figure
    own = shares.get(step.parameters.get("key", ""))
    if isinstance(pool, Missing) or own is None:
        raise InternalError("a share of a pool lacks the pool or the own share")
    others = _by_kind(step, figures, "other_shares", None)
    if isinstance(others, Missing):
        return split(pool, shares, places=places)[step.parameters["key"]]
    whole = Fraction(own) + Fraction(others)
    exact = from_fraction(Fraction(pool) * Fraction(own) / whole) if whole else Decimal(0)
    left_over = _by_kind(step, figures, "left_over", None)
    extra = Decimal(0) if isinstance(left_over, Missing) else left_over
    return EXACT.add(floor_to_unit(exact, places), extra)


def _first(step: Step, figures: Sequence[Figure]) -> Figure:
    if len(figures) != 1:
        raise InternalError(f"{step.operation} needs one child, has {len(figures)}")
    return figures[0]


def _by_kind(step: Step, figures: Sequence[Figure], kind: str, place: int | None) -> Figure:
    for child, figure in zip(step.children, figures, strict=True):
        if child.kind == kind:
            return figure
    if place is not None and place < len(figures):
        return figures[place]
    return Missing("input_missing")


def _attribute(child: Step, name: str) -> Decimal:
    written = child.parameters.get(name)
    if written is not None:
        return number_from(written, name)
    for grandchild in child.children:
        if grandchild.kind == name and grandchild.figure is not None:
            return grandchild.figure
    raise InternalError(f"a line lacks its {name}")


def _placed(place: Step, figure: Decimal, bands: Sequence[Band]) -> Band | None:
    """The grade a place is given; a place of before says nothing about where grades were filled from: the top."""
    said = place.parameters
    rows: list[list[str]] = json.loads(said.get("shares", "[]"))
    least = optional_number(said, "bottom_least")
    quotas = Quotas(
        tuple(GradeShare(grade, number_from(share, "share")) for grade, share in rows),
        said.get("wording", "at_most"),
        None if least is None else int(least),
        said.get("counted_from", FROM_TOP),
    )
    together = int(said.get("together", "1"))
    found = (row.grade for row in reaches(int(said["size"]), quotas) if row.takes(int(figure), together))
    grade = next(found, "")
    return next((band for band in bands if band.grade == grade), None)


def _bands(step: Step) -> list[Band]:
    rows: object = json.loads(step.parameters.get("bands", "[]"))
    if not isinstance(rows, list):
        raise InternalError("bands are a list of rows")
    bands: list[Band] = []
    for row in rows:
        grade, lower, upper, factor = row
        top = None if upper is None else number_from(upper, "upper")
        bands.append(Band(str(grade), number_from(lower, "lower"), top, number_from(factor, "factor")))
    return bands
