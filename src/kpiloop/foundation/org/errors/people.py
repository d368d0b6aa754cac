"""Refusals about people, positions, their accounts and scopes."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


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
