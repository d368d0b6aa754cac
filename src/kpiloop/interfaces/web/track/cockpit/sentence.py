"""The sentence on top: counts, the gap of the headline figure, and a cause only when one was computed."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Missing
from kpiloop.interfaces.web.track.cockpit.bridges import merged, written
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.analyse.rows import Bridge
from kpiloop.loop.track.rows import CockpitCard, LightCounts


def sentence_of(period: str, counts: LightCounts, card: CockpitCard | None, bridge: Bridge | None) -> str:
    """The finding of the page, built from data only."""
    if card is None:
        return _counted(period, counts)
    fields = _figures(card)
    if card.status.is_paced:
        return _pace_sentence(fields, is_below=(card.status.gap or Decimal(0)) < 0)
    main = _main_part(card, bridge)
    if main is None:
        return _gap_sentence(fields, is_below=(card.status.gap or Decimal(0)) < 0)
    fields |= {"cause": main[0], "part": main[1]}
    if (card.status.gap or Decimal(0)) < 0:
        return (
            gettext("%(kpi)s %(actual)s, %(gap)s below plan (%(share)s); the largest part is %(cause)s, %(part)s")
            % fields
        )
    return (
        gettext("%(kpi)s %(actual)s, %(gap)s above plan (%(share)s); the largest part is %(cause)s, %(part)s") % fields
    )


def _gap_sentence(fields: dict[str, str], *, is_below: bool) -> str:
    if is_below:
        return gettext("%(kpi)s %(actual)s, %(gap)s below plan (%(share)s)") % fields
    return gettext("%(kpi)s %(actual)s, %(gap)s above plan (%(share)s)") % fields


def _pace_sentence(fields: dict[str, str], *, is_below: bool) -> str:
    if is_below:
        return gettext("%(kpi)s %(actual)s so far, %(gap)s below what should be there by now (%(share)s)") % fields
    return gettext("%(kpi)s %(actual)s so far, %(gap)s above what should be there by now (%(share)s)") % fields


def _counted(period: str, counts: LightCounts) -> str:
    fields = {"period": period_name(period), "total": counts.total, "red": counts.red, "amber": counts.amber}
    if counts.total == counts.na:
        return gettext("No KPI has a value in %(period)s yet") % fields
    return gettext("%(period)s: %(red)s of %(total)s KPIs missed, %(amber)s at risk") % fields


def _figures(card: CockpitCard) -> dict[str, str]:
    kpi = card.status.assignment.kpi
    display = formats.display_of(kpi)
    gap = card.status.gap or Decimal(0)
    return {
        "kpi": kpi.name(formats.language()),
        "actual": formats.value_with_unit(card.status.actual, display),
        "gap": formats.value_with_unit(abs(gap), display),
        "share": formats.percent(card.to_target.share, 1, signed=True),
    }


def _main_part(card: CockpitCard, bridge: Bridge | None) -> tuple[str, str] | None:
    """The step that explains most of the gap, and only when the bridge starts at the plan."""
    gap = card.status.gap
    if bridge is None or gap is None or gap == 0 or bridge.contribution.baseline != "target":
        return None
    if isinstance(bridge.contribution.change, Missing):
        return None
    steps = [
        step
        for step in merged(written(bridge.steps, card.status.assignment.kpi))
        if step[2] == "step" and (step[3] < 0) == (gap < 0) and step[3]
    ]
    if not steps:
        return None
    main = max(steps, key=lambda step: abs(step[3]))
    return main[1], formats.value(main[3], formats.display_of(card.status.assignment.kpi), signed=True)
