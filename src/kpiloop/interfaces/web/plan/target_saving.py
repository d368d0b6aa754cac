"""Cells sent by the target grid: any KPI, any subject, any open month, as they were typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kpiloop.engine.targets.band import Band
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.grid.asked import Targets
from kpiloop.interfaces.web.plan.grid.asking import Wanted
from kpiloop.interfaces.web.plan.grid.weeks import day_shown, periods_shown
from kpiloop.interfaces.web.worded.signatures import name_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.interfaces.wording.typed import NotAFigure, read_aim
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.errors import TargetChanged
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget, TargetRow
from kpiloop.loop.plan.target_writing import moved_by_hand

#: More cells than a year of eighty cards are no work of one hand.
MOST_CELLS = 1000
MOST_DIGITS = 9
_NAME = re.compile(r"^t(?P<assignment>\d{1,12})\.(?P<period>[\w-]{4,20})$")


@dataclass(frozen=True)
class Sent:
    """What was understood of the cells."""

    targets: tuple[NewTarget, ...]  #: figures that differ from what stands
    wrong: tuple[str, ...]  #: names of cells that hold no figure or belong to nobody in sight


def cells_sent(viewer: Actor, period: PeriodRow | None, wanted: Wanted, sent: Mapping[str, str]) -> Sent:
    """Read the cells of a grid; thresholds and stretches move along unless they are pinned."""
    found = {name: match for name in sent if (match := _NAME.match(name))}
    cells = {name: (int(match["assignment"]), match["period"]) for name, match in found.items()}
    rows = plan.assignments(viewer, on=day_shown(viewer, period, wanted), scheme=wanted.scheme or None)
    keys = {key for key, _ in cells.values()}
    asked = {row.id: row for row in rows if row.id in keys and wanted.takes(row.kpi)}
    by_code = {row.code: row for row in periods_shown(viewer, period, wanted)}
    held = plan.targets(viewer, assignment_ids=list(asked), period_codes=list(by_code))
    targets, wrong = [], []
    for name, (key, code) in list(cells.items())[:MOST_CELLS]:
        try:
            found_target = _target(asked[key], by_code[code], sent[name], held)
            targets.append(found_target and replace(found_target, seen=_seen(sent.get(f"seen.{name}"))))
        except (KeyError, NotAFigure):
            wrong.append(name)
    wrong += list(cells)[MOST_CELLS:]
    return Sent(tuple(row for row in targets if row is not None), tuple(wrong))


def told(viewer: Actor, refusal: TargetChanged, on: date) -> str:
    """Both versions of a target, in the scale of the page."""
    row = plan.assignment(viewer, int(str(refusal.fields["assignment"])), on=on)
    display = formats.display_of(row.kpi)
    figures = {
        name: formats.value_with_unit(figure if isinstance(figure, Decimal) else None, display)
        for name, figure in refusal.fields.items()
        if name in ("theirs", "yours")
    }
    names = {"kpi": row.kpi.name(formats.language()), "subject": row.subject.name(formats.language())}
    by = name_of(viewer, str(refusal.fields["by"]))
    return sentence(refusal.code, {**refusal.fields, **figures, **names, "by": by})


def stands(before: TargetRow | None) -> Decimal | Band | None:
    """What a cell holds: the range where the target is one, else the figure."""
    return None if before is None else before.band or before.target


def _seen(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None


def _target(row: AssignmentRow, month: PeriodRow, text: str, held: Targets) -> NewTarget | None:
    before = held.get((row.id, month.id))
    aim = read_aim(text, formats.display_of(row.kpi))
    return None if aim == stands(before) else moved_by_hand(row.id, month.code, aim, before)
