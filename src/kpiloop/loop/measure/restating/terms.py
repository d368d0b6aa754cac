"""What a close pinned, for whoever computes or judges the month again; the archive says it, this room does not ask how.

Terms are what may be dated back: formulas, definitions, the organisation, who is judged by what. Facts are what nobody
writes into a closed month: rows, reports, rates, figures persons decided, targets of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from kpiloop.engine.targets.band import Band
from kpiloop.foundation.calendar.choices import REOPENED
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.registry import complete
from kpiloop.foundation.org.pinning import Lines
from kpiloop.loop.measure.models import Formula
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import TargetRow


@dataclass(frozen=True)
class KeptLine:
    """By what a close judged a KPI of a subject."""

    assignment_id: int  #: key
    kpi_id: int  #: KPI
    subject_id: int  #: whose
    definition_id: int | None  #: version of the definition; None in closes that kept none
    weight: Decimal | None  #: percent of the card
    target_id: int | None  #: version of the target of the month
    target: Decimal | None  #: target of the window it was judged on; None without one
    band: Band | None  #: bounds, where it was judged by a range


@dataclass(frozen=True)
class CloseTerms:
    """One close of a month, as far as it can be computed and judged by."""

    revision: int  #: number of the close
    terms_revision: int  #: close whose terms it kept: itself, or an earlier one
    version: int | None  #: facts it rests on
    closed_at: datetime  #: when
    organisation: Lines  #: units, people and entities with all their dates
    lines: Mapping[int, KeptLine]  #: judged figures, by assignment
    newest: Mapping[str, int]  #: newest version there was by then of every kind of thing; empty in earlier closes
    decided_after: int | None = None  #: targets with a higher key were decided while the month is open again

    @cached_property
    def targeted(self) -> frozenset[tuple[int, int]]:
        """(KPI, subject) that were judged against a target."""
        return frozenset((line.kpi_id, line.subject_id) for line in self.lines.values() if line.target is not None)


Source: TypeAlias = Callable[[PeriodRow], tuple[CloseTerms, ...]]

_sources: dict[str, Source] = {}


def keeps_terms(name: str) -> Callable[[Source], Source]:
    """Register who knows the terms of closes: `@keeps_terms("archive")`."""

    def register(source: Source) -> Source:
        _sources[name] = source
        return source

    return register


def kept_terms(month: PeriodRow) -> tuple[CloseTerms, ...]:
    """The closes of a reopened month, oldest first; none where it goes by the terms of now."""
    if month.state != REOPENED:
        return ()
    complete()  # the closes register when first asked: a command that computes knows nobody yet
    return next((found for source in _sources.values() if (found := source(month))), ())


def decided_since(month: PeriodRow, terms: CloseTerms) -> dict[int, TargetRow]:
    """Targets of a month that were decided while it is open again, by assignment: that is what it was opened for."""
    after = terms.decided_after
    if after is None:
        return {}
    return {row.assignment_id: row for row in plan.targets_for([month.id]).values() if row.id > after}


def newest_terms() -> dict[str, int]:
    """Keys of the newest formula and the newest definition: one with a higher key was written later, whatever its day.

    Law:      days can be dated back, keys cannot.
    """
    newest = Formula.objects.order_by("-pk").values_list("pk", flat=True).first()
    return {"formula": newest or 0, "definition": plan.newest_definition()}
