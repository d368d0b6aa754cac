"""Bad rows of a source that is read again: each waits once, and what was decided about it stays decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect.choices import AGAIN, MENDED, REJECTED, WAITING
from kpiloop.loop.collect.errors import RowDecided
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow, Source
from kpiloop.loop.collect.provenance.naming import KNOWN, TAKEN, Named, past_rows
from kpiloop.loop.collect.reading.content import Content
from kpiloop.loop.collect.reading.identity import content_of
from kpiloop.loop.collect.source_reading import shape_of

T = TypeVar("T")

_CHUNK = 500


def put_aside(batch: LoadBatch, content: Content, named: Named, now: datetime | None) -> tuple[int, int]:
    """Keep the refused rows of a load; the caller holds the transaction.

    Shape:    -> how many wait, and how many of these are for no row that waited before.

    Law:      a row that waited already is named by the newest load alone; one that was decided stays decided while
              cells and reason are the same; one that came mended waits no more.
    """
    # Two loads of one source settle their rows one after the other.
    Source.objects.select_for_update().get(pk=batch.source_id)
    rows = [
        QuarantineRow(
            batch=batch,
            line=row.line,
            values=dict(row.written),
            reason=row.reason,
            fields=dict(row.fields),
            content=content_of(row.written),
        )
        for row in content.rejected
    ]
    waited = set(named.again.values())
    if named.recipe is not None:
        over, stands = _remember(batch, rows, named)
        waited |= stands
        _settle(batch, over, AGAIN, now)
        _settle(batch, [pk for pk in named.again if pk not in over], AGAIN, now)
        _settle(batch, [pk for pk in named.mended if pk not in over], MENDED, now)
        _know_as(batch, {pk: rows[place].content for pk, place in named.again.items()})
    QuarantineRow.objects.bulk_create(rows, batch_size=_CHUNK)
    waiting = [place for place, row in enumerate(rows) if row.state == WAITING]
    return len(waiting), len(set(waiting) - waited)


def decide(
    rows: Sequence[QuarantineRow],
    state: str,
    actor: Actor,
    now: datetime | None,
    *,
    why: str = "",
    taken_by: int | None = None,
) -> None:
    """Write a decision about rows that wait; the caller holds the transaction.

    Errors:   quarantine_decided when one of them waits no more: somebody decided, or a newer load speaks of it.
    """
    held = QuarantineRow.objects.select_for_update().filter(pk__in=[row.pk for row in rows], state=WAITING)
    gone = {row.pk for row in rows} - set(held.values_list("pk", flat=True))
    if gone:
        raise RowDecided(row=min(gone), state="")
    for row in rows:
        row.state, row.decided_by, row.decided_at = state, actor.username, now
        row.why, row.taken_by = why[:500], taken_by
    fields = ["state", "decided_by", "decided_at", "why", "taken_by"]
    QuarantineRow.objects.bulk_update(rows, fields, batch_size=500)


def wait_again(batches: Sequence[LoadBatch]) -> None:
    """What loads that are taken back had settled waits as before, unless a load that stands names it too."""
    numbers = [batch.number for batch in batches]
    given: set[tuple[int, int]] = set()  # two equal rows of one load are two: each has an heir of its own
    held = QuarantineRow.objects.filter(taken_by__in=numbers, state__in=(AGAIN, MENDED, *TAKEN), batch__state="done")
    for row in held.select_related("batch__source").order_by("-batch__number", "line", "pk"):
        own = content_of(row.values)
        newer = _waiting_like(row, own) if shape_of(row.batch.source.dataset).key_columns else ()
        heir = next((each for each in newer if (row.batch_id, each.pk) not in given), None)
        if heir is not None:
            given.add((row.batch_id, heir.pk))
            row.state, row.content, row.taken_by = AGAIN, heir.content, heir.batch.number
        else:
            row.state, row.content, row.taken_by = WAITING, own, None
            row.decided_by, row.decided_at, row.why = "", None, ""
        row.save()


def _waiting_like(row: QuarantineRow, own: str) -> Iterable[QuarantineRow]:
    others = QuarantineRow.objects.filter(batch__source_id=row.batch.source_id, state=WAITING)
    newer = others.filter(content__in={own, row.content}).exclude(batch=row.batch)
    return newer.select_related("batch").order_by("-batch__number", "line", "pk")


def waiting_since(numbers: Collection[int]) -> dict[int, list[QuarantineRow]]:
    """Rows of some loads that still wait, but are named by a newer load by now, by number of the load asked for."""
    old = QuarantineRow.objects.filter(batch__number__in=list(numbers), state=AGAIN)
    first: dict[tuple[int, str], int] = {}
    for source, content, number in old.order_by("batch__number").values_list(
        "batch__source_id", "content", "batch__number"
    ):
        first[source, content] = number
    found: dict[int, list[QuarantineRow]] = defaultdict(list)
    for part in _chunks(sorted({content for _, content in first})):
        now = QuarantineRow.objects.filter(content__in=part, state=WAITING).exclude(batch__number__in=list(numbers))
        for row in now.select_related("batch__source"):
            if (row.batch.source_id, row.content) in first:
                found[first[row.batch.source_id, row.content]].append(row)
    return found


def _remember(batch: LoadBatch, rows: Sequence[QuarantineRow], named: Named) -> tuple[set[int], set[int]]:
    """Give each row what is known of its content.

    Shape:    -> the waiting rows that others stand for from now on, and the places of those others.
    """
    assert named.recipe is not None
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.content].append(place)
    over: set[int] = set()
    stands: dict[int, int] = {}
    for part in _chunks(sorted(places)):
        found: dict[str, list[QuarantineRow]] = defaultdict(list)
        past = past_rows(batch, named.recipe, named.days).filter(content__in=part, state__in=KNOWN)
        for old in past.select_related("batch").order_by("batch__number", "line", "pk"):
            # Without a key, equal cells of another file may be another fact.
            if named.keys[places[old.content][0]] or old.batch.file_name == batch.file_name:
                found[old.content].append(old)
        for content, olds in found.items():
            newest = [old for old in olds if old.batch_id == olds[-1].batch_id]
            over |= {old.pk for old in olds if old.state == WAITING and old.batch_id != olds[-1].batch_id}
            for place, old in _paired(rows, places[content], newest):
                _decide_like(rows[place], old, named.stored.get(named.keys[place]))
                stands |= {old.pk: place} if old.state == WAITING else {}
    return over | set(stands), set(stands.values())


def _paired(
    rows: Sequence[QuarantineRow], places: Sequence[int], olds: Sequence[QuarantineRow]
) -> Iterator[tuple[int, QuarantineRow]]:
    """Rows of equal content, one to one: on the same line first, the others in their order."""
    by_line = {old.line: old for old in olds}
    sure = {place: by_line.pop(rows[place].line) for place in places if rows[place].line in by_line}
    used = {old.pk for old in sure.values()}
    left = [old for old in olds if old.pk not in used]
    yield from sure.items()
    yield from zip([place for place in places if place not in sure], left, strict=False)


def _decide_like(row: QuarantineRow, old: QuarantineRow, stored: int | None) -> None:
    """A decision holds for the same cells and the same reason; a figure that was taken must still be the stored one."""
    is_left_out = old.state == REJECTED
    is_taken = old.state in TAKEN and old.taken_by is not None and old.taken_by == stored
    if old.reason == row.reason and (is_left_out or is_taken):
        row.state, row.decided_by, row.decided_at = old.state, old.decided_by, old.decided_at
        row.why, row.taken_by = old.why, old.taken_by


def _settle(batch: LoadBatch, keys: Collection[int], state: str, now: datetime | None) -> None:
    for part in _chunks(sorted(keys)):
        held = QuarantineRow.objects.filter(pk__in=part, state=WAITING)
        held.update(state=state, decided_by=batch.loaded_by, decided_at=now, taken_by=batch.number)


def _know_as(batch: LoadBatch, changed: Mapping[int, str]) -> None:
    """Rows that came with other cells, and those they stood for, are known by the cells of now."""
    past = QuarantineRow.objects.filter(batch__source_id=batch.source_id, state=AGAIN)
    for part in _chunks(sorted(changed)):
        before = dict(past.filter(pk__in=part).values_list("pk", "content"))
        for pk, content in before.items():
            if content != changed[pk]:
                past.filter(content=content).update(content=changed[pk])


def _chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
