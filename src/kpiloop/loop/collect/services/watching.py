"""Files dropped into a folder: loaded once, then put aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.foundation.warehouse.errors import WarehouseBusy
from kpiloop.loop.collect.choices import FOLDER
from kpiloop.loop.collect.connectors.folder import inbox
from kpiloop.loop.collect.connectors.receiving import keep_file
from kpiloop.loop.collect.errors.feeds import FileChanging, SourceIsNoFolder
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.collect.services.loads import Progress, load
from kpiloop.loop.collect.source_reading import source_by_code

_BLOCK = 1 << 20


def watch_folder(actor: Actor, *, source: str, now: datetime, progress: Progress | None = None) -> tuple[BatchRow, ...]:
    """Load every file that was dropped whole into the folder of a source, oldest first.

    Shape:    files -> their loads; a loaded file lies in done, a refused one in rejected with the reason
              beside it, one that still grows stays.
    Law:      a file is loaded once, also after a process died at any step; one bad file stops no other.
    Errors:   source_is_no_folder, source_unknown, location_refused.
    """
    require(actor, "loads.run")
    held = source_by_code(source)
    if held.kind != FOLDER:
        raise SourceIsNoFolder(source=source, kind=held.kind)
    folder = inbox.folder_of(held.code, held.location)
    loads: list[BatchRow] = []
    with inbox.alone(folder) as is_alone:
        for path in inbox.waiting(folder, now=now.timestamp()) if is_alone and held.is_active else ():
            done = _take_in(actor, source, path, now, progress)
            if done is not None:
                loads.append(done)
    return tuple(loads)


def queue_dropped(actor: Actor, *, now: datetime) -> tuple[RunRow, ...]:
    """Ask for every watched folder in which something waits to be worked off in the background.

    Shape:    called every few seconds -> the runs; none where nothing waits or nobody confirmed a recipe.
    Law:      the same files as they lie are one run; a file that came or changed since is another.
    """
    require(actor, "loads.run")
    found = Source.objects.filter(kind=FOLDER, is_active=True, mappings__is_current=True).order_by("code")
    runs = []
    for held in found:
        folder = inbox.folder_of(held.code, held.location)
        marks = [inbox.mark_of(path) for path in inbox.waiting(folder, now=now.timestamp())]
        if marks:
            key = f"collect.watch:{held.code}:{hashlib.sha256(repr(marks).encode()).hexdigest()[:32]}"
            runs.append(enqueue(actor, kind="collect.watch", key=key, arguments={"source": held.code}))
    return tuple(runs)


def _take_in(actor: Actor, source: str, path: Path, now: datetime, progress: Progress | None) -> BatchRow | None:
    taken = inbox.take(path)
    if taken is None:
        return None
    before = inbox.mark_of(taken)
    try:
        # What is loaded is our own copy: the file may be written to, the copy is not.
        copy = keep_file(taken.name, _blocks(taken))
        if inbox.mark_of(taken) != before:
            raise FileChanging(file=taken.name)
        done = load(actor, source=source, location=str(copy), now=now, progress=progress)
    except FileChanging:
        inbox.give_back(taken)
        return None
    except WarehouseBusy:
        raise  # no fault of the file: it stays in the middle and is taken up again
    except Refusal as refusal:
        inbox.settle(taken, "rejected", _reason(refusal))
        return None
    if inbox.mark_of(taken) != before:
        inbox.give_back(taken)
    else:
        inbox.settle(taken, "done")
    return done


def _reason(refusal: Refusal) -> str:
    """What a person reads, in the language of the company; the code and its fields stand behind it."""
    say = import_string(settings.REFUSAL_SENTENCE)
    with translation.override(settings.LANGUAGE_CODE):
        said = say(refusal)
    behind = {"code": refusal.code, **refusal.fields}
    return f"{said}\n\n" + "".join(f"{name}: {value}\n" for name, value in behind.items())


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        yield from iter(lambda: handle.read(_BLOCK), b"")
