"""Storing scored cards: a card whose inputs did not change keeps its revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.values import Figure, Missing
from kpiloop.loop.reward.models import GradeBand, ReviewCycle, ScoreLine, ScoreSheet
from kpiloop.loop.reward.scoring.cards import DEFAULT
from kpiloop.loop.reward.scoring.drafts import LineDraft, ScoringFrame, SheetDraft, fingerprint, judged_months


def write_sheets(
    cycle: ReviewCycle,
    drafts: Sequence[SheetDraft],
    frame: ScoringFrame,
    bands: Sequence[GradeBand],
    username: str,
) -> int:
    """Write new and changed sheets with their lines; sheets of subjects no longer judged are retired."""
    held = {row.subject_id: row for row in ScoreSheet.objects.filter(cycle=cycle, is_current=True)}
    newest = _newest_revisions(cycle)
    stamp = _Stamp(frame, bands[0].version if bands else 0, username)
    changed = [draft for draft in drafts if not _is_same(held.get(draft.subject_id), draft, frame)]
    gone = held.keys() - {draft.subject_id for draft in drafts}
    retired = [held[key].pk for key in (*gone, *(d.subject_id for d in changed if d.subject_id in held))]
    ScoreSheet.objects.filter(pk__in=retired).update(is_current=False)
    marks = {draft.subject_id: fingerprint(draft, frame) for draft in drafts}
    sheets = [_sheet(cycle, draft, newest.get(draft.subject_id, 0) + 1, stamp, marks) for draft in changed]
    ScoreSheet.objects.bulk_create(sheets)
    ScoreLine.objects.bulk_create(
        [_line(sheet, line) for sheet, draft in zip(sheets, changed, strict=True) for line in draft.lines]
    )
    return len(changed)


@dataclass(frozen=True)
class _Stamp:
    """What is written on every sheet of one scoring."""

    frame: ScoringFrame  #: rules and figures used
    band_version: int  #: grade table used
    username: str  #: who scored


def _newest_revisions(cycle: ReviewCycle) -> dict[int, int]:
    newest: dict[int, int] = {}
    for subject_id, revision in ScoreSheet.objects.filter(cycle=cycle).values_list("subject_id", "revision"):
        newest[subject_id] = max(revision, newest.get(subject_id, 0))
    return newest


def _is_same(held: ScoreSheet | None, draft: SheetDraft, frame: ScoringFrame) -> bool:
    return held is not None and held.fingerprint == fingerprint(draft, frame)


def _sheet(cycle: ReviewCycle, draft: SheetDraft, revision: int, stamp: _Stamp, marks: Mapping[int, str]) -> ScoreSheet:
    return ScoreSheet(
        cycle=cycle,
        subject_id=draft.subject_id,
        revision=revision,
        total=_stored(draft.total),
        grade=draft.band.grade if draft.band else "",
        factor=draft.band.factor if draft.band else None,
        rank=draft.rank,
        missing_reason=_reason(draft.total),
        missing_policy=stamp.frame.missing_policy,
        band_version=stamp.band_version,
        segments=[
            {
                "kind": part.kind,
                "subjects": list(part.subject_ids),
                "from": part.starts_on.isoformat(),
                "to": part.ends_before.isoformat(),
                "days": part.days,
                "total": None if isinstance(total, Missing) else str(total),
                "months": [m.code for m in judged_months(part, stamp.frame.quarter_months)],
                **({"sheets": [marks.get(key, "") for key in part.subject_ids]} if part.kind == DEFAULT else {}),
            }
            for part, total in zip(draft.segments, draft.totals, strict=True)
        ],
        fingerprint=fingerprint(draft, stamp.frame),
        computed_by=stamp.username,
    )


def _line(sheet: ScoreSheet, draft: LineDraft) -> ScoreLine:
    kpi, quarter = draft.assignment.kpi, draft.quarter
    parameters = {name: str(number) for name, number in kpi.parameters_with(quarter.band).items()}
    return ScoreLine(
        sheet=sheet,
        segment=draft.segment,
        order=draft.order,
        assignment_id=draft.assignment.id,
        definition_id=kpi.definition_id,
        rule_id=draft.rule.id,
        quarter_rule=quarter.rule,
        achievement_rule={"method": kpi.achievement_method, **parameters},
        actual=_stored(quarter.actual),
        target_figure=_stored(quarter.target),
        achievement=_stored(draft.achievement),
        light=draft.light,
        raw_score=_stored(draft.scored.raw),
        score=_stored(draft.scored.clamped),
        weight=draft.assignment.weight,
        effective_weight=draft.effective_weight,
        weighted_score=_stored(draft.weighted),
        missing_reason=_reason(draft.scored.clamped),
        value_keys=[{"id": value.id, "period": value.period_code} for value in quarter.values],
        target_keys=[
            {
                "id": target.id,
                "period": target.period_code,
                "version": target.version,
                "target": None if target.target is None else str(target.target),
                **({"low": number_text(target.band.low), "high": number_text(target.band.high)} if target.band else {}),
                "by": target.recorded_by,
                "at": target.recorded_at.isoformat(),
            }
            for target in quarter.targets
        ],
        words=[f"quarter rule={quarter.rule}", *draft.scored.words],
    )


def _stored(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure


def _reason(figure: Figure) -> str:
    return figure.reason if isinstance(figure, Missing) else ""
