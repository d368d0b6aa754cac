"""Refusals about bases, runs and pay."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class FourEyes(Refusal):
    """Nobody approves what they prepared: prepared_by."""

    code = "four_eyes"


class PlanOutdated(ChangedMeanwhile):
    """Something the plan rests on changed since it was prepared: what."""

    code = "plan_outdated"


class BasesOverlap(Refusal):
    """Two bases of one person claim the same day: person, on."""

    code = "bonus_bases_overlap"


class NothingToPay(Refusal):
    """Payroll has every amount of the run already: cycle_period."""

    code = "pay_nothing_new"


class CarriedAlready(Refusal):
    """Differences of the quarter are settled later, a correction would pay them twice: cycle_period, months."""

    code = "bonus_carried_already"


class PayLinesUnknown(Refusal):
    """A status file names lines the pay file does not have, or one twice: number, lines."""

    code = "pay_lines_unknown"


class PayLinesMissing(Refusal):
    """A status file says nothing about some lines of the pay file: number, lines."""

    code = "pay_lines_missing"


class PayReasonMissing(Refusal):
    """Payroll rejects lines without saying why: number, lines."""

    code = "pay_reason_missing"


class PayFileAnswered(Refusal):
    """Payroll has answered this file: number, state."""

    code = "pay_file_answered"
