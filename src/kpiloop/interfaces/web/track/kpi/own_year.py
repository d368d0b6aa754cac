"""The year to date of a KPI by the group's year and by that of its legal entity, where the two differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import difference
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.track.kpi import page
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.web.worded.figures import gap
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.analyse.rows import Comparison
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.selectors import OwnYear


def own_year_of(viewer: Actor, found: Comparison) -> OwnYear | None:
    """The year the legal entity of a KPI's subject counts; None where it is the group's."""
    return measure.own_years(viewer, period_code=found.period_code).get(found.assignment.subject.id)


def own_year_facts(viewer: Actor, found: Comparison, held: OwnYear | None) -> Iterator[page.Fact]:
    """Year to date by both years, and the quarter of the entity in the month it ends with; nothing where they agree."""
    if held is None:
        return
    subject, kpi = found.assignment.subject.id, found.assignment.kpi
    asked: dict[str, Any] = {"period_codes": [found.period_code], "subject_ids": [subject], "kpi_codes": [kpi.code]}
    yield _fact(found, gettext("Group year to date"), measure.values(viewer, window="ytd", **asked))
    targets = measure.own_year_targets(viewer, period_code=found.period_code, pairs=[(kpi.id, subject)])
    is_whole = held.ends_with(calendar.period(viewer, found.period_code))
    name = gettext("Entity year") if is_whole else gettext("Entity year to date")
    yield _fact(found, name, measure.own_year_values(viewer, **asked), targets.get((kpi.id, subject)))
    for quarter in measure.own_year_values(viewer, of="qtd", **asked):
        yield _fact(found, gettext("Entity quarter"), [quarter])


def own_year_note(viewer: Actor, held: OwnYear | None) -> str:
    """Which years the two figures are by; empty where there is but one."""
    if held is None:
        return ""
    fields = {
        "year": periods.period_name(held.year.code),
        "quarter": periods.period_name(held.quarter.code),
        "month": held.start_month,
        "group": calendar.engine_calendar(viewer).fiscal_start_month,
    }
    return (
        gettext(
            "The legal entity counts %(year)s from month %(month)s (now %(quarter)s), the group from month %(group)s. "
            "Status, score and pay follow the group's year."
        )
        % fields
    )


def _fact(found: Comparison, name: str, rows: list[ValueRow], target: Figure | None = None) -> page.Fact:
    kpi = found.assignment.kpi
    display = formats.display_of(kpi)
    actual: Figure = Missing("no_value")
    link = None
    for row in rows:
        actual = Missing(row.reason or "no_value") if row.actual is None else row.actual
        link = Link(gettext("Why this number"), addresses.page("proof:value", row.id))
    change = None
    if target is not None and not isinstance(target, Missing):
        change = gap(kpi, difference(actual, target, direction=kpi.direction, in_points=found.in_points).change)
    shown = change if change and change.text != formats.MISSING else None
    return page.Fact(name, formats.value(actual, display), formats.unit_of(display), difference=shown, link=link)
