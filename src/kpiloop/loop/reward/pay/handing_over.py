"""What a released run says and payroll does not have yet, for everybody."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from kpiloop.loop.reward.choices import REJECTED
from kpiloop.loop.reward.models import BonusRun, PayFileLine, ReviewCycle
from kpiloop.loop.reward.pay.files import owed


def amounts_owed(run: BonusRun) -> dict[int, Decimal]:
    """Amount by person the next file of the quarter would hold; open lines are not in it."""
    settled = {line.person_id: line.amount + line.carried for line in run.lines.all() if line.amount is not None}
    return owed(settled, _handed_over(run.cycle))


def _handed_over(cycle: ReviewCycle) -> dict[int, Decimal]:
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for line in PayFileLine.objects.filter(file__cycle=cycle).exclude(state=REJECTED):
        amounts[line.person_id] += line.amount
    return amounts
