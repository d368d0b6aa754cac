"""Who is judged by what: schemes, cards and targets."""

from __future__ import annotations

from kpiloop.governance.bundle.contents.shared import (
    CODE,
    FROM,
    KPI,
    NAMES,
    SCHEME,
    SMALL,
    STATES,
    SUBJECT,
    SUBJECTS,
    TO,
    YEARS,
)
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.plan import choices as plan

SCHEMES = Part(
    "schemes",
    (
        CODE,
        *NAMES,
        Field("fiscal_year", "integer", is_required=True, within=YEARS),
        Field("missing_policy", choices=plan.MISSING_POLICIES, default="renormalise"),
        Field("kpi_limit", "integer", default=8, within=SMALL),
        Field("limit_blocks", "flag", default=False),
        Field("default_card", choices=plan.DEFAULT_CARDS, default="none"),
        Field("duties", choices=plan.DUTIES, default="warn"),
        Field("duties_waiver", default=""),
        Field("freeze_days", "integer", default=0, within=SMALL),
        Field("state", choices=STATES, default="published"),
    ),
    key=("code",),
)
TEMPLATES = Part(
    "templates",
    (
        CODE,
        SCHEME,
        *NAMES,
        Field("owner_rule", choices=plan.OWNER_RULES, default="self"),
        Field("owner", "code", refers=("people",)),
        Field("provider_rule", choices=plan.PROVIDER_RULES, default="none"),
        Field("provider", "code", refers=("people",)),
        Field("generate", "flag", default=False),
    ),
    key=("code",),
)
_TEMPLATE = Field("template", "code", is_required=True, refers=("templates",))
TEMPLATE_KPIS = Part(
    "template_kpis",
    (
        _TEMPLATE,
        KPI,
        Field("weight", "figure", is_required=True),
        Field("target_basis", choices=plan.TARGET_BASES, default="none"),
        Field("figure", "figure"),
    ),
    key=("template", "kpi"),
    removal="replaced",
)
POPULATIONS = Part(
    "populations",
    (
        _TEMPLATE,
        Field("place", "integer", is_required=True),
        Field("kind", choices=plan.POPULATION_KINDS, default="person"),
        Field("units", "names", default=(), refers=("units",), any_order=True),
        Field("with_below", "flag", default=True),
        Field("levels", "names", default=(), any_order=True),
        Field("positions", "names", default=(), refers=("positions",), any_order=True),
        Field("people", "names", default=(), refers=("people",), any_order=True),
        Field("excluded", "names", default=(), refers=SUBJECTS, any_order=True),
        Field("heads", choices=plan.HEADS_OF_POPULATION, default="any"),
        Field("valid_from", "day"),
        Field("valid_to", "day"),
    ),
    key=("template", "place"),
    removal="ends",
)
CARDS = Part(
    "cards",
    (
        SCHEME,
        SUBJECT,
        KPI,
        Field("weight", "figure", is_required=True),
        Field("owner", "code", is_required=True, refers=("people",)),
        Field("provider", "code", refers=("people",)),
        Field("parent_kpi", "code", refers=("kpis",)),
        Field("parent_subject", "code", refers=SUBJECTS),
        Field("template", "code", refers=("templates",)),
        FROM,
        TO,
    ),
    key=("scheme", "subject", "kpi", "valid_from"),
    removal="ends",
)
TARGETS = Part(
    "targets",
    (
        SCHEME,
        SUBJECT,
        KPI,
        Field("card_from", "day"),
        Field("period", "code", is_required=True),
        Field("target", "figure"),
        Field("threshold", "figure"),
        Field("stretch", "figure"),
        Field("lower", "figure"),
        Field("upper", "figure"),
        Field("is_locked", "flag", default=False),
        Field("is_pinned", "flag", default=False),
    ),
    key=("scheme", "subject", "kpi", "card_from", "period"),
    removal="ends",
)
