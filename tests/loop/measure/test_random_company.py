"""Companies nobody thought of: random trees, moves, ends and rows; every figure again from its rows by plain Python.

Units with an only child, units that begin late, move or end, values that are missing. Counted by SQL, over arrays, and
with states kept between two loads: always the same figures. SEEDS=20-60 tries others.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pyarrow as pa
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.foundation.warehouse.computing.states import keeping
from kpiloop.loop.measure import services
from kpiloop.loop.measure.models import Value
from tests.loop.measure import company
from tests.loop.measure.by_rows import KPIS, Row, Scope

pytestmark = pytest.mark.django_db
START, LAST_DAY = date(2025, 1, 1), date(2026, 6, 30)
FIRST, LAST = "2025-11", "2026-06"
SLACK = Fraction(1, 10**11)  #: values are kept with twelve decimals
SEEDS = range(*map(int, os.environ.get("SEEDS", "0-2").split("-")))


@dataclass
class Tree:
    """Who hangs where on which day, as it was told to the product."""

    places: dict[str, list[tuple[date, str]]]  #: unit -> (from, parent)
    ends: dict[str, date]

    def above(self, unit: str, on: date) -> set[str]:
        """A unit and all above it on a day; a unit that is not there counts for the company alone."""
        found: set[str] = set()
        while unit != "HQ":
            parents = [parent for day, parent in self.places.get(unit, ()) if day <= on]
            if not parents or on >= self.ends.get(unit, date.max):
                break
            found.add(unit)
            unit = parents[-1]
        return found | {"HQ"}


def some_tree(chance: random.Random) -> Tree:
    names = [f"U{place}" for place in range(chance.randint(3, 10))]
    tree = Tree({}, {})
    for place, name in enumerate(names):
        begins = START if chance.random() < 0.7 else START + timedelta(days=chance.randint(100, 500))
        above = [other for other in names[:place] if tree.places[other][0][0] <= begins]
        parent = chance.choice([*above, *above[-1:] * 3, "HQ"])
        tree.places[name] = [(begins, parent)]
    org.import_organisation(
        SYSTEM,
        units=[NewUnit("HQ", "公司", START, kind="company")]
        + [NewUnit(name, name, held[0][0], parent=held[0][1]) for name, held in tree.places.items()],
    )
    for name in names:
        if chance.random() < 0.4:
            on = max(date(2026, 1, 1), tree.places[name][0][0]) + timedelta(days=chance.randint(1, 150))
            parent = chance.choice([*names, "HQ"])
            try:
                org.move_unit(SYSTEM, code=name, new_parent=parent, on=on)
            except Refusal:
                continue
            tree.places[name].append((on, parent))
    for name in reversed(names):
        if chance.random() < 0.2:
            on = tree.places[name][-1][0] + timedelta(days=chance.randint(30, 400))
            try:
                org.close_unit(SYSTEM, code=name, on=on)
            except Refusal:
                continue
            tree.ends[name] = on
    return tree


def some_rows(chance: random.Random, tree: Tree, count: int, months: tuple[int, int] = (0, 545)) -> list[Row]:
    units = [*chance.sample(list(tree.places), chance.randint(1, len(tree.places))), "HQ"]
    held = [f"c{place}" for place in range(chance.choice((3, 12, 60)))]
    return [
        Row(
            f"{chance.randrange(10**9)}-{place}", START + timedelta(days=chance.randint(*months)), chance.choice(units),
            chance.choice([*held, None]),
            None if chance.random() < 0.1 else Decimal(chance.randint(-50000, 100000)) / 100,
            chance.choice([None, 1, 2, 3]), chance.choice(("ok", "won", "lost")),
        )
        for place in range(count)
    ]  # fmt: skip


def publish(rows: Sequence[Row]) -> None:
    table = pa.table(
        {
            **{name: [getattr(row, name) for row in rows] for name in Row.__annotations__},
            "_line": list(range(2, len(rows) + 2)),
        }
    )  # fmt: skip
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(
        SYSTEM, dataset="deals", number=number, rows=table, covers=(START, LAST_DAY + timedelta(days=1))
    )


def found_company(chance: random.Random) -> Tree:
    calendar.ensure_calendar(SYSTEM, first_month=START, last_month=date(2026, 12, 1))
    tree = some_tree(chance)
    warehouse.register_dataset(
        SYSTEM, code="deals", name_zh="成交",
        columns={
            "no": "text", "on": "date", "unit": "text", "buyer": "text", "amount": "decimal", "qty": "integer",
            "state": "text",
        },
        key_columns=("no",), date_columns=("on",), unit_column="unit", dimensions=("state",),
    )  # fmt: skip
    for code, (kind, text, _makes) in KPIS.items():
        company.publish_kpi(code, kind, measurement_unit="number")
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=START)
    return tree


def run(touched: Iterable[str] | None = None) -> None:
    names = None if touched is None else sorted(touched)
    services.run_periods(SYSTEM, first=FIRST, last=LAST, touched=names, now=company.NOW)
    services.keep_states(SYSTEM, first=FIRST, last=LAST)


def windows(month: date) -> dict[str, date]:
    found = {"month": month, "ytd": date(month.year, 1, 1)}
    return found | ({"qtd": date(month.year, month.month - 2, 1)} if month.month % 3 == 0 else {})


def after(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def wrong(tree: Tree, rows: Sequence[Row]) -> list[str]:
    """Every figure that is not what the rows say."""
    kept = {
        (row.kpi.code, row.subject.code, row.period.code, row.window): row.actual
        for row in Value.objects.filter(is_current=True).select_related("kpi", "subject", "period")
    }
    shares = {unit: [row for row in rows if unit in tree.above(row.unit, row.on)] for unit in (*tree.places, "HQ")}
    found, compared = [], 0
    month = date(2025, 11, 1)
    while month <= LAST_DAY:
        # A unit has figures of the months it is there in: one that ended in March has no year to date in April.
        there = [unit for unit in shares if tree.ends.get(unit, date.max) > month]
        for (window, start), unit in product(windows(month).items(), there):
            own = shares[unit]
            scope = Scope(own, rows, start, after(month), lambda row, unit=unit: unit in tree.above(row.unit, row.on))
            for code, (_kind, _text, makes) in KPIS.items():
                said = kept.get((code, unit, f"{month:%Y-%m}", window))
                wanted = makes(scope) if scope.rows else None
                compared += wanted is not None
                if (said is None) != (wanted is None) or abs(Fraction(said or 0) - (wanted or 0)) > SLACK:
                    found.append(f"{code} {unit} {month:%Y-%m} {window}: {said}, not {wanted}")
        month = after(month)
    assert compared > 300
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("is_large", [False, True], ids=["by SQL", "over arrays"])
def test_every_figure_is_that_of_its_rows(seed: int, is_large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if is_large:
        monkeypatch.setattr(keeping, "LEAST_ROWS", 1)
    chance = random.Random(seed)
    tree = found_company(chance)
    rows = some_rows(chance, tree, chance.choice((60, 400)))
    publish(rows)
    run()
    assert wrong(tree, rows) == []
    late = some_rows(chance, tree, 25, (330, 545))
    publish(late)
    run({f"{row.on:%Y-%m}" for row in late})
    assert wrong(tree, [*rows, *late]) == []
