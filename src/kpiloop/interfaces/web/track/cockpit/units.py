"""Units over the last months: an index for overview, never the paid score."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.track.cockpit.page import UnitCell, UnitPanel, UnitRow
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.choices import HEALTH_AMBER_FROM, HEALTH_GREEN_FROM
from kpiloop.loop.track.rows import UnitHealth

MONTHS, SHOWN = 6, 8
EXCEPTIONS = frozenset({"amber", "red"})


def unit_panel(viewer: Actor, *, period: str) -> UnitPanel | None:
    """The grid of units, worst first; None where no unit has an index."""
    found = track.unit_health(viewer, period_code=period, count=MONTHS)
    if not found:
        return None
    fine = sum(health.light == "green" for health in found)
    silent = sum(health.light == "na" for health in found)
    low, high = formats.number(HEALTH_AMBER_FROM, 0), formats.number(HEALTH_GREEN_FROM, 0)
    return UnitPanel(
        note=gettext("index, %(months)s months, %(units)s units") % {"months": MONTHS, "units": len(found)},
        legend=(
            ("green", f"{formats.AT_LEAST} {high}"),
            ("amber", f"{low}–{formats.number(HEALTH_GREEN_FROM - 1, 0)}"),
            ("red", f"< {low}"),
        ),
        periods=tuple(period_name(cell.period_code, short=True) for cell in found[0].cells),
        rows=tuple(_row(health) for health in found[:SHOWN]),
        rest=ngettext("%(count)s unit on target", "%(count)s units on target", fine) % {"count": fine} if fine else "",
        silent=ngettext("%(count)s unit without figures", "%(count)s units without figures", silent) % {"count": silent}
        if silent
        else "",
    )


def _row(health: UnitHealth) -> UnitRow:
    address = f"{reverse('plan:kpis')}?unit={health.unit.code}"
    off = health.light in EXCEPTIONS
    main = health.main.assignment if health.main and off else None
    cause = Link(main.kpi.name(formats.language()), reverse("track:kpi", args=[main.id])) if main else None
    return UnitRow(
        name=health.unit.name(formats.language()),
        address=address,
        cells=tuple(UnitCell(cell.light, formats.number(cell.index, 0), address) for cell in health.cells),
        streak=_streak(health) if off else "",
        is_missed=health.light == "red",
        cause=cause,
    )


def _streak(health: UnitHealth) -> str:
    count = {"count": health.streak}
    if health.light == "red":
        return ngettext("Missed %(count)s mo", "Missed %(count)s mo", health.streak) % count
    return ngettext("At risk %(count)s mo", "At risk %(count)s mo", health.streak) % count
