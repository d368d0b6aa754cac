"""Refusals of files that are made."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class FontsMissing(Refusal):
    """The fonts a printed file needs are not installed. Fields: none."""

    code = "report_fonts_missing"


class PayAnswerUnreadable(Refusal):
    """A status file of payroll is no CSV with the columns it needs: file."""

    code = "pay_answer_unreadable"
