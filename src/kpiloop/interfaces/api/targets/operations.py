"""Targets by program: what stands, its versions, a look at what differs before it is set, and requests."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.targets.picking import assignments_in, new_targets, picked
from kpiloop.interfaces.api.targets.schemas import (
    AskedIn,
    AskedOut,
    DifferenceOut,
    RequestOut,
    TargetOut,
    TargetsIn,
    TargetsOut,
    VerdictOnTarget,
    VersionOut,
)
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewTarget, TargetRow

router = Router(tags=["targets"])


@reading(
    router,
    "/targets",
    answer=list[TargetOut],
    permission="plan.view",
    object_kind="assignment",
    summary="Targets in force in a period",
)
def list_targets(
    request: HttpRequest, period: str, kpi: str | None = None, subject: str | None = None
) -> list[TargetOut]:
    """Every assignment the reader sees, with null where nothing is set."""
    viewer = reader(request)
    rows = [row for row in assignments_in(viewer, period, kpi) if subject in (None, row.subject.code)]
    held = selectors.targets(viewer, assignment_ids=[row.id for row in rows], period_codes=[period])
    by_assignment = {target.assignment_id: target for target in held.values()}
    return [TargetOut.of(row, period, by_assignment.get(row.id)) for row in rows]


@reading(
    router,
    "/targets/history",
    answer=list[VersionOut],
    permission="plan.view",
    object_kind="assignment",
    summary="Every version of one target: who set what, when and why",
)
def list_target_versions(
    request: HttpRequest, kpi: str = Query(...), subject: str = Query(...), period: str = Query(...)
) -> list[VersionOut]:
    """Newest first."""
    viewer = reader(request)
    held = picked(assignments_in(viewer, period, kpi), kpi, subject)
    return [VersionOut.of(row) for row in selectors.target_history(viewer, held.id, period)]


@writing(
    router,
    "/targets",
    answer=TargetsOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Look at what would differ, and set it once it is confirmed",
)
def set_targets(request: HttpRequest, body: TargetsIn) -> TargetsOut:
    """Without `is_confirmed` nothing is saved. All of them are set, or none."""
    actor = reader(request)
    wanted = new_targets(actor, body.targets)
    held = selectors.targets(
        actor,
        assignment_ids=list({new.assignment_id for new in wanted}),
        period_codes=sorted({new.period_code for new in wanted}),
    )
    standing = {(row.assignment_id, row.period_code): row for row in held.values()}
    differing = [
        DifferenceOut.of(asked, standing.get((new.assignment_id, new.period_code)), new)
        for asked, new in zip(body.targets, wanted, strict=True)
        if _differs(new, standing.get((new.assignment_id, new.period_code)))
    ]
    if body.is_confirmed:
        services.set_targets(actor, targets=wanted, reason=body.reason)
    return TargetsOut(differences=differing, same=len(wanted) - len(differing), is_saved=body.is_confirmed)


@reading(
    router,
    "/targets/changes",
    answer=list[RequestOut],
    permission="plan.view",
    object_kind="assignment",
    summary="Requests for other targets and what became of them",
)
def list_target_changes(request: HttpRequest, state: str | None = None) -> list[RequestOut]:
    """Newest first; of subjects the reader may see."""
    return [RequestOut.of(row) for row in selectors.target_changes(reader(request), state=state)]


@writing(
    router,
    "/targets/changes",
    answer=AskedOut,
    permission="proposals.write",
    object_kind="assignment",
    summary="Ask for another target; somebody else decides",
)
def propose_target_change(request: HttpRequest, body: AskedIn) -> AskedOut:
    """Of an open period; one that has ended must say so."""
    actor = reader(request)
    (new,) = new_targets(actor, [body])
    key = services.propose_target_change(
        actor,
        assignment_id=new.assignment_id,
        period=body.period,
        new_target=new.figure,
        band=new.band,
        reason=body.reason,
        on=timezone.localdate(),
        is_retroactive=body.is_retroactive,
        is_applicable=body.is_applicable,
    )
    return AskedOut(id=key, state="proposed")


@writing(
    router,
    "/targets/changes/{change_id}/decide",
    answer=AskedOut,
    permission="proposals.approve",
    object_kind="target_change",
    summary="Approve or reject a request; not by who asked",
)
def decide_target_change(request: HttpRequest, change_id: int, body: VerdictOnTarget) -> AskedOut:
    """Approved, it is a new version of the target."""
    state = services.decide_target_change(
        reader(request), change_id=change_id, approve=body.approve, reason=body.reason, now=timezone.now()
    )
    return AskedOut(id=change_id, state=state)


def _differs(new: NewTarget, held: TargetRow | None) -> bool:
    if held is None:
        return new.figure is not None
    standing = (held.target, held.threshold, held.stretch, held.band)
    return standing != (new.figure, new.threshold, new.stretch, new.band)
