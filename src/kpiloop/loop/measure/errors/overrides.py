"""Refusals about figures that persons decide in place of the system's."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NothingToOverride(Refusal):
    """The subject neither has this KPI nor a figure of it in the month. Fields: kpi, subject, period."""

    code = "override_no_figure"


class OverrideOfMonths(Refusal):
    """Only the figure of a month is overridden; longer windows follow. Fields: period."""

    code = "override_months_only"


class OverrideDayPast(Refusal):
    """The day it ends is not after today. Fields: valid_until."""

    code = "override_day_past"


class OverrideWaiting(Refusal):
    """Another override of the same figure waits for its decision. Fields: kpi, subject, period, override."""

    code = "override_waiting"


class OverrideSettled(Refusal):
    """It is not in a state in which this can be done. Fields: override, state."""

    code = "override_settled"
