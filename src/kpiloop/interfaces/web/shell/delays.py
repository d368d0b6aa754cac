"""What every page says when newer facts are not in its figures yet."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.wording.periods import moment
from kpiloop.loop.collect import selectors as collect


def delay_sentence(viewer: Actor, now: datetime) -> str:
    """Why the figures may be behind; empty when nothing is on its way."""
    delay = collect.delay(viewer, now=now)
    if delay is None:
        return ""
    since = moment(delay.since) if delay.since else ""
    if delay.reason == "work_waits":
        return gettext("New data has been on its way since %(since)s; the figures do not hold it yet.") % {
            "since": since
        }
    if not since:
        return gettext("Background work has not run yet: new data does not reach the figures.")
    return gettext("Background work has stood still since %(since)s: new data does not reach the figures.") % {
        "since": since
    }
