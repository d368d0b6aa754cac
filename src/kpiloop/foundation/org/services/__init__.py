"""Every write about units, people, appointments and scopes."""

from __future__ import annotations

from kpiloop.foundation.org.services.ends import change_unit_end, resume_appointment
from kpiloop.foundation.org.services.entities import set_entity
from kpiloop.foundation.org.services.entity_years import set_entity_year
from kpiloop.foundation.org.services.importing import import_organisation
from kpiloop.foundation.org.services.people import (
    add_person,
    add_position,
    appoint,
    end_appointment,
    grade_position,
    link_account,
    transfer,
)
from kpiloop.foundation.org.services.replacing import replace_places
from kpiloop.foundation.org.services.restoring import restore_states
from kpiloop.foundation.org.services.scopes import end_scope, grant_scope
from kpiloop.foundation.org.services.trees import add_node, add_tree, hang_unit, rename_tree, take_out
from kpiloop.foundation.org.services.units import add_alias, add_unit, close_unit, move_unit, rename_subject

__all__ = [
    "add_alias",
    "add_node",
    "add_person",
    "add_position",
    "add_tree",
    "add_unit",
    "appoint",
    "change_unit_end",
    "close_unit",
    "end_appointment",
    "end_scope",
    "grade_position",
    "grant_scope",
    "hang_unit",
    "import_organisation",
    "link_account",
    "move_unit",
    "rename_subject",
    "rename_tree",
    "replace_places",
    "restore_states",
    "resume_appointment",
    "set_entity",
    "set_entity_year",
    "take_out",
    "transfer",
]
