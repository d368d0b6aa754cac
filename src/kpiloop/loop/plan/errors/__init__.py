"""Refusals of this stage: a code and the fields its sentence needs."""

from __future__ import annotations

from kpiloop.loop.plan.errors.cards import (
    AssignmentOverlaps,
    KpiNotPublished,
    NotFound,
    SchemeFixed,
    TooManyKpis,
)
from kpiloop.loop.plan.errors.cascading import CascadeEmpty, NotAdditive
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
from kpiloop.loop.plan.errors.lifecycle import (
    CounterIsItself,
    FindingBlocks,
    FindingGone,
    KpiInUse,
    KpiRetired,
    NotMendable,
    UnscoredWeighs,
)
from kpiloop.loop.plan.errors.targets import (
    ChangeDecided,
    FourEyes,
    GrowthWithoutBase,
    PhasingWrong,
    ReasonMissing,
    TargetChanged,
    TargetsClosed,
    TargetWithdrawn,
)

__all__ = [
    "AssignmentOverlaps",
    "CascadeEmpty",
    "ChangeDecided",
    "ChoiceUnknown",
    "CodeTaken",
    "CounterIsItself",
    "DefinitionIncomplete",
    "DraftWaiting",
    "FindingBlocks",
    "FindingGone",
    "FourEyes",
    "GrowthWithoutBase",
    "KpiInUse",
    "KpiNotPublished",
    "KpiRetired",
    "LimitsInverted",
    "NotAdditive",
    "NotFound",
    "NotMendable",
    "NothingToPublish",
    "OwnerMissing",
    "PhasingWrong",
    "ReasonMissing",
    "SchemeFixed",
    "TargetChanged",
    "TargetWithdrawn",
    "TargetsClosed",
    "TooManyKpis",
    "UnknownReference",
    "UnscoredWeighs",
    "ValidFromBackwards",
    "WeightOutOfRange",
    "WeightsNotHundred",
]
