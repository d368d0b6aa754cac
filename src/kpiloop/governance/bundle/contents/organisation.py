"""Who and where: calendar, units, positions, people, places and further trees."""

from __future__ import annotations

from typing import get_args

from kpiloop.engine.periods import PATTERNS
from kpiloop.engine.weeks import WeekAnchor
from kpiloop.foundation.calendar.choices import EVENT_KINDS
from kpiloop.governance.bundle.contents.shared import CODE, FROM, NAMES, SMALL, TO
from kpiloop.governance.bundle.fields import Field, Part

UNIT_KINDS = ("company", "division", "unit", "team")
ANCHORS = get_args(WeekAnchor)

COMPANY = Part(
    "company",
    (
        Field("fiscal_start_month", "integer", default=1),
        Field("year_named_by", choices=("start", "end"), default="end"),
        Field("pattern", choices=PATTERNS, default="months"),
        Field("week_start", "integer", default=0),
        Field("anchor", choices=ANCHORS, default="nearest"),
        Field("shift_week", "flag", default=False),
        Field("workdays", "names", default=("0", "1", "2", "3", "4"), any_order=True),
        Field("first_month", "day", is_required=True),
        Field("last_month", "day", is_required=True),
    ),
    key=(),
)
CALENDAR_EVENTS = Part(
    "calendar_events",
    (
        Field("kind", is_required=True, choices=EVENT_KINDS),
        Field("first_day", "day", is_required=True),
        Field("last_day", "day", is_required=True),
        *NAMES,
    ),
    key=("kind", "first_day"),
)
UNITS = Part(
    "units",
    (
        CODE,
        *NAMES,
        Field("kind", choices=UNIT_KINDS, default="unit"),
        Field("parent", "code", refers=("units",)),
        Field("order", "integer", default=0, within=SMALL),
        Field("aliases", "names", default=(), any_order=True),
        FROM,
        TO,
    ),
    key=("code",),
    removal="ends",
)
MOVES = Part(
    "moves",
    (
        Field("unit", "code", is_required=True, refers=("units",)),
        Field("on", "day", is_required=True),
        Field("parent", "code", is_required=True, refers=("units",)),
        Field("order", "integer", default=0, within=SMALL),
    ),
    key=("unit", "on"),
)
ENTITIES = Part(
    "entities",
    (
        Field("unit", "code", is_required=True, refers=("units",)),
        Field("currency", "code", is_required=True),
        Field("time_zone", default=""),
        Field("day_begins", "integer", default=0),
    ),
    key=("unit",),
)
ENTITY_YEARS = Part(
    "entity_years",
    (
        Field("unit", "code", is_required=True, refers=("entities",)),
        FROM,
        Field("start_month", "integer"),
    ),
    key=("unit", "valid_from"),
)
POSITIONS = Part(
    "positions",
    (CODE, *NAMES, Field("unit", "code", is_required=True, refers=("units",)), Field("level", default="")),
    key=("code",),
)
PEOPLE = Part("people", (Field("number", "code", is_required=True), *NAMES), key=("number",))
APPOINTMENTS = Part(
    "appointments",
    (
        Field("person", "code", is_required=True, refers=("people",)),
        Field("unit", "code", is_required=True, refers=("units",)),
        Field("position", "code", refers=("positions",)),
        Field("line_manager", "code", refers=("people",)),
        Field("is_head", "flag", default=False),
        FROM,
        TO,
    ),
    key=("person", "valid_from"),
    removal="ends",
)
TREES = Part("trees", (CODE, *NAMES), key=("code",))
TREE_UNITS = Part("tree_units", (CODE, *NAMES, Field("aliases", "names", default=(), any_order=True)), key=("code",))
TREE_PLACES = Part(
    "tree_places",
    (
        Field("tree", "code", is_required=True, refers=("trees",)),
        Field("unit", "code", is_required=True, refers=("units", "tree_units")),
        Field("parent", "code", refers=("units", "tree_units")),
        FROM,
        TO,
    ),
    key=("tree", "unit", "valid_from"),
    removal="ends",
)
