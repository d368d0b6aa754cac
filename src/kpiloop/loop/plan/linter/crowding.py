"""Cards of a scheme with more KPIs than it allows, on any day anything is weighed (guard S29)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from kpiloop.engine.guards.too_many_kpis import CardKpi, Crowding, crowding
from kpiloop.loop.plan.errors import TooManyKpis
from kpiloop.loop.plan.models import Assignment, Scheme


def crowded_cards(assignments: Iterable[Assignment], limit: int) -> dict[int, Crowding]:
    """The fullest day of every card above the limit, by subject; relations kpi and subject are read along."""
    cards: dict[int, list[Assignment]] = defaultdict(list)
    for row in assignments:
        if row.weight > 0:
            cards[row.subject_id].append(row)
    found = {subject: crowding(_fullest(card), limit) for subject, card in cards.items()}
    return {subject: card for subject, card in found.items() if card is not None}


def crowding_fields(found: Crowding) -> dict[str, str]:
    """What a sentence about a crowded card needs."""
    return {
        "count": str(len(found.kpis)),
        "limit": str(found.limit),
        "kpis": ", ".join(found.kpis),
        "merge": " + ".join(found.merge),
        "merged_weight": format(found.merged_weight.normalize(), "f"),
    }


def require_few(scheme: Scheme) -> None:
    """Refuse a scheme that blocks above its limit and has such a card, naming the first."""
    if not scheme.limit_blocks:
        return
    rows = list(scheme.assignments.select_related("kpi__objective", "subject").order_by("subject__code"))
    for subject_id, found in crowded_cards(rows, scheme.kpi_limit).items():
        subject = next(row.subject for row in rows if row.subject_id == subject_id)
        raise TooManyKpis(subject=subject.code, name=subject.name_zh, **crowding_fields(found))


def _fullest(card: list[Assignment]) -> list[CardKpi]:
    days = sorted({row.valid_from for row in card})
    return max((_on(card, day) for day in days), key=len, default=[])


def _on(card: list[Assignment], day: date) -> list[CardKpi]:
    running = [row for row in card if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)]
    return [CardKpi(row.kpi.code, row.weight, row.kpi.objective.code if row.kpi.objective else "") for row in running]
