"""Take loads back: the files of before stand again, byte for byte, and the loads no longer cover their days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.warehouse import lease
from kpiloop.foundation.warehouse.errors import LoadNotLast, WarehouseBusy
from kpiloop.foundation.warehouse.models import Dataset, Load, Pointer, Version
from kpiloop.foundation.warehouse.row_reading import manifest_fields, read_manifest
from kpiloop.foundation.warehouse.rows import FileEntry
from kpiloop.foundation.warehouse.services.publishing import POINTER, manifest_sha256

Files = tuple[FileEntry, ...]


def undo_loads(actor: Actor, *, numbers: Sequence[int], effects: Callable[[int], None] | None = None) -> int:
    """Put a dataset back to where it stood before these loads; returns the new version.

    Shape:    the newest loads of one dataset, none of them undone yet; `effects` writes the caller's own
              rows inside the transaction that flips the pointer.
    Law:      the files of the dataset are exactly those of the version before, with the same checksums;
              pinned versions keep what they had.
    Errors:   permission_denied; load_not_last names the loads that came after and go first.
    """
    require(actor, "loads.run")
    with lease.writing(actor.username) as fence, transaction.atomic():
        loads = list(
            Load.objects.select_related("dataset", "version")
            .filter(number__in=numbers, undone_version__isnull=True)
            .order_by("number")
        )
        if not loads:
            raise LoadNotLast(load=", ".join(map(str, numbers)), later="")
        _require_last(loads)
        version, months = _flip(loads, fence)
        if effects is not None:
            effects(version.number)
        dataset, newest = loads[0].dataset.code, loads[-1].number
        after = {"loads": [load.number for load in loads], "version": version.number, "months": months}
        record(actor, verb="warehouse.undone", object_kind="dataset", object_key=dataset, after=after)
        emit("dataset.loaded", dataset=dataset, load=newest, version=version.number, months=months)
    return version.number


def _require_last(loads: Sequence[Load]) -> None:
    own = {load.number for load in loads}
    held = Load.objects.filter(
        dataset=loads[0].dataset, version__number__gte=loads[0].version.number, undone_version__isnull=True
    )
    later = sorted(set(held.values_list("number", flat=True)) - own)
    if later or len({load.dataset_id for load in loads}) > 1:
        raise LoadNotLast(load=str(loads[0].number), later=", ".join(map(str, later)))


def _flip(loads: Sequence[Load], fence: int) -> tuple[Version, list[str]]:
    pointer = Pointer.objects.select_for_update(of=("self",)).select_related("version").get(pk=POINTER)
    current = pointer.version
    if current is None or not lease.holds_fence(fence):
        raise WarehouseBusy(seconds=0)
    dataset = loads[0].dataset
    manifest: dict[str, Files] = dict(read_manifest(current.manifest))
    present, before = manifest.get(dataset.code, ()), _files_before(dataset, loads[0])
    manifest[dataset.code] = before
    version = _store(manifest, current.number + 1)
    Load.objects.filter(pk__in=[load.pk for load in loads]).update(undone_version=version.number)
    pointer.version = version
    pointer.save(update_fields=["version"])
    return version, sorted({entry.month for entry in set(present) ^ set(before)})


def _files_before(dataset: Dataset, load: Load) -> Files:
    earlier = Version.objects.filter(number__lt=load.version.number).order_by("-number").first()
    return read_manifest(earlier.manifest).get(dataset.code, ()) if earlier else ()


def _store(manifest: Mapping[str, Files], number: int) -> Version:
    stored = manifest_fields(manifest)
    return Version.objects.create(
        number=number,
        manifest=stored,
        rows=sum(entry.rows for entries in manifest.values() for entry in entries),
        sha256=manifest_sha256(stored),
    )
