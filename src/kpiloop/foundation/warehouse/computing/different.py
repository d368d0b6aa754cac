"""Different values of large datasets, counted over arrays before the scan that asks for them.

Rows come from the engine inside as whole numbers, and `engine/compile/kernels` counts them. What does not suit (few
rows, windows of too many slots, other engines) is counted by the scan itself, in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pyarrow as pa

from kpiloop.engine.compile.counted import MOST_SLOTS, counted_name, counted_table
from kpiloop.engine.compile.kept import FRESH, masked_measures
from kpiloop.engine.compile.laid_out import numbered
from kpiloop.engine.compile.to_ibis import compile_seen
from kpiloop.engine.dataflow import Layout, Scan, lay_out
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.warehouse import engines
from kpiloop.foundation.warehouse.computing.states import find_state, is_large
from kpiloop.foundation.warehouse.engines.question import bare_table, layout_tables
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, VersionRow


@dataclass(frozen=True)
class Counted:
    """Counts that travel with a scan."""

    measures: frozenset[str]  #: measures that need not be counted by the scan
    tables: Mapping[str, pa.Table]  #: name of a table -> subject, window and count, by number
    notes: tuple[str, ...]  #: per measure, what its counts were made from, as SQL

    @property
    def remark(self) -> str:
        """What the SQL of a scan says about the tables it finds."""
        return "".join(f"\n-- {line}" for note in self.notes for line in note.splitlines())


_LEFT_TO_SQL = Counted(frozenset(), {}, ())


def counted_measures(scan: Scan, files: Sequence[FileEntry], layout: Layout) -> tuple[str, ...]:
    """Measures of a scan whose different values are counted over arrays; none of a small dataset."""
    suits = (
        layout.has_bits and layout.slots and all(inside.bit_length() <= MOST_SLOTS for _first, inside in layout.spreads)
    )
    return masked_measures(scan) if suits and engines.engine_name() == "duckdb" and is_large(files) else ()


def count(
    version: VersionRow,
    dataset: DatasetRow,
    files: Sequence[FileEntry],
    scan: Scan,
    shape: DatasetShape,
    layout: Layout,
) -> Counted:
    """Count the different values of every such measure of a scan, for each subject and window.

    Law: family by family of windows, and one is counted beside reading the next: no more rows than those of two years
    are held at once.
    """
    parts: dict[str, list[pa.Table]] = {measure: [] for measure in counted_measures(scan, files, layout)}
    if not parts:
        return _LEFT_TO_SQL
    notes: dict[str, str] = {}
    seen = _seen(version, dataset, files, scan, shape, layout, list(parts))
    try:
        for measure, statement, counts in _counted_beside(seen, layout):
            notes[measure] = f"{counted_name(measure)}: different keys of each subject and window of\n{statement}"
            parts[measure] += counts
    except OverflowError:  # too many values for one whole number
        return _LEFT_TO_SQL
    tables = {counted_name(name): pa.concat_tables([_nothing(name), *held]) for name, held in parts.items()}
    return Counted(frozenset(parts), tables, tuple(notes.values()))


def _seen(
    version: VersionRow, dataset: DatasetRow, files: Sequence[FileEntry], scan: Scan, shape: DatasetShape,
    layout: Layout, measures: Sequence[str],
) -> Iterator[tuple[str, Layout, engines.Answer]]:  # fmt: skip
    """Per family of windows and measure: which leaf saw which value in which slots of the family."""
    for windows in layout.family_windows:
        family = lay_out(layout.members, windows)
        found = find_state(version, dataset, files, scan, family)
        given = layout_tables(family)
        if found is not None:
            given[FRESH.get_name()] = bare_table(found.fresh, FRESH)
        for measure in measures:
            seen = compile_seen(scan, shape, measure, is_kept=found is not None)
            kept = {} if found is None else found.tables
            yield measure, family, engines.answer(engines.Question(seen, version, [(dataset, files)], given, kept))


def _counted_beside(
    seen: Iterator[tuple[str, Layout, engines.Answer]], layout: Layout
) -> Iterator[tuple[str, str, list[pa.Table]]]:
    """Count what was read while the engine reads on: measure, the SQL it was read by, counts."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        begun: list[tuple[str, str, Future[list[pa.Table]]]] = []
        for measure, family, answer in seen:
            yield from ((name, statement, counts.result()) for name, statement, counts in begun)
            begun = [(measure, answer.statement, beside.submit(_by_number, measure, answer.table, family, layout))]
        yield from ((name, statement, counts.result()) for name, statement, counts in begun)


def _by_number(measure: str, rows: pa.Table, family: Layout, layout: Layout) -> list[pa.Table]:
    """Counts of the windows of a family, with subjects and windows as the whole layout numbers them."""
    # Needed for large datasets only, and not by every process: 0.2 s and 30 MB.
    from kpiloop.engine.compile.kernels.different import Seen, count_different

    keys = rows.column("key")
    if not pa.types.is_integer(keys.type):
        keys = keys.dictionary_encode().unify_dictionaries()
        keys = pa.chunked_array([chunk.indices for chunk in keys.chunks], pa.int32())
    seen = Seen(*(column.cast(pa.int64()).to_numpy() for column in (rows.column("leaf"), keys, rows.column("mask"))))
    subjects = numbered(member.subject for member in layout.members)
    places = {window: place for place, window in enumerate(layout.windows)}
    asked = [(places[each], family.patterns.index(family.bits(each.starts, each.ends))) for each in family.windows]
    schema = _nothing(measure).schema
    tables = []
    for counts in count_different(seen, family.ladder, family.patterns, family.slots):
        lines = {node: line for line, node in enumerate(counts.nodes.tolist())}
        # A unit with an only child is the same node: two subjects have one line.
        who = [(lines[node], subjects[name]) for node, name in family.ladder.subjects if node in lines]
        rows_of = [line for line, _subject in who]
        for window, pattern in asked:
            many = counts.many[rows_of, pattern]
            columns = [pa.array([subject for _line, subject in who], pa.int32()), None, pa.array(many)]
            columns[1] = pa.repeat(pa.scalar(window, pa.int32()), len(who))
            tables.append(pa.table(columns, schema).filter(pa.array(many > 0)))
    return tables


def _nothing(measure: str) -> pa.Table:
    return bare_table([], counted_table(measure))
