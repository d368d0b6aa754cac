"""Rules of alerts as people read them: when, about what, and whom they tell."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rules import kinds
from kpiloop.loop.track.rules.rows import AlertRuleRow


@dataclass(frozen=True)
class RuleLine:
    """One rule."""

    row: AlertRuleRow  #: the rule
    name: str  #: its name
    when: str  #: what it fires on
    about: str  #: which KPIs and units
    told: str  #: who is told
    further: str  #: when it is told again and passed on; empty for once
    severity: str  #: how grave it is; empty for the usual
    address: str  #: where it is changed


@dataclass(frozen=True)
class RulesPage:
    """The page."""

    title: str  #: the finding
    lines: tuple[RuleLine, ...]  #: rules in force, by code
    usual: tuple[str, ...]  #: what holds without any rule
    may_edit: bool  #: True when the reader may set rules


def rules_page(viewer: Actor) -> RulesPage:
    """Build the page for one reader."""
    names = {row.code: row.name(tongue()) for row in plan.kpis(viewer)}
    lines = tuple(_line(row, names) for row in track.alert_rules(viewer))
    count = len(lines)
    title = ngettext(
        "%(count)d rule of alerts beside the usual ones", "%(count)d rules of alerts beside the usual ones", count
    )
    return RulesPage(
        title=title % {"count": count} if count else gettext("Alerts follow the usual rules"),
        lines=lines,
        usual=_usual(),
        may_edit=viewer.may("plan.edit"),
    )


def _usual() -> tuple[str, ...]:
    return (
        gettext("a month that is missed or close to a miss"),
        gettext("a figure that is not there by its due day"),
        gettext("a figure unlike the months before"),
        gettext("a miss with neither cause nor action"),
    )


def _line(row: AlertRuleRow, kpis: dict[str, str]) -> RuleLine:
    about = [kpis.get(row.kpi, row.kpi) if row.kpi else gettext("every KPI")]
    about.append(
        gettext("%(unit)s and below") % {"unit": row.unit.name(tongue())} if row.unit else gettext("everywhere")
    )
    return RuleLine(
        row=row,
        name=row.name(tongue()),
        when=when_words(row),
        about=formats.clauses(about),
        told=formats.join([_recipient(row), *(also_words(entry) for entry in row.also)]),
        further=formats.clauses(_further(row)),
        severity="" if row.severity == kinds.NORMAL else label(f"alert_severity.{row.severity}"),
        address=reverse("track:alert_rule", args=[row.code]),
    )


def _recipient(row: AlertRuleRow) -> str:
    return row.person.name(tongue()) if row.who == kinds.NAMED and row.person else label(f"alert_who.{row.who}")


def also_words(entry: str) -> str:
    """Who is told as well, in words; a person by the number the rule names."""
    if entry.startswith(kinds.ROLE_MARK):
        return gettext("role: %(role)s") % {"role": label(f"role.{entry.removeprefix(kinds.ROLE_MARK)}")}
    return entry.removeprefix(kinds.PERSON_MARK) if ":" in entry else label(f"alert_who.{entry}")


def _further(row: AlertRuleRow) -> list[str]:
    again, on = row.repeat_days, row.escalate_days
    said = []
    if again is not None:
        said.append(ngettext("again every %(days)d day", "again every %(days)d days", again) % {"days": again})
    if on is not None:
        words = ngettext("passed on after %(days)d day", "passed on after %(days)d days", on)
        said.append(words % {"days": on})
    return said


def when_words(row: AlertRuleRow) -> str:
    """What a rule fires on, in one clause."""
    limit = formats.percent(row.limit, 0) if row.limit is not None else ""
    fields = {"limit": limit, "months": row.waits, "days": row.days}
    if row.kind == kinds.OFF_TARGET:
        when = gettext("achievement below %(limit)s") if limit else gettext("missed or close to a miss")
        return formats.clauses([when % fields, *_in_a_row(row.waits)])
    if row.kind == kinds.REPEATED_MISS:
        return gettext("missed %(months)d months in a row") % fields
    if row.kind == kinds.SUDDEN_CHANGE:
        base = label(f"alert_base.{row.base}")
        when = gettext("changed by %(limit)s or more against %(base)s") % {"limit": limit, "base": base}
        return formats.clauses([when, label("alert_side.worse")] if row.side == "worse" else [when])
    if row.kind == kinds.NO_DATA:
        when = (
            gettext("no figure %(days)s days after the month")
            if row.days is not None
            else gettext("no figure by its due day")
        )
        return formats.clauses([when % fields, *_in_a_row(row.waits)])
    if row.kind == kinds.BEHIND_PACE:
        said = gettext("year so far below %(limit)s of what should be there by now")
        return said % fields if limit else gettext("year so far behind what should be there by now")
    if row.kind == kinds.DAY_VALUE:
        said = gettext("a day below %(limit)s of what it owes") if limit else gettext("a day that misses what it owes")
        return formats.clauses([said % fields, *_days_in_a_row(row.waits_days)])
    return gettext("unlike the months before")


def _days_in_a_row(days: int) -> list[str]:
    return [ngettext("%(days)d day in a row", "%(days)d days in a row", days) % {"days": days}] if days > 1 else []


def _in_a_row(months: int) -> list[str]:
    said = ngettext("%(months)d month in a row", "%(months)d months in a row", months)
    return [said % {"months": months}] if months > 1 else []
