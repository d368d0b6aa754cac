"""What a new reading of a source says about bad rows that were put aside earlier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.choices import ACCEPTED, DISPUTED, FIXED, PUSH, REJECTED, WAITING
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow
from kpiloop.loop.collect.reading.captures import dated
from kpiloop.loop.collect.reading.content import Content, RejectedRow
from kpiloop.loop.collect.reading.corrections import row_key
from kpiloop.loop.collect.reading.identity import Came, Identities
from kpiloop.loop.collect.reading.recipe import Recipe, read_recipe

Days = tuple[date, date] | None

#: Decisions that say a figure is to be taken: they hold while that very figure is what is stored.
TAKEN = (FIXED, ACCEPTED)
#: Rows that are known again: those that wait, and those somebody decided about.
KNOWN = (WAITING, REJECTED, *TAKEN)


@dataclass(frozen=True)
class Named:
    """What a reading says about rows that were put aside earlier."""

    days: Days = None  #: days the reading stands for
    recipe: Recipe | None = None  #: the recipe it was read by; None where nothing was put aside earlier
    keys: Sequence[str] = ()  #: business key of each refused row, empty where it cannot be read
    stored: Mapping[str, int] = field(default_factory=dict)  #: load of the stored row under such a key
    again: Mapping[int, int] = field(default_factory=dict)  #: earlier row -> place of the refused row that is it now
    mended: frozenset[int] = frozenset()  #: earlier rows that came as good ones


def name_again(batch: LoadBatch, content: Content, came: Came, days: Days) -> Named:
    """Find the waiting rows of a source in a new reading of it; nothing is written.

    Shape:    by their business key, where it can be read; else by their place: same file, same line, and all cells
              but the bad one. In a dataset without a key every row stands for itself, a bad one too.
    Law:      the newest reading that holds a key speaks for it, as it does among facts.
    """
    recipe = read_recipe(batch.mapping.recipe, came.shape)
    recipe = dated(recipe, days[0] if days else None)
    past = past_rows(batch, recipe, days)
    if not came.shape.key_columns or not past.filter(state__in=KNOWN).exists():
        return Named()
    known = Identities(recipe, came.shape)
    keys = [_key(known, row.written, came.shape) for row in content.rejected]
    again, mended = _by_key(batch, past, known, keys, came)
    placed, whole = _by_place(batch, past, known, content, came)
    stored = _stored(past, keys, came.shape)
    return Named(days, recipe, keys, stored, {**placed, **again}, frozenset(mended | whole))


def past_rows(batch: LoadBatch, recipe: Recipe, days: Days) -> QuerySet[QuarantineRow]:
    """Rows put aside by other loads of the source that may be the same; a capture of another day is another row."""
    past = QuarantineRow.objects.filter(batch__source_id=batch.source_id, batch__state="done").exclude(batch=batch)
    if recipe.captured_to:
        return past.filter(batch__covers_from=days[0] if days else None)
    if recipe.is_year_written:
        return past.filter(batch__covers_from__year=days[0].year) if days else past.none()
    return past


def _key(known: Identities, written: Mapping[str, str], shape: DatasetShape) -> str:
    values = known.key(written)
    return row_key(values, shape) if values else ""


def _by_key(
    batch: LoadBatch, past: QuerySet[QuarantineRow], known: Identities, keys: Sequence[str], came: Came
) -> tuple[dict[int, int], set[int]]:
    """Waiting rows whose key came: as a refused row again, or else as a good one.

    Which of two contents is right is asked about a file, and no other file answers it; pushes are one stream.
    """
    if batch.source.kind != PUSH:
        past = past.exclude(~Q(batch__file_name=batch.file_name), reason__in=DISPUTED)
    held: dict[int, str] = {}
    wanted = {}
    for pk, written in past.filter(state=WAITING).values_list("pk", "values"):
        values = known.key(written)
        if values:
            held[pk] = row_key(values, came.shape)
            wanted[held[pk]] = values
    places = {key: place for place, key in enumerate(keys) if key}
    good = came.keys(list(wanted.values())) if wanted else set()
    again = {pk: places[key] for pk, key in held.items() if key in places}
    return again, {pk for pk, key in held.items() if key in good and pk not in again}


def _by_place(
    batch: LoadBatch, past: QuerySet[QuarantineRow], known: Identities, content: Content, came: Came
) -> tuple[dict[int, int], set[int]]:
    """Waiting rows without a readable key whose line came with the bad cell changed: still bad, or good."""
    held = past.filter(state=WAITING, batch__file_name=batch.file_name)
    lost = [row for row in held if not _key(known, row.values, came.shape)]
    lines = {row.line for row in lost}
    good = came.at(lines) if lines else {}
    bad: dict[int, list[tuple[int, RejectedRow]]] = defaultdict(list)
    for place, refused in enumerate(content.rejected):
        bad[refused.line].append((place, refused))
    again, mended = {}, set()
    for row in lost:
        column = str(row.fields.get("column", ""))
        beside = known.beside(row.values, column)
        if beside and any(beside.items() <= cells.items() for cells in good.get(row.line, ())):
            mended.add(row.pk)
            continue
        others = {name: text for name, text in row.values.items() if name != column}
        for place, refused in bad[row.line] if any(others.values()) else ():
            if _holds(refused, others):
                again[row.pk] = place
    return again, mended


def _holds(refused: RejectedRow, cells: Mapping[str, str]) -> bool:
    return all(refused.written.get(name, "") == text for name, text in cells.items())


def _stored(past: QuerySet[QuarantineRow], keys: Sequence[str], shape: DatasetShape) -> dict[str, int]:
    """Which load the stored rows under the keys of refused rows are from."""
    wanted = {key for key in keys if key}
    if not wanted or not past.filter(state__in=TAKEN).exists():
        return {}
    return {key: int(str(row["_load"])) for key, row in facts.rows_by_keys(shape.name, wanted).items()}
