"""Whatever was loaded, corrected and moved: months taken from states give the cells the rows give."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from kpiloop.engine.compile.cells import read_cells
from kpiloop.engine.dataflow import KpiRequest, Layout, Member, Scan, Window, build, lay_out, merge_members
from kpiloop.engine.formula import check, parse
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse import engine_io, services
from kpiloop.foundation.warehouse.computing.states import keeping, places, sweep_states
from kpiloop.foundation.warehouse.paths import states_folder

pytestmark = pytest.mark.django_db

FIRST, MONTHS = date(2025, 1, 1), 8
FORMULAS = (
    "average(sold.pieces) where sold.pieces > 2", "max(sold.amount)", "last(sold.pieces)",
    "converted(20, sold.customer, sold.pieces > 3) where sold.amount > 0", "count_distinct(sold.customer)",
)  # fmt: skip
Row = tuple[str, date, str | None, str | None, Decimal | None, int]


def month_start(place: int) -> date:
    return date(FIRST.year + (FIRST.month - 1 + place) // 12, (FIRST.month - 1 + place) % 12 + 1, 1)


def register() -> None:
    services.register_dataset(
        SYSTEM, code="sold", name_zh="销售", key_columns=("no",), date_columns=("on",), unit_column="unit",
        columns={"no": "text", "on": "date", "unit": "text", "customer": "text", "amount": "decimal",
                 "pieces": "integer"},
    )  # fmt: skip


def load(rows: Sequence[Row]) -> int:
    names = ("no", "on", "unit", "customer", "amount", "pieces")
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
    numbered = table.append_column("_line", pa.array(range(2, len(rows) + 2)))
    number = services.next_load_number(SYSTEM)
    return services.publish_version(SYSTEM, dataset="sold", number=number, rows=numbered).version


def some_rows(chance: random.Random, many: int) -> list[Row]:
    """New rows and, because numbers come again, corrections that also move days and units."""
    return [
        (
            f"n{chance.randrange(60)}", FIRST + timedelta(days=chance.randrange(240)),
            chance.choice(["A", "B", "C", "X", None]), chance.choice(["c1", "c2", "c3", None]),
            chance.choice([Decimal(chance.randrange(-999, 999)) / 100, None]), chance.randrange(5),
        )
        for _ in range(many)
    ]  # fmt: skip


def some_layout(chance: random.Random) -> Layout:
    """Windows over whole months, now and then over other days; units that move, now and then inside a month."""
    windows = []
    for place in range(chance.randrange(1, 5)):
        start = chance.randrange(MONTHS)
        end = month_start(chance.randrange(start + 1, MONTHS + 1))
        windows.append(Window(f"w{place}", month_start(start), end - timedelta(days=chance.random() < 0.2)))
    moved = month_start(chance.randrange(1, MONTHS)) + timedelta(days=9 * (chance.random() < 0.3))
    last = month_start(MONTHS)
    held = [Member(leaf, "all", FIRST, last) for leaf in ("A", "B", "C", "*")]
    held += [Member("A", "north", FIRST, last), Member("B", "north", FIRST, moved), Member("B", "south", moved, last)]
    held += [Member("C", "port", FIRST, last), Member("C", "coast", FIRST, last)]  # a unit with an only child
    return lay_out(merge_members(held), windows)


def scan() -> Scan:
    shapes = engine_io.shapes()
    aggregates = [part for text in FORMULAS for part in check(parse(text), shapes, {}).aggregates]
    return build([KpiRequest("k", aggregates)], shapes).scans[0]


def cells(answer: engine_io.engines.Answer, asked: Scan) -> dict[tuple[str, str], tuple[object, ...]]:
    found = read_cells(asked, answer.column)
    return {key: (cell.row_count, *cell.measures.values()) for key, cell in found.items()}


def customers(rows: Sequence[Row], held: Sequence[Member], window: Window) -> int:
    """Different customers of everybody, worked out by hand."""
    current = {row[0]: row for row in rows}.values()
    units = {member.leaf for member in held}
    return len(
        {row[3] for row in current if row[3] and (row[2] or "*") in units and window.starts <= row[1] < window.ends}
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows are worth a state, and so is any month that differs."""
    monkeypatch.setattr(keeping, "LEAST_ROWS", 1)
    monkeypatch.setattr(keeping, "MOST_STALE", 1)


@pytest.mark.parametrize("seed", range(2))
def test_cells_with_states_are_those_without(small: None, seed: int) -> None:
    chance, loaded, used = random.Random(seed), [], 0
    register()
    asked, shape = scan(), engine_io.shapes()["sold"]
    for many in (60, 2, 9):
        loaded += (rows := some_rows(chance, many))
        version = load(rows)
        layout = some_layout(chance)
        used += engine_io.kept_months(version, asked, layout) is not None
        with_states = cells(engine_io.scan_version(version, asked, shape, layout), asked)
        assert with_states == cells(engine_io.run_scan(version, asked, shape, layout), asked)
        held = [member for member in layout.members if member.subject == "all"]
        for window in layout.windows:
            there = with_states.get(("all", window.window))
            counted = 0 if there is None else there[-1].figure  # type: ignore[attr-defined]
            assert counted == customers(loaded, held, window)
        engine_io.keep_states(version, [(asked, shape)])
    assert used


def whole_months() -> Layout:
    held = [Member(leaf, "all", FIRST, month_start(MONTHS)) for leaf in ("A", "B", "C", "*")]
    return lay_out(merge_members(held), [Window("w", FIRST, month_start(MONTHS))])


def test_only_months_whose_files_are_the_same_are_taken(small: None) -> None:
    register()
    rows = some_rows(random.Random(7), 60)
    version = load(rows)
    asked, shape = scan(), engine_io.shapes()["sold"]
    assert engine_io.kept_months(version, asked, whole_months()) is None
    assert engine_io.keep_states(version, [(asked, shape)]) == {"sold": tuple(f"2025-0{n}" for n in range(1, 9))}
    assert engine_io.keep_states(version, [(asked, shape)]) == {}
    later = load([("fresh", date(2025, 4, 2), "A", "c9", Decimal(5), 1)])
    found = engine_io.kept_months(later, asked, whole_months())
    assert found is not None and found.months == tuple(f"2025-0{n}" for n in (1, 2, 3, 5, 6, 7, 8))
    assert {f"{on:%m}" for on, _slot in found.fresh} == {"04"}
    narrower = build([KpiRequest("k", [asked.measures[0].aggregate])], engine_io.shapes()).scans[0]
    assert engine_io.kept_months(later, narrower, whole_months()) is None  # other measures, other columns


def test_a_state_that_is_damaged_or_gone_is_read_from_the_rows(small: None) -> None:
    register()
    version = load(some_rows(random.Random(8), 60))
    asked, shape, layout = scan(), engine_io.shapes()["sold"], whole_months()
    plain = cells(engine_io.run_scan(version, asked, shape, layout), asked)
    engine_io.keep_states(version, [(asked, shape)])
    assert engine_io.kept_months(version, asked, layout) is not None
    damaged = next(states_folder().glob("*-sums.parquet"))
    damaged.chmod(0o600)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    places._believed.clear()  # another process
    assert engine_io.kept_months(version, asked, layout) is None
    assert cells(engine_io.scan_version(version, asked, shape, layout), asked) == plain
    for path in states_folder().iterdir():
        path.unlink()
    assert cells(engine_io.scan_version(version, asked, shape, layout), asked) == plain


def test_unused_states_are_swept(small: None) -> None:
    register()
    version = load(some_rows(random.Random(9), 20))
    engine_io.keep_states(version, [(scan(), engine_io.shapes()["sold"])])
    (states_folder() / "left-over.parquet").write_bytes(b"")
    later = datetime.now(UTC) + timedelta(days=2)
    assert sweep_states(later) == 1
    assert len(list(states_folder().iterdir())) == 3  # what is said of it, sums, and customers
    assert sweep_states(later + timedelta(days=90)) == 1
    assert not list(states_folder().iterdir())
