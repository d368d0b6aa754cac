"""Refusals about cards and weights."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class AssignmentOverlaps(Refusal):
    """The subject already has this KPI in that time: subject, kpi, valid_from."""

    code = "assignment_overlaps"


class SchemeFixed(Refusal):
    """A retired scheme takes no change: scheme, state."""

    code = "scheme_fixed"


class SchemeChanged(ChangedMeanwhile):
    """Somebody changed the scheme since the page was opened: scheme."""

    code = "scheme_changed"


class TermPinned(Refusal):
    """Quarters are scored by what a scheme in force says: scheme, policy."""

    code = "scheme_term_pinned"


class KpiNotPublished(Refusal):
    """A scheme may only use published definitions: kpi, scheme."""

    code = "kpi_not_published"


class TooManyKpis(Refusal):
    """A scheme that blocks above its limit has a card with more KPIs: subject, count, limit, kpis."""

    code = "too_many_kpis"


class DutiesJoined(Refusal):
    """One person in two roles where the scheme wants two: scheme, person, duty, other_duty."""

    code = "duties_joined"


class OwnResult(Refusal):
    """Nobody approves the own result."""

    code = "own_result"


class RemovalBlocked(Refusal):
    """A KPI of a scheme in force leaves no card unless its weight goes somewhere: kpi, subject, scheme."""

    code = "removal_blocked"


class RequestsWaiting(Refusal):
    """A request for a target waits at a card line the next version does not have: kpi, subject, period."""

    code = "requests_waiting"


class CalendarShort(Refusal):
    """The calendar does not reach the year of a scheme: scheme, fiscal_year."""

    code = "plan_calendar_short"


class NotFound(Refusal):
    """Nothing here that the viewer may see: kind, key."""

    code = "not_found"
