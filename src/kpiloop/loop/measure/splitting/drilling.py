"""Drilling down: a KPI of several subjects and windows by the members of a dimension.

Whole months of figures that combine come out of the month table; everything else is scanned from rows, where every
(leaf, member) counts for (subject, member), and of a large dataset kept for all units. All give the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpiloop.engine.compile.months import are_months, combines
from kpiloop.engine.dataflow import SPLIT, Measure, Member, Plan, Role, Scan, Window, lay_out
from kpiloop.engine.formula import Aggregate, DatasetShape
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org import further
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse.computing.dimensions import crossed_members, dimension_members
from kpiloop.foundation.warehouse.computing.months import MonthTable, month_table
from kpiloop.foundation.warehouse.computing.splits import Everybody, kept_split
from kpiloop.foundation.warehouse.engines import Answer
from kpiloop.loop.measure.binding import Bindings, Bound
from kpiloop.loop.measure.counting.unit_keys import members_of_units
from kpiloop.loop.measure.rows import Drill
from kpiloop.loop.measure.scanning import person_members, plan_scans
from kpiloop.loop.measure.splitting.columns import Found, parts_of
from kpiloop.loop.measure.splitting.membership import Held, days_between, kept_members
from kpiloop.loop.measure.splitting.unfolding import Unfolded

#: More members than this are not worth a table; the rest is named as a remainder by the caller.
MOST_MEMBERS = 20
#: Columns with the members of each that are told apart.
Crossed = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class DrillAsked:
    """What is drilled into."""

    formula: Unfolded  #: over one dataset
    subject_ids: Sequence[int]  #: all units, or all people
    windows: Sequence[Window]  #: stretches of days
    dimension: str  #: column of the rows
    version: int  #: version of the facts
    stretches: Sequence[str] = ()  #: where spans are looked at: codes, whose windows are called code + span
    most: int | None = None  #: only so many members, those with most rows; None = all
    crossed: Crossed = ()  #: two columns with the members told apart, in place of one dimension


@dataclass(frozen=True)
class _Way:
    """What both ways of reading need."""

    asked: DrillAsked  #: what is drilled into
    found: Found  #: where its aggregates come out
    members: Sequence[Member]  #: who counts for the subjects
    held: Held | None  #: who counts for every unit, where the usual codes say so
    table: MonthTable | None  #: the month table; None where the dimension is too wide for one


def drill(asked: DrillAsked, bindings: Bindings, shapes: Mapping[str, DatasetShape]) -> Drill:
    """Split a KPI of subjects and windows by the members of a dimension.

    Shape:    -> figures per (subject, window, member), for every member with rows.
    Law:      recomputed from detail, never from children; the month table gives what the rows give.
    Missing:  where a member has no rows there is no entry.
    """
    kind = org.subjects_by_id()[asked.subject_ids[0]].kind
    role: Role = "unit" if kind == "unit" else "person"
    tree = further.tree_of_node(asked.subject_ids[0]) if role == "unit" else ""
    plan = plan_scans(list(bindings.everything()), role, shapes, tree)[0]
    sources = asked.formula.sources
    if any((bound.key, aggregate) not in plan.places for aggregate, bound in sources.items()):
        return Drill({}, (), "rows", ())
    found = _found(sources, plan)
    table = None if asked.crossed else month_table(asked.version, next(iter(found.values()))[0], asked.dimension)
    has_own_keys = any(bound.unit_columns for bound in sources.values())
    held = None if has_own_keys or role != "unit" else kept_members(days_between(asked.windows), tree, asked.version)
    way = _Way(asked, found, _members(asked, role, shapes, tree, held), held, table)
    is_kept = are_months(way.members, asked.windows) and all(combines(measure) for _, measure in found.values())
    named = None if asked.most is None else most_rows(asked, table)
    if table is not None and is_kept:
        read, answers = "months", _from_months(way)
    else:
        read, answers = _from_rows(way, shapes, named)
    stretches = asked.stretches or [window.window for window in asked.windows]
    return Drill(
        parts_of(asked.formula, found, answers, stretches, None if named is None else set(named)),
        tuple(named or ()), read, tuple(answer.statement for answer in answers.values()),
    )  # fmt: skip


def most_rows(asked: DrillAsked, table: MonthTable | None) -> list[str]:
    """The members with most rows in the whole version, then by name."""
    limit = asked.most or MOST_MEMBERS
    if table is not None:
        return table.members(limit)
    dataset = next(iter(asked.formula.sources)).dataset
    return dimension_members(asked.version, dataset=dataset, column=asked.dimension, limit=limit)


def _found(sources: Mapping[Aggregate, Bound], plan: Plan) -> Found:
    """Where the aggregates come out of the plan of all formulas: KPIs over one dataset share its month table."""
    found: dict[Aggregate, tuple[Scan, Measure]] = {}
    for aggregate, bound in sources.items():
        place = plan.places[bound.key, aggregate]
        scan = plan.scans[place.scan]
        found[aggregate] = scan, next(measure for measure in scan.measures if measure.name == place.measure)
    return found


def _members(
    asked: DrillAsked, role: Role, shapes: Mapping[str, DatasetShape], tree: str, held: Held | None
) -> list[Member]:
    days = days_between(asked.windows)
    if held is not None:
        return [member for key in asked.subject_ids for member in held.members.get(str(key), ())]
    if role == "person":
        return person_members(*days, set(asked.subject_ids))
    bounds = [bound for bound in asked.formula.sources.values() if bound.unit_columns]
    wanted = {str(key) for key in asked.subject_ids}
    every = members_of_units(bounds, shapes, asked.version, days, tree=tree)
    return [member for member in every if member.subject in wanted]


def _measures(found: Found) -> dict[Scan, list[Measure]]:
    """The measures wanted of each scan, each once."""
    wanted: dict[Scan, list[Measure]] = {}
    for scan, measure in found.values():
        if measure not in wanted.setdefault(scan, []):
            wanted[scan].append(measure)
    return wanted


def _from_months(way: _Way) -> dict[Scan, Answer]:
    asked = way.asked
    if way.held is None:
        members = warehouse.members_table(way.members)
    else:
        members = way.held.laid_out.of(str(key) for key in asked.subject_ids)
    answers: dict[Scan, Answer] = {}
    for scan, measures in _measures(way.found).items():
        table = month_table(asked.version, scan, asked.dimension)
        assert table is not None
        answers[scan] = table.answer(measures, members, asked.windows)
    return answers


def _from_rows(
    way: _Way, shapes: Mapping[str, DatasetShape], named: list[str] | None
) -> tuple[str, dict[Scan, Answer]]:
    """What does not combine, and where it was read: kept splits or the rows."""
    answers: dict[Scan, Answer] = {}
    read = "kept"
    for scan, measures in _measures(way.found).items():
        split = replace(scan, measures=tuple(measures), split_column=way.asked.dimension, crossed=way.asked.crossed)
        kept = _kept_answer(way, split, shapes)
        if kept is not None:
            answers[scan] = kept
            continue
        read = "rows"
        pairs = _crossed_pairs(way, scan) if way.asked.crossed else _pairs(way, named)
        layout = lay_out(_split_members(way.members, pairs), way.asked.windows)
        answers[scan] = warehouse.run_scan(way.asked.version, split, shapes[scan.dataset], layout, at_once=True)
    return read, answers


def _kept_answer(way: _Way, split: Scan, shapes: Mapping[str, DatasetShape]) -> Answer | None:
    """What is kept for all units of the tree; None where only the rows can answer."""
    held = way.held
    if held is None or way.table is None:
        return None

    def every() -> list[Member]:
        return _split_members([row for rows in held.members.values() for row in rows], _pairs(way, None))

    everybody = Everybody({window.window: held.mark(window) for window in way.asked.windows}, every)
    subjects = [str(key) for key in way.asked.subject_ids]
    return kept_split(way.asked.version, split, shapes[split.dataset], everybody, way.asked.windows, subjects)


def _pairs(way: _Way, named: list[str] | None) -> Mapping[str, Sequence[str]]:
    """Which members are told apart in the rows of each leaf."""
    if way.table is None:
        return dict.fromkeys({row.leaf for row in way.members}, named or most_rows(way.asked, None))
    return {
        leaf: [member for member in members if named is None or member in named]
        for leaf, members in way.table.pairs().items()
    }


def _crossed_pairs(way: _Way, scan: Scan) -> Mapping[str, Sequence[str]]:
    return crossed_members(
        way.asked.version, dataset=scan.dataset, leaf_column=scan.leaf_column, crossed=way.asked.crossed
    )


def _split_members(members: Sequence[Member], pairs: Mapping[str, Sequence[str]]) -> list[Member]:
    return [
        Member(f"{row.leaf}{SPLIT}{member}", f"{row.subject}{SPLIT}{member}", row.valid_from, row.valid_to)
        for row in members
        for member in pairs.get(row.leaf, ())
    ]
