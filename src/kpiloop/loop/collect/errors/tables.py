"""Refusals about what a table of a database holds and how it is asked for."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class QueryRefused(Refusal):
    """A saved query is not exactly one harmless SELECT: reason, part."""

    code = "saved_query_refused"


class SourceChanged(Refusal):
    """Columns of the source are no longer those the recipe knew: source, removed, renamed, retyped."""

    code = "source_changed"


class TotalsDiffer(Refusal):
    """What arrived is not what the source says it holds: column, source, read."""

    code = "control_totals_differ"


class KeyNeeded(Refusal):
    """A table can only be read again and again into a dataset with a business key: dataset."""

    code = "source_key_needed"


class TooManyRejected(Refusal):
    """So many rows cannot be taken that the recipe must be wrong: rejected, read, reason, column."""

    code = "too_many_rejected"


class IncrementInvalid(Refusal):
    """New rows cannot be told by this column: column, reason."""

    code = "increment_invalid"
