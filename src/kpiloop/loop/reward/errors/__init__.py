"""Refusals of this stage: a code and the fields its sentence needs."""

from __future__ import annotations

from kpiloop.loop.reward.errors.beside import DecidedAlready, EventNotFitting, GateWithoutCard, LiftRefused
from kpiloop.loop.reward.errors.calibrating import (
    BeyondGuideline,
    CalibrationConfirmed,
    CalibrationOpen,
    CalibrationOutdated,
    ChangedByYou,
    GradeBeyondVeto,
    GradeTooFar,
    GradeUnchanged,
    NeverBeyond,
    OwnGrade,
    TalksOpen,
)
from kpiloop.loop.reward.errors.money import (
    BasesOverlap,
    CarriedAlready,
    FourEyes,
    NothingToPay,
    PayFileAnswered,
    PlanOutdated,
)
from kpiloop.loop.reward.errors.results import (
    ChoiceUnknown,
    MissingFeedsPay,
    MonthsOpen,
    NotVisible,
    NotYours,
    RuleMissing,
    StageRefused,
    TextMissing,
    UnknownReference,
)

__all__ = [
    "BasesOverlap",
    "BeyondGuideline",
    "CalibrationConfirmed",
    "CalibrationOpen",
    "CalibrationOutdated",
    "CarriedAlready",
    "ChangedByYou",
    "ChoiceUnknown",
    "DecidedAlready",
    "EventNotFitting",
    "FourEyes",
    "GateWithoutCard",
    "GradeBeyondVeto",
    "GradeTooFar",
    "GradeUnchanged",
    "LiftRefused",
    "MissingFeedsPay",
    "MonthsOpen",
    "NeverBeyond",
    "NotVisible",
    "NotYours",
    "NothingToPay",
    "OwnGrade",
    "PayFileAnswered",
    "PlanOutdated",
    "RuleMissing",
    "StageRefused",
    "TalksOpen",
    "TextMissing",
    "UnknownReference",
]
