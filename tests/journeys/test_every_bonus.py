"""Every bonus of the demo company opens down to its leaves, and the leaves give the amount again to the cent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import ask, kept_export

pytestmark = pytest.mark.journey
#: What the demo company decides to pay in a quarter.
POOL = D("700000.00")
#: Sellers whose rows are listed one by one; E1203 changed units in the middle of the quarter.
SELLERS = ("E1101", "E1203", "E2101")


@pytest.fixture(scope="module")
def told(demo_home: Path) -> Any:
    return ask(demo_home, "every_bonus", "wangmin")


@pytest.mark.feature("N01")
def test_the_leaves_of_every_bonus_give_its_amount_again_exactly(told: Any, demo_home: Path) -> None:
    paid = {f"{row['person']} {row['quarter']}": row["amount"] for row in kept_export(demo_home, "wangmin", "bonuses")}
    assert len(paid) == len(told["lines"]) > 400
    for key, line in told["lines"].items():
        assert D(line["again"]) == D(line["shown"]) == D(paid[key]), key
        assert set(line["leaves"]) <= {"source_row", "decision", "missing", "restricted"}
        assert line["leaves"]["source_row"] and line["leaves"]["decision"]


def test_each_quarter_pays_out_its_pool_to_the_cent(told: Any) -> None:
    sums: dict[str, D] = defaultdict(D)
    for key, line in told["lines"].items():
        sums[key.split()[1]] += D(line["amount"])
    assert len(sums) == 7 and set(sums.values()) == {POOL}


def test_added_up_row_by_row_the_newest_run_gives_the_same(told: Any, demo_home: Path) -> None:
    """The page stands on stored sums; here every row below every bonus of the run is added up by the fact store."""
    again = ask(demo_home, "every_row", "wangmin")
    newest = max(key.split()[1] for key in told["lines"])
    assert len(again) > 60
    for person, line in again.items():
        stored = told["lines"][f"{person} {newest}"]
        assert D(line["again"]) == D(line["amount"]) == D(stored["amount"]), person
        assert line["leaves"] == stored["leaves"], person


@pytest.mark.feature("N01")
def test_each_person_opens_the_own_bonus_and_nobody_elses_rows(told: Any, demo_home: Path) -> None:
    quarter = max(key.split()[1] for key in told["lines"])
    opened = ask(demo_home, "own_bonuses", quarter, ",".join(SELLERS))
    assert {person: opened[person]["rows_of"] for person in SELLERS} == {person: [person] for person in SELLERS}
    for person, line in opened.items():
        whole = told["lines"][f"{person} {quarter}"]
        assert D(line["again"]) == D(line["amount"]) == D(whole["amount"]), person
        assert line["leaves"].get("source_row", 0) <= whole["leaves"]["source_row"]
        # What the others of the pool ask for is never opened, and the chain says who may open it.
        assert line["leaves"]["restricted"] >= 2 and all(line["open_to"]), person
