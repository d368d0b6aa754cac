"""Refusals about units: codes, names, the tree and dates."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NotVisible(Refusal):
    """Absent, or outside what the viewer may see: one answer for both."""

    code = "not_found"


class UnitUnknown(Refusal):
    """There is no such unit."""

    code = "unit_unknown"


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
