"""Leaderboards: comparable groups of at least five, ties share a place, never pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from kpiloop.engine.scoring.ranking import rank
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.choices import NAMED_PLACES, SMALLEST_GROUP, VISIBLE_STATES
from kpiloop.loop.reward.errors import ChoiceUnknown, NotVisible
from kpiloop.loop.reward.models import ReviewCycle, ScoreSheet
from kpiloop.loop.reward.rows import BoardGroup, BoardRow
from kpiloop.loop.reward.visibility import Sight, sight_of

KINDS = ("unit", "person")


def leaderboard(viewer: Actor, *, cycle_id: int, kind: str = "unit") -> tuple[BoardGroup, ...]:
    """Places of a published quarter by comparable group.

    Units compare with units of the same kind, heads with heads, everyone else with each other.
    Of people only the first ten places are named to all; whoever may see a result sees its place.
    """
    require(viewer, "leaderboard.view")
    if kind not in KINDS:
        raise ChoiceUnknown(field="kind", value=kind, choices=list(KINDS))
    cycle = ReviewCycle.objects.select_related("scheme", "period").filter(pk=cycle_id).first()
    if cycle is None or cycle.state not in VISIBLE_STATES:
        raise NotVisible(kind="cycle", key=cycle_id)
    sight = sight_of(viewer, cycle)
    before = _places(_previous(cycle), kind)
    names = org_io.subjects_by_id()
    groups = _grouped(cycle, kind)
    boards: list[BoardGroup] = []
    for code, sheets in sorted(groups.items()):
        places = _ranked(sheets)
        rows = [
            BoardRow(
                place=places[row.subject_id],
                subject=names[row.subject_id],
                total=row.total or Decimal(0),
                grade=row.grade,
                change=_change(before.get(code, {}).get(row.subject_id), places[row.subject_id]),
            )
            for row in sheets
        ]
        boards.append(_board(code, rows, kind, sight))
    return tuple(boards)


def _board(code: str, rows: Sequence[BoardRow], kind: str, sight: Sight) -> BoardGroup:
    if len(rows) < SMALLEST_GROUP:
        return BoardGroup(code, len(rows), True, (), len(rows))
    shown = [
        row
        for row in rows
        if kind == "unit" or row.place <= NAMED_PLACES or sight.sees_result(row.subject.id, "person")
    ]
    ordered = tuple(sorted(shown, key=lambda row: (row.place, row.subject.code)))
    return BoardGroup(code, len(rows), False, ordered, len(rows) - len(shown))


def _grouped(cycle: ReviewCycle, kind: str) -> dict[str, list[ScoreSheet]]:
    """Sheets with a total by what makes them comparable: kind of unit, or heads and staff."""
    last_day = cycle.period.ends_before - timedelta(days=1)
    units = org_io.full_tree(last_day).units
    heads = set(org_io.heads(last_day).values())
    groups: dict[str, list[ScoreSheet]] = defaultdict(list)
    for row in ScoreSheet.objects.filter(cycle=cycle, is_current=True, subject__kind=kind):
        if row.total is None:
            continue
        if kind == "unit":
            code = units[row.subject_id].kind if row.subject_id in units else ""
        else:
            code = "heads" if row.subject_id in heads else "staff"
        groups[code].append(row)
    return groups


def _places(cycle: ReviewCycle | None, kind: str) -> Mapping[str, Mapping[int, int]]:
    return {code: _ranked(sheets) for code, sheets in _grouped(cycle, kind).items()} if cycle else {}


def _ranked(sheets: Sequence[ScoreSheet]) -> dict[int, int]:
    totals = {str(row.subject_id): row.total for row in sheets if row.total is not None}
    return {int(key): place for key, place in rank(totals).items()}


def _previous(cycle: ReviewCycle) -> ReviewCycle | None:
    return (
        ReviewCycle.objects.select_related("period")
        .filter(scheme__code=cycle.scheme.code, state__in=VISIBLE_STATES, period__starts_on__lt=cycle.period.starts_on)
        .order_by("-period__starts_on")
        .first()
    )


def _change(before: int | None, now: int) -> int | None:
    return None if before is None else before - now
