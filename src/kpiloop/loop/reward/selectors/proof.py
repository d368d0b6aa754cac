"""Why this score, why this amount: the proof chain, cut to what the viewer may open."""

from __future__ import annotations

from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.reading import one_reading
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import BonusLine, ScoreSheet
from kpiloop.loop.reward.proof.money import bonus_step
from kpiloop.loop.reward.proof.scores import score_step
from kpiloop.loop.reward.selectors.pay import bonus_line
from kpiloop.loop.reward.visibility import sight_of

_SHEET = ("cycle__scheme", "cycle__period", "subject")
_SHEETS = ("sheet", "unit_sheet", "company_sheet")


@one_reading()
def explain_score(viewer: Actor, *, sheet_id: int, with_rows: bool = True) -> Step:
    """Open a total down to the rules, people, decisions and rows that made it.

    Without rows every month value is a sum with its row count, and measure opens it when asked: that
    is quick enough for a page.
    """
    sheet = ScoreSheet.objects.select_related(*_SHEET).filter(pk=sheet_id).first()
    if sheet is None or not sight_of(viewer, sheet.cycle).sees_result(sheet.subject_id, sheet.subject.kind):
        raise NotVisible(kind="sheet", key=sheet_id)
    if not sheet.is_current and not viewer.may("reviews.view_all"):
        raise NotVisible(kind="sheet", key=sheet_id)
    return score_step(viewer, sheet, with_rows=with_rows)


@one_reading()
def explain_bonus(viewer: Actor, *, bonus_line_id: int, with_rows: bool = True) -> Step:
    """Open an amount down to the rules, people, decisions and rows that made it; `with_rows` as above."""
    shown = bonus_line(viewer, bonus_line_id=bonus_line_id)
    related = [f"{name}__{part}" for name in _SHEETS for part in _SHEET]
    line = BonusLine.objects.select_related("run__rule", "run__cycle__period", "run__cycle__scheme", *related).get(
        pk=bonus_line_id
    )
    return bonus_step(viewer, line, org_io.subjects_by_id()[shown.person.id], with_rows=with_rows)
