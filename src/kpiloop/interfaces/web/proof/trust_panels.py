"""Beside a proof: how far its figure may be trusted, and the rows under it that people put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext, ngettext, pgettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.proof.page import LeafPanel
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.trust import mark_words, origin_word
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.provenance.behind import OverruledRow
from kpiloop.loop.collect.rows import CorrectionRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.track import selectors as track

SHOWN = 5


def trust_panels(viewer: Actor, value: ValueRow, today: date) -> tuple[LeafPanel, ...]:
    """The panel of the marks, and one of the corrections where there are any."""
    found = track.trust(viewer, [value], today=today)[value.id]
    warnings = formats.clauses([mark_words(mark) for mark in found.marks if not mark.is_good])
    good = formats.clauses([mark_words(mark) for mark in found.marks if mark.is_good])
    rows = (
        (pgettext("data", "Came"), origin_word(found)),
        (gettext("Look twice"), warnings or gettext("nothing known against it")),
        *([(gettext("Speaks for it"), good)] if good else []),
    )
    panel = LeafPanel("info" if warnings else "check", pgettext("data", "Trust"), "", rows)
    corrections, overruled = track.corrected_rows(viewer, value), track.overruled_rows(viewer, value)
    return (
        panel,
        *([_corrections(viewer, corrections)] if corrections else []),
        *([_overruled(overruled)] if overruled else []),
        *([_reported(viewer, value)] if any(mark.code == "disputed" for mark in found.marks) else []),
    )


def _reported(viewer: Actor, value: ValueRow) -> LeafPanel:
    """What somebody reported beside a figure that sources give; the source counts."""
    reports = collect.submission_history(
        viewer, kpi=value.kpi_code, subject_id=value.subject_id, period=value.period_code
    )
    said = next(row for row in reports if row.is_current)
    names = names_of(viewer, [said.submitted_by])
    rows = (
        (gettext("Reported"), formats.MISSING if said.value is None else f"{said.value.normalize():f}"),
        (gettext("Sources give"), formats.MISSING if value.actual is None else f"{value.actual.normalize():f}"),
        (gettext("Reported by"), names.get(said.submitted_by, said.submitted_by)),
    )
    return LeafPanel("comment", gettext("A report says otherwise"), gettext("the source counts"), rows)


def _overruled(found: tuple[OverruledRow, ...]) -> LeafPanel:
    """Rows of which two sources tell different things: what counts, and what the other one says."""
    title = ngettext("Sources differ in %(count)s row", "Sources differ in %(count)s rows", len(found))
    rows = tuple(
        (row.row, gettext("%(field)s: %(winner)s %(believed)s counts; %(loser)s says %(other)s") % fields)
        for row in found[:SHOWN]
        for fields in _sides(row)
    )
    return LeafPanel("info", title % {"count": len(found)}, gettext("the source believed first counts"), rows)


def _sides(row: OverruledRow) -> Iterator[dict[str, str]]:
    for field, other in row.loser_values.items():
        yield {
            "field": field,
            "winner": row.winner,
            "believed": row.winner_values.get(field) or formats.MISSING,
            "loser": row.loser,
            "other": other or formats.MISSING,
        }


def _corrections(viewer: Actor, found: tuple[CorrectionRow, ...]) -> LeafPanel:
    title = ngettext("%(count)s row corrected", "%(count)s rows corrected", len(found)) % {"count": len(found)}
    return LeafPanel("edit", title, gettext("the source keeps its own figure"), tuple(_rows(viewer, found[:SHOWN])))


def _rows(viewer: Actor, found: tuple[CorrectionRow, ...]) -> Iterator[tuple[str, str]]:
    names = names_of(viewer, [account for row in found for account in (row.corrected_by, row.decided_by) if account])
    for row in found:
        fields = {
            "field": row.field,
            "old": row.old or formats.MISSING,
            "new": row.new or formats.MISSING,
            "reason": row.reason,
            "who": formats.join([names.get(each, each) for each in (row.corrected_by, row.decided_by) if each]),
        }
        yield row.row, gettext("%(field)s: %(old)s → %(new)s; %(reason)s (%(who)s)") % fields
