"""Rows another system pushes: looked at while it waits, published by the job process, once per key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.loop.collect.choices import PUSH
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.push.reader import Pushed, grid_of, headings
from kpiloop.loop.collect.connectors.push.rows import PushRow, RefusedRow
from kpiloop.loop.collect.connectors.receiving import keep_text
from kpiloop.loop.collect.errors import SourcePaused
from kpiloop.loop.collect.errors.feeds import (
    PushColumnsUnknown,
    PushEmpty,
    PushKeyReused,
    PushNotAllGood,
    PushTooLarge,
    SourceTakesNoRows,
)
from kpiloop.loop.collect.models import Mapping, Source
from kpiloop.loop.collect.reading.content import Content, understand
from kpiloop.loop.collect.reading.recipe import read_recipe
from kpiloop.loop.collect.source_reading import current_mapping, shape_of, source_by_code

#: More rows than this belong into a file.
MOST_ROWS = 10_000


def push_rows(actor: Actor, *, source: str, rows: Sequence[Pushed], key: str, all_or_none: bool = False) -> PushRow:
    """Take rows of another system; what is good is published as one batch, the rest waits in quarantine.

    Shape:    objects by heading of the recipe -> what was understood, and the run that publishes it.
    Law:      the same key with the same rows is one batch however often it is sent; nothing of a batch
              is visible before all of it is; read = kept + skipped + repeated + refused.
    Errors:   source_takes_no_rows, source_paused, push_empty, push_too_large, push_columns_unknown,
              push_key_reused; push_not_all_good when all_or_none was asked for and a row is bad.
    """
    require(actor, "loads.run")
    held = _taking(source)
    mapping, shape = current_mapping(held), shape_of(held.dataset)
    _check_rows(source, rows, mapping, shape)
    reading = Reading((grid_of(rows, mapping.recipe),), "", source)
    content = understand(reading, read_recipe(mapping.recipe, shape), shape)
    if all_or_none and content.rejected:
        first = content.rejected[0]
        raise PushNotAllGood(bad=len(content.rejected), read=content.read, line=first.line, reason=first.reason)
    return _answer(source, key, _publish_later(actor, held, rows, key), content)


def _taking(source: str) -> Source:
    held = source_by_code(source)
    if held.kind != PUSH:
        raise SourceTakesNoRows(source=source, kind=held.kind)
    if not held.is_active:
        raise SourcePaused(source=source)
    return held


def _check_rows(source: str, rows: Sequence[Pushed], mapping: Mapping, shape: DatasetShape) -> None:
    if not rows:
        raise PushEmpty(source=source)
    if len(rows) > MOST_ROWS:
        raise PushTooLarge(rows=len(rows), limit=MOST_ROWS)
    if mapping.recipe.get("unpivot"):
        return  # months across: which names will come is not known beforehand
    known = set(headings(mapping.recipe))
    unknown = sorted({name for row in rows for name in row} - known)
    if unknown:
        raise PushColumnsUnknown(unknown=", ".join(unknown), known=", ".join(sorted(known)))


def _publish_later(actor: Actor, held: Source, rows: Sequence[Pushed], key: str) -> RunRow:
    """The rows are on disk before the run that reads them is asked for."""
    body = json.dumps({"key": key, "rows": list(rows)}, ensure_ascii=False, sort_keys=True, default=str).encode()
    sha256 = hashlib.sha256(body).hexdigest()
    mark = hashlib.sha256(key.encode()).hexdigest()[:32]
    place = keep_text(f"pushed/{held.code}", f"{mark}-{sha256[:16]}.json", body)
    arguments = {"source": held.code, "location": str(place), "sha256": sha256}
    run = enqueue(actor, kind="collect.load", key=f"collect.push:{held.code}:{mark}", arguments=arguments)
    if run.arguments.get("sha256") != sha256:
        place.unlink(missing_ok=True)
        raise PushKeyReused(key=key)
    return run


def _answer(source: str, key: str, run: RunRow, content: Content) -> PushRow:
    load = run.outcome.get("load")
    return PushRow(
        source=source,
        key=key,
        run_id=run.id,
        state=run.state,
        load=int(str(load)) if load is not None else None,
        read=content.read,
        kept=len(content.taken),
        skipped=sum(content.skipped.values()),
        repeated=content.repeated,
        refused=tuple(RefusedRow(row.line, row.reason, row.fields, row.written) for row in content.rejected),
    )
