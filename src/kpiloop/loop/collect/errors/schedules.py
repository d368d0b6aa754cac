"""Refusals about when sources are loaded."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class TimetableWrong(Refusal):
    """Nobody can follow these times. Fields: field, written."""

    code = "collect_timetable_wrong"


class ScheduleMissing(Refusal):
    """The source is not loaded by itself. Fields: source."""

    code = "collect_schedule_missing"
