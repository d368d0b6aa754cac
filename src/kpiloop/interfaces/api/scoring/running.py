"""Scoring a quarter by program: opened, scored, published; places; money prepared and applied by two people."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.api.scoring.running_schemas import (
    BoardOut,
    BonusIn,
    BonusPlanOut,
    BonusRunOut,
    CycleIn,
    CycleOut,
    MissingOut,
    PoolIn,
    PublishedOut,
    ScoredOut,
    ScoreIn,
)
from kpiloop.loop.reward import selectors, services

router = Router(tags=["scoring"])


@reading(
    router, "/cycles", answer=list[CycleOut], permission="reviews.view_own", object_kind="cycle",
    summary="Quarters under review",
)  # fmt: skip
def list_cycles(request: HttpRequest, scheme: str | None = None) -> list[CycleOut]:
    """Newest first."""
    return [CycleOut.of(row) for row in selectors.cycles(reader(request), scheme=scheme)]


@writing(
    router, "/schemes/{code}/cycles", answer=CycleOut, permission="scores.run", object_kind="scheme",
    summary="Open the review of a quarter of a scheme",
)  # fmt: skip
def open_cycle(request: HttpRequest, code: str, body: CycleIn) -> CycleOut:
    """Opening it again answers the one that stands."""
    return CycleOut.of(services.open_cycle(reader(request), scheme=code, quarter=body.quarter))


@writing(
    router, "/cycles/{int:cycle_id}/score", answer=ScoredOut, permission="scores.run", object_kind="cycle",
    summary="Score every card of a quarter",
)  # fmt: skip
def score_cycle(request: HttpRequest, cycle_id: int, body: ScoreIn) -> ScoredOut:
    """Equal inputs keep the revisions, changed ones make new ones."""
    done = services.score_cycle(
        reader(request), cycle_id=cycle_id, waiver=body.waiver, new_terms=body.new_terms, now=timezone.now()
    )
    missing = [MissingOut(subject=line.subject.code, kpi=line.kpi.code, reason=line.reason) for line in done.missing]
    return out_of(ScoredOut, done, missing=missing)


@writing(
    router, "/cycles/{int:cycle_id}/publish", answer=PublishedOut, permission="scores.publish", object_kind="cycle",
    summary="Let everybody concerned see the own result",
)  # fmt: skip
def publish_cycle(request: HttpRequest, cycle_id: int) -> PublishedOut:
    """Published cards are not scored again."""
    return PublishedOut(interviews=services.publish_cycle(reader(request), cycle_id=cycle_id, now=timezone.now()))


@reading(
    router, "/cycles/{int:cycle_id}/leaderboard", answer=list[BoardOut], permission="leaderboard.view",
    object_kind="cycle", summary="Places of a published quarter by comparable group",
)  # fmt: skip
def get_leaderboard(request: HttpRequest, cycle_id: int, kind: Literal["unit", "person"] = "unit") -> list[BoardOut]:
    """Small groups are suppressed; of people the first places are named to all."""
    return [BoardOut.of(group) for group in selectors.leaderboard(reader(request), cycle_id=cycle_id, kind=kind)]


@reading(
    router, "/bonus-runs", answer=list[BonusRunOut], permission="pay.view_all", object_kind="bonus_run",
    summary="Bonus runs",
)  # fmt: skip
def list_bonus_runs(request: HttpRequest, cycle: int | None = None) -> list[BonusRunOut]:
    """Newest first; the money of persons is under /exports/bonuses."""
    return [BonusRunOut.of(row) for row in selectors.runs(reader(request), cycle_id=cycle)]


@writing(
    router, "/cycles/{int:cycle_id}/bonus-trial", answer=BonusPlanOut, permission="bonus.prepare", object_kind="cycle",
    summary="Try a pool; nothing is written",
)  # fmt: skip
def try_bonus(request: HttpRequest, cycle_id: int, body: PoolIn) -> BonusPlanOut:
    """What it would give."""
    viewer = reader(request)
    plan = services.preview_bonus(viewer, cycle_id=cycle_id, pool=body.pool)
    return BonusPlanOut.of(services.explain_bonus_run(viewer, plan))


@writing(
    router, "/cycles/{int:cycle_id}/bonus-runs", answer=BonusPlanOut, permission="bonus.prepare", object_kind="cycle",
    summary="Prepare a bonus run; it waits for a second person",
)  # fmt: skip
def prepare_bonus(request: HttpRequest, cycle_id: int, body: BonusIn) -> BonusPlanOut:
    """Every person's money to the cent; an earlier prepared run is superseded."""
    actor = reader(request)
    plan = services.prepare_bonus(
        actor, cycle_id=cycle_id, pool=body.pool, pool_document=body.document, correction_reason=body.correction,
        new_terms=body.new_terms,
    )  # fmt: skip
    return BonusPlanOut.of(services.explain_bonus_run(actor, plan))


@writing(
    router, "/bonus-runs/{int:run_id}/apply", answer=BonusRunOut, permission="bonus.approve", object_kind="bonus_run",
    summary="Apply a prepared bonus run, as another person",
)  # fmt: skip
def apply_bonus(request: HttpRequest, run_id: int) -> BonusRunOut:
    """Refused for who prepared it, and when an input changed since."""
    return BonusRunOut.of(services.apply_bonus(reader(request), run_id=run_id, now=timezone.now()))
