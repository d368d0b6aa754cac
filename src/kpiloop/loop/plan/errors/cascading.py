"""Refusals of breaking a target down."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NotAdditive(Refusal):
    """Targets of this KPI do not add up over units: kpi, time_kind."""

    code = "cascade_not_additive"


class CascadeEmpty(Refusal):
    """Nothing to break down: no part runs in an open month that has a target: kpi, parts."""

    code = "cascade_without_parts"
