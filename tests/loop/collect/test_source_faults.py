"""What can go wrong with a database as a source: ten kinds of fault, and none leaves half a batch visible (F05).

Every trial: one good load, a change at the source, a load with the fault, and the same load without it. After the
fault the facts are what they were; after the good load they are what a load without any fault would have made them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.conf import settings

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.errors import RunCancelled
from kpiloop.foundation.warehouse import engine_io
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors.sql import session
from kpiloop.loop.collect.connectors.sqlite import driver
from kpiloop.loop.collect.errors.databases import ConnectionLost, DatabaseSlow, DatabaseUnreachable
from tests.founded import founded_once
from tests.loop.collect.servers import NOW, RECIPE

Batches = Callable[..., Iterator[pa.Table]]
FIRST = [(f"A{n}", "2026-10-01", "EAST", "E3", f"{n}.50", n) for n in range(1, 8)]
#: A3 was corrected, A8 is new: 1.5 + 2.5 + 99 + 4.5 + 5.5 + 6.5 + 7.5 + 8.5 = 135.5
CHANGED = [row if row[0] != "A3" else ("A3", "2026-10-01", "EAST", "E3", "99", 3) for row in FIRST]
CHANGED += [("A8", "2026-10-02", "WEST", None, "8.50", 8)]
EXPECTED = {"A1": "1.5", "A2": "2.5", "A3": "99", "A4": "4.5", "A5": "5.5", "A6": "6.5", "A7": "7.5", "A8": "8.5"}


def write(home: Path, rows: list[tuple[Any, ...]], amount_type: str = "numeric(18,2)") -> None:
    with sqlite3.connect(home / "erp.db") as erp:
        erp.execute("DROP TABLE IF EXISTS 订单")
        erp.execute(f"CREATE TABLE 订单 (单号 text, 日期 date, 部门 text, 工号 text, 金额 {amount_type}, 件数 integer)")
        erp.executemany("INSERT INTO 订单 VALUES (?, ?, ?, ?, ?, ?)", rows)
    erp.close()


def stored() -> dict[str, str]:
    page = warehouse.source_rows(SYSTEM, dataset="orders", page=1, size=100)
    return {str(row["number"]): str(row["amount"]).rstrip("0").rstrip(".") for row in page.rows}


def batches(change: Callable[[list[pa.Table]], Iterator[pa.Table]]) -> Callable[[pytest.MonkeyPatch], None]:
    """A fault in what streams."""

    def install(patch: pytest.MonkeyPatch) -> None:
        real: Batches = driver.SqliteSession.batches
        patch.setattr(driver.SqliteSession, "batches", lambda *given: change(list(real(*given))))

    return install


def lost(found: list[pa.Table]) -> Iterator[pa.Table]:
    yield found[0]
    raise ConnectionLost(place="erp", reason="reset by peer")


def slow(found: list[pa.Table]) -> Iterator[pa.Table]:
    yield from found[:2]
    raise DatabaseSlow(place="erp", seconds=1)


def altered(found: list[pa.Table]) -> Iterator[pa.Table]:
    # The order of the columns is the database's affair: the amounts are where the first one stands.
    place = next(at for at, column in enumerate(found[0].columns) if column[0].as_py() in ("1.5", "1.50"))
    amounts = pa.array(["7", *found[0].column(place).to_pylist()[1:]], pa.string())
    yield found[0].set_column(place, found[0].column_names[place], amounts)
    yield from found[1:]


def down(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise DatabaseUnreachable(place="erp", reason="Connection refused")

    patch.setattr(driver, "open_session", refuse)


def dies_while_publishing(patch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    patch.setattr("kpiloop.foundation.warehouse.services.publishing.merge_rows", full)


def nothing(_patch: pytest.MonkeyPatch) -> None:
    """The fault lies in the source itself, or in who watches the load."""


FAULTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "down": (down, "database_unreachable"),
    "slow": (batches(slow), "database_slow"),
    "connection lost in the middle": (batches(lost), "database_connection_lost"),
    "half a result": (batches(lambda found: iter(found[:1])), "control_totals_differ"),
    "rows repeated": (batches(lambda found: iter([*found, found[-1]])), "control_totals_differ"),
    "a row swapped for another": (batches(altered), "control_totals_differ"),
    "type of a column changed": (nothing, "source_changed"),
    "table gone": (nothing, "table_missing"),
    "cancelled by a person": (nothing, "run_cancelled"),
    "disk full while publishing": (dies_while_publishing, ""),
}


@pytest.fixture
def loaded(actors: dict[str, Actor], orders: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setattr(session, "BATCH_ROWS", 2)
    load_then_change(actors["admin"])
    return actors["admin"]


@founded_once
def load_then_change(admin: Actor) -> None:
    """One good load of seven orders; then the source changes."""
    home = Path(settings.HOME)
    write(home, FIRST)
    place = {"location": "erp.db", "settings": {"table": "订单"}}
    services.add_source(admin, code="erp", kind="sqlite", name_zh="ERP", dataset="orders", **place)  # type: ignore[arg-type]
    services.confirm_mapping(admin, source="erp", recipe=RECIPE)
    services.load(admin, source="erp", now=NOW)
    write(home, CHANGED)


@pytest.mark.parametrize("name", FAULTS)
def test_f05_no_fault_leaves_half_a_batch(
    loaded: Actor, home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before, version = stored(), engine_io.current_version_number()
    install, code = FAULTS[name]
    if name == "type of a column changed":
        write(home, CHANGED, amount_type="date")
    if name == "table gone":
        with sqlite3.connect(home / "erp.db") as erp:
            erp.execute("ALTER TABLE 订单 RENAME TO 订单旧")
    with monkeypatch.context() as patch:
        install(patch)
        with pytest.raises((Refusal, OSError)) as refused:
            services.load(loaded, source="erp", now=NOW, progress=stop if "person" in name else None)
    assert isinstance(refused.value, OSError) or refused.value.code == code
    assert (stored(), engine_io.current_version_number()) == (before, version)
    if code:
        newest = selectors.batches(loaded, source="erp", limit=1)[0]
        assert (newest.state, newest.error_code) == ("failed", code)
    write(home, CHANGED)
    services.load(loaded, source="erp", now=NOW)
    assert stored() == EXPECTED
    assert not list((home / "run" / "staging").iterdir())


def stop(step: str, done: int, total: int) -> None:
    """Somebody cancels after the first rows came in."""
    if step == "collect.read" and 0 < done < total:
        raise RunCancelled(run=1)


def test_f05_reordered_rows_are_the_same_load(loaded: Actor, home: Path) -> None:
    services.load(loaded, source="erp", now=NOW)
    write(home, CHANGED[::-1])
    assert services.load(loaded, source="erp", now=NOW).is_known
    assert stored() == EXPECTED


def test_a_value_that_returns_to_what_it_was_is_loaded_again(loaded: Actor, home: Path) -> None:
    services.load(loaded, source="erp", now=NOW)
    write(home, FIRST)
    batch = services.load(loaded, source="erp", now=NOW)
    assert (batch.rows_replaced, batch.source_report["gone_keys"]) == (1, ["A8"])
    assert stored()["A3"] == "3.5"


def test_in_12_a_correction_survives_the_next_load_of_a_table(loaded: Actor, home: Path) -> None:
    services.propose_correction(
        loaded,
        dataset="orders",
        key=["A1"],
        field="amount",
        value="1000",
        reason="合同补签",
        waiver="only one in data",
        now=NOW,
    )
    write(home, CHANGED)
    batch = services.load(loaded, source="erp", now=NOW)
    assert batch.rows_kept > 0
    assert stored() == {**EXPECTED, "A1": "1000"}
