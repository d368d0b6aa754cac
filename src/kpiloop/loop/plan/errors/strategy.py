"""Refusals about the strategy map and key results."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class LinkToItself(Refusal):
    """An objective does not move itself: objective."""

    code = "objective_link_to_itself"


class NoWayToGo(Refusal):
    """A key result begins where it should end: code."""

    code = "key_result_without_way"


class ConfidenceOutside(Refusal):
    """Confidence lies between 0 and 10: confidence."""

    code = "confidence_outside"
