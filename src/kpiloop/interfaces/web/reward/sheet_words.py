"""The calculation of a score line in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.interfaces.wording import formats
from kpiloop.loop.reward.rows import LineRow

ONE, TWO = 1, 2


def rule_words(line: LineRow) -> str:
    """The scoring rule of a line as one short sentence."""
    names = {
        "linear": gettext("Ratio: full mark times achievement"),
        "mirror": gettext("Mirror: 2 − actual ÷ target"),
        "inverse": gettext("Inverse: target ÷ actual"),
        "interpolation": gettext("Interpolated between its points"),
        "step_table": gettext("Step table"),
        "hit_or_miss": gettext("Hit or miss"),
        "deduction": gettext("Deduction per event"),
        "manual": gettext("Assessed by the manager"),
    }
    said = [names.get(line.method, line.method)]
    if line.parameters.get("cap"):
        said.append(gettext("capped at %(cap)s") % {"cap": line.parameters["cap"]})
    points = line.parameters.get("points")
    if isinstance(points, list):
        said.append(formats.clauses([f"{_percent(x)}→{y}" for x, y in points]))
    said.append(gettext("rule version %(version)s") % {"version": line.rule_version})
    return formats.clauses(said)


def working_words(line: LineRow) -> tuple[str, str]:
    """The computation up to its result, and the result."""
    if line.score is None or line.weighted_score is None:
        return "", formats.MISSING
    parts = []
    display = formats.display_of(line.kpi)
    if line.achievement is not None and line.target is not None and line.method not in ("deduction", "step_table"):
        shown = f"{formats.value(line.actual, display)} / {formats.value(line.target, display)}"
        parts.append(f"{shown} = {formats.percent(line.achievement, ONE)}")
    else:
        parts.append(formats.value(line.actual, display))
    if line.raw_score is not None and line.raw_score != line.score:
        parts.append(formats.number(line.raw_score, ONE))
    parts.append(formats.number(line.score, ONE))
    parts.append(f"× {formats.percent(line.effective_weight, ONE)} =")
    return " → ".join(parts), formats.number(line.weighted_score, TWO)


def _percent(written: object) -> str:
    return f"{(Decimal(str(written)) * 100).normalize():f}%"
