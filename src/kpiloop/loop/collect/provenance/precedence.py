"""Which source is believed where two of them say different things under one business key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.foundation.warehouse.known_rows import Contested
from kpiloop.loop.collect.models import LoadBatch, Source
from kpiloop.loop.collect.provenance.models import Overruled
from kpiloop.loop.collect.reading.content import Content
from kpiloop.loop.collect.reading.corrections import as_text
from kpiloop.loop.collect.reading.facts_table import facts_table

#: Kept for people to look at; a source that contradicts another in more rows than this is a fault of its own.
MOST_TRACES = 5000
#: A source that is not in the declared order gives way to every one that is.
_LAST = 10_000
_CHUNK = 500


@dataclass(frozen=True)
class Settled:
    """What remains to be published, and what is to be remembered of the rest."""

    content: Content  #: rows of stronger sources taken out and counted as skipped
    rows: pa.Table | None  #: the same for rows that are read by the column; None where they are not
    traces: tuple[Overruled, ...]  #: not yet stored


def settle(batch: LoadBatch, content: Content, shape: DatasetShape, rows: pa.Table | None) -> Settled:
    """Let the stronger source win key by key.

    Shape:    the rows about to be published -> those to publish, and a trace of every row that gives way.
    Law:      without a declared order, and between rows of one source, the newest wins as before.
    """
    others = Source.objects.filter(dataset=shape.name, rank__isnull=False)
    if not shape.key_columns or not others.exists() or not content.kept:
        return Settled(content, rows, ())
    incoming = rows if rows is not None else facts_table(content.taken, shape)
    contested = facts.contested_rows(shape.name, incoming)
    owners = _owners({each.load for each in contested})
    lost: list[Contested] = []
    traces: list[Overruled] = []
    for each in contested:
        stored = owners.get(each.load)
        if stored is None or stored.pk == batch.source_id or _rank(stored) == _rank(batch.source):
            continue
        if _rank(stored) < _rank(batch.source):
            lost.append(each)
        traces.append(_trace(each, stored, batch, is_lost=_rank(stored) < _rank(batch.source)))
    return _without(content, rows, {each.incoming_line for each in lost}, tuple(traces))


def keep_traces(traces: Sequence[Overruled], now: datetime | None) -> None:
    """Remember what gave way, the newest of each source under each key; the caller holds the transaction."""
    newest = {(trace.row_key, trace.loser_id): trace for trace in traces[:MOST_TRACES]}
    for trace in newest.values():
        trace.noted_at = now or trace.noted_at
    keys = sorted({key for key, _ in newest})
    sources = {source for trace in newest.values() for source in (trace.loser_id, trace.winner_id)}
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        Overruled.objects.filter(row_key__in=part, loser_id__in=sources, winner_id__in=sources).delete()
    Overruled.objects.bulk_create(list(newest.values()), batch_size=_CHUNK)


def _rank(source: Source) -> int:
    return _LAST if source.rank is None else source.rank


def _owners(numbers: set[int]) -> dict[int, Source]:
    held = LoadBatch.objects.filter(number__in=numbers).select_related("source")
    return {row.number: row.source for row in held}


def _trace(each: Contested, stored: Source, batch: LoadBatch, *, is_lost: bool) -> Overruled:
    kept, came = ({name: as_text(cell) for name, cell in cells.items()} for cells in (each.stored, each.incoming))
    names = {"dataset": batch.source.dataset, "row_key": each.key, "noted_at": batch.started_at}
    if is_lost:
        return Overruled(
            **names,
            winner=stored, winner_load=each.load, winner_values=kept,
            loser=batch.source, loser_load=batch.number, loser_line=each.incoming_line, loser_values=came,
        )  # fmt: skip
    return Overruled(
        **names,
        winner=batch.source, winner_load=batch.number, winner_values=came,
        loser=stored, loser_load=each.load, loser_line=each.line, loser_values=kept,
    )  # fmt: skip


def _without(content: Content, rows: pa.Table | None, lines: set[int], traces: tuple[Overruled, ...]) -> Settled:
    if lines:
        content.leave_out(lines, "overruled")
    if lines and rows is not None:
        gone = pc.is_in(rows.column("_line"), value_set=pa.array(sorted(lines), type=pa.int64()))
        rows = rows.filter(pc.invert(gone))
    return Settled(content, rows, traces)
