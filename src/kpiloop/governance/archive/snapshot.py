"""What a close holds fast, and the hashes over it: equal content gives equal bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org.pinning import Lines
from kpiloop.governance.archive.models import FrozenFigure
from kpiloop.governance.archive.rows import Pin
from kpiloop.loop.measure.engine_io import OverrideLine, ValueLine
from kpiloop.loop.track.rows import StatusRow

Line = tuple[object, ...]
#: Columns of a frozen figure that the hash covers, in this order.
HASHED = (
    "assignment_id", "value_id", "target_id", "definition_id", "weight", "actual", "target_figure", "achievement",
    "light",
)  # fmt: skip


def frozen_figure(row: StatusRow) -> FrozenFigure:
    """A judged figure as the close will keep it."""
    return FrozenFigure(
        assignment_id=row.assignment.id,
        value_id=row.value_id,
        target_id=row.target_id,
        definition_id=row.assignment.kpi.definition_id,
        weight=row.assignment.weight,
        actual=row.actual,
        target_figure=row.target,
        lower=row.band.low if row.band else None,
        upper=row.band.high if row.band else None,
        achievement=row.achievement,
        light=row.light,
    )


def line_of(figure: FrozenFigure) -> Line:
    """The hashed columns of a frozen figure; bounds where it was judged by a range, as closes before had none."""
    bounds = () if figure.lower is None else (figure.lower, figure.upper)
    return (*(getattr(figure, name) for name in HASHED), *bounds)


def seen_of(figure: FrozenFigure) -> tuple[str, ...]:
    """What a reader sees of a frozen figure, as text."""
    return tuple(_text(getattr(figure, name)) for name in ("actual", "target_figure", "achievement", "light", "weight"))


def organisation_of(period: PeriodRow) -> list[list[str]]:
    """Every unit of the last day with the unit above it and who leads it, as codes."""
    tree, heads, subjects = org.full_tree(period.last_day), org.heads(period.last_day), org.subjects_by_id()

    def code(key: int | None) -> str:
        return "" if key is None else subjects[key].code

    return sorted([unit.code, code(unit.parent_id), code(heads.get(unit.id))] for unit in tree.units.values())


def organisation_pin(units: int, lines: Lines) -> Pin:
    """What is held of the organisation: how many units there are, and the hash over all its dates."""
    return Pin(units, hashlib.sha256(json.dumps(lines, sort_keys=True, ensure_ascii=False).encode()).hexdigest())


def pins_of(
    figures: Sequence[FrozenFigure],
    values: Sequence[ValueLine],
    organisation: Pin,
    overrides: Sequence[OverrideLine],
) -> dict[str, Pin]:
    """Everything the figures of a month rest on, each kind with its number and hash.

    Overrides are pinned where there are some: closes before had none, and their hash has to come out again.
    """
    formulas = sorted({line.formula_id for line in values if line.formula_id is not None})
    definitions = sorted({row.definition_id for row in figures if row.definition_id is not None})
    targets = [(row.assignment_id, row.target_id, row.target_figure) for row in figures if row.target_id is not None]
    decided = {"overrides": _pin(_flat(line) for line in overrides)} if overrides else {}
    return {
        "values": _pin(_flat(line) for line in values),
        "definitions": _pin((key,) for key in definitions),
        "formulas": _pin((key,) for key in formulas),
        "targets": _pin(targets),
        "weights": _pin((row.assignment_id, row.weight) for row in figures),
        "organisation": organisation,
        **decided,
    }


def _flat(line: ValueLine | OverrideLine) -> tuple[object, ...]:
    """The fields in their order; all are plain, and there are thousands of lines."""
    return tuple(vars(line).values())


def snapshot_hash(figures: Iterable[FrozenFigure], version: int | None, pins: dict[str, Pin]) -> str:
    """One hash over every figure, the version of the facts and everything pinned."""
    digest = hashlib.sha256(f"{version}\n".encode())
    digest.update(json.dumps({what: asdict(pin) for what, pin in pins.items()}, sort_keys=True).encode())
    for figure in sorted(figures, key=lambda row: row.assignment_id):
        digest.update(_bytes(line_of(figure)))
    return digest.hexdigest()


def _pin(lines: Iterable[Line]) -> Pin:
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(_bytes(line))
        count += 1
    return Pin(count, digest.hexdigest())


def _bytes(line: Line) -> bytes:
    return ("|".join(_text(each) for each in line) + "\n").encode()


def _text(each: object) -> str:
    """As the reader would write it: a stored figure and the one it was made from read the same."""
    if isinstance(each, Decimal):
        return format(each.normalize(), "f") if each else "0"
    return "" if each is None else str(each)
