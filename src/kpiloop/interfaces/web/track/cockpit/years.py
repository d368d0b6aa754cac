"""Which year the figures of the cockpit are by, where the unit belongs to a legal entity with a year of its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.track.rows import CockpitCard


def year_note(viewer: Actor, found: Sequence[CockpitCard], period: str) -> str:
    """Say that the group's year is used and which one the entity counts; empty where they are the same."""
    held = measure.own_years(viewer, period_code=period) if found else {}
    subject = next(
        (card.status.assignment.subject for card in found if card.status.assignment.subject.id in held), None
    )
    if subject is None:
        return ""
    year = held[subject.id]
    fields = {
        "unit": subject.name(formats.language()),
        "year": periods.period_name(year.year.code),
        "month": year.start_month,
    }
    return (
        gettext(
            "by the group's year; %(unit)s itself counts %(year)s from month %(month)s, shown on the page of each KPI"
        )
        % fields
    )
