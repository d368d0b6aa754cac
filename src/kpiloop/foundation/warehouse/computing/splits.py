"""Splits that are no sums, kept: what a scan told apart by a dimension answers, for every unit and one stretch of days.

Different values of a unit, a month and a member do not come out of those of its parts. They are worked out from the
rows for all units at once and kept as a small file; its name says what went in: the bytes of the facts of these days,
the measures, and who counts for whom. Every file can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kpiloop.engine.dataflow import SPLIT, Member, Scan, Window, lay_out
from kpiloop.engine.formula import DatasetShape
from kpiloop.engine.formula.library import LOOKS_OUTSIDE
from kpiloop.foundation.warehouse.computing.scans import run_scan, version
from kpiloop.foundation.warehouse.computing.states import is_keepable, is_large
from kpiloop.foundation.warehouse.computing.states.places import month_marks, plan_of
from kpiloop.foundation.warehouse.engines import Answer
from kpiloop.foundation.warehouse.paths import months_folder
from kpiloop.foundation.warehouse.row_reading import files_of

#: Another number where what is kept changes its meaning.
FORMAT = 1
#: More leaves, subjects and members together than this are not laid out for all units at once.
MOST_MEMBERS = 150_000
_OPEN = 400
_lock = threading.Lock()
_open: OrderedDict[str, pa.Table] = OrderedDict()


@dataclass(frozen=True)
class Everybody:
    """Who counts for every unit, and a mark of it for each window."""

    marks: Mapping[str, str]  #: window -> mark of the members that count in its days
    members: Callable[[], Sequence[Member]]  #: of every unit and member of the dimension, as a split scan wants them


def kept_split(
    version_number: int, scan: Scan, shape: DatasetShape, everybody: Everybody, windows: Sequence[Window],
    subjects: Sequence[str],
) -> Answer | None:  # fmt: skip
    """Answer a scan that is split for some subjects from what is kept; what is not yet is worked out for all of them.

    Shape:    -> (subject, window, member, columns of the scan); None where only the rows can answer.
    Law:      the figures of the rows: a file is found by everything it was worked out from.
    """
    stored = version(version_number)
    dataset, files = files_of(stored, scan.dataset, scan.rests_until(windows))
    looks_outside = any(measure.aggregate.function in LOOKS_OUTSIDE for measure in scan.measures)
    if looks_outside or not is_large(files) or not is_keepable(stored, dataset, files, scan):
        return None
    months = month_marks(files)
    plan = (FORMAT, plan_of(dataset, scan), scan.split_column)
    names = {window.window: _name(plan, window, months, everybody.marks[window.window]) for window in windows}
    held = {name: _held(name) for name in names.values()}
    missing = [window for window in windows if held[names[window.window]] is None]
    if missing:
        members = everybody.members()
        if len(members) > MOST_MEMBERS:
            return None
        layout = lay_out(members, missing)
        answer = run_scan(version_number, scan, shape, layout, at_once=True)
        for window in missing:
            held[names[window.window]] = _keep(names[window.window], window.window, answer.table)
    wanted = pa.array(subjects, pa.string())
    parts = [_rows_of(held[name], wanted, window) for window, name in names.items()]
    listed = ", ".join(f"'{name}'" for name in names.values())
    return Answer(f"SELECT * FROM read_parquet([{listed}])", pa.concat_tables(parts))


def forget_splits() -> None:
    """Let go of every open file (tests)."""
    with _lock:
        _open.clear()


def _name(plan: object, window: Window, months: Mapping[str, str], members: str) -> str:
    day, marks = window.starts, []
    while day < window.ends:
        marks.append(months.get(f"{day:%Y-%m}", ""))
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    read = (plan, window.starts.isoformat(), window.ends.isoformat(), marks, members)
    return f"split-{hashlib.sha256(repr(read).encode()).hexdigest()[:40]}.parquet"


def _held(name: str) -> pa.Table | None:
    path = months_folder() / name
    key = str(path)
    with _lock:
        if key in _open:
            _open.move_to_end(key)
            return _open[key]
    if not path.exists():
        return None
    os.utime(path)  # still in use: sweeping leaves it alone
    return _remember(key, pq.read_table(path))


def _keep(name: str, window: str, answer: pa.Table) -> pa.Table:
    rows = answer.filter(pc.equal(answer["window"], window)).drop_columns(["window"])
    pairs = [str(subject).partition(SPLIT) for subject in rows["subject"].to_pylist()]
    rows = rows.drop_columns(["subject"])
    rows = rows.append_column("subject", pa.array([pair[0] for pair in pairs], pa.string()))
    rows = rows.append_column("member", pa.array([pair[2] for pair in pairs], pa.string()))
    path = months_folder() / name
    passing = path.with_suffix(f".{secrets.token_hex(4)}")
    pq.write_table(rows, passing, compression="zstd")
    os.replace(passing, path)
    return _remember(str(path), rows)


def _remember(key: str, rows: pa.Table) -> pa.Table:
    with _lock:
        _open[key] = rows
        while len(_open) > _OPEN:
            _open.popitem(last=False)
    return rows


def _rows_of(kept: pa.Table | None, subjects: pa.Array, window: str) -> pa.Table:
    assert kept is not None
    rows = kept.filter(pc.is_in(kept["subject"], value_set=subjects))
    return rows.append_column("window", pa.array([window] * rows.num_rows, pa.string()))


def _renew_lock() -> None:
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_renew_lock)
