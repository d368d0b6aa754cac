"""The calculation of a score line in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.curves import curve_words
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward.rows import LineRow

ONE, TWO = 1, 2
HUNDRED = Decimal(100)
FINER = 2  #: places added at most, so that 6.98 does not stand below a target of 7.0 as 7.0


def rule_words(line: LineRow) -> str:
    """The scoring rule of a line as one short sentence."""
    version = gettext("rule version %(version)s") % {"version": line.rule_version}
    return formats.clauses([curve_words(line.method, line.parameters), version])


def display_of_line(line: LineRow) -> formats.Display:
    """How the figures of a line are written: finer than the KPI says where a miss would read as the target itself."""
    display = formats.display_of(line.kpi)
    if line.actual is None or line.target is None or not line.lost:
        return display
    finer = (replace(display, places=display.places + more) for more in range(FINER + 1))
    telling = (each for each in finer if formats.value(line.actual, each) != formats.value(line.target, each))
    return next(telling, display)


def weight_words(line: LineRow) -> str:
    """The weight of a line; both where another one counted, because a line of its card has no score."""
    agreed, counted = line.weight / HUNDRED, line.effective_weight
    if counted is None or formats.percent(counted, 0) == formats.percent(agreed, 0):
        return formats.percent(agreed, 0)
    return f"{formats.percent(agreed, 0)} → {formats.percent(counted, 0)}"


def working_words(line: LineRow) -> tuple[str, str]:
    """The computation up to its result, and the result."""
    if line.score is None or line.weighted_score is None:
        return (label(f"missing.{line.missing_reason}"), "") if line.missing_reason else ("", formats.MISSING)
    parts = []
    display = display_of_line(line)
    if line.achievement is not None and line.target is not None and line.method not in ("deduction", "step_table"):
        shown = f"{formats.value(line.actual, display)} / {formats.value(line.target, display)}"
        parts.append(f"{shown} = {formats.percent(line.achievement, ONE)}")
    else:
        parts.append(formats.value(line.actual, display))
    if line.held_from:
        parts = [gettext("no figure; score held from %(quarter)s") % {"quarter": period_name(line.held_from)}]
    if line.raw_score is not None and line.raw_score != line.score:
        parts.append(formats.number(line.raw_score, ONE))
    parts.append(formats.number(line.score, ONE))
    parts.append(f"× {formats.percent(line.effective_weight, ONE)} =")
    return " → ".join(parts), formats.number(line.weighted_score, TWO)
