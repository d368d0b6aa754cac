"""Weights of a card: exactly 100 for every subject on every day anything is weighed (rule R17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpiloop.loop.plan.errors import UnscoredWeighs, WeightsNotHundred
from kpiloop.loop.plan.models import Assignment, KpiDefinition, Scheme

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class WeightGap:
    """A card whose weights are off from a day on."""

    subject_id: int  #: whose card
    subject_code: str  #: its code
    name_zh: str  #: its Chinese name
    name_en: str  #: its English name
    on: date  #: first day of the stretch
    total: Decimal  #: sum of the weights

    @property
    def difference(self) -> Decimal:
        """Sum less 100."""
        return self.total - HUNDRED


def weight_gaps(assignments: Iterable[Assignment]) -> list[WeightGap]:
    """Every stretch of a card whose weights do not add up to 100; a card of weights 0 is only watched."""
    cards: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        if assignment.weight > 0:
            cards[assignment.subject_id].append(assignment)
    found = [gap for _, card in sorted(cards.items()) for gap in _gaps_of_card(card)]
    return sorted(found, key=lambda gap: (gap.subject_code, gap.on))


def require_hundred(scheme: Scheme) -> None:
    """Refuse a scheme with a card that is off, naming the first and how many more."""
    gaps = weight_gaps(scheme.assignments.select_related("subject"))
    if not gaps:
        return
    first = gaps[0]
    raise WeightsNotHundred(
        subject=first.subject_code,
        name=first.name_zh,
        sum=_text(first.total),
        difference=_text(first.difference),
        on=first.on.isoformat(),
        others=[
            {"subject": gap.subject_code, "name": gap.name_zh, "sum": _text(gap.total), "on": gap.on.isoformat()}
            for gap in gaps[1:]
        ],
    )


def require_scorable(scheme: Scheme) -> None:
    """Refuse a weight on a KPI whose newest published definition is never scored (rule R1)."""
    weighing = scheme.assignments.filter(weight__gt=0).select_related("kpi", "subject")
    unscored = set(
        KpiDefinition.objects.filter(state="published", direction="unscored").values_list("kpi_id", flat=True)
    )
    for row in weighing.filter(kpi_id__in=unscored).order_by("pk")[:1] if unscored else ():
        raise UnscoredWeighs(subject=row.subject.code, kpi=row.kpi.code, weight=_text(row.weight))


def _gaps_of_card(card: list[Assignment]) -> list[WeightGap]:
    bounds = sorted({row.valid_from for row in card} | {row.valid_to for row in card if row.valid_to})
    gaps: list[WeightGap] = []
    for start in bounds:
        running = [
            row.weight for row in card if row.valid_from <= start and (row.valid_to is None or start < row.valid_to)
        ]
        total = sum(running, Decimal(0))
        if running and total != HUNDRED:
            subject = card[0].subject
            gaps.append(WeightGap(subject.pk, subject.code, subject.name_zh, subject.name_en, start, total))
    return gaps


def _text(figure: Decimal) -> str:
    return format(figure.normalize(), "f")
