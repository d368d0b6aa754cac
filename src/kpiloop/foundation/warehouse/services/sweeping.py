"""Remove what a killed load left behind: files that no version and no load refers to."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.warehouse.computing.states import sweep_states
from kpiloop.foundation.warehouse.models import Load, Pin, Version
from kpiloop.foundation.warehouse.paths import files_folder, months_folder

#: A file younger than this may belong to a load that is being published now.
RESTING_TIME = timedelta(hours=24)
#: A month table nobody opened for so long is let go; it is made again when somebody asks.
IDLE_TIME = timedelta(days=30)


def sweep_files(actor: Actor, *, now: datetime) -> int:
    """Delete unreferenced files older than a day, and states nobody uses any more.

    Shape:    -> number of files deleted; states and month tables, which can be made again, are not counted.
    Law:      a file named by any version, old or pinned, or by any load stays; a month table nobody opened for a
              month goes.
    Errors:   permission_denied.
    """
    require(actor, "loads.run")
    sweep_states(now)
    folder = files_folder()
    referenced = {entry["path"] for files in Load.objects.values_list("landed", flat=True) for entry in files}
    for manifest in Version.objects.values_list("manifest", flat=True):
        referenced |= {entry["path"] for entries in manifest.values() for entry in entries}
    for files in Pin.objects.values_list("files", flat=True):
        referenced |= {entry["path"] for entry in files}
    oldest = (now - RESTING_TIME).timestamp()
    left = [path for path in sorted(folder.rglob("*.parquet")) if _is_left(path, folder, referenced, oldest)]
    for path in left:
        path.unlink(missing_ok=True)
    idle = (now - IDLE_TIME).timestamp()
    for path in months_folder().iterdir():
        if path.stat().st_mtime < idle:
            path.unlink(missing_ok=True)
    if left:
        names = [str(path.relative_to(folder)) for path in left[:50]]
        record(actor, verb="warehouse.swept", object_kind="warehouse", object_key="files",
               after={"count": len(left), "files": names})  # fmt: skip
    return len(left)


def _is_left(path: Path, folder: Path, referenced: set[str], oldest: float) -> bool:
    return str(path.relative_to(folder)) not in referenced and path.stat().st_mtime < oldest
