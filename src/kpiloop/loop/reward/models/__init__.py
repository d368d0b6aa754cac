"""Tables of scores, reviews and money."""

from __future__ import annotations

from kpiloop.loop.reward.models.adjustment import AdjustmentEvent, AdjustmentRule, CardTerms, VetoLift
from kpiloop.loop.reward.models.bonus import BonusBase, BonusLine, BonusRule, BonusRun, CarriedDifference
from kpiloop.loop.reward.models.calibration import Calibration, CalibrationChange
from kpiloop.loop.reward.models.interview import Interview
from kpiloop.loop.reward.models.payroll import PayFile, PayFileLine
from kpiloop.loop.reward.models.review import PerformanceReview, ReviewCycle
from kpiloop.loop.reward.models.score import GradeBand, ScoreLine, ScoreSheet, ScoringRule

__all__ = [
    "AdjustmentEvent",
    "AdjustmentRule",
    "BonusBase",
    "BonusLine",
    "BonusRule",
    "BonusRun",
    "Calibration",
    "CalibrationChange",
    "CardTerms",
    "CarriedDifference",
    "GradeBand",
    "Interview",
    "PayFile",
    "PayFileLine",
    "PerformanceReview",
    "ReviewCycle",
    "ScoreLine",
    "ScoreSheet",
    "ScoringRule",
    "VetoLift",
]
