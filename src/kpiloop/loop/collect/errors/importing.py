"""Refusals while a file is brought in and its rows are decided."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class TableNotFound(Refusal):
    """No sheet holds anything like a table: file, sheets."""

    code = "table_not_found"


class QuestionsOpen(Refusal):
    """Something only a person can say was not said: questions."""

    code = "questions_open"


class RowNotAcceptable(Refusal):
    """A row that cannot be read cannot be taken as it is: row, line, reason."""

    code = "row_not_acceptable"


class ReasonNeeded(Refusal):
    """A decision about facts wants a reason. Fields: none."""

    code = "reason_needed"


class ReturnUnfit(Refusal):
    """A workbook handed back does not carry the rows of this load: number, file."""

    code = "returned_rows_unfit"


class LoadNotUndoable(Refusal):
    """The load failed, runs, or is undone already: number, state."""

    code = "load_not_undoable"
