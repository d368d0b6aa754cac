"""Refusals of this stage: a code and the fields its sentence needs."""

from __future__ import annotations

from kpiloop.loop.plan.errors.cards import (
    AssignmentOverlaps,
    ChangeDecided,
    FourEyes,
    KpiNotPublished,
    NotAdditive,
    NotFound,
    PhasingWrong,
    ReasonMissing,
    SchemeFixed,
    TargetsClosed,
)
from kpiloop.loop.plan.errors.definitions import (
    ChoiceUnknown,
    CodeTaken,
    DefinitionIncomplete,
    DraftWaiting,
    LimitsInverted,
    NothingToPublish,
    OwnerMissing,
    UnknownReference,
    ValidFromBackwards,
    WeightOutOfRange,
    WeightsNotHundred,
)

__all__ = [
    "AssignmentOverlaps",
    "ChangeDecided",
    "ChoiceUnknown",
    "CodeTaken",
    "DefinitionIncomplete",
    "DraftWaiting",
    "FourEyes",
    "KpiNotPublished",
    "LimitsInverted",
    "NotAdditive",
    "NotFound",
    "NothingToPublish",
    "OwnerMissing",
    "PhasingWrong",
    "ReasonMissing",
    "SchemeFixed",
    "TargetsClosed",
    "UnknownReference",
    "ValidFromBackwards",
    "WeightOutOfRange",
    "WeightsNotHundred",
]
