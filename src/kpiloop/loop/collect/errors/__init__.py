"""Refusals of this stage: a code and the fields its sentence needs."""

from __future__ import annotations

from kpiloop.loop.collect.errors.connections import SecretMissing, SecretNotUsed, SettingInvalid, SourceRenamed
from kpiloop.loop.collect.errors.duties import DutyOfOne
from kpiloop.loop.collect.errors.rows import (
    BatchUnknown,
    ColumnAmbiguous,
    DateOrderAmbiguous,
    RecipeInvalid,
    RowDecided,
    RowStillWrong,
    SheetContradiction,
    SheetEmpty,
    SheetLayoutUnknown,
    SheetWeightsOff,
    SourcePaused,
    SubmissionUnknown,
)
from kpiloop.loop.collect.errors.sources import (
    ColumnsMissing,
    FileMissing,
    FileProtected,
    FileTooLarge,
    FileUnreadable,
    KindUnknown,
    LocationRefused,
    MappingMissing,
    SheetMissing,
    SourceTaken,
    SourceUnknown,
    TableMissing,
)

__all__ = [
    "BatchUnknown",
    "ColumnAmbiguous",
    "ColumnsMissing",
    "DateOrderAmbiguous",
    "DutyOfOne",
    "FileMissing",
    "FileProtected",
    "FileTooLarge",
    "FileUnreadable",
    "KindUnknown",
    "LocationRefused",
    "MappingMissing",
    "RecipeInvalid",
    "RowDecided",
    "RowStillWrong",
    "SecretMissing",
    "SecretNotUsed",
    "SettingInvalid",
    "SheetContradiction",
    "SheetEmpty",
    "SheetLayoutUnknown",
    "SheetMissing",
    "SheetWeightsOff",
    "SourcePaused",
    "SourceRenamed",
    "SourceTaken",
    "SourceUnknown",
    "SubmissionUnknown",
    "TableMissing",
]
