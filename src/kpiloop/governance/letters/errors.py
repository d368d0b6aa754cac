"""Refusals about workbooks of responsibility letters."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NoLetters(Refusal):
    """No sheet has a line with headings for KPI and weight: file, sheets."""

    code = "letters_not_found"
