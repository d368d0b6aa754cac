"""A bonus run as it is stored: every line with all it was worked out from."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import Max

from kpiloop.loop.reward.choices import PAYABLE, UNDECIDED
from kpiloop.loop.reward.models import BonusLine, BonusRun, ReviewCycle
from kpiloop.loop.reward.pay_rows import BonusPlan, LineDraft

#: What a line keeps as it was worked out.
_AS_DRAFTED = (
    *("carried", "person_id", "sheet_id", "unit_sheet_id", "company_sheet_id", "days_employed", "days_in_period"),
    *("individual_factor", "unit_factor", "company_factor", "payout_factor", "entitlement", "ungated", "amount"),
)


def store_run(cycle: ReviewCycle, plan: BonusPlan, correction_reason: str, keeps: BonusRun | None) -> BonusRun:
    """Store a run that was worked out, waiting for the second person."""
    newest = BonusRun.objects.filter(cycle=cycle).aggregate(top=Max("number"))["top"] or 0
    run = BonusRun.objects.create(
        cycle=cycle,
        number=newest + 1,
        rule_id=plan.rule.id,
        pool=plan.pool,
        pool_document=plan.pool_document,
        total=plan.total,
        scaling=plan.scaling,
        input_fingerprint=plan.fingerprint,
        correction_reason=correction_reason,
        keeps=keeps,
        prepared_by=plan.prepared_by,
    )
    BonusLine.objects.bulk_create(_line(run, line) for line in plan.lines)
    return run


def _line(run: BonusRun, draft: LineDraft) -> BonusLine:
    last = draft.bases[-1]
    written = asdict(draft)
    return BonusLine(
        run=run,
        base_id=last.base_id,
        base_amount=last.amount,
        bases=[
            {
                "id": share.base_id,
                "amount": str(share.amount),
                "days": share.days,
                "document": share.document,
                "by": share.decided_by,
                "at": share.decided_at,
            }
            for share in draft.bases
        ],
        state=UNDECIDED if draft.amount is None else PAYABLE,
        open_reason=draft.open_reason,
        binding=draft.binding,
        gates=[
            {
                "sheet": gate.sheet_id,
                "code": gate.code,
                "version": gate.version,
                "most": str(gate.most),
                "state": gate.state,
                "name_zh": gate.name_zh,
                "name_en": gate.name_en,
                "binds": gate.binds,
            }
            for gate in draft.gates
        ],
        **{name: written[name] for name in _AS_DRAFTED},
    )
