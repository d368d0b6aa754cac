"""Refusals about units in use, further trees, legal entities and outdated pages."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class TreeUnknown(Refusal):
    """No further tree with this code."""

    code = "org_tree_unknown"


class NotInTree(Refusal):
    """The unit does not hang in this tree on that day. Fields: unit, tree, on."""

    code = "unit_not_in_tree"


class EntityWrong(Refusal):
    """No currency code, no known time zone or hour, or the company has none yet. Fields: unit, given, why."""

    code = "entity_wrong"


class EntityYearWrong(Refusal):
    """The legal entity cannot count this year. Fields: unit, given, why."""

    code = "entity_year_wrong"


class EntityYearOfWeeks(Refusal):
    """Years of weeks do not stand beside the group's. Fields: unit, pattern."""

    code = "entity_year_of_weeks"


class OrganisationChanged(ChangedMeanwhile):
    """Somebody changed the organisation since the page was opened."""

    code = "organisation_changed"


class UnitInUse(Refusal):
    """The unit still has units below it or people in it on the day it should end. Fields: unit, on, why, who."""

    code = "unit_in_use"


class UnitNotYet(Refusal):
    """A place in a unit before its first day. Fields: unit, on, begins."""

    code = "unit_not_yet"


class UnitOver(Refusal):
    """A place in a unit on days after its end. Fields: unit, on, ends."""

    code = "unit_over"


class UnitWithoutEnd(Refusal):
    """There is no end that could be changed or taken back. Fields: unit."""

    code = "unit_without_end"


class EndClosed(Refusal):
    """An end would move over days of a closed month. Fields: who, period, open_from."""

    code = "org_end_closed"


class PlaceWithoutEnd(Refusal):
    """The place has no end that could be taken back, or there is no such place. Fields: person."""

    code = "place_without_end"
