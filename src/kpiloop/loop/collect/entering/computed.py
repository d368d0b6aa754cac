"""KPIs nobody enters because they are computed: the room that computes says so here, this one does not know how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from kpiloop.foundation.jobs.registry import complete

#: Keys of the KPIs that are computed on a day.
Source: TypeAlias = Callable[[date], frozenset[int]]

_sources: dict[str, Source] = {}


def computes(name: str) -> Callable[[Source], Source]:
    """Register who computes KPIs: `@computes("measure")`."""

    def register(source: Source) -> Source:
        _sources[name] = source
        return source

    return register


def computed_kpis(on: date) -> frozenset[int]:
    """Every KPI that is computed on a day."""
    complete()  # who computes registers when first asked: a process that has not yet asked for work knows nobody
    return frozenset().union(*(source(on) for source in _sources.values()))
