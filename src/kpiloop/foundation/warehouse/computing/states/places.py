"""Where states lie, and what is written about them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from kpiloop.engine.dataflow import Scan
from kpiloop.engine.formula import canonical
from kpiloop.foundation.warehouse.files import checksum, force_folder
from kpiloop.foundation.warehouse.paths import states_folder
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry

#: Another number where the columns of a state change their meaning.
FORMAT = 1
#: A state nobody made anew for so long belongs to formulas of the past.
UNUSED, YOUNG = timedelta(days=90), timedelta(days=1)
_believed: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class State:
    """One state of a scan: its files, and what they were made from."""

    months: Sequence[tuple[str, str]]  #: consecutive months and the mark of their files; the place is the bit
    files: Mapping[str, tuple[str, str]]  #: `sums` or a measure -> name and checksum of its file
    whole: Sequence[str]  #: columns of the sums that are whole numbers of 128 bits


def plan_of(dataset: DatasetRow, scan: Scan) -> str:
    """What a state computes: the same for the same dataset, date role, leaf and measures."""
    names = dict(dataset.registered.names) if dataset.registered else {}
    measures = [(measure.name, canonical(measure.aggregate)) for measure in scan.measures]
    meaning = (FORMAT, dataset.code, dict(dataset.columns), names, scan.date_column, scan.leaf_column, measures)
    return hashlib.sha256(repr(meaning).encode()).hexdigest()[:32]


def month_marks(files: Sequence[FileEntry]) -> dict[str, str]:
    """Which bytes the rows of each month lie in.

    Shape: files of a version -> month -> mark; another file, or another content, is another mark.
    """
    held: dict[str, list[tuple[str, str]]] = {}
    for entry in files:
        for month in filter(None, entry.month.split(",")):
            held.setdefault(month, []).append((entry.path, entry.sha256))
    return {month: hashlib.sha256(repr(sorted(found)).encode()).hexdigest() for month, found in held.items()}


def newest_state(plan: str) -> State | None:
    """The newest state of a plan whose files are what was written; None without any."""
    for path in sorted(states_folder().glob(f"{plan}-*.json"), key=_age, reverse=True):
        state = _read(path)
        if state is not None and all(_is_whole(name, sha256) for name, sha256 in state.files.values()):
            return state
    return None


def write_state(plan: str, token: str, state: State) -> None:
    """Make a state known, and let the ones before the last go."""
    folder = states_folder()
    path = folder / f"{plan}-{token}.json"
    fresh = path.with_suffix(".new")
    with fresh.open("x") as sink:
        json.dump(asdict(state), sink)
        sink.flush()
        os.fsync(sink.fileno())
    fresh.rename(path)
    force_folder(folder)
    for old in sorted(folder.glob(f"{plan}-*.json"), key=_age, reverse=True)[2:]:
        _forget(old)


def sweep_states(now: datetime) -> int:
    """Delete states nobody made anew for long and files no state names; how many."""
    folder = states_folder()
    known = list(folder.glob("*.json"))
    gone = [path for path in known if _age(path) < (now - UNUSED).timestamp()]
    for path in gone:
        _forget(path)
    named = {name for path in set(known) - set(gone) for name in _names(path)}
    left = [path for path in folder.iterdir() if path.suffix != ".json" and path.name not in named]
    old = [path for path in left if _age(path) < (now - YOUNG).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(gone) + len(old)


def month_days(month: str) -> tuple[date, date]:
    """First day of a month and of the next."""
    first = date(int(month[:4]), int(month[5:7]), 1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _read(path: Path) -> State | None:
    try:
        held = json.loads(path.read_text())
        months = [(str(month), str(mark)) for month, mark in held["months"]]
        files = {str(kind): (str(name), str(sha256)) for kind, (name, sha256) in held["files"].items()}
        return State(months, files, [str(name) for name in held["whole"]])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_whole(name: str, sha256: str) -> bool:
    """Looked at once per process, like every file of the store."""
    path = states_folder() / name
    if not path.is_file():
        return False
    if (str(path), sha256) not in _believed:
        if checksum(path) != sha256:
            return False
        _believed.add((str(path), sha256))
    return True


def _forget(path: Path) -> None:
    for name in _names(path):
        (states_folder() / name).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _names(path: Path) -> Iterator[str]:
    state = _read(path)
    return iter(()) if state is None else (name for name, _sha256 in state.files.values())


def _age(path: Path) -> float:
    return path.stat().st_mtime
