"""How far a figure may be trusted: where it comes from, and what speaks for or against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Origin: TypeAlias = Literal["manual", "file", "automatic", "none"]
#: The weakest first: a figure is no more automatic than the weakest thing it rests on.
_WEAKEST: tuple[Origin, ...] = ("manual", "file", "automatic")
#: Codes that speak for a figure; every other one is a reason to look twice.
GOOD = frozenset({"reconciled", "evidence"})
#: What happened after people could rely on a figure, the gravest first.
CHANGES = ("after_close", "after_red", "after_cut_off")


@dataclass(frozen=True)
class Mark:
    """One thing that is known about a figure."""

    code: str  #: partial, late, not_arrived, rows_waiting, faulty, after_close ...
    count: int = 0  #: days, rows or corrections it is about, 0 where there is nothing to count
    names: tuple[str, ...] = ()  #: sources or periods it is about

    @property
    def is_good(self) -> bool:
        """Whether it speaks for the figure."""
        return self.code in GOOD


@dataclass(frozen=True)
class Provenance:
    """What is known about the making of one figure."""

    origins: frozenset[Origin]  #: kinds of everything it rests on
    is_missing: bool = False  #: there is no figure
    is_partial: bool = False  #: a source did not declare all days complete
    is_estimated: bool = False  #: the formula fell back to its second choice
    carried_from: tuple[str, ...] = ()  #: earlier periods whose values stand in for missing ones
    days_late: int = 0  #: of what arrived last, past its grace
    absent_sources: tuple[str, ...] = ()  #: sources whose delivery for the period has not come
    faulty_sources: tuple[str, ...] = ()  #: sources that cannot be read now
    rows_waiting: int = 0  #: rows of its loads that wait for a person
    corrections: int = 0  #: rows under it that a person put right
    loads: int = 0  #: loads it rests on
    told_loads: int = 0  #: of these, loads whose source told its own count and sums
    typed: int = 0  #: reports that a person typed
    proven: int = 0  #: of these, reports with a file as evidence
    overruled: int = 0  #: rows under it that a weaker source tells differently
    is_disputed: bool = False  #: a person reported another figure than the sources give
    is_overridden: bool = False  #: a person decided it in place of the system
    overridden_below: int = 0  #: figures it contains or rests on that a person decided
    changed: frozenset[str] = frozenset()  #: after_close, after_red, after_cut_off


@dataclass(frozen=True)
class Trust:
    """The judgement on one figure."""

    origin: Origin  #: the weakest of its origins; none without a figure
    marks: tuple[Mark, ...]  #: what to look at twice first, then what speaks for it

    @property
    def warnings(self) -> tuple[Mark, ...]:
        """What deserves a second look."""
        return tuple(mark for mark in self.marks if not mark.is_good)


def judge_trust(known: Provenance) -> Trust:
    """Say where a figure comes from and what is to be known about it.

    Law:      a load counts as reconciled only where its source told its own figures; one that told nothing
              is neither praised nor blamed, so no figure is called reconciled on a part of its loads.
    Missing:  without a figure only what was decided, is absent or faulty is told; the rest has nothing to be about.

    >>> known = Provenance(frozenset({"automatic", "manual"}), days_late=2, loads=1, told_loads=1, typed=1)
    >>> [judge_trust(known).origin, *(mark.code for mark in judge_trust(known).marks)]
    ['manual', 'late', 'no_evidence']
    """
    silence = [
        Mark("not_arrived", len(known.absent_sources), known.absent_sources) if known.absent_sources else None,
        Mark("faulty", len(known.faulty_sources), known.faulty_sources) if known.faulty_sources else None,
    ]
    decided = [
        Mark("overridden") if known.is_overridden else None,
        Mark("contains_override", known.overridden_below) if known.overridden_below else None,
    ]
    if known.is_missing:
        return Trust("none", tuple(mark for mark in [*decided, *silence] if mark))
    changed = next((code for code in CHANGES if code in known.changed), "")
    marks = [
        *decided,
        Mark(changed) if changed else None,
        Mark("disputed") if known.is_disputed else None,
        Mark("sources_differ", known.overruled) if known.overruled else None,
        Mark("partial") if known.is_partial else None,
        *silence,
        Mark("rows_waiting", known.rows_waiting) if known.rows_waiting else None,
        Mark("late", known.days_late) if known.days_late else None,
        Mark("corrected", known.corrections) if known.corrections else None,
        Mark("estimated") if known.is_estimated else None,
        Mark("carried", len(known.carried_from), known.carried_from) if known.carried_from else None,
        Mark("no_evidence", known.typed - known.proven) if known.typed > known.proven else None,
        Mark("evidence", known.proven) if known.proven and known.proven == known.typed else None,
        Mark("reconciled", known.loads) if _is_reconciled(known) else None,
    ]
    origin: Origin = next((each for each in _WEAKEST if each in known.origins), "none")
    return Trust(origin, tuple(mark for mark in marks if mark))


def _is_reconciled(known: Provenance) -> bool:
    return known.loads > 0 and known.told_loads == known.loads and not known.rows_waiting and not known.typed
