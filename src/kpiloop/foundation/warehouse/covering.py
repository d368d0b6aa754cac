"""Days the sources declared complete, and what is held up to a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpiloop.foundation.warehouse.errors import VersionUnknown
from kpiloop.foundation.warehouse.models import Load, Version
from kpiloop.foundation.warehouse.row_reading import read_manifest


def coverage(dataset: str, *, version_number: int | None = None) -> list[tuple[date, date]]:
    """Days the sources declared complete, as merged stretches with exclusive ends."""
    loads = Load.objects.filter(dataset__code=dataset, covers_from__isnull=False, covers_to__isnull=False)
    if version_number is not None:
        loads = loads.filter(version__number__lte=version_number)
        loads = loads.exclude(undone_version__lte=version_number)
    else:
        loads = loads.filter(undone_version__isnull=True)
    days = loads.values_list("covers_from", "covers_to")
    return merge_stretches([(starts, ends) for starts, ends in days if starts and ends])


def merge_stretches(stretches: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Join stretches that overlap or touch."""
    merged: list[tuple[date, date]] = []
    for starts, ends in sorted(stretches):
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((starts, ends))
    return merged


def facts_until(version_number: int, last_day: date) -> frozenset[tuple[str, str]]:
    """What a version holds up to a day, as (dataset, hash of a file): equal sets mean equal facts up to then."""
    stored = Version.objects.filter(number=version_number).first()
    if stored is None:
        raise VersionUnknown(version=version_number)
    last_month = f"{last_day:%Y-%m}"
    held = read_manifest(stored.manifest).items()
    return frozenset((code, file.sha256) for code, files in held for file in files if file.month <= last_month)
