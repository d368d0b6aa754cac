"""States and kinds of the plan."""

from __future__ import annotations


def _pairs(*values: str) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


PERSPECTIVES = ("financial", "customer", "process", "learning")
DIRECTIONS = ("higher", "lower", "range", "binary")
TIME_KINDS = ("flow", "stock", "ratio", "distinct", "derived")
ACHIEVEMENT_METHODS = ("ratio", "mirror", "inverse", "signed", "range", "baseline", "binary")
MEASUREMENT_UNITS = ("CNY", "percent", "pieces", "orders", "days", "persons", "score", "times", "hours", "number")
DISPLAY_SCALES = ("one", "thousand", "wan", "yi", "percent")
EMPTY_MEANS = ("default", "zero", "missing")
DEFINITION_STATES = ("draft", "published", "retired")
SCHEME_STATES = ("draft", "published", "retired")
MISSING_POLICIES = ("renormalise", "zero", "block")
PROPOSAL_STATES = ("proposed", "approved", "rejected")

PERSPECTIVE_CHOICES = _pairs(*PERSPECTIVES)
DIRECTION_CHOICES = _pairs(*DIRECTIONS)
TIME_KIND_CHOICES = _pairs(*TIME_KINDS)
DEFINITION_STATE_CHOICES = _pairs(*DEFINITION_STATES)
