"""Refusals about the strategy map and key results."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class LinkToItself(Refusal):
    """An objective does not move itself: objective."""

    code = "objective_link_to_itself"


class NoWayToGo(Refusal):
    """A key result begins where it should end: key_result."""

    code = "key_result_without_way"


class ConfidenceOutside(Refusal):
    """Confidence lies between 0 and 10: confidence."""

    code = "confidence_outside"


class StrategyChanged(ChangedMeanwhile):
    """Somebody changed it since the page was opened: kind, key."""

    code = "strategy_changed"


class YearUsed(Refusal):
    """Something hangs on the year of an objective: objective, year."""

    code = "objective_year_used"


class EndAhead(Refusal):
    """An objective ends once the day has come: objective, on."""

    code = "objective_end_ahead"
