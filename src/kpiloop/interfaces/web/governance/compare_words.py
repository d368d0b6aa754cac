"""Sentences of a comparison: its finding, what is frozen, how the organisation differs."""

from __future__ import annotations

from django.utils.translation import gettext

from kpiloop.foundation.org.rows import UnitRow
from kpiloop.governance.archive.comparison_rows import OWN, ComparedSide, HistoricComparison
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording.periods import day, period_name


def side_name(side: ComparedSide, found: HistoricComparison) -> str:
    """What stands in the head of a side: its period, its unit or both."""
    period = period_name(side.period_code)
    if side.subject is None:
        return period
    name = side.subject.name(figures.tongue())
    return name if found.first.period_code == found.second.period_code else f"{name} {period}"


def title_of(found: HistoricComparison) -> str:
    """The finding: how many figures got better and worse."""
    judged = [row.change.judgement for row in found.rows]
    said = {
        "second": side_name(found.second, found),
        "first": side_name(found.first, found),
        "better": judged.count("better"),
        "worse": judged.count("worse"),
    }
    if not found.rows:
        return gettext("%(first)s and %(second)s have no figure in common") % said
    return gettext("%(second)s against %(first)s: %(better)d better, %(worse)d worse") % said


def notes_on(found: HistoricComparison) -> list[str]:
    """What is frozen, and whose organisation counts."""
    notes = []
    for side in (found.first, found.second):
        said = {"period": period_name(side.period_code), "revision": side.revision}
        if side.is_closed:
            notes.append(gettext("%(period)s is closed (revision %(revision)d): figures as reported") % said)
        elif side.revision:
            notes.append(gettext("%(period)s is reopened: figures of close %(revision)d, the live ones below") % said)
        else:
            notes.append(gettext("%(period)s is open: figures as they are now") % said)
    if found.structure != OWN:
        on = day(found.second.counted_on)
        notes.append(
            gettext("Both are counted over the organisation of %(day)s; what each showed stands below") % {"day": on}
        )
    return list(dict.fromkeys(notes))


def move_words(unit: UnitRow, before: UnitRow | None, after: UnitRow | None) -> str:
    """How a unit moved between two days."""
    said = {
        "unit": unit.name(figures.tongue()),
        "before": before.name(figures.tongue()) if before else "",
        "after": after.name(figures.tongue()) if after else "",
    }
    if before is None:
        return gettext("%(unit)s: new below %(after)s") % said
    if after is None:
        return gettext("%(unit)s: was below %(before)s, no longer there") % said
    return gettext("%(unit)s: from %(before)s to %(after)s") % said
