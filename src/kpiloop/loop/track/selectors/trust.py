"""How far figures may be trusted, for who may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpiloop.engine.trust import Mark, Origin, Trust
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect.provenance.behind import OverruledRow
from kpiloop.loop.collect.rows import CorrectionRow
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.track.trust import corrections_under, overruled_under, trust_of

__all__ = ["Mark", "Trust", "TrustCounts", "corrected_rows", "overruled_rows", "trust", "trust_counts"]


@dataclass(frozen=True)
class TrustCounts:
    """How many figures of a unit or of all carry each mark."""

    figures: int  #: figures looked at, missing ones too
    origins: tuple[tuple[str, int], ...]  #: origin and how many, in the order manual, file, automatic, none
    marks: tuple[tuple[str, int], ...]  #: mark and how many figures carry it, most first


def trust(viewer: Actor, values: Sequence[ValueRow], *, today: date) -> dict[int, Trust]:
    """The judgement on values the viewer was handed, by key of the value.

    Marks name sources only to those who may see sources; others learn that there is one.
    """
    found = trust_of(values, today=today)
    if viewer.may("sources.view"):
        return found
    return {key: Trust(row.origin, tuple(map(_without_sources, row.marks))) for key, row in found.items()}


def _without_sources(mark: Mark) -> Mark:
    return mark if mark.code == "carried" else Mark(mark.code, mark.count)  # a period is no secret


def corrected_rows(viewer: Actor, value: ValueRow) -> tuple[CorrectionRow, ...]:
    """Corrections of rows under a value the viewer was handed; nothing for those who may not open source rows."""
    return tuple(corrections_under(value)) if viewer.may("sources.view") else ()


def overruled_rows(viewer: Actor, value: ValueRow) -> tuple[OverruledRow, ...]:
    """Rows under a value the viewer was handed that a weaker source tells differently; for who may open source rows."""
    return tuple(overruled_under(value)) if viewer.may("sources.view") else ()


def trust_counts(viewer: Actor, *, period_code: str, today: date) -> TrustCounts:
    """How the figures of a month may be trusted, all in sight together."""
    rows = measure.values(viewer, period_codes=[period_code])
    return _counted(list(trust(viewer, rows, today=today).values()))


def _counted(found: Sequence[Trust]) -> TrustCounts:
    origins = Counter(row.origin for row in found)
    marks = Counter(mark.code for row in found for mark in row.marks)
    order: tuple[Origin, ...] = ("manual", "file", "automatic", "none")
    return TrustCounts(
        figures=len(found),
        origins=tuple((name, origins[name]) for name in order if origins[name]),
        marks=tuple(sorted(marks.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
