"""Answers told apart by member -> figures of a formula, by the column: a page asks for thousands at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import cast

from kpiloop.engine.compile.cells import read_figures
from kpiloop.engine.dataflow import SPLIT, Measure, Scan
from kpiloop.engine.formula import Aggregate, evaluate_columns
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.warehouse.engines import Answer
from kpiloop.loop.measure.rows import SplitPart
from kpiloop.loop.measure.splitting.unfolding import Unfolded

#: Scan and measure an aggregate comes out of, in the plan of all formulas.
Found = Mapping[Aggregate, tuple[Scan, Measure]]
#: Subject, stretch of days, member.
Key = tuple[int, str, str]
_NO_ROWS = Missing("no_rows")


def parts_of(
    formula: Unfolded, found: Found, answers: Mapping[Scan, Answer], stretches: Sequence[str],
    members: Collection[str] | None,
) -> dict[Key, SplitPart]:  # fmt: skip
    """The figures of every subject, stretch and member that has rows.

    Shape:    answers per scan; their windows are called stretch + span of the aggregate. None as members = all.
    Missing:  an aggregate without rows where another one has some is missing; without any there is no entry.
    """
    keys: dict[tuple[int, str], list[Key | None]] = {}
    held: list[dict[Key | None, Figure]] = []
    for aggregate, (scan, measure) in found.items():
        answer = answers[scan]
        at = id(answer), aggregate.span
        if at not in keys:
            keys[at] = _keys(answer, {stretch + aggregate.span: stretch for stretch in stretches}, members)
        held.append(dict(zip(keys[at], read_figures(measure, answer.column), strict=True)))
    every = [key for key in dict.fromkeys(key for figures in held for key in figures) if key is not None]
    columns = [[figures.get(key, _NO_ROWS) for key in every] for figures in held]
    return dict(zip(every, figures_of(formula, [member for _, _, member in every], columns), strict=True))


def figures_of(formula: Unfolded, members: Sequence[str], columns: Sequence[Sequence[Figure]]) -> list[SplitPart]:
    """What a formula makes of the figures of its aggregates, in their order, for each member."""
    known = dict(zip(formula.sources, columns, strict=True))
    whole = evaluate_columns(formula.node, lambda aggregate: known[aggregate], len(members))
    shown = zip(*map(_numbers, columns), strict=True) if columns else [()] * len(members)
    return [SplitPart(*line) for line in zip(members, shown, _numbers(whole), strict=True)]


def _numbers(figures: Sequence[Figure]) -> list[Decimal | None]:
    return [None if isinstance(figure, Missing) else figure for figure in figures]


def _keys(answer: Answer, stretches: Mapping[str, str], wanted: Collection[str] | None) -> list[Key | None]:
    """Whose figures stand on the rows of an answer; None where nobody asked for them."""
    subjects, windows = _texts(answer, "subject"), _texts(answer, "window")
    if "member" in answer.table.column_names:
        members = _texts(answer, "member")
    else:
        pairs = [pair.partition(SPLIT) for pair in subjects]
        subjects, members = [pair[0] for pair in pairs], [pair[2] for pair in pairs]
    return [
        (int(subject), stretches[window], member)
        if window in stretches and (wanted is None or member in wanted)
        else None
        for subject, window, member in zip(subjects, windows, members, strict=True)
    ]


def _texts(answer: Answer, name: str) -> Sequence[str]:
    return cast("list[str]", answer.column(name))
