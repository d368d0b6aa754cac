"""The business day of a moment."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def day_of(moment: datetime) -> date:
    """Day of a moment in the zone of the installation."""
    return moment.astimezone(timezone.get_current_timezone()).date()
