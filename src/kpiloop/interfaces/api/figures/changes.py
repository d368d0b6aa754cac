"""What a change is made of, by program: parts, factors, cells of two dimensions; they add up to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.interfaces.api.doors import reader, reading
from kpiloop.interfaces.api.schemas import FIGURE, text_of
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.rows import Contribution, Crossing, PartRow
from kpiloop.loop.plan import selectors as plan

router = Router(tags=["figures"])
Baseline = Literal["target", "prior_year", "prior_period"]
Method = Literal["", "shapley", "chain", "lmdi", "midpoint", "base-weighted"]


class PartOut(Schema):
    """One part, factor or cell."""

    key: str = Field(..., description="Unit, member, KPI or input of the formula")
    within: str = Field("", description="Member of the second dimension")
    name_zh: str
    name_en: str
    base: str | None = Field(None, description=FIGURE)
    current: str | None = Field(None, description=FIGURE)
    rate: str | None = Field(None, description=FIGURE)
    mix: str | None = Field(None, description=FIGURE)
    change: str | None = Field(None, description=FIGURE)
    share: str | None = Field(None, description="Part of the whole change; may exceed 1 or be negative")
    state: str = Field("", description="new or gone: on one side only")

    @staticmethod
    def of(part: PartRow, *, key: str = "", within: str = "") -> PartOut:
        """From the row."""
        return PartOut(
            key=key or part.key, within=within, name_zh=part.name_zh, name_en=part.name_en, base=_text(part.base),
            current=_text(part.current), rate=_text(part.rate_effect), mix=_text(part.mix_effect),
            change=_text(part.change), share=_text(part.share), state=part.state,
        )  # fmt: skip


class ChangeOut(Schema):
    """A change, split; the changes of `parts`, or those of `cells`, and the residual add up to `change`."""

    kpi: str
    subject: str
    period: str
    window: str
    by: str
    within: str
    baseline: str = Field(..., description="What was really used")
    asked_baseline: str
    convention: str = Field(..., description="How it was split")
    order: list[str] = Field(..., description="Factors in the order they are replaced")
    base: str | None = Field(None, description=FIGURE)
    current: str | None = Field(None, description=FIGURE)
    change: str | None = Field(None, description=FIGURE)
    residual: str | None = Field(None, description=FIGURE)
    residual_code: str
    parts: list[PartOut]
    columns: list[PartOut] = Field(..., description="Sums along the second dimension")
    cells: list[PartOut]

    @staticmethod
    def of(split: Contribution | Crossing) -> ChangeOut:
        """From the row."""
        crossed = split if isinstance(split, Crossing) else None
        by, within = split.dimensions if isinstance(split, Crossing) else (split.by, "")
        return ChangeOut(
            kpi=split.assignment.kpi.code, subject=split.assignment.subject.code, period=split.period_code,
            window=split.window, by=by, within=within, baseline=split.baseline, asked_baseline=split.asked_baseline,
            convention=split.convention, order=list(split.order) if isinstance(split, Contribution) else [],
            base=_text(split.base), current=_text(split.current), change=_text(split.change),
            residual=_text(split.residual), residual_code=split.residual_code,
            parts=[PartOut.of(part) for part in split.parts],
            columns=[PartOut.of(part) for part in (crossed.columns if crossed else ())],
            cells=[PartOut.of(c.part, key=c.row, within=c.column) for c in (crossed.cells if crossed else ())],
        )  # fmt: skip


@reading(
    router, "/changes", answer=ChangeOut, permission="values.view", object_kind="assignment",
    summary="What a change is made of",
)  # fmt: skip
def split_change(
    request: HttpRequest,
    *,
    kpi: str,
    subject: str,
    period: str,
    by: str = "unit",
    within: str = "",
    baseline: Baseline = "target",
    method: Method = "",
    factor: list[str] = Query([]),
) -> ChangeOut:
    """By unit, by a column of the rows, by two of them, or with `by=drivers` by factors.

    Factors are the inputs of the formula, or the KPIs named by `factor`, whose product the figure must be.
    """
    viewer = reader(request)
    on = calendar.period(viewer, period).ends_before - timedelta(days=1)
    held = [row for row in plan.assignments(viewer, on=on, kpi=kpi) if row.subject.code == subject]
    if not held:
        raise NotVisible(kind="assignment", key=f"{kpi}/{subject}")
    key = held[-1].id
    if within:
        found = analyse.crossing(
            viewer, assignment_id=key, period_code=period, dimensions=(by, within), baseline=baseline, method=method
        )
        return ChangeOut.of(found)
    return ChangeOut.of(
        analyse.contribution(
            viewer, assignment_id=key, period_code=period, by=by, baseline=baseline, method=method, factors=factor
        )
    )


def _text(figure: Figure | None) -> str | None:
    return None if figure is None or isinstance(figure, Missing) else text_of(figure)
