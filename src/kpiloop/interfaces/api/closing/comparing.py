"""Looking back by program: a close computed again, reported beside restated, two periods beside each other."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from kpiloop.governance.archive import selectors
from kpiloop.interfaces.api.closing.asking import period_named
from kpiloop.interfaces.api.closing.compare_schemas import ComparisonOut, ReplayOut, RestatedOut
from kpiloop.interfaces.api.doors import reader, reading

router = Router(tags=["closing"])


@reading(
    router,
    "/periods/{code}/replay",
    answer=ReplayOut,
    permission="values.view",
    object_kind="period",
    summary="A close computed again from what it pinned: the same bytes, or what differs",
)
def replay_close(
    request: HttpRequest, code: str, revision: int | None = Query(None, ge=1, description="The newest without it")
) -> ReplayOut:
    """Writes nothing; takes as long as computing the month."""
    viewer = reader(request)
    return ReplayOut.of(selectors.replay(viewer, period_code=period_named(viewer, code).code, revision=revision))


@reading(
    router,
    "/periods/{code}/revisions",
    answer=list[RestatedOut],
    permission="values.view",
    object_kind="period",
    summary="As reported beside as restated: figures of a month in two closes, or in one and now",
)
def compare_revisions(
    request: HttpRequest,
    code: str,
    older: int = Query(1, ge=1),
    newer: int | None = Query(None, ge=1, description="Another close; what the figures are now without it"),
    everything: bool = Query(False, alias="all", description="Also what did not change"),
) -> list[RestatedOut]:
    """Figures, targets, weights and lights of subjects in sight."""
    viewer = reader(request)
    found = selectors.revisions(
        viewer, period_code=period_named(viewer, code).code, older=older, newer=newer, only_changed=not everything
    )
    return [RestatedOut.of(row) for row in found]


@reading(
    router,
    "/comparisons",
    answer=ComparisonOut,
    permission="values.view",
    object_kind="subject",
    summary="Two periods, or two units, beside each other: as it was and as it is now",
)
def compare_periods(
    request: HttpRequest,
    first: str,
    second: str,
    first_unit: str = "",
    second_unit: str = "",
    structure: Literal["own", "first", "second"] = Query(
        "own", description="Whose organisation units are counted over: each period its own, or that of one of them"
    ),
) -> ComparisonOut:
    """A closed period as it was reported, with the figure of now beside it."""
    viewer = reader(request)
    codes = [period_named(viewer, code).code for code in (first, second)]
    return ComparisonOut.of(
        selectors.compare(
            viewer,
            first=codes[0],
            second=codes[1],
            first_unit=first_unit,
            second_unit=second_unit,
            structure=structure,
        )
    )
