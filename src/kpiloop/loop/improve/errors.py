"""Refusals of what is learned: a code and the fields its sentence needs."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NotVisible(Refusal):
    """Nothing here that the viewer may see (a door answers 404)."""

    code = "not_found"


class NotClosedYet(Refusal):
    """Consequences rest on closed months only: period."""

    code = "improve_month_open"


class TextMissing(Refusal):
    """A field that must be filled is empty: field."""

    code = "improve_text_missing"


class NotYours(Refusal):
    """Somebody else has to do this: step."""

    code = "improve_not_yours"


class StepRefused(Refusal):
    """It stands in another state than this needs: kind, state, needed."""

    code = "improve_state"


class RungWrong(Refusal):
    """A rule of consequences that could not hold: rule, lacking_rung."""

    code = "improve_rung_wrong"


class RungGradeUnknown(Refusal):
    """A rule of consequences names a grade nobody can get: rule, grade, grades that there are."""

    code = "improve_rung_grade_unknown"


class RungNotFound(Refusal):
    """No rule of consequences in force has this code: rule."""

    code = "improve_rung_not_found"
