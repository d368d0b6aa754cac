"""Refusals about what is expected when."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class DutyOfOne(Refusal):
    """A duty is about one source or one KPI. Fields: none."""

    code = "collect_duty_of_one"
