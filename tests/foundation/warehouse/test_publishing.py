"""A load becomes a version: merged by key, filed by month, recorded and told in one transaction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.warehouse import engine_io, selectors, services
from kpiloop.foundation.warehouse.files import checksum
from kpiloop.foundation.warehouse.models import Load, Version
from kpiloop.foundation.warehouse.paths import files_folder
from kpiloop.foundation.warehouse.rows import LoadRow, RowFilter
from tests.foundation.warehouse import sales

pytestmark = pytest.mark.django_db

FIRST = [("A1", "2026-01-10", "N", "10.00"), ("A2", "2026-01-20", "S", "20.00"), ("A3", "2026-02-05", "N", "30.00")]


def stored(version: int | None = None) -> dict[str, tuple[object, ...]]:
    page = selectors.source_rows(SYSTEM, dataset="sales", version=version, size=500)
    return {str(row["order_no"]): (row["sold_on"], row["amount"], row["_load"], row["_line"]) for row in page.rows}


def test_first_load_is_filed_by_month_with_load_and_line_on_every_row() -> None:
    sales.register()
    load = sales.publish(FIRST)
    assert (load.rows, load.rows_new, load.version, load.months) == (3, 3, 1, ("2026-01", "2026-02"))
    assert stored()["A2"] == (date(2026, 1, 20), Decimal("20.000000"), load.number, 3)
    version = selectors.current_version(SYSTEM)
    assert version is not None
    assert [(entry.month, entry.rows) for entry in version.manifest["sales"]] == [("2026-01", 2), ("2026-02", 1)]


def test_same_key_replaces_same_content_stays_and_untouched_months_keep_their_file() -> None:
    sales.register()
    first = sales.publish(FIRST)
    second = sales.publish([("A1", "2026-01-10", "N", "11.00"), ("A2", "2026-01-20", "S", "20.00")])
    assert (second.rows_new, second.rows_replaced, second.rows_unchanged) == (0, 1, 1)
    assert second.months == ("2026-01",)
    rows = stored()
    assert (rows["A1"][1], rows["A1"][2]) == (Decimal("11.000000"), second.number)
    assert rows["A2"][2] == first.number
    before, after = engine_io.version(1).manifest["sales"], engine_io.version(2).manifest["sales"]
    assert before[1] == after[1]
    assert before[0].path != after[0].path


def test_what_came_is_kept_as_it_came_and_written_once_where_months_hold_nothing_else() -> None:
    """Two new months are the evidence themselves; a month with older rows, and a repeated key, get a file beside."""
    sales.register()
    sales.publish(FIRST)
    sales.publish([("A1", "2026-01-10", "N", "11.00"), ("B1", "2026-03-01", "N", "5.00")])
    sales.publish([("C1", "2026-04-01", "N", "6.00"), ("C1", "2026-04-01", "N", "7.00")])
    kept = []
    for load in Load.objects.order_by("number"):
        assert sum(entry["rows"] for entry in load.landed) == load.rows
        paths = [files_folder() / entry["path"] for entry in load.landed]
        assert [checksum(path) for path in paths] == [entry["sha256"] for entry in load.landed]
        names = ("order_no", "amount", "_load", "_line")
        found = [row for path in paths for row in pq.read_table(path, columns=list(names)).to_pylist()]
        assert {row["_load"] for row in found} == {load.number}
        kept.append([(row["_line"], row["order_no"], str(row["amount"])) for row in found])
    assert kept == [
        [(2, "A1", "10.000000"), (3, "A2", "20.000000"), (4, "A3", "30.000000")],
        [(2, "A1", "11.000000"), (3, "B1", "5.000000")],
        [(2, "C1", "6.000000"), (3, "C1", "7.000000")],
    ]
    assert len(list((files_folder() / "landed").rglob("*.parquet"))) == 2


def test_a_corrected_date_moves_the_row_to_its_other_month() -> None:
    sales.register()
    sales.publish(FIRST)
    load = sales.publish([("A3", "2026-01-31", "N", "30.00")])
    assert load.months == ("2026-01", "2026-02")
    assert len(stored()) == 3
    assert [(entry.month, entry.rows) for entry in engine_io.version(2).manifest["sales"]] == [("2026-01", 3)]


def test_older_versions_stay_readable() -> None:
    sales.register()
    sales.publish(FIRST)
    sales.publish([("A1", "2026-01-10", "N", "99.00")])
    assert stored(1)["A1"][1] == Decimal("10.000000")
    assert stored(2)["A1"][1] == Decimal("99.000000")


def test_the_same_number_again_is_the_same_answer_and_nothing_else() -> None:
    sales.register()
    first = sales.publish(FIRST, number=7)
    again = sales.publish([("A9", "2026-01-01", "N", "1.00")], number=7, effects=lambda load: pytest.fail("twice"))
    assert (again.number, again.version, again.rows) == (first.number, first.version, 3)
    assert "A9" not in stored()


def test_a_key_repeated_in_one_load_counts_once() -> None:
    sales.register()
    load = sales.publish([("A1", "2026-01-10", "N", "10.00"), ("A1", "2026-01-10", "N", "12.00")])
    assert (load.rows, load.rows_new, load.rows_replaced) == (2, 1, 1)
    assert stored()["A1"][1] == Decimal("12.000000")


def test_without_a_key_every_row_stands_for_itself() -> None:
    sales.register(key_columns=[])
    sales.publish([("A1", "2026-01-10", "N", "10.00")] * 2)
    page = selectors.source_rows(SYSTEM, dataset="sales")
    assert page.total == 2


def test_rows_without_a_date_are_kept_apart_and_not_lost() -> None:
    sales.register()
    load = sales.publish([("A1", "", "N", "10.00")])
    assert load.months == ("",)
    assert selectors.source_rows(SYSTEM, dataset="sales").total == 1


def test_the_callers_effects_live_and_die_with_the_flip() -> None:
    sales.register()
    sales.publish(FIRST)

    def refuse(load: LoadRow) -> None:
        raise Refusal("planted", load=load.number)

    with pytest.raises(Refusal, match="planted"):
        sales.publish([("A1", "2026-01-10", "N", "99.00")], effects=refuse)
    version = selectors.current_version(SYSTEM)
    assert version is not None
    assert (version.number, Version.objects.count()) == (1, 1)
    assert stored()["A1"][1] == Decimal("10.000000")


def test_numbers_keep_six_decimals_half_up() -> None:
    sales.register()
    rows = sales.table(FIRST[:1]).set_column(4, "amount", pa.array([Decimal("1.23456750")]))
    services.publish_version(SYSTEM, dataset="sales", number=1, rows=rows, covers=None)
    assert stored()["A1"][1] == Decimal("1.234568")


@pytest.mark.parametrize(("column", "values"), [("amount", ["ten"]), ("sold_on", ["2026-13-01"]), ("surprise", [1])])
def test_rows_that_do_not_fit_are_refused(column: str, values: list[object]) -> None:
    sales.register()
    rows = sales.table(FIRST[:1])
    rows = rows.drop_columns([column]) if column in rows.column_names else rows
    with pytest.raises(Refusal) as refusal:
        services.publish_version(SYSTEM, dataset="sales", number=1, rows=rows.append_column(column, [values]))
    assert (refusal.value.code, refusal.value.fields["column"]) == ("rows_do_not_fit", column)


def test_a_column_added_later_is_empty_in_older_rows() -> None:
    sales.register()
    sales.publish(FIRST)
    sales.register(columns=sales.COLUMNS | {"channel": "text"})
    assert {row["channel"] for row in selectors.source_rows(SYSTEM, dataset="sales").rows} == {None}
    sales.publish([("A4", "2026-01-11", "N", "1.00")])
    assert selectors.source_rows(SYSTEM, dataset="sales").total == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "membership"},
        {"code": "_x"},
        {"code": "a b"},
        {"columns": sales.COLUMNS | {"x": "money"}},
        {"columns": sales.COLUMNS | {"where": "text"}},
        {"key_columns": ["nothing"]},
        {"date_columns": ["unit"]},
    ],
)
def test_a_contradictory_description_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refusal:
        sales.register(**changes)
    assert refusal.value.code == "dataset_invalid"


def test_key_and_types_of_stored_rows_stay() -> None:
    sales.register()
    sales.publish(FIRST)
    for changes in ({"key_columns": ["unit"]}, {"columns": sales.COLUMNS | {"qty": "decimal"}}):
        with pytest.raises(Refusal, match="dataset_invalid"):
            sales.register(**changes)


def test_coverage_joins_declared_stretches() -> None:
    sales.register()
    sales.publish(FIRST, covers=(date(2026, 1, 1), date(2026, 2, 1)))
    sales.publish([], covers=(date(2026, 2, 1), date(2026, 3, 1)))
    sales.publish([], covers=(date(2026, 5, 1), date(2026, 6, 1)))
    assert engine_io.coverage("sales") == [
        (date(2026, 1, 1), date(2026, 3, 1)),
        (date(2026, 5, 1), date(2026, 6, 1)),
    ]
    assert engine_io.coverage("sales", version_number=1) == [(date(2026, 1, 1), date(2026, 2, 1))]


def test_filters_narrow_and_only_known_columns_can_be_asked() -> None:
    sales.register()
    sales.publish(FIRST)
    where = RowFilter(equals={"unit": "N"}, starts=date(2026, 1, 1), ends=date(2026, 2, 1))
    page = selectors.source_rows(SYSTEM, dataset="sales", where=where)
    assert [row["order_no"] for row in page.rows] == ["A1"]
    with pytest.raises(Refusal, match="rows_do_not_fit"):
        selectors.source_rows(SYSTEM, dataset="sales", where=RowFilter(equals={'unit" OR 1=1 --': "N"}))


def test_staff_may_not_publish_or_read_rows() -> None:
    staff = Actor(user_id=1, username="staff", permissions=frozenset({"plan.view"}))
    for call in (
        lambda: services.next_load_number(staff),
        lambda: services.publish_version(staff, dataset="sales", number=1, rows=sales.table([])),
        lambda: selectors.source_rows(staff, dataset="sales"),
        lambda: services.register_dataset(staff, code="x", name_zh="x", columns={}),
    ):
        with pytest.raises(Refusal, match="permission_denied"):
            call()


def test_load_numbers_are_never_given_twice() -> None:
    assert len({services.next_load_number(SYSTEM) for _ in range(5)}) == 5
