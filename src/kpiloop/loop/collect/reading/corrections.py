"""Corrections in force, laid over what a source brings: the source stays as it is, and a contradiction waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.values import EXACT
from kpiloop.loop.collect.choices import IN_FORCE
from kpiloop.loop.collect.cleaning.days import read_day
from kpiloop.loop.collect.cleaning.numbers import ungrouped
from kpiloop.loop.collect.cleaning.texts import means_nothing, tidy
from kpiloop.loop.collect.cleaning.truths import read_truth
from kpiloop.loop.collect.errors.corrections import CorrectionUnreadable
from kpiloop.loop.collect.models import Correction
from kpiloop.loop.collect.reading.content import Content, RejectedRow, TakenRow, written_texts
from kpiloop.loop.collect.reading.typing import Value

#: How the fact store joins the parts of a business key, and writes a part without a value.
_SEPARATOR, _EMPTY = "\x1f", "\x1e"
_PLACES = Decimal("0.000001")


def lay_corrections(content: Content, shape: DatasetShape) -> None:
    """Put corrected figures in place of those of the source, row by row."""
    held: dict[str, list[Correction]] = defaultdict(list)
    for correction in Correction.objects.filter(dataset=shape.name, state=IN_FORCE):
        held[correction.row_key].append(correction)
    if not held:
        return
    kept: list[TakenRow] = []
    for row in content.taken:
        wanted = held.get(row_key(row.values, shape), [])
        against = next((each for each in wanted if _contradicts(each, row, shape)), None)
        if against is not None:
            content.rejected.append(_contradicted(against, row))
        else:
            kept.append(_corrected(row, wanted, shape))
    content.taken[:] = kept


def corrected_keys(dataset: str) -> list[str]:
    """Business keys of a dataset with a correction in force."""
    return list(Correction.objects.filter(dataset=dataset, state=IN_FORCE).values_list("row_key", flat=True))


def row_key(values: Mapping[str, object], shape: DatasetShape) -> str:
    """The business key of a row as the fact store writes it."""
    return _SEPARATOR.join(_part(values.get(name)) for name in shape.key_columns)


def key_of(parts: Iterable[str], shape: DatasetShape) -> str:
    """A business key from its parts as a person types them."""
    pairs = zip(shape.key_columns, parts, strict=False)
    return row_key({name: typed(text, name, shape) for name, text in pairs}, shape)


def shown_key(key: str) -> str:
    """A business key for people."""
    return " / ".join("—" if part == _EMPTY else part for part in key.split(_SEPARATOR))


def typed(text: str, name: str, shape: DatasetShape) -> Value:
    """What a person typed, in the type of a column; empty is no value."""
    kind = shape.columns.get(name)
    if means_nothing(text):
        return None
    try:
        if kind == "date":
            return read_day(text)
        if kind == "boolean":
            return read_truth(text)
        if kind in ("decimal", "integer"):
            figure = Decimal(ungrouped(tidy(text)))
            if not figure.is_finite() or (kind == "integer" and figure != figure.to_integral_value()):
                raise CorrectionUnreadable(field=name, value=text)
            return int(figure) if kind == "integer" else figure
    except (Refusal, InvalidOperation):
        raise CorrectionUnreadable(field=name, value=text) from None
    return tidy(text)


def as_text(value: object) -> str:
    """A stored value in one spelling, to compare and to show."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        plain = format(value.quantize(_PLACES, ROUND_HALF_UP, context=EXACT), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return value.isoformat() if isinstance(value, date) else str(value)


def _part(value: object) -> str:
    if value is None:
        return _EMPTY
    if isinstance(value, Decimal):
        return format(value.quantize(_PLACES, ROUND_HALF_UP, context=EXACT), "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _contradicts(correction: Correction, row: TakenRow, shape: DatasetShape) -> bool:
    """The source says a third thing: neither what was corrected nor what it was corrected to."""
    return as_text(row.values.get(correction.field)) not in (correction.old, correction.new)


def _corrected(row: TakenRow, corrections: Iterable[Correction], shape: DatasetShape) -> TakenRow:
    changed = {each.field: typed(each.new, each.field, shape) for each in corrections}
    return replace(row, values={**row.values, **changed}) if changed else row


def _contradicted(correction: Correction, row: TakenRow) -> RejectedRow:
    fields = {
        "column": correction.field,
        "written": as_text(row.values.get(correction.field)),
        "old": correction.old,
        "new": correction.new,
    }
    return RejectedRow(row.line, written_texts(row.written), "correction_contradicted", fields)
