"""Beside a figure that a person decided: what the system says, who decided, until when, and what lies below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.measure.override_page import override_lines
from kpiloop.interfaces.web.track.kpi.page import Fact
from kpiloop.interfaces.web.worded.figures import figure
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.analyse.rows import Comparison
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.choices import APPROVED, NOTED, PROPOSED
from kpiloop.loop.measure.rows import OverrideRow


def system_facts(viewer: Actor, found: Comparison) -> Iterator[Fact]:
    """The figure of the system, where another one counts."""
    value = measure.value(viewer, found.value_id) if found.value_id else None
    if value is None or value.overridden is None or value.overridden.effect == NOTED:
        return
    kpi = found.assignment.kpi
    display = formats.display_of(kpi)
    shown = formats.MISSING if value.system is None else formats.value(value.system, display)
    unit = formats.unit_of(display) if value.system is not None else ""
    link = Link(gettext("Overrides"), reverse("collect:overrides"))
    yield Fact(gettext("System figure"), shown, unit, aside=gettext("overridden"), link=link)


def override_sentences(viewer: Actor, found: Comparison, today: date) -> tuple[str, ...]:
    """What is to be known about overrides of this figure and of those below it."""
    kpi, subject = found.assignment.kpi, found.assignment.subject
    rows = measure.overrides(
        viewer, period_codes=[found.period_code], kpi=kpi.code, subject_ids=[subject.id],
        states=[PROPOSED, APPROVED], on=today,
    )  # fmt: skip
    below = () if any(row.counts for row in rows) else _below(viewer, found, today)
    return (*_of_windows(viewer, found), *(_said(viewer, row) for row in rows), *below)


def _said(viewer: Actor, row: OverrideRow) -> str:
    line = override_lines(viewer, [row])[0]
    fields = {"figure": line.figure, "until": line.until, "signed": line.signed, "reason": row.reason}
    if row.state == PROPOSED:
        said = gettext("Another figure waits for approval: %(figure)s, until %(until)s; %(signed)s. Reason: %(reason)s")
        return said % fields
    waits = gettext("It counts from the next run on.")
    parts = gettext("Parts and drill-downs show the system's figures; the difference is in what is left over.")
    fields["beside"] = parts if row.counts else waits
    return gettext("Overridden with %(figure)s until %(until)s; %(signed)s. %(beside)s Reason: %(reason)s") % fields


def _of_windows(viewer: Actor, found: Comparison) -> Iterator[str]:
    """A figure over more than the month says which of its months were decided."""
    value = measure.value(viewer, found.value_id) if found.value_id else None
    held = value.overridden if value is not None else None
    others = [code for code in held.periods if code != found.period_code] if held else []
    if held and others:
        months = formats.join([periods.period_name(code) for code in others])
        noted = gettext("Contains overridden months (%(months)s), computed without them.")
        taken = gettext("Contains overridden months: %(months)s.")
        yield (noted if held.effect == NOTED else taken) % {"months": months}


def _below(viewer: Actor, found: Comparison, today: date) -> Iterator[str]:
    kpi, subject = found.assignment.kpi, found.assignment.subject
    rows = measure.overrides_below(
        viewer, kpi=kpi.code, unit_id=subject.id, period_code=found.period_code, on=today
    )  # fmt: skip
    if rows:
        language = formats.language()
        names = [f"{row.subject.name(language)} {figure(row.kpi, row.figure)}" for row in rows]
        said = ngettext(
            "%(count)s figure below is overridden (%(names)s); this one is counted from detail and leaves it out.",
            "%(count)s figures below are overridden (%(names)s); this one is counted from detail and leaves them out.",
            len(rows),
        )
        yield said % {"count": len(rows), "names": formats.join(names)}
