"""What a bundle is made of: its parts in the order they are written and applied, with every column."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from kpiloop.engine.periods import PATTERNS
from kpiloop.engine.scoring.curves import METHODS
from kpiloop.engine.weeks import WeekAnchor
from kpiloop.foundation.calendar.choices import EVENT_KINDS
from kpiloop.foundation.warehouse.landing import ARROW_TYPES
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.collect.choices import SOURCE_KINDS
from kpiloop.loop.plan import choices as plan
from kpiloop.loop.reward.choices import FACTOR_SOURCES, POOL_METHODS

UNIT_KINDS = ("company", "division", "unit", "team")
STATES = ("draft", "published")
ANCHORS = get_args(WeekAnchor)
KPI_STATES = (*STATES, "retired")
COLUMN_TYPES = tuple(ARROW_TYPES)

_CODE = Field("code", "code", is_required=True)
_NAMES = (Field("name_zh", is_required=True), Field("name_en", default=""))
_SCHEME = Field("scheme", "code", is_required=True, refers=("schemes",))
_KPI = Field("kpi", "code", is_required=True, refers=("kpis",))
_SUBJECT = Field("subject", "code", is_required=True, refers=("units", "positions", "people"))
_FROM = Field("valid_from", "day", is_required=True)
_TO = Field("valid_to", "day")

_COMPANY = Part(
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
_CALENDAR_EVENTS = Part(
    "calendar_events",
    (
        Field("kind", is_required=True, choices=EVENT_KINDS),
        Field("first_day", "day", is_required=True),
        Field("last_day", "day", is_required=True),
        *_NAMES,
    ),
    key=("kind", "first_day"),
)
_UNITS = Part(
    "units",
    (
        _CODE,
        *_NAMES,
        Field("kind", choices=UNIT_KINDS, default="unit"),
        Field("parent", "code", refers=("units",)),
        Field("order", "integer", default=0),
        Field("aliases", "names", default=(), any_order=True),
        _FROM,
        _TO,
    ),
    key=("code",),
    removal="ends",
)
_MOVES = Part(
    "moves",
    (
        Field("unit", "code", is_required=True, refers=("units",)),
        Field("on", "day", is_required=True),
        Field("parent", "code", is_required=True, refers=("units",)),
        Field("order", "integer", default=0),
    ),
    key=("unit", "on"),
)
_ENTITIES = Part(
    "entities",
    (
        Field("unit", "code", is_required=True, refers=("units",)),
        Field("currency", "code", is_required=True),
        Field("time_zone", default=""),
    ),
    key=("unit",),
)
_POSITIONS = Part(
    "positions",
    (_CODE, *_NAMES, Field("unit", "code", is_required=True, refers=("units",)), Field("level", default="")),
    key=("code",),
)
_PEOPLE = Part("people", (Field("number", "code", is_required=True), *_NAMES), key=("number",))
_APPOINTMENTS = Part(
    "appointments",
    (
        Field("person", "code", is_required=True, refers=("people",)),
        Field("unit", "code", is_required=True, refers=("units",)),
        Field("position", "code", refers=("positions",)),
        Field("line_manager", "code", refers=("people",)),
        Field("is_head", "flag", default=False),
        _FROM,
        _TO,
    ),
    key=("person", "valid_from"),
    removal="ends",
)
_OBJECTIVES = Part(
    "objectives",
    (
        _CODE,
        *_NAMES,
        Field("perspective", is_required=True, choices=plan.PERSPECTIVES),
        Field("fiscal_year", "integer", is_required=True),
        Field("sponsor", "code", refers=("people",)),
        Field("text", default=""),
    ),
    key=("code",),
)
_KPIS = Part(
    "kpis",
    (
        _CODE,
        *_NAMES,
        Field("objective", "code", refers=("objectives",)),
        Field("direction", is_required=True, choices=plan.DIRECTIONS),
        Field("time_kind", is_required=True, choices=plan.TIME_KINDS),
        Field("measurement_unit", is_required=True, choices=plan.MEASUREMENT_UNITS),
        Field("display_scale", choices=plan.DISPLAY_SCALES, default="one"),
        Field("decimals", "integer", default=0),
        Field("achievement_method", is_required=True, choices=plan.ACHIEVEMENT_METHODS),
        Field("achievement_parameters", "nested", default={}),
        Field("green_from", "figure", default=Decimal(1)),
        Field("amber_from", "figure", default=Decimal("0.9")),
        Field("empty_means", choices=plan.EMPTY_MEANS, default="default"),
        Field("judged_on", choices=plan.JUDGED_ON, default="month"),
        Field("purpose", default=""),
        Field("pitfalls", default=""),
        Field("timing", choices=plan.TIMINGS, default="lagging"),
        Field("source", default=""),
        Field("counter", "code", refers=("kpis",)),
        _FROM,
        Field("state", choices=KPI_STATES, default="published"),
    ),
    key=("code", "valid_from"),
    removal="retires",
)
_DATASETS = Part(
    "datasets",
    (
        _CODE,
        *_NAMES,
        Field("columns", "nested", is_required=True),
        Field("key_columns", "names", default=()),
        Field("date_columns", "names", default=()),
        Field("unit_column", default=""),
        Field("person_column", default=""),
        Field("dimensions", "names", default=(), any_order=True),
    ),
    key=("code",),
)
_SOURCES = Part(
    "sources",
    (
        _CODE,
        *_NAMES,
        Field("kind", is_required=True, choices=SOURCE_KINDS),
        Field("location", default=""),
        Field("settings", "tree"),
        Field("dataset", "code", refers=("datasets",)),
        Field("recipe", "tree"),
        Field("is_active", "flag", default=True),
    ),
    key=("code",),
    removal="ends",
)
_FORMULAS = Part(
    "formulas",
    (_KPI, Field("text", is_required=True), Field("date_columns", "nested", default={}), _FROM),
    key=("kpi", "valid_from"),
)
_SCHEMES = Part(
    "schemes",
    (
        _CODE,
        *_NAMES,
        Field("fiscal_year", "integer", is_required=True),
        Field("missing_policy", choices=plan.MISSING_POLICIES, default="renormalise"),
        Field("kpi_limit", "integer", default=8),
        Field("limit_blocks", "flag", default=False),
        Field("state", choices=STATES, default="published"),
    ),
    key=("code",),
)
_CARDS = Part(
    "cards",
    (
        _SCHEME,
        _SUBJECT,
        _KPI,
        Field("weight", "figure", is_required=True),
        Field("owner", "code", is_required=True, refers=("people",)),
        Field("provider", "code", refers=("people",)),
        Field("parent_kpi", "code", refers=("kpis",)),
        Field("parent_subject", "code", refers=("units", "positions", "people")),
        _FROM,
        _TO,
    ),
    key=("scheme", "subject", "kpi", "valid_from"),
    removal="ends",
)
_TARGETS = Part(
    "targets",
    (
        _SCHEME,
        _SUBJECT,
        _KPI,
        Field("card_from", "day"),
        Field("period", "code", is_required=True),
        Field("target", "figure"),
        Field("threshold", "figure"),
        Field("stretch", "figure"),
        Field("is_locked", "flag", default=False),
    ),
    key=("scheme", "subject", "kpi", "card_from", "period"),
    removal="ends",
)
_SCORING = Part(
    "scoring",
    (
        _SCHEME,
        _KPI,
        Field("method", is_required=True, choices=tuple(METHODS)),
        Field("parameters", "nested", default={}),
    ),
    key=("scheme", "kpi"),
)
_GRADES = Part(
    "grades",
    (
        _SCHEME,
        Field("grade", "code", is_required=True),
        Field("lower", "figure", is_required=True),
        Field("upper", "figure"),
        Field("factor", "figure", is_required=True),
    ),
    key=("scheme", "grade"),
    removal="ends",
)
_BONUS_RULES = Part(
    "bonus_rules",
    (
        _SCHEME,
        Field("individual_from", choices=FACTOR_SOURCES, default="grade"),
        Field("uses_unit_factor", "flag", default=True),
        Field("uses_company_factor", "flag", default=True),
        Field("factor_cap", "figure"),
        Field("pool_method", choices=POOL_METHODS, default="cap"),
    ),
    key=("scheme",),
)

#: In this order a reader meets them and an import applies them: nothing names what comes later, but units and people.
PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        _COMPANY,
        _CALENDAR_EVENTS,
        _UNITS,
        _MOVES,
        _ENTITIES,
        _POSITIONS,
        _PEOPLE,
        _APPOINTMENTS,
        _OBJECTIVES,
        _KPIS,
        _DATASETS,
        _SOURCES,
        _FORMULAS,
        _SCHEMES,
        _CARDS,
        _TARGETS,
        _SCORING,
        _GRADES,
        _BONUS_RULES,
    )
}
