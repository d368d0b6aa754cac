"""One writer at a time: a lock that dies with its holder, and a number that stops the dead from writing."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from kpiloop.foundation.warehouse.errors import WarehouseBusy
from kpiloop.foundation.warehouse.models import WriterLease
from kpiloop.foundation.warehouse.paths import build_folder

#: Row of the writer; the other row counts load numbers, which are never given twice.
WRITER, LOAD_NUMBERS = 1, 2
ATTEMPTS, PAUSE_SECONDS = 600, 0.2


@contextmanager
def writing(holder: str) -> Iterator[int]:
    """Be the one writer; gives the fencing number that the flip must still find in force."""
    with (build_folder() / "writer.lock").open("a") as lock:
        _wait_for(lock.fileno())
        try:
            yield _take_fence(holder)
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def holds_fence(fence: int) -> bool:
    """True when nobody took over since; asked inside the flipping transaction."""
    return WriterLease.objects.select_for_update().filter(pk=WRITER, fence=fence).exists()


def next_number() -> int:
    """The next load number; gaps are harmless, doubles are not."""
    with transaction.atomic():
        row, _ = WriterLease.objects.select_for_update().get_or_create(pk=LOAD_NUMBERS, defaults={"holder": "loads"})
        row.fence += 1
        row.save(update_fields=["fence"])
        return row.fence


def _take_fence(holder: str) -> int:
    with transaction.atomic():
        row, _ = WriterLease.objects.select_for_update().get_or_create(pk=WRITER)
        row.fence += 1
        row.holder = f"{holder[:80]}:{os.getpid()}"
        row.save(update_fields=["fence", "holder"])
        return row.fence


def _wait_for(descriptor: int) -> None:
    pause = threading.Event()
    for _ in range(ATTEMPTS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pause.wait(PAUSE_SECONDS)
        else:
            return
    raise WarehouseBusy(seconds=int(ATTEMPTS * PAUSE_SECONDS))
