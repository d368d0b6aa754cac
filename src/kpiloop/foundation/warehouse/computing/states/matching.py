"""Which months of a run a state speaks for, and the tables it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpiloop.engine.compile.kept import SUMS, keys_name, masked_measures
from kpiloop.engine.compile.laid_out import days_of
from kpiloop.engine.dataflow import Layout, Scan
from kpiloop.foundation.warehouse.computing.states.places import State, month_days, month_marks, newest_state, plan_of
from kpiloop.foundation.warehouse.paths import states_folder
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, VersionRow
from kpiloop.foundation.warehouse.sql_text import quote


@dataclass(frozen=True)
class Found:
    """What need not be read from the rows."""

    months: tuple[str, ...]  #: months a state speaks for
    tables: Mapping[str, str]  #: name of a table beside the facts -> its SQL
    fresh: Sequence[tuple[object, ...]]  #: days whose rows are read, with their slot


def is_keepable(version: VersionRow, dataset: DatasetRow, files: Sequence[FileEntry], scan: Scan) -> bool:
    """Whether the months of the rows are those of their files: by the first date, and not in the copy of a close."""
    by_first = bool(dataset.date_columns) and scan.date_column == dataset.date_columns[0]
    return by_first and set(files) <= set(version.manifest.get(dataset.code, ()))


def find_state(
    version: VersionRow, dataset: DatasetRow, files: Sequence[FileEntry], scan: Scan, layout: Layout
) -> Found | None:
    """Look for a state that speaks for some month of a layout; None when the rows have to be read.

    Law:      a month counts only where no slot begins inside it and its files are those the state was made from.
    """
    if not layout.has_bits or not layout.slots or not is_keepable(version, dataset, files, scan):
        return None
    state = newest_state(plan_of(dataset, scan))
    if state is None or set(state.files) != {"sums", *masked_measures(scan)}:
        return None
    days = laid_out_days(layout)
    marks = month_marks(files)
    slots = {slot_month(on): slot for on, slot in days}
    places = {
        bit: slots[month]
        for bit, (month, mark) in enumerate(state.months)
        if month in slots and marks.get(month, "") == mark and is_uncut(month, layout)
    }
    if not places:
        return None
    months = {month for bit, (month, _mark) in enumerate(state.months) if bit in places}
    fresh = [row for row in days if slot_month(row[0]) not in months]
    return Found(tuple(sorted(months)), kept_tables(state, scan, places), fresh)


def kept_tables(state: State, scan: Scan, places: Mapping[int, int]) -> dict[str, str]:
    """What a state says of some of its months, by the names a scan knows it by.

    Shape: place of a month in the state -> slot it counts for -> name of a table -> its SQL.
    """
    tables = {SUMS: _sums_sql(state, places)}
    return tables | {keys_name(measure): _keys_sql(state, measure, places) for measure in masked_measures(scan)}


def laid_out_days(layout: Layout) -> list[tuple[date, int]]:
    """Every day of every window with its slot."""
    return days_of(layout)


def slot_month(on: date) -> str:
    """Month a day lies in."""
    return f"{on:%Y-%m}"


def is_uncut(month: str, layout: Layout) -> bool:
    """Whether all days of a month lie in one slot."""
    first, after = month_days(month)
    inside = any(first < bound < after for bound in layout.bounds)
    return layout.bounds[0] <= first and after <= layout.bounds[-1] and not inside


def _sums_sql(state: State, places: Mapping[int, int]) -> str:
    pairs = ", ".join(f"({bit}, {slot})" for bit, slot in places.items())
    whole = "".join(f", CAST({quote(name)} AS HUGEINT) AS {quote(name)}" for name in state.whole)
    return (
        f"SELECT * EXCLUDE (month, place) REPLACE (CAST(place AS INTEGER) AS slot{whole}) "
        f"FROM {_source(state, 'sums')} JOIN (VALUES {pairs}) asked(month, place) ON slot = month"
    )


def _keys_sql(state: State, measure: str, places: Mapping[int, int]) -> str:
    """The months of a state as bits of the slots asked for."""
    every = sum(1 << bit for bit in places)
    moved = " | ".join(_moves(places))
    return f"SELECT leaf, key, {moved} AS mask FROM {_source(state, measure)} WHERE mask & {every} <> 0"


def _moves(places: Mapping[int, int]) -> list[str]:
    """Months that are a slot of their own are shifted together; several in one slot become its bit."""
    in_slot: dict[int, list[int]] = {}
    for bit, slot in places.items():
        in_slot.setdefault(slot, []).append(bit)
    shifted: dict[int, int] = {}
    for slot, bits in in_slot.items():
        if len(bits) == 1:
            shifted[slot - bits[0]] = shifted.get(slot - bits[0], 0) | 1 << bits[0]
    joined = {slot: sum(1 << bit for bit in bits) for slot, bits in in_slot.items() if len(bits) > 1}
    moves = [f"((mask & {bits}) {'<<' if by >= 0 else '>>'} {abs(by)})" for by, bits in shifted.items()]
    return moves + [f"(CASE WHEN mask & {bits} <> 0 THEN {1 << slot} ELSE 0 END)" for slot, bits in joined.items()]


def _source(state: State, kind: str) -> str:
    path = str(states_folder() / state.files[kind][0]).replace("'", "''")
    return f"read_parquet('{path}')"
