"""Every operation of the organisation and the calendar and its path, for the table of rights."""

from __future__ import annotations

#: Everybody signed in asks; units and people are cut to whom the reader sees.
ORGANISATION_LISTS = {
    "list_units": "/organisation/units",
    "list_people": "/organisation/people",
    "list_trees": "/organisation/trees",
    "list_entities": "/organisation/entities",
    "get_calendar": "/calendar",
    "list_days": "/calendar/days",
}
ORGANISATION_OBJECTS = {"get_person": "/organisation/people/{}", "get_tree": "/organisation/trees/{}"}
#: For who keeps the organisation.
ORGANISING = {
    "list_aliases": "/organisation/aliases",
    "add_unit": "/organisation/units",
    "move_unit": "/organisation/units/EAST/move",
    "close_unit": "/organisation/units/EAST/close",
    "change_unit_end": "/organisation/units/EAST/end",
    "rename_subject": "/organisation/subjects/EAST/name",
    "add_alias": "/organisation/units/EAST/aliases",
    "add_position": "/organisation/positions",
    "add_person": "/organisation/people",
    "appoint": "/organisation/people/E1/appoint",
    "transfer": "/organisation/people/E1/transfer",
    "end_appointment": "/organisation/people/E1/end",
    "resume_appointment": "/organisation/people/E1/resume",
    "add_tree": "/organisation/trees",
    "rename_tree": "/organisation/trees/area/name",
    "add_node": "/organisation/trees/area/nodes",
    "hang_unit": "/organisation/trees/area/units/EAST",
    "take_out": "/organisation/trees/area/units/EAST/take-out",
    "set_column_roles": "/collect/datasets/orders/columns",
    "set_entity": "/organisation/entities/EAST",
    "set_entity_year": "/organisation/entities/EAST/year",
    "cut_calendar": "/calendar",
    "set_workdays": "/calendar/workdays",
    "add_days": "/calendar/days",
    "remove_days": "/calendar/days/1/remove",
    "take_holidays": "/calendar/holidays",
}
