"""Guidelines and calibrations by program."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.scoring.calibration_schemas import (
    CalibrationOut,
    ConfirmIn,
    GradeIn,
    GuidelineOut,
    OpenIn,
    ReopenIn,
)
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.choices import SMALLEST_GROUP
from kpiloop.loop.reward.errors import UnknownReference
from kpiloop.loop.reward.scoring.grade_shares import read_shares

router = Router(tags=["calibration"])


@reading(
    router,
    "/schemes/{code}/guideline",
    answer=GuidelineOut,
    permission="reviews.view_all",
    object_kind="scheme",
    summary="Places and grades by a guideline, with the units that were merged; nothing is stored",
)
def get_guideline(
    request: HttpRequest,
    code: str,
    quarter: str = Query(...),
    shares: str = Query("", description="Percent of each grade, the best first: A 10 B 30 C 50 D 10"),
    wording: Literal["at_most", "at_least"] = "at_most",
    smallest: int = Query(SMALLEST_GROUP, ge=0),
) -> GuidelineOut:
    """By the shares of the scheme where none are named."""
    viewer = reader(request)
    asked = read_shares(shares) if shares else selectors.guideline_shares(viewer, scheme=code)
    found = selectors.guideline(
        viewer, cycle_id=cycle_of(viewer, code, quarter), shares=asked, wording=wording, smallest=smallest
    )
    return GuidelineOut.of(found)


@reading(
    router,
    "/schemes/{code}/calibrations",
    answer=list[CalibrationOut],
    permission="reviews.view_all",
    object_kind="scheme",
    summary="Calibrations of a quarter",
)
def list_calibrations(request: HttpRequest, code: str, quarter: str = Query(...)) -> list[CalibrationOut]:
    """Groups with people in sight."""
    viewer = reader(request)
    rows = selectors.calibrations(viewer, cycle_id=cycle_of(viewer, code, quarter))
    return [CalibrationOut.of(row) for row in rows]


@writing(
    router,
    "/schemes/{code}/calibrations",
    answer=list[CalibrationOut],
    permission="reviews.view_all",
    object_kind="scheme",
    summary="Open a calibration for every group of a scored quarter, or bring open ones up to date",
)
def open_calibrations(request: HttpRequest, code: str, body: OpenIn) -> list[CalibrationOut]:
    """By who publishes results or releases bonuses."""
    actor = reader(request)
    key = cycle_of(actor, code, body.quarter)
    services.open_calibrations(actor, cycle_id=key, now=timezone.now())
    return [CalibrationOut.of(row) for row in selectors.calibrations(actor, cycle_id=key)]


@writing(
    router,
    "/calibrations/{key}/grades",
    answer=CalibrationOut,
    permission="reviews.view_all",
    object_kind="calibration",
    summary="Give somebody another grade, with the reason; counts once it is confirmed",
)
def change_grade(request: HttpRequest, key: int, body: GradeIn) -> CalibrationOut:
    """Never the own one."""
    actor = reader(request)
    session = selectors.calibration(actor, calibration_id=key)
    person = next((row.subject.id for row in session.members if row.subject.code == body.person), 0)
    services.change_grade(
        actor,
        calibration_id=key,
        person_id=person,
        grade=body.grade,
        reason=body.reason,
        now=timezone.now(),
    )
    return CalibrationOut.of(selectors.calibration(actor, calibration_id=key))


@writing(
    router,
    "/calibrations/{key}/confirm",
    answer=CalibrationOut,
    permission="reviews.view_all",
    object_kind="calibration",
    summary="Confirm a calibration, as a second person outside the group",
)
def confirm_calibration(request: HttpRequest, key: int, body: ConfirmIn) -> CalibrationOut:
    """Changed grades become new revisions of their sheets."""
    actor = reader(request)
    services.confirm_calibration(actor, calibration_id=key, exception=body.exception, now=timezone.now())
    return CalibrationOut.of(selectors.calibration(actor, calibration_id=key))


@writing(
    router,
    "/calibrations/{key}/reopen",
    answer=CalibrationOut,
    permission="reviews.view_all",
    object_kind="calibration",
    summary="Open a confirmed calibration again before publication",
)
def reopen_calibration(request: HttpRequest, key: int, body: ReopenIn) -> CalibrationOut:
    """The sheets before it count again."""
    actor = reader(request)
    services.reopen_calibration(actor, calibration_id=key, reason=body.reason, now=timezone.now())
    return CalibrationOut.of(selectors.calibration(actor, calibration_id=key))


def cycle_of(viewer: Actor, code: str, quarter: str) -> int:
    """The cycle of a scheme and quarter the reader may know of."""
    found = next((row for row in selectors.cycles(viewer, scheme=code) if row.period_code == quarter), None)
    if found is None:
        raise UnknownReference(kind="cycle", key=quarter)
    return found.id
