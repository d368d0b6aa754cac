"""Refusals about units, people, appointments and scopes."""

from __future__ import annotations

from kpiloop.foundation.org.errors.people import (
    AccountLinked,
    PersonUnknown,
    PlacesChanged,
    PositionUnknown,
    ScopeUnknown,
)
from kpiloop.foundation.org.errors.trees import (
    EndClosed,
    EntityWrong,
    EntityYearOfWeeks,
    EntityYearWrong,
    NotInTree,
    OrganisationChanged,
    PlaceWithoutEnd,
    TreeUnknown,
    UnitInUse,
    UnitNotYet,
    UnitOver,
    UnitWithoutEnd,
)
from kpiloop.foundation.org.errors.units import (
    AliasTaken,
    CodeTaken,
    DatesCrossed,
    NameTaken,
    NotVisible,
    TreeBroken,
    UnitUnknown,
)

__all__ = [
    "AccountLinked",
    "AliasTaken",
    "CodeTaken",
    "DatesCrossed",
    "EndClosed",
    "EntityWrong",
    "EntityYearOfWeeks",
    "EntityYearWrong",
    "NameTaken",
    "NotInTree",
    "NotVisible",
    "OrganisationChanged",
    "PersonUnknown",
    "PlaceWithoutEnd",
    "PlacesChanged",
    "PositionUnknown",
    "ScopeUnknown",
    "TreeBroken",
    "TreeUnknown",
    "UnitInUse",
    "UnitNotYet",
    "UnitOver",
    "UnitUnknown",
    "UnitWithoutEnd",
]
