"""Headline KPIs as cards: figure, plan, prior year, last twelve months, bullet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import Difference as Change
from kpiloop.interfaces.charts.marks.bullet import Bullet, bullet
from kpiloop.interfaces.charts.marks.sparkline import sparkline
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.track.cockpit.page import Card, CardLine
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track.rows import CockpitCard, StatusRow

#: Units that stand behind every figure of a card; money and scores carry theirs once.
REPEATED_UNITS = frozenset({"percent", "days", "hours"})


def cards_of(found: Sequence[CockpitCard]) -> tuple[Card, ...]:
    """Cards as the page shows them; a KPI that stands twice says whose it is."""
    kpis = Counter(card.status.assignment.kpi.id for card in found)
    return tuple(
        replace(card_of(card), subject=card.status.assignment.subject.name(formats.language()))
        if kpis[card.status.assignment.kpi.id] > 1
        else card_of(card)
        for card in found
    )


def card_of(found: CockpitCard) -> Card:
    """One card as the page shows it."""
    kpi = found.status.assignment.kpi
    display = formats.display_of(kpi)
    against = gettext("Plan") if display.is_money else gettext("Target")
    if found.status.is_paced:
        against = gettext("By now")
    plan = reference(found.status.band or found.to_target.base, display, kpi.direction)
    prior = reference(found.to_prior_year.base, display, "higher")
    return Card(
        name=kpi.name(formats.language()),
        address=reverse("track:kpi", args=[found.status.assignment.id]),
        light=found.status.light,
        value=formats.value(found.status.actual, display),
        unit=formats.unit_of(display),
        spark=sparkline([point.actual for point in found.series]),
        lines=(
            CardLine(against, plan, beyond(found.status, display) or differences(found.to_target, display)),
            CardLine(gettext("PY"), prior, differences(found.to_prior_year, display, judged=False)),
        ),
        bullet=bullet_of(found.status.actual, found.status.aim, kpi),
    )


def reference(figure: Figure | Band | None, display: Display, direction: str) -> str:
    """A figure compared with, with its unit only where the card does not say it."""
    return formats.target(figure, display, direction, with_unit=display.unit in REPEATED_UNITS)


def beyond(status: StatusRow, display: Display) -> tuple[Difference, ...]:
    """How far a figure lies beyond its range; nothing for a KPI that is not judged by one."""
    if status.band is None or status.gap is None:
        return ()
    return (Difference(formats.difference(status.gap, display), "worse" if status.gap else "neutral"),)


def differences(change: Change, display: Display, *, judged: bool = True) -> tuple[Difference, ...]:
    """Absolute difference, and the relative one where it means something."""
    if isinstance(change.change, Missing):
        return ()
    judgement = change.judgement if judged else "neutral"
    shown = [Difference(formats.difference(change.change, display), judgement)]
    if display.is_money and not isinstance(change.share, Missing):
        shown.append(Difference(formats.percent(change.share, 1, signed=True), judgement))
    return tuple(shown)


def bullet_of(actual: Decimal | None, target: Decimal | None, kpi: KpiRow) -> Bullet | None:
    """The bullet of a KPI whose good side is one end of the scale."""
    if target is None or kpi.direction not in {"higher", "lower"} or kpi.amber_from <= 0:
        return None
    is_lower = kpi.direction == "lower"
    edge = target / kpi.amber_from if is_lower else target * kpi.amber_from
    return bullet(actual, target=target, at_risk_from=edge, is_lower_better=is_lower)
