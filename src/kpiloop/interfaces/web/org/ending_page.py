"""Ends of units, for who keeps the whole organisation: when one ends, and those that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import Edge

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class EndedUnit:
    """A unit that is no more."""

    code: str  #: its code
    name: str  #: its name
    ends_on: date  #: first day it was no more
    last_day: date  #: the day its page shows it as it stood


def keeps_everything(viewer: Actor, on: date) -> bool:
    """Whether the reader keeps the whole organisation."""
    return viewer.may("org.edit") and org.visible_subjects(viewer, on=on).everything


def unit_end(viewer: Actor, key: int, on: date) -> date | None:
    """First day a unit is no more: one that moved has an edge for each place and ends where the last of them does."""
    if not keeps_everything(viewer, on):
        return None
    last = _last_edges(viewer).get(key)
    return last.valid_to if last else None


def ended_units(viewer: Actor, on: date) -> tuple[EndedUnit, ...]:
    """Units that are over on a day, the newest end first."""
    if not keeps_everything(viewer, on):
        return ()
    language, units = get_language() or "zh-hans", org.organisation(viewer).units
    found = [
        EndedUnit(units[key].code, units[key].name(language), edge.valid_to, edge.valid_to - ONE_DAY)
        for key, edge in _last_edges(viewer).items()
        if edge.valid_to is not None and edge.valid_to <= on
    ]
    return tuple(sorted(found, key=lambda row: (-row.ends_on.toordinal(), row.code)))


def _last_edges(viewer: Actor) -> dict[int, Edge]:
    edges = sorted(org.organisation(viewer).edges, key=lambda edge: edge.valid_from)
    return {edge.unit_id: edge for edge in edges}
