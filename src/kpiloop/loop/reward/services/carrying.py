"""Settle what late data would change in paid bonuses with the run of a later quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.reward.choices import APPLIED
from kpiloop.loop.reward.models import BonusLine, CarriedDifference
from kpiloop.loop.reward.pay.carried import NOTHING
from kpiloop.loop.reward.selectors.late_data import changed_pay, touched_cycles


def carry_late_data(
    actor: Actor,
    *,
    values: Sequence[ValueRow],
    settled_in: PeriodRow,
    source: str,
    warehouse_version: int,
    reason: str,
    now: datetime,
) -> int:
    """Keep what every paid bonus would differ by, to be paid or taken back with the run of a later quarter.

    Shape:    values of a closed month as they would be -> how many people are concerned; the caller holds the
              transaction.
    Law:      published scores and paid amounts stay; what was carried before is not carried again. Only quarters whose
              run is applied have something to differ from.
    Missing:  a person whose amount would be open has no difference.
    Errors:   permission_denied (periods.close).
    """
    require(actor, "periods.close")
    made = []
    for cycle in touched_cycles(values):
        paid = {line.person_id: line for line in BonusLine.objects.filter(run__cycle=cycle, run__state=APPLIED)}
        for row in changed_pay(cycle, values, (APPLIED,)):
            if row.after is not None:
                made.append(
                    CarriedDifference(
                        person_id=row.person.id, cycle=cycle, settled_in_id=settled_in.id, line=paid[row.person.id],
                        after=row.after, amount=row.after - (row.before or NOTHING), source=source,
                        warehouse_version=warehouse_version, reason=reason, decided_by=actor.username, decided_at=now,
                    )
                )  # fmt: skip
    CarriedDifference.objects.bulk_create(made)
    return len(made)
