"""Kinds and states of causes, names of baselines and of decompositions."""

from __future__ import annotations

CAUSE_KINDS = ("market", "price", "volume", "cost", "quality", "capacity", "people", "data", "other")

WRITTEN = "written"
CONFIRMED = "confirmed"
WITHDRAWN = "withdrawn"
CAUSE_STATES = (WRITTEN, CONFIRMED, WITHDRAWN)

TARGET = "target"
PRIOR_YEAR = "prior_year"
PRIOR_PERIOD = "prior_period"
BASELINES = (TARGET, PRIOR_YEAR, PRIOR_PERIOD)

BY_UNIT = "unit"
BY_DRIVERS = "drivers"

#: Keys of rows that stand for several: units the viewer may not see by name, and members that are not told apart.
HIDDEN = "hidden"
OTHER_MEMBERS = "(others)"

#: The same kind of cause in so many months of a year is a systemic issue (R83).
SYSTEMIC_FROM = 3

KIND_CHOICES = [(kind, kind) for kind in CAUSE_KINDS]
STATE_CHOICES = [(state, state) for state in CAUSE_STATES]
