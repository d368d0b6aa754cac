"""Why this number: the proof of a value, a score, a bonus."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from kpiloop.engine.trace import Step, difference, to_json
from kpiloop.interfaces.api.doors import reader, reading
from kpiloop.interfaces.api.schemas import ProofOut, text_of
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.reward import selectors as reward

router = Router(tags=["proofs"])


@reading(
    router,
    "/values/{value_id}/proof",
    answer=ProofOut,
    permission="values.view",
    object_kind="value",
    summary="How a value came to be, down to its source rows",
)
def explain_value(
    request: HttpRequest, value_id: int, rows_page: int = Query(1, ge=1), rows_size: int = Query(20, ge=1, le=500)
) -> ProofOut:
    """Formula, aggregates and one page of source rows."""
    viewer = reader(request)
    measure.value(
        viewer, value_id
    )  # a value outside the own scope does not exist; inside another proof it is restricted
    return _proof(measure.explain_value(viewer, value_id, rows_page=rows_page, rows_size=rows_size))


@reading(
    router,
    "/scores/{sheet_id}/proof",
    answer=ProofOut,
    permission="reviews.view_own",
    object_kind="sheet",
    summary="How a score came to be",
)
def explain_score(request: HttpRequest, sheet_id: int) -> ProofOut:
    """Lines, rules, achievements and figures."""
    return _proof(reward.explain_score(reader(request), sheet_id=sheet_id))


@reading(
    router,
    "/bonuses/{line_id}/proof",
    answer=ProofOut,
    permission="pay.view_own",
    object_kind="bonus_line",
    summary="How a bonus came to be",
)
def explain_bonus(request: HttpRequest, line_id: int) -> ProofOut:
    """Factors, scores, bases, days and decisions."""
    return _proof(reward.explain_bonus(reader(request), bonus_line_id=line_id))


def _proof(step: Step) -> ProofOut:
    return ProofOut(difference=text_of(difference(step)), proof=to_json(step))
