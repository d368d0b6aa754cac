"""What lies under and before values: the values they name, earlier figures, formulas, and whose a row is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from kpiloop.engine.dataflow import Member
from kpiloop.engine.formula import Aggregate, canonical, evaluate, parse, walk
from kpiloop.engine.formula.library import LOOKS_AT_HISTORY
from kpiloop.engine.formula.nodes import Fallback, KpiReference
from kpiloop.engine.values import Figure, Missing, is_missing
from kpiloop.foundation.org import further
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bound, bound_of
from kpiloop.loop.measure.choices import MONTH, is_window
from kpiloop.loop.measure.counting.unit_keys import members_of_units
from kpiloop.loop.measure.models import Formula, Value
from kpiloop.loop.measure.proving.taken import with_other_days
from kpiloop.loop.measure.reading import value_rows
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.scanning import leaf_columns, person_members
from kpiloop.loop.measure.splitting.values import days_of

#: Values that name values that name values ...; a chain longer than this is cut.
_DEEPEST = 6
_CHUNK = 500
Key = tuple[int, int, int, str]  # (KPI, subject, period, window)
Row = Mapping[str, object]  # a stored row with its key
Stored = tuple[str, str]  # (dataset, business key)


@dataclass(frozen=True)
class Earlier:
    """A version of a value that was superseded."""

    actual: Decimal | None  #: its figure
    at: datetime  #: when its run began
    was_frozen: bool  #: a close froze it


def key_of(value: ValueRow) -> Key:
    """What makes two values versions of one."""
    return value.kpi_id, value.subject_id, value.period_id, value.window


def resting_on(values: Sequence[ValueRow]) -> dict[int, list[ValueRow]]:
    """Each value with every current value its formula names, however deep; by key of the value on top."""
    known = {(v.kpi_code, v.subject_id, v.period_code, v.window): v for v in values}
    frontier = list(values)
    for _ in range(_DEEPEST):
        asked = {place for value in frontier for place in _named(value)} - set(known)
        frontier = _current(asked)
        known.update({(v.kpi_code, v.subject_id, v.period_code, v.window): v for v in frontier})
        if not frontier:
            break
    return {value.id: _below(value, known) for value in values}


def earlier_figures(values: Sequence[ValueRow]) -> dict[Key, list[Earlier]]:
    """Superseded versions of some values, oldest first."""
    found: dict[Key, list[Earlier]] = defaultdict(list)
    wanted = {key_of(value) for value in values}
    held = Value.objects.filter(
        is_current=False,
        period_id__in={value.period_id for value in values},
        kpi_id__in={value.kpi_id for value in values},
    )
    columns = ("kpi_id", "subject_id", "period_id", "window", "actual", "run__started_at", "frozen_revision")
    for kpi, subject, period, window, actual, at, revision in held.order_by("pk").values_list(*columns):
        if (kpi, subject, period, window) in wanted:
            found[kpi, subject, period, window].append(Earlier(actual, at, revision > 0))
    return found


def written_at(values: Sequence[ValueRow]) -> dict[int, datetime]:
    """When the run of each value began."""
    keys = [value.id for value in values]
    found: dict[int, datetime] = {}
    for start in range(0, len(keys), _CHUNK):
        part = Value.objects.filter(pk__in=keys[start : start + _CHUNK])
        found.update(part.values_list("pk", "run__started_at"))
    return found


def fell_back(values: Sequence[ValueRow]) -> frozenset[int]:
    """Values whose formula had to take its second choice because the first one was missing."""
    keys = [value.id for value in values if value.formula_version is not None and value.actual is not None]
    texts: dict[int, str] = {}
    for start in range(0, len(keys), _CHUNK):
        part = Value.objects.filter(pk__in=keys[start : start + _CHUNK], formula__text__contains="fallback")
        texts.update(part.values_list("pk", "formula__text"))
    by_id = {value.id: value for value in values}
    return frozenset(key for key, text in texts.items() if _took_second(text, by_id[key]))


@dataclass(frozen=True)
class Touched:
    """A stored row of which some columns were changed by hand."""

    row: Row  #: as it is stored, with its key
    fields: frozenset[str]  #: columns that were changed


def rows_counted(values: Sequence[ValueRow], rows: Mapping[str, Sequence[Touched]]) -> dict[int, frozenset[Stored]]:
    """Keys of those of some rows that each value was made of: of its unit or person, and of its days.

    Shape:    values, rows by dataset -> (dataset, key) by value; a value none of the rows counts into is left out.
    Law:      a row counts only where the formula reads a changed column, or where the column says whose or when it is.
    """
    keys = [value.id for value in values if value.formula_version is not None]
    held: list[Value] = []
    for start in range(0, len(keys), _CHUNK):
        held += Value.objects.filter(pk__in=keys[start : start + _CHUNK]).select_related("formula", "subject")
    owners = _Owners(held)
    found = {value.pk: frozenset(_counted_keys(value, rows, owners)) for value in held}
    return {key: counted for key, counted in found.items() if counted}


class _Owners:
    """Whose rows are whose, read once for many values: days of periods, trees of units, members of days."""

    def __init__(self, values: Sequence[Value]) -> None:
        self.shapes = warehouse.shapes()
        self.people = {value.subject_id for value in values if value.subject.kind != "unit"}
        self.days_of = cache(days_of)
        self._trees = further.further_nodes_between(date.min, date.max)
        self._members: dict[object, list[Member]] = {}

    def tree_of(self, unit_id: int) -> str:
        """The further tree a unit stands in alone; empty for units of the company's own tree."""
        return self._trees.get(unit_id, "")

    def leaf(self, value: Value, bound: Bound, dataset: str) -> str | None:
        """The column that says whose a row is; None where every row counts."""
        if value.subject.kind != "unit":
            return self.shapes[dataset].person_column
        named = leaf_columns(bound.unit_columns, self.shapes, self.tree_of(value.subject_id))
        return named.get(dataset) or self.shapes[dataset].unit_column

    def members(self, value: Value, bound: Bound, days: tuple[date, date]) -> list[Member]:
        """Codes that belong to the subject of a value, with their days."""
        is_unit = value.subject.kind == "unit"
        tree = self.tree_of(value.subject_id) if is_unit else ""
        named = tuple(sorted(bound.unit_columns.items()))
        key = (is_unit, tree, days, named, value.warehouse_version)
        if key not in self._members:
            shapes = self.shapes if named else {}
            self._members[key] = list(
                members_of_units([bound], shapes, value.warehouse_version, days, tree=tree)
                if is_unit
                else person_members(*days, self.people)
            )
        return [member for member in self._members[key] if member.subject == str(value.subject_id)]


def _counted_keys(value: Value, rows: Mapping[str, Sequence[Touched]], owners: _Owners) -> Iterator[Stored]:
    for held in with_other_days(value):
        yield from _keys_within(held, rows, owners)


def _keys_within(value: Value, rows: Mapping[str, Sequence[Touched]], owners: _Owners) -> Iterator[Stored]:
    bound = bound_of(value.formula)
    if bound is None:
        return
    parts = [part for part in walk(bound.node) if isinstance(part, Aggregate)]
    for dataset in {part.dataset for part in parts if owners.shapes[part.dataset].date_columns} & set(rows):
        days = _days_read([part for part in parts if part.dataset == dataset], value, owners)
        role = bound.date_columns.get(dataset) or owners.shapes[dataset].date_columns[0]
        leaf = owners.leaf(value, bound, dataset)
        read = {*_columns_read(value.formula, dataset), role, leaf}
        timely = [each.row for each in rows[dataset] if each.fields & read and _is_within(each.row[role], days)]
        if timely:
            members = owners.members(value, bound, days)
            yield from (
                (dataset, str(row["_key"])) for row in timely if leaf is None or _belongs(row, leaf, role, members)
            )


def _days_read(parts: Sequence[Aggregate], value: Value, owners: _Owners) -> tuple[date, date]:
    """All days the aggregates of a dataset look at: of the window, of their spans, of the whole history, and after."""
    stretches = [owners.days_of(value.period_id, part.span or value.window) for part in parts]
    is_ever = any(part.function in LOOKS_AT_HISTORY for part in parts)
    first = date.min if is_ever else min(starts for starts, _ends in stretches)
    return first, max(
        ends + timedelta(days=part.days_ahead) for part, (_starts, ends) in zip(parts, stretches, strict=True)
    )


def _columns_read(formula: Formula | None, dataset: str) -> list[str]:
    """Columns of a dataset a formula names; its canonical text writes each as dataset.column."""
    return re.findall(rf"\b{re.escape(dataset)}\.(\w+)", formula.text) if formula else []


def _is_within(on: object, days: tuple[date, date]) -> bool:
    return isinstance(on, date) and days[0] <= on < days[1]


def _belongs(row: Row, leaf: str, role: str, members: Sequence[Member]) -> bool:
    on = row[role]
    assert isinstance(on, date)
    return any(each.leaf == str(row.get(leaf)) and each.valid_from <= on < each.valid_to for each in members)


def _named(value: ValueRow) -> set[tuple[str, int, str, str]]:
    """Values of their own that a value rests on: those it names, and the months of a mean it names."""
    named = {
        (part.kpi, part.subject_id or value.subject_id, period, window)
        for part in value.parts
        if part.kpi
        for period, window in ((part.period, part.window or value.window), *((each, MONTH) for each in part.months))
    }
    return {place for place in named if place[2] and is_window(place[3])}


def _current(asked: Collection[tuple[str, int, str, str]]) -> list[ValueRow]:
    if not asked:
        return []
    held = Value.objects.filter(
        is_current=True,
        kpi__code__in={place[0] for place in asked},
        subject_id__in={place[1] for place in asked},
        period__code__in={place[2] for place in asked},
    )
    rows = value_rows(held)
    return [row for row in rows if (row.kpi_code, row.subject_id, row.period_code, row.window) in asked]


def _below(value: ValueRow, known: Mapping[tuple[str, int, str, str], ValueRow]) -> list[ValueRow]:
    found = {value.id: value}
    frontier = [value]
    while frontier:
        named = [known[place] for each in frontier for place in _named(each) if place in known]
        frontier = [each for each in named if each.id not in found]
        found.update({each.id: each for each in frontier})
    return list(found.values())


def _took_second(text: str, value: ValueRow) -> bool:
    figures = {part.name: part.figure for part in value.parts}

    def cell(part: Aggregate) -> Figure:
        return _figure(figures.get(canonical(part)))

    def kpi(part: KpiReference) -> Figure:
        return _figure(figures.get(canonical(part)))

    choices = [node for node in walk(parse(text)) if isinstance(node, Fallback)]
    return any(is_missing(evaluate(node.first, cell, kpi)) for node in choices)


def _figure(figure: Decimal | None) -> Figure:
    return Missing("no_value") if figure is None else figure
