"""Facts that lie elsewhere: computed where they are, fingerprinted per run, copied at the close."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import recompute
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.services import add_alias
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse import selectors as facts
from kpiloop.foundation.warehouse import services as facts_services
from kpiloop.foundation.warehouse.models import Pin
from kpiloop.governance.archive import services
from kpiloop.loop.collect import selectors as collect_selectors
from kpiloop.loop.collect import services as collect
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure import services as measure_services
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment
from tests.loop import company

Row = tuple[str, str, str, float]
SEPTEMBER: list[Row] = [("A1", "2026-09-03", "EAST", 10.25), ("A2", "2026-09-04", "WEST", 20.5)]
OCTOBER: list[Row] = [("A3", "2026-10-05", "EAST", 1.5), ("A4", "2026-10-31", "EAST", 2.25)]


def write(folder: Path, name: str, rows: list[Row], **columns: object) -> Path:
    """A file as a data team leaves it: other names, binary floats, a column nobody asked for."""
    held = {
        "OrderNo": [row[0] for row in rows],
        "Day": [date.fromisoformat(row[1]) for row in rows],
        "Dept": [row[2] for row in rows],
        "Fee": [row[3] for row in rows],
        "internal": [1] * len(rows),
    }
    path = folder / name
    pq.write_table(pa.table({**held, **columns}), path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "2026-09.parquet", SEPTEMBER)
    write(tmp_path, "2026-10.parquet", OCTOBER)
    return tmp_path


def register(actors: dict[str, Actor], folder: Path, keeps: str = "copy") -> None:
    facts_services.register_dataset(
        actors["admin"], code="fees", name_zh="服务费",
        columns={"no": "text", "on": "date", "unit": "text", "fee": "decimal"},
        key_columns=["no"], date_columns=["on"], unit_column="unit",
    )  # fmt: skip
    names = {"no": "OrderNo", "on": "Day", "unit": "Dept", "fee": "Fee"}
    collect.add_source(
        actors["admin"], code="lake", kind="parquet", name_zh="数据湖", location=str(folder), dataset="fees",
        settings={"names": names, "keeps": keeps},
    )  # fmt: skip
    company.publish_kpi("fees", "服务费", "sum(fees.fee)")
    assigned = NewAssignment("fees", "EAST", "E2", Decimal(0), date(2026, 1, 1))
    plan.add_scheme(SYSTEM, code="LAKE", name_zh="服务费", fiscal_year=2026)
    plan.assign_many(SYSTEM, scheme="LAKE", assignments=[assigned])


def compute() -> None:
    measure_services.run_periods(SYSTEM, first="2026-09", last="2026-10", now=company.NOW)


def fee(month: str) -> ValueRow:
    found = measure.values(SYSTEM, period_codes=[month], window="month", kpi_codes=["fees"])
    return next(row for row in found if row.subject_id == _east())


def _east() -> int:
    return org.subject(SYSTEM, "EAST").id


def close(actors: dict[str, Actor], month: str) -> None:
    prepared = services.prepare_close(actors["admin"], period_code=month, now=company.NOW)
    services.apply_close(actors["admin"], prepared, waiver="月结", now=company.NOW)


def test_s07_a_registered_folder_is_computed_where_it_lies(actors: dict[str, Actor], folder: Path) -> None:
    register(actors, folder)
    compute()
    assert (fee("2026-09").actual, fee("2026-10").actual) == (Decimal("10.25"), Decimal("3.75"))
    step = measure.explain_value(SYSTEM, fee("2026-10").id)
    assert recompute(step) == Decimal("3.75")
    rows = step.children[0].children[0]
    assert [(row.fields["no"], row.evidence["line"]) for row in rows.children] == [("A3", "1"), ("A4", "2")]
    number = fee("2026-10").warehouse_version
    assert number is not None
    noted = warehouse.version(number).manifest["fees"]
    assert [(Path(entry.path).name, entry.rows, len(entry.sha256)) for entry in noted] == [
        ("2026-09.parquet", 2, 64),
        ("2026-10.parquet", 2, 64),
    ]


def test_s07_rows_of_a_code_no_unit_has_count_for_the_company_and_are_named(
    actors: dict[str, Actor], folder: Path
) -> None:
    write(folder, "2026-10c.parquet", [("A6", "2026-10-06", "GHOST", 64.0), ("A7", "2026-10-07", "GHOST", 128.0)])
    register(actors, folder)
    compute()
    files = str(folder / "*.parquet")
    asked = "SELECT sum(Fee) FROM read_parquet(?) WHERE strftime(Day, '%Y-%m') = '2026-10'"
    total = duckdb.execute(asked, [files]).fetchall()[0][0]
    assert total == 195.75
    found = measure.values(SYSTEM, period_codes=["2026-10"], window="month", kpi_codes=["fees"])
    top = next(row for row in found if row.subject_id == org.subject(SYSTEM, "HQ").id)
    assert (top.actual, fee("2026-10").actual) == (Decimal(str(total)), Decimal("3.75"))
    assert recompute(measure.explain_value(SYSTEM, top.id)) == top.actual
    assert collect_selectors.unknown_units(actors["admin"], "lake") == (("GHOST", 2),)
    add_alias(SYSTEM, unit="EAST", alias="GHOST")
    assert collect_selectors.unknown_units(actors["admin"], "lake") == ()


def test_each_run_notes_what_is_there_then_and_old_figures_stay_with_theirs(
    actors: dict[str, Actor], folder: Path
) -> None:
    register(actors, folder)
    compute()
    first = fee("2026-10")
    compute()
    assert fee("2026-10").warehouse_version == first.warehouse_version
    write(folder, "2026-10b.parquet", [("A5", "2026-10-30", "EAST", 100.0)])
    compute()
    assert (fee("2026-10").actual, fee("2026-09").actual) == (Decimal("103.75"), Decimal("10.25"))
    assert fee("2026-10").warehouse_version != first.warehouse_version
    assert facts.loads(SYSTEM, "fees")[0].rows == 5


def test_a_close_copies_the_rows_it_used_and_the_figure_survives_the_folder(
    actors: dict[str, Actor], folder: Path
) -> None:
    register(actors, folder)
    compute()
    close(actors, "2026-09")
    assert [(pin.dataset.code, pin.until, pin.files[0]["rows"]) for pin in Pin.objects.all()] == [
        ("fees", date(2026, 10, 1), 2)
    ]
    for path in folder.iterdir():
        path.unlink()
    write(folder, "2026-09.parquet", [("A1", "2026-09-03", "EAST", 999.0)])
    compute()
    kept = fee("2026-09")
    assert (kept.actual, kept.frozen_revision) == (Decimal("10.25"), 1)
    step = measure.explain_value(SYSTEM, kept.id)
    assert recompute(step) == Decimal("10.25")
    assert "rows_kept" not in step.children[0].children[0].evidence
    assert facts_services.sweep_files(SYSTEM, now=company.NOW) == 0


def test_a_close_copies_what_follows_the_month_where_a_figure_rests_on_it(
    actors: dict[str, Actor], folder: Path
) -> None:
    """EAST paid a large fee on 3 September and a small one 32 days later, in October."""
    register(actors, folder)
    text = "converted(33, fees.unit, fees.fee < 2) where fees.fee > 5"
    company.publish_kpi("followed", "后续", text, measurement_unit="number")
    compute()
    close(actors, "2026-09")
    assert [(pin.until, pin.files[0]["rows"]) for pin in Pin.objects.all()] == [(date(2026, 11, 2), 4)]
    for path in folder.iterdir():
        path.unlink()
    found = measure.values(SYSTEM, period_codes=["2026-09"], window="month", kpi_codes=["followed"])
    value = next(row for row in found if row.subject_id == _east())
    step = measure.explain_value(SYSTEM, value.id)
    assert (value.actual, recompute(step)) == (1, 1)
    assert [row.fields["no"] for row in step.children[0].children[0].children] == ["A1"]


def test_fingerprint_only_is_said_on_the_figure(actors: dict[str, Actor], folder: Path) -> None:
    register(actors, folder, keeps="fingerprint")
    compute()
    close(actors, "2026-09")
    assert not Pin.objects.exists()
    rows = measure.explain_value(SYSTEM, fee("2026-09").id).children[0].children[0]
    assert rows.evidence["rows_kept"] == "fingerprint_only"


def test_fault_file_replaced_after_it_was_noted_is_noticed_and_stops_no_other_kpi(
    actors: dict[str, Actor], folder: Path
) -> None:
    register(actors, folder)
    compute()
    value = fee("2026-10").id
    write(folder, "2026-10.parquet", [("A3", "2026-10-05", "EAST", 7.0)])
    with pytest.raises(Refusal) as refused:
        measure.explain_value(SYSTEM, value)
    assert refused.value.code == "registered_file_changed"
    with pytest.raises(Refusal):
        close(actors, "2026-10")
    compute()
    assert fee("2026-10").actual == Decimal(7)


def test_a_file_of_later_days_may_change_before_an_earlier_month_is_closed(
    actors: dict[str, Actor], folder: Path
) -> None:
    """The figures of September rest on the note before October was written to, and on September's file alone."""
    register(actors, folder)
    compute()
    september = fee("2026-09")
    write(folder, "2026-10.parquet", [*OCTOBER, ("A7", "2026-10-30", "EAST", 4.0)])
    measure_services.run_periods(SYSTEM, first="2026-10", last="2026-10", touched=["2026-10"], now=company.NOW)
    assert (fee("2026-09").id, fee("2026-10").actual) == (september.id, Decimal("7.75"))
    assert recompute(measure.explain_value(SYSTEM, september.id)) == Decimal("10.25")
    close(actors, "2026-09")
    # The version of the figures and the newer one of the run over October: two rows of September in each.
    assert [(pin.files[0]["rows"], pin.until) for pin in Pin.objects.all()] == [(2, date(2026, 10, 1))]
    write(folder, "2026-09.parquet", [("A1", "2026-09-03", "EAST", 999.0)])
    assert recompute(measure.explain_value(SYSTEM, september.id)) == Decimal("10.25")


def test_a_file_of_the_month_itself_or_with_rows_of_no_day_may_not_change(
    actors: dict[str, Actor], folder: Path
) -> None:
    write(folder, "undated.parquet", [("A8", "2026-11-05", "EAST", 1.0), ("A9", "2026-11-06", "EAST", 2.0)],
          Day=pa.array([None, date(2026, 11, 6)], pa.date32()))  # fmt: skip
    register(actors, folder)
    compute()
    write(folder, "undated.parquet", [("A8", "2026-11-05", "EAST", 1.5)])
    with pytest.raises(Refusal, match="registered_file_changed"):
        close(actors, "2026-09")
    compute()
    write(folder, "2026-09.parquet", [("A1", "2026-09-03", "EAST", 999.0)])
    with pytest.raises(Refusal, match="registered_file_changed"):
        close(actors, "2026-09")


FAULTS: dict[str, tuple[dict[str, object], str]] = {
    "type_change": ({"Fee": ["1.5", "2.25"]}, "registered_folder_columns"),
    "repeated_rows": ({"OrderNo": ["A1", "A2"]}, "registered_folder_key_repeated"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_a_new_file_is_refused_by_name_and_the_last_note_stays(
    actors: dict[str, Actor], folder: Path, fault: str
) -> None:
    register(actors, folder)
    before = collect.load(actors["admin"], source="lake", now=company.NOW)
    assert (before.rows_kept, before.state) == (4, "done")
    columns, code = FAULTS[fault]
    write(folder, "late.parquet", OCTOBER, **columns)
    with pytest.raises(Refusal) as refused:
        collect.load(actors["admin"], source="lake", now=company.NOW)
    assert refused.value.code == code
    assert facts.loads(SYSTEM, "fees")[0].number == before.number


def test_fault_half_written_file_is_refused_and_taken_when_it_is_whole(actors: dict[str, Actor], folder: Path) -> None:
    whole = write(folder, "late.parquet", [("A9", "2026-10-09", "EAST", 1.0)])
    content = whole.read_bytes()
    whole.write_bytes(content[: len(content) // 2])
    register(actors, folder)
    with pytest.raises(Refusal) as refused:
        collect.load(actors["admin"], source="lake", now=company.NOW)
    assert refused.value.code == "registered_folder_unreadable"
    whole.write_bytes(content)
    assert collect.load(actors["admin"], source="lake", now=company.NOW).rows_kept == 5
    assert collect.load(actors["admin"], source="lake", now=company.NOW).is_known


def test_the_product_never_registers_its_own_store(actors: dict[str, Actor], settings: object) -> None:
    facts_services.register_dataset(actors["admin"], code="own", name_zh="自身", columns={"no": "text"})
    for place in (settings.HOME, Path(settings.HOME) / "warehouse" / "files", Path("/")):  # type: ignore[attr-defined]
        with pytest.raises(Refusal):
            facts_services.register_folder(actors["admin"], dataset="own", folder=str(place))
