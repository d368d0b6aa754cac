"""What stands in a proof for the pool and for the entitlements of everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.trace import Person_, Step
from kpiloop.engine.values import sum_of
from kpiloop.loop.reward.models import BonusLine, BonusRun
from kpiloop.loop.reward.references import hash_of

CENTS = 2


def pool_step(run: BonusRun) -> Step:
    """The pool as it was decided."""
    return Step(
        "pool",
        "proof.pool",
        figure=run.pool,
        unit="CNY",
        leaf="decision",
        evidence={"document": run.pool_document},
        people=(Person_("prepared_by", run.prepared_by, run.prepared_at.isoformat()),),
    )


def pool_evidence(run: BonusRun, others: Sequence[BonusLine], *, without_gates: bool = False) -> dict[str, str]:
    """What stands for the entitlements of others."""
    asked = {row.person_id: row.ungated if without_gates else row.entitlement for row in others}
    figures = [[person, str(figure)] for person, figure in sorted(asked.items())]
    return {
        "definition": f"bonus rule v{run.rule.version} {run.rule.pool_method}",
        "pool": str(run.pool),
        "document": run.pool_document,
        "row_count": str(len(figures)),
        "row_sum": str(sum_of(Decimal(figure) for _, figure in ((str(a), str(b)) for a, b in figures))),
        "sha256": hash_of(figures),
        "open_to": run.approved_by or run.prepared_by,
    }
