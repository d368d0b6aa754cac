"""Storing scored cards: a card whose inputs did not change keeps its revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.scoring.distribution import FROM_TOP
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.bulk import insert_lines
from kpiloop.loop.reward.models import GradeBand, ReviewCycle, ScoreLine, ScoreSheet
from kpiloop.loop.reward.scoring.cards import DEFAULT
from kpiloop.loop.reward.scoring.draft_rows import ScoringFrame, SheetDraft
from kpiloop.loop.reward.scoring.drafts import judged_months
from kpiloop.loop.reward.scoring.fingerprints import fingerprint
from kpiloop.loop.reward.scoring.kept_rules import kept
from kpiloop.loop.reward.scoring.line_cells import LINE_COLUMNS, line_cells


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
    marks = {draft.subject_id: fingerprint(draft, frame) for draft in drafts}
    stamp = _Stamp(frame, bands[0].version if bands else 0, username)
    changed = [draft for draft in drafts if _is_new(held.get(draft.subject_id), marks[draft.subject_id])]
    gone = held.keys() - {draft.subject_id for draft in drafts}
    retired = [held[key].pk for key in (*gone, *(d.subject_id for d in changed if d.subject_id in held))]
    ScoreSheet.objects.filter(pk__in=retired).update(is_current=False)
    # A table that changes no grade of a card makes no revision of it; the card was graded by that table all the same.
    kept = ScoreSheet.objects.filter(cycle=cycle, is_current=True).exclude(band_version=stamp.band_version)
    kept.update(band_version=stamp.band_version)
    sheets = [_sheet(cycle, draft, newest.get(draft.subject_id, 0) + 1, stamp, marks) for draft in changed]
    ScoreSheet.objects.bulk_create(sheets)
    insert_lines(
        ScoreLine,
        LINE_COLUMNS,
        [line_cells(sheet.pk, line) for sheet, draft in zip(sheets, changed, strict=True) for line in draft.lines],
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


def _is_new(held: ScoreSheet | None, mark: str) -> bool:
    return held is None or held.fingerprint != mark


def _sheet(cycle: ReviewCycle, draft: SheetDraft, revision: int, stamp: _Stamp, marks: Mapping[int, str]) -> ScoreSheet:
    return ScoreSheet(
        cycle=cycle,
        subject_id=draft.subject_id,
        revision=revision,
        total=_stored(draft.total),
        card_total=_stored(draft.card_total),
        unrounded=_stored(draft.adjusted.total),
        adjustments=[kept(row) for row in draft.met],
        limits=_limits(draft, stamp.frame),
        pay_cap=draft.pay_cap,
        grade=draft.final_band.grade if draft.final_band else "",
        factor=draft.final_band.factor if draft.final_band else None,
        calibration=dict(draft.calibrated.kept) if draft.calibrated else {},
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
        fingerprint=marks[draft.subject_id],
        computed_by=stamp.username,
    )


def _limits(draft: SheetDraft, frame: ScoringFrame) -> dict[str, object]:
    """Terms as used and what they did; nothing where the scheme states none and nothing moved the total."""
    terms, done, placed = frame.adjusting.terms, draft.adjusted, draft.placed
    if not terms.version and not draft.met:
        return {}
    given = terms.limits
    figures = {
        "extra_most": given.extra_most,
        "deduction_most": given.deduction_most,
        "floor": given.floor,
        "cap": given.cap,
        "extra": done.extra,
        "deducted": done.deducted,
        "summed": _stored(done.summed),
        "vetoed": _stored(done.vetoed),
    }
    return {
        "version": terms.version,
        "by": terms.approved_by,
        "at": terms.approved_at.isoformat() if terms.approved_at else "",
        "places": given.places,
        "binding": list(done.binding),
        **{name: None if figure is None else str(figure) for name, figure in figures.items()},
        **({} if placed is None else {"placed": _placed(draft, frame)}),
    }


def _placed(draft: SheetDraft, frame: ScoringFrame) -> dict[str, object]:
    terms, placed = frame.adjusting.terms, draft.placed
    assert placed is not None
    return {
        "unit": placed.unit_id,
        "place": placed.place,
        "together": placed.together,
        "size": placed.size,
        "shares": [[row.grade, str(row.share)] for row in terms.shares],
        "wording": terms.wording,
        "bottom_least": terms.bottom_least,
        **({} if terms.counted_from == FROM_TOP else {"counted_from": terms.counted_from}),
        **({"units": list(placed.units)} if terms.smallest_group else {}),
    }


def _stored(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure


def _reason(figure: Figure) -> str:
    return figure.reason if isinstance(figure, Missing) else ""
