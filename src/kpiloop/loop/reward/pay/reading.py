"""Reading what a bonus run needs, for everybody, and working it out without writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q

from kpiloop.engine.scoring.adjusting import GATE
from kpiloop.engine.values import sum_of
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.engine_io import appointments_by_person
from kpiloop.loop.reward.errors import UnknownReference
from kpiloop.loop.reward.models import BonusBase, BonusRule, BonusRun, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.pay.carried import carried_into
from kpiloop.loop.reward.pay.entitlement import PayFrame, draft_lines, pay_out
from kpiloop.loop.reward.pay.keeping import corrected_lines
from kpiloop.loop.reward.pay.settling import MetGate, SheetFigures
from kpiloop.loop.reward.pay_rows import BaseRow, BonusPlan, BonusRuleRow, LineDraft
from kpiloop.loop.reward.references import hash_of
from kpiloop.loop.reward.row_building import base_row, bonus_rule_row, cycle_row
from kpiloop.loop.reward.scoring.kept_rules import kept_rules
from kpiloop.loop.reward.scoring.met_rows import KeptRule


def work_out(
    cycle: ReviewCycle, pool: Decimal, pool_document: str, username: str, keeps: BonusRun | None = None
) -> BonusPlan:
    """A whole bonus run in memory: lines, amounts and the fingerprint of every input.

    A correction that keeps the terms of a run goes by its rule, units, days and gates; without, by those of now.
    """
    frame = pay_frame(cycle, None if keeps is None else bonus_rule_row(keeps.rule))
    drafted = draft_lines(frame) if keeps is None else corrected_lines(frame, keeps)
    lines, scaling = pay_out(drafted, pool, frame.rule)
    carried = carried_into(cycle)
    lines = [replace(line, carried=carried.pop(line.person_id, line.carried)) for line in lines]
    return BonusPlan(
        run_id=None,
        cycle=cycle_row(cycle),
        rule=frame.rule,
        pool=pool,
        pool_document=pool_document,
        total=sum_of(line.amount for line in lines if line.amount is not None),
        scaling=scaling,
        lines=tuple(lines),
        fingerprint=_fingerprint(frame, lines, pool, pool_document),
        prepared_by=username,
        unsettled=tuple(sorted(carried)),
    )


def pay_frame(cycle: ReviewCycle, rule: BonusRuleRow | None = None) -> PayFrame:
    """Sheets, units, places and bases of a cycle in a fixed number of reads; by the rule in force without one."""
    start, end = cycle.period.starts_on, cycle.period.ends_before
    return PayFrame(
        starts_on=start,
        ends_before=end,
        rule=rule or current_bonus_rule(cycle),
        sheets=sheet_figures(cycle),
        tree=org_io.full_tree(end - timedelta(days=1)),
        appointments=appointments_by_person(start, end),
        bases=_bases(cycle),
    )


def current_bonus_rule(cycle: ReviewCycle) -> BonusRuleRow:
    """The money rule in force of the cycle's scheme."""
    held = BonusRule.objects.filter(scheme_id=cycle.scheme_id, is_current=True).first()
    if held is None:
        raise UnknownReference(kind="bonus_rule", key=cycle.scheme.code)
    return bonus_rule_row(held)


def sheet_figures(cycle: ReviewCycle) -> dict[int, SheetFigures]:
    """Results of a cycle by subject."""
    found = ScoreSheet.objects.filter(cycle=cycle, is_current=True)
    return {
        row.subject_id: SheetFigures(
            row.pk, row.total, row.factor, row.fingerprint, row.pay_cap, met_gates(kept_rules(row.adjustments))
        )
        for row in found
    }


def met_gates(rules: Iterable[KeptRule]) -> tuple[MetGate, ...]:
    """Gates among the rules a card met."""
    return tuple(
        MetGate(row.code, row.version, row.most or Decimal(0), row.state, row.name_zh, row.name_en, row.is_named)
        for row in rules
        if row.kind == GATE
    )


def _bases(cycle: ReviewCycle) -> dict[int, list[BaseRow]]:
    subjects = org_io.subjects_by_id()
    running = Q(valid_to__isnull=True) | Q(valid_to__gt=cycle.period.starts_on)
    held: dict[int, list[BaseRow]] = defaultdict(list)
    for row in BonusBase.objects.filter(running, valid_from__lt=cycle.period.ends_before).order_by("valid_from", "pk"):
        held[row.person_id].append(base_row(row, subjects))
    return held


def _fingerprint(frame: PayFrame, lines: list[LineDraft], pool: Decimal, pool_document: str) -> str:
    marks = {sheet.sheet_id: sheet.fingerprint for sheet in frame.sheets.values()}
    carried = {str(line.person_id): str(line.carried) for line in lines if line.carried}
    return hash_of(
        {
            **({"carried": carried} if carried else {}),
            "rule": [frame.rule.version, frame.rule.fingerprint],
            "pool": [f"{pool:.2f}", pool_document],  # as stored: 120000 and 120000.00 are one pool
            "lines": [
                [
                    line.person_id,
                    [
                        None if key is None else [key, marks[key]]
                        for key in (line.sheet_id, line.unit_sheet_id, line.company_sheet_id)
                    ],
                    [[share.base_id, str(share.amount), share.days] for share in line.bases],
                    [line.days_employed, line.days_in_period],
                    *([[gate.sheet_id, marks[gate.sheet_id], gate.code] for gate in line.gates]),
                ]
                for line in lines
            ],
        }
    )
