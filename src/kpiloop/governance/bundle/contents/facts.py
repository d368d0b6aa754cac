"""Where figures come from: tables of facts, sources and when they are read, formulas and rates."""

from __future__ import annotations

from kpiloop.engine.rhythm import FREQUENCIES
from kpiloop.foundation.jobs.choices import CATCH_UP
from kpiloop.foundation.warehouse.landing import ARROW_TYPES
from kpiloop.governance.bundle.contents.shared import CODE, FROM, KPI, NAMES
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.collect.choices import SOURCE_KINDS
from kpiloop.loop.collect.roster.choices import ABSENT, ACCOUNTS, ENDS, PROPOSED
from kpiloop.loop.collect.timetable.times import EVERY
from kpiloop.loop.measure.choices import RATE_TYPES

COLUMN_TYPES = tuple(ARROW_TYPES)

DATASETS = Part(
    "datasets",
    (
        CODE,
        *NAMES,
        Field("columns", "nested", is_required=True),
        Field("key_columns", "names", default=()),
        Field("date_columns", "names", default=()),
        Field("unit_column", default=""),
        Field("person_column", default=""),
        Field("dimensions", "names", default=(), any_order=True),
        Field("tree_columns", "nested", default={}),
        Field("money_columns", "names", default=()),
        Field("registered", "tree"),
    ),
    key=("code",),
)
SOURCES = Part(
    "sources",
    (
        CODE,
        *NAMES,
        Field("kind", is_required=True, choices=SOURCE_KINDS),
        Field("location", default=""),
        Field("settings", "tree"),
        Field("dataset", "code", is_required=True, refers=("datasets",)),
        Field("recipe", "tree"),
        Field("is_active", "flag", default=True),
    ),
    key=("code",),
    removal="ends",
)
FORMULAS = Part(
    "formulas",
    (
        KPI,
        Field("text", is_required=True),
        Field("date_columns", "nested", default={}),
        Field("unit_columns", "nested", default={}),
        FROM,
    ),
    key=("kpi", "valid_from"),
)
SCHEDULES = Part(
    "schedules",
    (
        Field("source", "code", is_required=True, refers=("sources",)),
        Field("every", is_required=True, choices=EVERY),
        Field("at", default="07:00"),
        Field("on", "integer", default=1),
        Field("cron", default=""),
        Field("zone", default="Asia/Shanghai"),
        Field("catch_up", choices=CATCH_UP, default="latest"),
        Field("is_active", "flag", default=True),
    ),
    key=("source",),
    removal="ends",
)
LIST_TERMS = Part(
    "list_terms",
    (
        Field("source", "code", is_required=True, refers=("sources",)),
        Field("absent", choices=ABSENT, default=ENDS),
        Field("most_leaving", "integer", default=10),
        Field("within", "code", refers=("units",)),
        Field("applies", "flag", default=False),
        Field("accounts", choices=ACCOUNTS, default=PROPOSED),
    ),
    key=("source",),
)
RHYTHMS = Part(
    "rhythms",
    (
        Field("source", "code", refers=("sources",)),
        Field("kpi", "code", refers=("kpis",)),
        Field("frequency", is_required=True, choices=FREQUENCIES),
        Field("due_days", "integer", default=5),
        Field("grace_days", "integer", default=0),
        Field("first_day", "day", is_required=True),
    ),
    key=("source", "kpi"),
)
RATES = Part(
    "rates",
    (
        Field("currency", "code", is_required=True),
        Field("into", "code", is_required=True),
        Field("period", "code", is_required=True),
        Field("rate_type", is_required=True, choices=RATE_TYPES),
        Field("rate", "figure", is_required=True),
        Field("source", default=""),
    ),
    key=("currency", "into", "period", "rate_type"),
)
