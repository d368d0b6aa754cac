"""What needs attention: largest gap in money first, always with streak, cause and action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.engine.variance.difference import judge
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.charts.marks.sparkline import Sparkline, sparkline
from kpiloop.interfaces.charts.marks.variance_bar import Scale, scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.track.cockpit.page import ExceptionRow
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.trust import warning_words
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.rows import CauseRow, MoneyEffect
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.choices import CANCELLED, DONE
from kpiloop.loop.review.rows import ActionRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.choices import EXCEPTION_LIGHTS
from kpiloop.loop.track.rows import StatusRow

SHOWN = 7  # as many as leave the bridge on the first screen
MONTHS = 12


@dataclass(frozen=True)
class Around:
    """What stands beside the exceptions of a month."""

    series: Mapping[tuple[int, int], Sequence[Decimal | None]]  #: KPI and subject -> last months
    lights: Mapping[int, Sequence[str]]  #: assignment -> lights of the last months, oldest first
    causes: Mapping[int, Sequence[CauseRow]]  #: assignment -> causes of the month
    actions: Mapping[int, Sequence[ActionRow]]  #: assignment -> actions
    effects: Mapping[int, MoneyEffect]  #: assignment -> what its miss is worth
    scale: Scale  #: scale of the money bars
    today: date  #: day late actions are counted to
    doubts: Mapping[int, str]  #: value -> why it deserves a second look


def ordered(rows: Sequence[StatusRow], effects: Mapping[int, MoneyEffect]) -> list[StatusRow]:
    """Missed before at risk; within each the largest loss in money, then what costs most on its card."""

    def urgency(row: StatusRow) -> tuple[int, bool, Decimal, Decimal, int]:
        effect = effects.get(row.assignment.id)
        loss = effect.amount if effect else Decimal(0)
        return (EXCEPTION_LIGHTS.index(row.light), effect is None, loss, -row.shortfall, row.assignment.id)

    return sorted(rows, key=urgency)


def exception_rows(viewer: Actor, rows: Sequence[StatusRow], *, period: str, today: date) -> tuple[ExceptionRow, ...]:
    """The first exceptions as the page shows them."""
    effects = analyse.money_effects(viewer, period_code=period)
    shown = ordered(rows, effects)[:SHOWN]
    around = _around(viewer, shown, effects, period, today)
    return tuple(_row(row, around) for row in shown)


def _around(
    viewer: Actor, rows: Sequence[StatusRow], effects: Mapping[int, MoneyEffect], period: str, today: date
) -> Around:
    last = calendar.period(viewer, period)
    months = [each.code for each in calendar.periods(viewer, kind="month") if each.starts_on <= last.starts_on][
        -MONTHS:
    ]
    ids = [row.assignment.id for row in rows]
    lights: dict[int, list[str]] = defaultdict(list)
    for status in track.statuses(viewer, period_codes=months, assignment_ids=ids):
        lights[status.assignment.id].append(status.light)
    actions: dict[int, list[ActionRow]] = defaultdict(list)
    for action in review.actions(viewer, assignment_ids=ids) if viewer.may("actions.view") else []:
        actions[action.assignment.id].append(action)
    return Around(
        series=_series(viewer, rows, months),
        lights=lights,
        causes=analyse.causes_for(viewer, period_code=period),
        actions=actions,
        effects=effects,
        scale=scale_of([effects[key].amount for key in ids if key in effects]),
        today=today,
        doubts=doubts_of(viewer, [row.value_id for row in rows if row.value_id], period, today),
    )


def doubts_of(viewer: Actor, value_ids: Collection[int], period: str, today: date) -> dict[int, str]:
    """Why figures deserve a second look, in words, by key of the value."""
    held = [row for row in measure.values_by_id(viewer, value_ids, period_code=period) if row.actual is not None]
    judged = track.trust(viewer, held, today=today)
    return {key: warning_words(found) for key, found in judged.items()}


def _series(
    viewer: Actor, rows: Sequence[StatusRow], months: Sequence[str]
) -> dict[tuple[int, int], Sequence[Decimal | None]]:
    subjects = {row.assignment.subject.id for row in rows}
    codes = {row.assignment.kpi.code for row in rows}
    figures = measure.actuals(viewer, period_codes=months, subject_ids=subjects, kpi_codes=codes)
    keys = {(row.assignment.kpi.id, row.assignment.subject.id) for row in rows}
    return {key: [figures.get((*key, month)) for month in months] for key in keys}


def _row(row: StatusRow, around: Around) -> ExceptionRow:
    kpi, language = row.assignment.kpi, formats.language()
    display = formats.display_of(kpi)
    effect = around.effects.get(row.assignment.id)
    amount = effect.amount if effect else None
    causes = around.causes.get(row.assignment.id, ())
    streak, is_first = streak_words(row, around.lights.get(row.assignment.id, ()))
    address = reverse("track:kpi", args=[row.assignment.id])
    done, late = action_words(around.actions.get(row.assignment.id, ()), around.today)
    unit = "" if display.is_money else formats.unit_of(display)
    return ExceptionRow(
        light=row.light,
        name=kpi.name(language),
        address=address,
        unit=row.assignment.subject.name(language),
        owner=row.assignment.owner.name(language),
        impact=variance_bar(amount, around.scale, judgement="worse" if amount and amount < 0 else "better"),
        impact_text=formats.money(amount, scale="wan", places=1) if effect else gettext("not in money"),
        actual=formats.value_with_unit(row.actual, display) if unit else formats.value(row.actual, display),
        target=formats.target(row.band or row.aim, display, kpi.direction, with_unit=bool(unit)),
        difference=_difference(row),
        spark=_spark(row, around),
        streak=streak,
        is_first=is_first,
        cause=causes[0].text if causes else "",
        ask_address="" if causes else f"{address}#causes",
        actions=done,
        late=late,
        doubt=around.doubts.get(row.value_id or 0, ""),
    )


def _difference(row: StatusRow) -> Difference:
    kpi = row.assignment.kpi
    display, gap = formats.display_of(kpi), row.gap
    if gap is None:
        return Difference(formats.MISSING, "neutral")
    if display.is_money and row.aim:
        return Difference(formats.percent(gap / abs(row.aim), 1, signed=True), judge(gap, kpi.direction))
    unit = formats.unit_word("points") if display.is_percent else formats.unit_of(display)
    return Difference(formats.difference(gap, display, with_unit=False), judge(gap, kpi.direction), unit)


def _spark(row: StatusRow, around: Around) -> Sparkline | None:
    figures = around.series.get((row.assignment.kpi.id, row.assignment.subject.id), ())
    target = row.target if row.assignment.kpi.judged_on == "month" else None
    return sparkline(figures, target=target, width=82, height=22) if figures else None


def streak_words(row: StatusRow, lights: Sequence[str]) -> tuple[str, bool]:
    """How long the light has lasted, and whether it is the first time."""
    length = row.streak if row.light == "red" else 0
    for light in reversed(lights if not length else ()):
        if light != row.light:
            break
        length += 1
    if length <= 1:
        return gettext("First"), True
    return ngettext("%(count)s month", "%(count)s months", length) % {"count": length}, False


def action_words(actions: Sequence[ActionRow], today: date) -> tuple[str, str]:
    """Done of all, and how late the latest one is."""
    counted = [action for action in actions if action.state != CANCELLED]
    if not counted:
        return "", ""
    done = sum(action.state == DONE for action in counted)
    late = max(action.days_late(today) for action in counted)
    words = ngettext("%(count)s day late", "%(count)s days late", late) % {"count": late} if late else ""
    return f"{done}/{len(counted)}", words
