"""Refusals about units, people, appointments and scopes."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NotVisible(Refusal):
    """Absent, or outside what the viewer may see: one answer for both."""

    code = "not_found"


class UnitUnknown(Refusal):
    """There is no such unit."""

    code = "unit_unknown"


class PersonUnknown(Refusal):
    """There is no such person."""

    code = "person_unknown"


class PositionUnknown(Refusal):
    """There is no such position."""

    code = "position_unknown"


class TreeUnknown(Refusal):
    """No further tree with this code."""

    code = "org_tree_unknown"


class NotInTree(Refusal):
    """The unit does not hang in this tree on that day. Fields: unit, tree, on."""

    code = "unit_not_in_tree"


class EntityWrong(Refusal):
    """No currency code, no known time zone, or the company has none yet. Fields: unit, given, why."""

    code = "entity_wrong"


class OrganisationChanged(Refusal):
    """Somebody changed the organisation since the page was opened."""

    code = "organisation_changed"


class CodeTaken(Refusal):
    """Another unit, position or person has this code."""

    code = "org_code_taken"


class NameTaken(Refusal):
    """The parent already has a unit of this name."""

    code = "unit_name_taken"


class AliasTaken(Refusal):
    """The other name already leads to a unit."""

    code = "unit_alias_taken"


class TreeBroken(Refusal):
    """The unit would hang below itself, below nothing, or beside a second company."""

    code = "unit_tree_broken"


class DatesCrossed(Refusal):
    """The end lies before the start, or two validities overlap."""

    code = "org_dates_crossed"


class ScopeUnknown(Refusal):
    """No such kind of scope, or its unit is missing."""

    code = "scope_unknown"


class AccountLinked(Refusal):
    """The account already belongs to another person."""

    code = "account_linked"


class UnitInUse(Refusal):
    """The unit still has units below it or people in it on the day it should end. Fields: unit, on, why, who."""

    code = "unit_in_use"
