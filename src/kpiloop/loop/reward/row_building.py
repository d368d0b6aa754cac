"""Turns stored rows into the frozen rows that leave this room."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward.pay_rows import (
    BaseRow,
    BaseShare,
    BonusLineRow,
    BonusRuleRow,
    GateRow,
    PayFileRow,
    PayLine,
    RunRow,
)
from kpiloop.loop.reward.rows import BandRow, CycleRow, InterviewRow, ReviewRow, RuleRow

if TYPE_CHECKING:
    from kpiloop.loop.reward.choices import BY_SHARE
from kpiloop.loop.reward.choices import BY_SHARE
from kpiloop.loop.reward.models import (
    BonusBase,
    BonusLine,
    BonusRule,
    BonusRun,
    GradeBand,
    Interview,
    PayFile,
    PerformanceReview,
    ReviewCycle,
    ScoringRule,
)

Subjects = Mapping[int, SubjectRow]


def rule_row(rule: ScoringRule) -> RuleRow:
    """A scoring rule whose KPI was read along."""
    return RuleRow(
        id=rule.pk,
        kpi_id=rule.kpi_id,
        kpi_code=rule.kpi.code,
        version=rule.version,
        method=rule.method,
        parameters=rule.parameters,
        is_current=rule.is_current,
        fingerprint=rule.fingerprint,
        approved_by=rule.approved_by,
        approved_at=rule.approved_at,
    )


def band_row(band: GradeBand) -> BandRow:
    """One grade of a table."""
    return BandRow(band.grade, band.lower, band.upper, band.factor, band.version, band.approved_by, band.approved_at)


def cycle_row(cycle: ReviewCycle) -> CycleRow:
    """A cycle whose scheme and quarter were read along."""
    return CycleRow(
        id=cycle.pk,
        scheme_code=cycle.scheme.code,
        scheme_name_zh=cycle.scheme.name_zh,
        scheme_name_en=cycle.scheme.name_en,
        scheme_version=cycle.scheme.version,
        period_id=cycle.period_id,
        period_code=cycle.period.code,
        starts_on=cycle.period.starts_on,
        ends_before=cycle.period.ends_before,
        state=cycle.state,
        waiver=cycle.waiver,
        waived_by=cycle.waived_by,
        open_months_reason=cycle.open_months_reason,
        scored_by=cycle.scored_by,
        scored_at=cycle.scored_at,
        published_by=cycle.published_by,
        published_at=cycle.published_at,
        finalised_at=cycle.finalised_at,
    )


def review_row(review: PerformanceReview, cycle: CycleRow, subjects: Subjects, *, with_manager: bool) -> ReviewRow:
    """A review; the manager's text stays away from readers who may not see it yet."""
    return ReviewRow(
        id=review.pk,
        cycle=cycle,
        person=subjects[review.person_id],
        manager=subjects.get(review.manager_id) if review.manager_id else None,
        state=review.state,
        self_text=review.self_text,
        self_at=review.self_at,
        manager_text=review.manager_text if with_manager else "",
        manager_at=review.manager_at if with_manager else None,
        confirmed_at=review.confirmed_at,
        confirmed_with_reservation=review.confirmed_with_reservation,
        reservation=review.reservation,
    )


def interview_row(interview: Interview, subjects: Subjects) -> InterviewRow:
    """An interview with the names of both."""
    return InterviewRow(
        id=interview.pk,
        kind=interview.kind,
        person=subjects[interview.person_id],
        interviewer=subjects.get(interview.interviewer_id) if interview.interviewer_id else None,
        cycle_id=interview.cycle_id,
        assignment_id=interview.assignment_id,
        reason=interview.reason,
        due_on=interview.due_on,
        state=interview.state,
        contents=interview.contents,
        held_on=interview.held_on,
        person_signed_at=interview.person_signed_at,
        interviewer_signed_at=interview.interviewer_signed_at,
    )


def base_row(base: BonusBase, subjects: Subjects) -> BaseRow:
    """A bonus base with the name of the person."""
    return BaseRow(
        id=base.pk,
        person=subjects[base.person_id],
        amount=base.amount,
        valid_from=base.valid_from,
        valid_to=base.valid_to,
        document=base.document,
        decided_by=base.decided_by,
        decided_at=base.decided_at,
    )


def bonus_rule_row(rule: BonusRule) -> BonusRuleRow:
    """One version of the money rule of a scheme."""
    return BonusRuleRow(
        id=rule.pk,
        scheme_id=rule.scheme_id,
        version=rule.version,
        individual_from=rule.individual_from,
        uses_unit_factor=rule.uses_unit_factor,
        uses_company_factor=rule.uses_company_factor,
        factor_cap=rule.factor_cap,
        pool_method=rule.pool_method,
        gate_money=rule.gate_money,
        fingerprint=rule.fingerprint,
        approved_by=rule.approved_by,
        approved_at=rule.approved_at,
    )


def run_row(run: BonusRun, cycle: CycleRow, lines: int, open_lines: int) -> RunRow:
    """A settlement with its rule read along."""
    return RunRow(
        id=run.pk,
        cycle=cycle,
        number=run.number,
        state=run.state,
        rule=bonus_rule_row(run.rule),
        pool=run.pool,
        pool_document=run.pool_document,
        total=run.total,
        scaling=run.scaling if run.scaling is not None else Decimal(1),
        lines=lines,
        open_lines=open_lines,
        fingerprint=run.input_fingerprint,
        correction_reason=run.correction_reason,
        prepared_by=run.prepared_by,
        prepared_at=run.prepared_at,
        approved_by=run.approved_by,
        approved_at=run.approved_at,
    )


def pay_file_row(held: PayFile, subjects: Subjects) -> PayFileRow:
    """A file for payroll with its lines."""
    lines = [
        PayLine(subjects[line.person_id], line.factor, line.amount, line.state, line.answer)
        for line in held.lines.all()
    ]
    return PayFileRow(
        id=held.pk,
        cycle=cycle_row(held.cycle),
        run_id=held.run_id,
        run_number=held.run.number,
        number=held.number,
        state=held.state,
        people=held.people,
        total=held.total,
        sha256=held.sha256,
        made_by=held.made_by,
        made_at=held.made_at,
        answered_by=held.answered_by,
        answered_at=held.answered_at,
        answer=held.answer,
        lines=tuple(sorted(lines, key=lambda line: line.person.code)),
    )


def base_shares(stored: list[dict[str, object]]) -> tuple[BaseShare, ...]:
    """Bases of a line as they were stored with it."""
    return tuple(
        BaseShare(
            base_id=int(str(each["id"])),
            amount=Decimal(str(each["amount"])),
            days=int(str(each["days"])),
            document=str(each["document"]),
            decided_by=str(each["by"]),
            decided_at=str(each["at"]),
        )
        for each in stored
    )


def bonus_line_row(line: BonusLine, subjects: Subjects) -> BonusLineRow:
    """One person's money with the name."""
    return BonusLineRow(
        id=line.pk,
        run_id=line.run_id,
        person=subjects[line.person_id],
        sheet_id=line.sheet_id,
        unit_sheet_id=line.unit_sheet_id,
        company_sheet_id=line.company_sheet_id,
        base_amount=line.base_amount,
        bases=base_shares(line.bases),
        days_employed=line.days_employed,
        days_in_period=line.days_in_period,
        individual_factor=line.individual_factor,
        unit_factor=line.unit_factor,
        company_factor=line.company_factor,
        entitlement=line.entitlement,
        ungated=line.ungated,
        gate_money=line.run.rule.gate_money if line.run.rule.pool_method == BY_SHARE else "",
        amount=line.amount,
        state=line.state,
        open_reason=line.open_reason,
        carried=line.carried,
        payout_factor=line.payout_factor,
        gates=gate_rows(line.gates),
        binding=line.binding,
    )


def gate_rows(stored: list[dict[str, object]]) -> tuple[GateRow, ...]:
    """Gates of a line as they were stored with it."""
    return tuple(
        GateRow(
            sheet_id=int(str(each["sheet"])),
            code=str(each["code"]),
            version=int(str(each["version"])),
            most=Decimal(str(each["most"])),
            state=str(each["state"]),
            name_zh=str(each["name_zh"]),
            name_en=str(each["name_en"]),
            binds=bool(each["binds"]),
        )
        for each in stored
    )
