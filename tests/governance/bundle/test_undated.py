"""Rows without dates: no formula counts them, and what is only looked up in them needs none."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.governance.bundle.reading import read_bundle
from kpiloop.interfaces.reports.writers import bundle_workbook
from kpiloop.interfaces.wording.bundle_faults import fault_sentence
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect import services as collecting
from tests.governance.bundle.conftest import NOW, TODAY, add, bring_in, edit
from tests.loop.collect.stored import stored_rows

DEPOTS = "- {code: depots, name_zh: 仓库, columns: {depot: text, dept: text, places: integer}, key_columns: [depot]}"
#: The order export names the depot it left from, the list of depots knows whose it is.
LOOKED_UP = "dept: {from: 仓库, lookup: [{dataset: depots, match: depot, give: dept}]}"
DEPOT_SOURCE = """- code: depot_list
  name_zh: 仓库清单
  kind: csv
  location: incoming/depots.csv
  dataset: depots
  recipe: {columns: {depot: 仓库, dept: 部门, places: 库位}}"""


@pytest.mark.feature("CA-03")
@pytest.mark.parametrize("text", ["sum(depots.places)", "sum(orders.net_amount) / sum(depots.places)"])
def test_ca_03_a_formula_over_rows_without_dates_is_named_with_its_line_and_a_way_to_mend_it(
    keeper: Actor, folder: Path, text: str
) -> None:
    add(folder, "datasets", DEPOTS)
    edit(folder, "formulas", "text: sum(orders.net_amount),", f"text: {text},")
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [("scan_no_date", "formulas.yaml:1")]
    with translation.override("en"):
        english = fault_sentence(faults[0])
    with translation.override("zh-hans"):
        chinese = fault_sentence(faults[0])
    for said in (english, chinese):
        assert "revenue" in said and "depots" in said
    assert "Declare a date column" in english and "日期列" in chinese


def test_in_a_workbook_the_cell_of_the_formula_is_named(keeper: Actor, folder: Path, tmp_path: Path) -> None:
    add(folder, "datasets", DEPOTS)
    edit(folder, "formulas", "text: sum(orders.net_amount),", "text: sum(depots.places),")
    book = tmp_path / "book.xlsx"
    with translation.override("en"):
        book.write_bytes(bundle_workbook.workbook(read_bundle(folder).bundle))
    faults = selectors.check_bundle(keeper, path=book, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [("scan_no_date", "Formulas!B2")]


def test_a_date_column_mends_it(keeper: Actor, folder: Path) -> None:
    columns, key = "places: integer}", "key_columns: [depot]"
    dated = DEPOTS.replace(columns, "places: integer, counted_on: date}")
    add(folder, "datasets", dated.replace(key, f"{key}, date_columns: [counted_on]"))
    edit(folder, "formulas", "text: sum(orders.net_amount),", 'text: "sum(orders.net_amount) * count(depots)",')
    assert selectors.check_bundle(keeper, path=folder, on=TODAY).faults == ()


@pytest.mark.feature("IN-14")
def test_in_14_what_is_only_looked_up_needs_no_dates(keeper: Actor, folder: Path, home: Path) -> None:
    """Depot N1 belongs to SH, N2 to WEST; N3 is in no list, so its order waits."""
    add(folder, "datasets", DEPOTS)
    add(folder, "sources", DEPOT_SOURCE)
    edit(folder, "sources", "dept: 部门, seller", f"{LOOKED_UP}, seller")
    assert selectors.check_bundle(keeper, path=folder, on=TODAY).faults == ()
    bring_in(keeper, folder)
    incoming = Path(settings.HOME) / "incoming"
    incoming.mkdir(exist_ok=True)
    (incoming / "depots.csv").write_text("仓库,部门,库位\nN1,SH,40\nN2,WEST,25\n", encoding="utf-8")
    orders = ["单号,日期,仓库,业务员,产品,净额（万元）,成本（万元）"]
    orders += [f"S{number},2026-10-05,N{number},,A,{number},1" for number in (1, 2, 3)]
    (incoming / "orders-10.csv").write_text("\n".join(orders), encoding="utf-8")
    assert collecting.load(keeper, source="depot_list", now=NOW).rows_kept == 2
    batch = collecting.load(keeper, source="erp_orders", now=NOW)
    assert {row["order_no"]: (row["dept"], row["net_amount"]) for row in stored_rows("orders")} == {
        "S1": ("SH", 10_000), "S2": ("WEST", 20_000),
    }  # fmt: skip
    (waiting,) = collect.quarantine(keeper, batch=batch.number)
    assert (waiting.reason, waiting.fields["dataset"]) == ("lookup_missing", "depots")
