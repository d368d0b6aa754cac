"""Two courses of places compared from a day on: where they first differ, and what holds from there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from kpiloop.loop.collect.roster.rows import Place

#: Parts of a place that a list need not tell.
PARTS = ("position", "line_manager", "is_head")


def holding(places: Sequence[Place], on: date) -> Place | None:
    """The place of a day; None in a gap."""
    return next((place for place in places if place.holds_on(on)), None)


def wanted_course(held: Sequence[Place], told: Sequence[Place]) -> list[Place]:
    """The course a list asks for: what stands up to its first day, then what it tells."""
    first = min(place.valid_from for place in told)
    return [*_until(held, first), *sorted(told, key=lambda place: place.valid_from)]


def ended_course(held: Sequence[Place], on: date) -> list[Place]:
    """The course of those who are there no more from a day on."""
    return _until(held, on)


def first_difference(
    held: Sequence[Place], wanted: Sequence[Place], told: Collection[str], since: date | None
) -> date | None:
    """The first day, not before `since`, on which two courses say different things.

    Missing:  None when they agree throughout; parts the list does not tell are never compared.
    """
    bounds = {day for place in (*held, *wanted) for day in (place.valid_from, place.valid_to) if day is not None}
    days = sorted(day for day in bounds if since is None or day >= since)
    for day in days if since is None else [since, *days]:
        if _content(holding(held, day), told) != _content(holding(wanted, day), told):
            return day
    return None


def from_day(held: Sequence[Place], wanted: Sequence[Place], told: Collection[str], on: date) -> tuple[Place, ...]:
    """What holds from a day on; parts the list does not tell stay as long as the unit does."""
    found = []
    for place in wanted:
        if place.valid_to is not None and place.valid_to <= on:
            continue
        begun = replace(place, valid_from=max(place.valid_from, on))
        before = holding(held, begun.valid_from)
        found.append(begun if before is None or before.unit != begun.unit else _keeping(begun, before, told))
    return tuple(found)


def _until(places: Sequence[Place], on: date) -> list[Place]:
    return [
        replace(place, valid_to=on if place.valid_to is None else min(place.valid_to, on))
        for place in places
        if place.valid_from < on
    ]


def _content(place: Place | None, told: Collection[str]) -> tuple[object, ...] | None:
    return None if place is None else (place.unit, *(getattr(place, part) for part in PARTS if part in told))


def _keeping(begun: Place, before: Place, told: Collection[str]) -> Place:
    return replace(
        begun,
        position=begun.position if "position" in told else before.position,
        line_manager=begun.line_manager if "line_manager" in told else before.line_manager,
        is_head=begun.is_head if "is_head" in told else before.is_head,
    )
