"""Refusals of splitting a change."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class SplitUnknown(Refusal):
    """The KPI cannot be split this way."""

    code = "split_unknown"  # fields: kpi, by, choices


class BaselineUnknown(Refusal):
    """There is no such baseline."""

    code = "baseline_unknown"  # fields: baseline, choices


class MethodUnknown(Refusal):
    """The change cannot be split by this method."""

    code = "split_method_unknown"  # fields: method, choices


class FactorUnknown(Refusal):
    """A factor is a KPI, and another one than the figure itself."""

    code = "factor_unknown"  # fields: kpi, factor


class FactorTwice(Refusal):
    """A factor moves once."""

    code = "factor_twice"  # fields: factor


class FactorsOther(Refusal):
    """The product of the factors is another figure."""

    code = "factors_other_figure"  # fields: kpi, period, product, figure, gap


class SplitUndefined(Refusal):
    """The method has no answer for these factors."""

    code = "split_undefined"  # fields: convention, undefined; split_undefined_at: factor
