"""Refusals of this stage: a code and the fields its sentence needs."""

from __future__ import annotations

from kpiloop.loop.reward.errors.beside import DecidedAlready, EventNotFitting, GateWithoutCard, LiftRefused
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
    "CarriedAlready",
    "ChoiceUnknown",
    "DecidedAlready",
    "EventNotFitting",
    "FourEyes",
    "GateWithoutCard",
    "LiftRefused",
    "MissingFeedsPay",
    "MonthsOpen",
    "NotVisible",
    "NotYours",
    "NothingToPay",
    "PayFileAnswered",
    "PlanOutdated",
    "RuleMissing",
    "StageRefused",
    "TextMissing",
    "UnknownReference",
]
