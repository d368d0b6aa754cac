"""Editing the targets of one KPI: every open month or week of every subject is a field of one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.grid.asked import Targets
from kpiloop.interfaces.web.plan.grid.asking import Wanted, shown_assignments
from kpiloop.interfaces.web.plan.grid.target_rows import cell_name, is_open
from kpiloop.interfaces.web.plan.grid.weeks import Shares, day_shown, periods_shown
from kpiloop.interfaces.web.plan.target_saving import stands
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.typed import NotAFigure, read_aim, typed_aim
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget
from kpiloop.loop.plan.target_writing import moved_by_hand

#: Cells on one page: a browser sends one field for each.
LARGEST_FORM = 900


@dataclass(frozen=True)
class Field:
    """One month to edit."""

    name: str  #: name of the field; empty for a closed month
    text: str  #: what stands in it
    month: str  #: code of the month or week, for who listens instead of looks
    is_wrong: bool  #: True when what was typed is no figure
    share: str = ""  #: of a week, what its months give while nothing stands in it


@dataclass(frozen=True)
class EditRow:
    """One subject."""

    name: str  #: subject
    owner: str  #: who answers
    weight: str  #: percent of the card
    fields: tuple[Field, ...]  #: months in order


@dataclass(frozen=True)
class Editing:
    """The form."""

    code: str  #: KPI
    name: str  #: its name
    unit: str  #: unit figures are typed in
    months: tuple[PeriodRow, ...]  #: columns: months, or weeks of a quarter
    rows: tuple[EditRow, ...]  #: subjects
    cut: int  #: subjects that do not fit on one page
    changes: tuple[NewTarget, ...]  #: what would be set
    wrong: int  #: cells that hold no figure


def editing(viewer: Actor, period: PeriodRow | None, wanted: Wanted, sent: Mapping[str, str] | None) -> Editing:
    """The form as it stands, with what was sent in its place."""
    months = periods_shown(viewer, period, wanted)
    everyone = shown_assignments(viewer, day_shown(viewer, period, wanted), wanted)
    shown = everyone[: LARGEST_FORM // max(len(months), 1)]
    targets = plan.targets_through(viewer, lines=shown, periods=months)
    shares = plan.week_targets(viewer, lines=shown, weeks=months) if wanted.is_weekly else {}
    rows = tuple(_row(row, months, targets, shares, sent) for row in shown)
    kpi = plan.kpi(viewer, wanted.kpi)
    return Editing(
        code=kpi.code,
        name=kpi.name(get_language() or "zh-hans"),
        unit=formats.unit_of(formats.display_of(kpi)),
        months=months,
        rows=rows,
        cut=len(everyone) - len(shown),
        changes=tuple(_changes(shown, months, targets, sent or {})),
        wrong=sum(field.is_wrong for row in rows for field in row.fields),
    )


def _row(
    row: AssignmentRow,
    months: tuple[PeriodRow, ...],
    targets: Targets,
    shares: Shares,
    sent: Mapping[str, str] | None,
) -> EditRow:
    language = get_language() or "zh-hans"
    display = formats.display_of(row.kpi)
    fields = []
    for month in months:
        held = targets.get((row.id, month.id))
        name = cell_name(row, month) if is_open(row, month) else ""
        text = typed_aim(held.target if held else None, held.band if held else None, display)
        if sent is not None and name in sent:
            text = sent[name]
        week = shares.get((row.id, month.id))
        share = formats.target(week.share_band or week.share, display, "", with_unit=False) if week else ""
        fields.append(Field(name, text, month.code, bool(name) and not _is_figure(text, row), share))
    weight = formats.number(row.weight.normalize()) if row.weight else ""
    return EditRow(row.subject.name(language), row.owner.name(language), weight, tuple(fields))


def _is_figure(text: str, row: AssignmentRow) -> bool:
    try:
        read_aim(text, formats.display_of(row.kpi))
    except NotAFigure:
        return False
    return True


def _changes(
    rows: list[AssignmentRow], months: tuple[PeriodRow, ...], targets: Targets, sent: Mapping[str, str]
) -> list[NewTarget]:
    found = []
    for row in rows:
        for month in months:
            name = cell_name(row, month)
            if not is_open(row, month) or name not in sent or not _is_figure(sent[name], row):
                continue
            held = targets.get((row.id, month.id))
            wanted = read_aim(sent[name], formats.display_of(row.kpi))
            if wanted != stands(held):
                found.append(moved_by_hand(row.id, month.code, wanted, held))
    return found
