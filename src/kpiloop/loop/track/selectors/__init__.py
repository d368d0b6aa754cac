"""Every read of the track stage, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.track.permissions import reach
from kpiloop.loop.track.selectors.alerts import alert, alert_days, alert_steps, alerts, unanswered_count, unread_count
from kpiloop.loop.track.selectors.bases import base_months, prior_months, source_months, taken_targets, year_shape
from kpiloop.loop.track.selectors.cockpit import cockpit_cards, headline_kinds, headline_subject
from kpiloop.loop.track.selectors.days import day_history, has_days
from kpiloop.loop.track.selectors.halves import HalfRow, half_history, halves
from kpiloop.loop.track.selectors.health import unit_health
from kpiloop.loop.track.selectors.rules import alert_rules
from kpiloop.loop.track.selectors.statuses import counts, exceptions, history, status, statuses, streaks
from kpiloop.loop.track.selectors.trust import corrected_rows, overruled_rows, trust, trust_counts
from kpiloop.loop.track.selectors.weeks import week_history, weeks

__all__ = [
    "HalfRow",
    "alert",
    "alert_days",
    "alert_rules",
    "alert_steps",
    "alerts",
    "base_months",
    "cockpit_cards",
    "corrected_rows",
    "counts",
    "day_history",
    "exceptions",
    "half_history",
    "halves",
    "has_days",
    "headline_kinds",
    "headline_subject",
    "history",
    "overruled_rows",
    "prior_months",
    "reach",
    "source_months",
    "status",
    "statuses",
    "streaks",
    "taken_targets",
    "trust",
    "trust_counts",
    "unanswered_count",
    "unit_health",
    "unread_count",
    "week_history",
    "weeks",
    "year_shape",
]
