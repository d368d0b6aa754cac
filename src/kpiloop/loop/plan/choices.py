"""States and kinds of the plan."""

from __future__ import annotations


def _pairs(*values: str) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


PERSPECTIVES = ("financial", "customer", "process", "learning")
DIRECTIONS = ("higher", "lower", "range", "binary", "milestone", "qualitative", "unscored")
TIME_KINDS = ("flow", "stock", "ratio", "distinct", "derived")
ACHIEVEMENT_METHODS = ("ratio", "mirror", "inverse", "signed", "range", "baseline", "binary", "level", "none")
MEASUREMENT_UNITS = (
    "CNY",
    "USD",
    "EUR",
    "HKD",
    "percent",
    "points",
    "pieces",
    "orders",
    "customers",
    "persons",
    "days",
    "hours",
    "minutes",
    "months",
    "score",
    "times",
    "tonnes",
    "square_metres",
    "kilowatt_hours",
    "projects",
    "index",
    "number",
)
DISPLAY_SCALES = ("one", "thousand", "wan", "yi", "percent")
EMPTY_MEANS = ("default", "zero", "missing")
#: A flow adds up over time and units, a stock over units; ratios and distinct counts never (R23).
ADDITIVE = ("flow", "stock")
JUDGED_ON = ("month", "ytd")
MEASURED_BY = ("month", "week")  # values of weeks stand beside those of months
TIMINGS = ("lagging", "leading")  # a leading KPI moves before the result does and can be acted on
DEFINITION_STATES = ("draft", "published", "retired")
SCHEME_STATES = ("draft", "published", "retired")
MISSING_POLICIES = ("renormalise", "zero", "hold_last", "block")
PROPOSAL_STATES = ("proposed", "approved", "rejected")
TARGET_METHODS = (
    "manual",
    "phased",
    "cascade",
    "import",
    "change",
    "template",
    "carried",
    "bottom_up",
    "growth",
    "source",
    "converted",
)
#: Shapes a year is spread over its months by.
SHAPES = ("equal", "last_year", "working_days", "s_curve", "as_now", "own", "curve")
#: What becomes of the weight of a KPI that leaves a card in the middle of a year (rule R19).
REMOVALS = ("renormalise", "move", "block")
#: What people without a card of their own, of a unit they lead or of a seat are judged by.
DEFAULT_CARDS = ("none", "unit_by_head")
#: One person in two roles of a paid KPI: shown, or refused unless the scheme waives it.
DUTIES = ("warn", "require")
POPULATION_KINDS = ("person", "position", "unit")
HEADS_OF_POPULATION = ("any", "without", "only")
OWNER_RULES = ("self", "unit_head", "line_manager", "named")
PROVIDER_RULES = ("none", *OWNER_RULES)
TARGET_BASES = ("none", "month", "year", "unit_share")
RISKS = ("low", "medium", "high")
INITIATIVE_STATES = ("planned", "running", "done", "stopped")

#: Formulas of achievement that make sense for a direction.
METHODS_OF_DIRECTION: dict[str, tuple[str, ...]] = {
    "higher": ("ratio", "signed", "baseline", "binary"),
    "lower": ("mirror", "inverse", "signed", "baseline", "binary"),
    "range": ("range",),
    "binary": ("binary",),
    "milestone": ("ratio", "binary"),
    "qualitative": ("level",),
    "unscored": ("none",),
}

#: Parameters a formula cannot do without; of a tuple one is enough.
PARAMETERS_OF_METHOD: dict[str, tuple[tuple[str, ...], ...]] = {
    "inverse": (("cap",),),
    "baseline": (("baseline",),),
    "range": (("tolerance",),),  # its bounds stand here, or in the targets of the months
    "level": (("level_1",), ("level_2",)),
}

PERSPECTIVE_CHOICES = _pairs(*PERSPECTIVES)
DIRECTION_CHOICES = _pairs(*DIRECTIONS)
TIME_KIND_CHOICES = _pairs(*TIME_KINDS)
DEFINITION_STATE_CHOICES = _pairs(*DEFINITION_STATES)
