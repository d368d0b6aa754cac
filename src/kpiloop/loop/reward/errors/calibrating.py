"""Refusals about calibration and what publication waits for."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class OwnGrade(Refusal):
    """Nobody decides about the own grade: person."""

    code = "calibration_own_grade"


class ChangedByYou(Refusal):
    """Who changed a grade does not confirm: changed_by."""

    code = "calibration_four_eyes"


class GradeTooFar(Refusal):
    """A change goes further than the scheme allows: person, grade, proposed, limit."""

    code = "calibration_too_far"


class GradeBeyondVeto(Refusal):
    """A change goes beyond what a veto leaves: person, grade, limit."""

    code = "calibration_beyond_veto"


class GradeUnchanged(Refusal):
    """The grade is that one already: person, grade."""

    code = "calibration_unchanged"


class CalibrationOutdated(ChangedMeanwhile):
    """People were scored anew since the session was opened: unit, count."""

    code = "calibration_outdated"


class BeyondGuideline(Refusal):
    """More people have a grade than the guideline allows: unit, grades."""

    code = "calibration_beyond_guideline"


class NeverBeyond(Refusal):
    """The same where the scheme lets no reason pass: unit, grades."""

    code = "calibration_never_beyond"


class CalibrationConfirmed(Refusal):
    """A confirmed calibration stands in the way: cycle_period, units."""

    code = "calibration_confirmed"


class CalibrationOpen(Refusal):
    """Publication waits for calibrations: cycle_period, units."""

    code = "calibration_open"


class TalksOpen(Refusal):
    """Publication waits for talks: cycle_period, count, people."""

    code = "publication_waits_for_talks"
