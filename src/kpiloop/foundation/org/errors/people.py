"""Refusals about people, positions, their accounts and scopes."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class PersonUnknown(Refusal):
    """There is no such person."""

    code = "person_unknown"


class PositionUnknown(Refusal):
    """There is no such position."""

    code = "position_unknown"


class AccountLinked(Refusal):
    """The account already belongs to another person."""

    code = "account_linked"


class ScopeUnknown(Refusal):
    """No such kind of scope, or its unit is missing."""

    code = "scope_unknown"


class StateMoved(ChangedMeanwhile):
    """Somebody changed since as well, so it cannot be put back as it stood: count, who."""

    code = "org_state_moved"


class StateUsed(Refusal):
    """Something else rests on somebody who would be there no more: who, used_by (table)."""

    code = "org_state_used"


class PlacesChanged(ChangedMeanwhile):
    """Somebody else placed a person since the writer looked: person, theirs and its first day since, yours."""

    code = "places_changed"
