"""Which source of a dataset is believed first, and what the others say."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.loop.collect import selectors, services

router = Router(tags=["collect"])


class RankedOut(Schema):
    """One source in the order in which they are believed."""

    source: str
    rank: int | None = Field(None, description="1 wins; none gives way to every ranked one")


class OverruledOut(Schema):
    """A row that gave way to that of a stronger source."""

    row: str = Field(..., description="Business key")
    winner: str
    winner_values: dict[str, str]
    loser: str
    loser_values: dict[str, str] = Field(..., description="Only what it says differently")


class PrecedenceOut(Schema):
    """Sources of a dataset, the one believed first in front."""

    dataset: str
    order: list[RankedOut]
    overruled: list[OverruledOut] = Field(..., description="Newest first")

    @staticmethod
    def of(viewer: Actor, dataset: str, limit: int) -> PrecedenceOut:
        """As it stands."""
        return PrecedenceOut(
            dataset=dataset,
            order=[RankedOut(source=row.code, rank=row.rank) for row in selectors.precedence(viewer, dataset=dataset)],
            overruled=[
                OverruledOut(
                    row=row.row,
                    winner=row.winner,
                    winner_values=dict(row.winner_values),
                    loser=row.loser,
                    loser_values=dict(row.loser_values),
                )
                for row in selectors.overruled(viewer, dataset=dataset, limit=limit)
            ],
        )


class OrderIn(Schema):
    """Which sources are believed first."""

    order: list[str] = Field(..., description="Codes, the strongest first; none undoes the order")
    reason: str = Field(..., min_length=1)


@reading(
    router,
    "/collect/datasets/{dataset}/precedence",
    answer=PrecedenceOut,
    permission="sources.view",
    object_kind="dataset",
    summary="Which source of a dataset is believed first, and what the others say",
)
def get_precedence(request: HttpRequest, dataset: str, limit: int = Query(100, ge=1, le=1000)) -> PrecedenceOut:
    """The order, and rows that gave way."""
    return PrecedenceOut.of(reader(request), dataset, limit)


@writing(
    router,
    "/collect/datasets/{dataset}/precedence",
    answer=PrecedenceOut,
    permission="sources.edit",
    object_kind="dataset",
    summary="Say which source of a dataset is believed first",
)
def set_precedence(request: HttpRequest, dataset: str, body: OrderIn) -> PrecedenceOut:
    """Asked at every load from now on; stored rows stay until then."""
    services.set_precedence(reader(request), dataset=dataset, order=body.order, reason=body.reason)
    return PrecedenceOut.of(reader(request), dataset, 100)
