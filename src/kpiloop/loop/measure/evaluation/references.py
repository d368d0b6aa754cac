"""What a formula takes of other KPIs, and how it is kept: with all it rests on that no value of its own keeps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.formula import KpiReference
from kpiloop.engine.values import EXACT, Figure, Missing, divide, sum_of
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.choices import MONTH, is_window, of_own
from kpiloop.loop.measure.evaluation.aims import Aim
from kpiloop.loop.measure.evaluation.computed import Computed, Part, settled


def reference_part(
    text: str, part: KpiReference, other: Computed, at: PeriodRow | None, window: str, subject_id: int | None = None
) -> Part:
    """A reference as it is kept: keys in the order PostgreSQL gives them back.

    The value of a window is kept under its own slot, therefore its name suffices. What is computed over other days, a
    target and a mean of months are kept nowhere else: their inputs stand here. A subject is named where it is not that
    of the value.
    Law: the same figure has the same text, whether it was computed in this run or kept by an earlier one.
    """
    # Figures by a legal entity's own year are kept for its own subjects alone.
    is_kept = part.taken == "value" and is_window(window) and (subject_id is None or of_own(window) is None)
    kept: Part = {
        "kpi": part.code, "name": text, "rows": other.row_count, "scan": "", "figure": _shown(other.figure),
    }  # fmt: skip
    kept |= {} if is_kept else {"inputs": list(other.parts)}
    kept["period"] = at.code if at else ""
    if not is_kept:
        kept["window"] = window if part.taken == "value" else part.taken
        kept |= {"formula": other.bound.formula_id} if other.bound else {}
    return kept | ({} if subject_id is None else {"subject": subject_id})


def of_target(code: str, aim: Aim) -> Computed:
    """A target as an input: its figure, and the decided versions it is made of."""
    parts: list[Part] = [
        {
            "name": f"target({code})", "rows": 0, "figure": None if row.target is None else str(row.target),
            "period": row.period_code, "target": row.id, "version": row.version,
            "recorded_at": row.recorded_at.isoformat(), "recorded_by": row.recorded_by,
        }
        for row in aim.versions
    ]  # fmt: skip
    return Computed(aim.figure, False, tuple(parts), 0, frozenset())


def mean_of(monthly: Sequence[tuple[PeriodRow, Computed]], code: str) -> Computed:
    """The mean of the values of some months.

    Missing: missing when one of the months is, with its reason: a mean over the others would be of other months.
    """
    figures: list[Decimal] = []
    gap: Missing | None = None if monthly else Missing("not_loaded")
    for _month, value in monthly:
        if isinstance(value.figure, Missing):
            gap = gap or value.figure
        else:
            figures.append(value.figure)
    mean = gap or divide(sum_of(figures), Decimal(len(figures)))
    return Computed(
        settled(mean),
        any(value.is_partial for _month, value in monthly),
        tuple(reference_part(f"kpi({code})", KpiReference(code), value, month, MONTH) for month, value in monthly),
        sum(value.row_count for _month, value in monthly),
        frozenset().union(*(value.datasets for _month, value in monthly)),
    )


def _shown(figure: Figure) -> str | None:
    return None if isinstance(figure, Missing) else f"{figure.normalize(EXACT):f}"
