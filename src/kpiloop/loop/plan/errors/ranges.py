"""Refusals about targets that are a range."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class RangeNotSpread(Refusal):
    """Months with a range are set one by one; a sum or a share says nothing about two bounds: kpi, period."""

    code = "target_range_not_spread"


class RangeNotJudged(Refusal):
    """Only a KPI judged by a range takes a lower and an upper bound: kpi, period."""

    code = "target_range_not_judged"


class RangeInverted(Refusal):
    """The lower bound is above the upper one, or the target outside of both: kpi, period, low, high."""

    code = "target_range_inverted"


class RangeMissing(Refusal):
    """The definition names no bounds, so every month needs its own two: kpi, period."""

    code = "target_range_missing"
