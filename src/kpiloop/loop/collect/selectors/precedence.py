"""Reading which source is believed first, and what the others say."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.provenance.behind import OverruledRow, overruled_behind


@dataclass(frozen=True)
class RankedSource:
    """One source of a dataset in the order in which they are believed."""

    code: str  #: source
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    rank: int | None  #: 1 wins; None gives way to every ranked one

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


def precedence(viewer: Actor, *, dataset: str) -> tuple[RankedSource, ...]:
    """Sources of a dataset, the one believed first in front; unranked ones last."""
    require(viewer, "sources.view")
    held = sorted(Source.objects.filter(dataset=dataset), key=lambda row: (row.rank is None, row.rank or 0, row.code))
    return tuple(RankedSource(row.code, row.name_zh, row.name_en, row.rank) for row in held)


def overruled(viewer: Actor, *, dataset: str, limit: int | None = None) -> tuple[OverruledRow, ...]:
    """Rows in whose place the row of a stronger source stands, newest first."""
    require(viewer, "sources.view")
    return tuple(overruled_behind([dataset], limit=limit))
