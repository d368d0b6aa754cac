"""Refusals about lists of units, positions and people."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class RosterTooLong(Refusal):
    """The list is longer than a list of people can be: source, limit."""

    code = "roster_too_long"


class RosterNotAsked(Refusal):
    """The source brings facts and changes nothing in the organisation: source, dataset."""

    code = "roster_not_asked"


class RosterChanged(ChangedMeanwhile):
    """What the list would change is not what was looked at: source."""

    code = "roster_changed"


class ManyLeave(Refusal):
    """More people would leave at once than may leave unasked: source, leaving, held, limit."""

    code = "roster_many_leave"


class RosterTermsWrong(Refusal):
    """No such term, or a share that is no percentage: field, given."""

    code = "roster_terms_wrong"


class RosterRowKept(Refusal):
    """A row of a list is mended where the list comes from: row."""

    code = "roster_row_kept"


class RosterFactsRest(Refusal):
    """Rows of facts name somebody the list brought, so the list stays: who, dataset."""

    code = "roster_facts_rest"
