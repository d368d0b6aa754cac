"""The small panels at the foot: why this number, what it means, what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.track.kpi.page import Note, Notes
from kpiloop.interfaces.web.worded.addresses import page
from kpiloop.interfaces.web.worded.figures import aim, figure
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.trust import trust_words
from kpiloop.loop.analyse.rows import Comparison
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow
from kpiloop.loop.track import selectors as track

CHANGES = 4


def why_notes(viewer: Actor, found: Comparison, today: date) -> Notes:
    """Formula, rows and run behind the actual."""
    kpi = found.assignment.kpi
    title = gettext("Why %(figure)s") % {"figure": figure(kpi, found.actual)}
    if isinstance(found.actual, Missing):
        title = gettext("Why there is no figure")
    where = [periods.period_name(found.period_code), found.assignment.subject.name(formats.language())]
    if found.value_id is None:
        return Notes(title, formats.clauses(where), (Note(gettext("Source"), gettext("No value was computed.")),))
    value = measure.value(viewer, found.value_id)
    formula = measure.formula(viewer, kpi=kpi.code)
    loads = formats.join([str(number) for number in value.load_numbers]) or formats.MISSING
    fields = {"rows": formats.number(value.row_count), "loads": loads}
    run = {"run": value.run_number, "version": value.warehouse_version or formats.MISSING}
    trust = track.trust(viewer, [value], today=today)[value.id]
    rows = (
        Note(pgettext("data", "Trust"), trust_words(trust)),
        Note(gettext("Formula"), formula.text if formula else gettext("reported, not computed")),
        Note(
            gettext("Source"),
            gettext("%(rows)s rows of the unit and period, loads %(loads)s") % fields,
            label(f"value_state.{value.state}"),
        ),
        Note(
            gettext("Run"), gettext("run %(run)s, data version %(version)s") % run, _versions(value.definition_version)
        ),
    )
    address = page("proof:value", found.value_id)
    return Notes(title, formats.clauses(where), rows, Link(gettext("Open the proof"), address) if address else None)


def _versions(definition: int) -> str:
    return gettext("definition v%(number)s") % {"number": definition}


def definition_notes(viewer: Actor, assignment: AssignmentRow) -> Notes:
    """What the KPI means, from when it is green, and what it serves."""
    kpi = assignment.kpi
    held = [row for row in plan.definitions(viewer, kpi.code) if row.kpi.definition_version == kpi.definition_version]
    since = periods.day(held[0].valid_from) if held else ""
    fields = {"number": kpi.definition_version, "since": since}
    purpose = held[0].purpose if held and held[0].purpose else formats.MISSING
    return Notes(
        gettext("Definition"),
        gettext("v%(number)s, from %(since)s") % fields,
        (
            Note(gettext("Purpose"), purpose),
            Note(gettext("Limits"), _limits(kpi)),
            Note(
                gettext("Kind"),
                formats.clauses(
                    [label(f"time_kind.{kpi.time_kind}"), label(f"judged_on.{kpi.judged_on}"), *_by_week(kpi)]
                ),
            ),
        ),
        Link(gettext("Whole definition"), reverse("plan:kpi", args=[kpi.code])),
    )


def _by_week(kpi: KpiRow) -> list[str]:
    return [] if kpi.measured_by == "month" else [label(f"measured_by.{kpi.measured_by}")]


def _limits(kpi: KpiRow) -> str:
    fields = {"green": formats.percent(kpi.green_from, 0), "amber": formats.percent(kpi.amber_from, 0)}
    return gettext("on target from %(green)s, at risk from %(amber)s of achievement") % fields


def change_notes(viewer: Actor, assignment: AssignmentRow, period: str) -> Notes:
    """Versions of the target of this month, newest first."""
    versions: Sequence = sorted(plan.target_history(viewer, assignment.id, period), key=lambda row: -row.version)  # type: ignore[type-arg]
    names = names_of(viewer, [row.recorded_by for row in versions])
    rows = tuple(
        Note(
            periods.day_short(timezone.localtime(row.recorded_at).date()),
            gettext("target v%(version)s: %(target)s")
            % {"version": row.version, "target": aim(assignment.kpi, row.stated)},
            names.get(row.recorded_by, ""),
        )
        for row in versions[:CHANGES]
    )
    address = page("plan:target_history", assignment.id, period)
    link = Link(gettext("All versions"), address) if address and versions else None
    empty = (Note(gettext("Target"), gettext("no target was ever set for this month")),)
    return Notes(gettext("Change log"), "", rows or empty, link)
