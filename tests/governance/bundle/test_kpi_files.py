"""N20: one KPI as a small file: out, reviewed line by line, and back, without touching any other KPI."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors, writing
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors as plan
from tests.governance.bundle.conftest import TODAY, bring_in

WRITTEN = """\
kpis:
  - code: margin
    name_zh: 毛利率
    name_en: Gross margin
    objective: GROW
    direction: higher
    time_kind: ratio
    measurement_unit: percent
    display_scale: percent
    decimals: 1
    achievement_method: ratio
    amber_from: 0.95
    valid_from: 2025-07-01
formulas:
  - kpi: margin
    text: (sum(orders.net_amount) - sum(orders.cost)) / sum(orders.net_amount)
    valid_from: 2025-07-01
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "margin.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def test_n_20_a_kpi_goes_out_as_a_person_would_write_it_and_comes_back_unchanged(imported: Actor, file: Path) -> None:
    assert writing.kpi_text(selectors.kpi_bundle(imported, "margin")) == WRITTEN
    assert bring_in(imported, file) == {}


def test_a_next_version_arrives_and_other_kpis_stay(imported: Actor, file: Path) -> None:
    later = WRITTEN.split("formulas:")[0].replace("kpis:\n", "").replace("2025-07-01", "2026-12-01")
    later = later.replace("amber_from: 0.95", "amber_from: 0.97").replace("毛利率", "综合毛利率")
    file.write_text(WRITTEN.replace("formulas:", f"{later}formulas:"), encoding="utf-8")
    assert bring_in(imported, file) == {"kpis": {"added": 1}}
    assert plan.kpi(imported, "margin", on=date(2026, 12, 1)).name_zh == "综合毛利率"
    assert plan.kpi(imported, "margin", on=TODAY).name_zh == "毛利率"
    assert {row.code: row.state for row in plan.kpis(imported, on=TODAY)}["revenue"] == "published"
    assert len(measure.formulas(imported)) == 3


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("amber_from: 0.95", "amber_from: 0.9", "bundle_fixed_kpis", "margin.yaml:12"),
        ("sum(orders.cost)", "sum(orders.costs)", "formula_unknown_column", "margin.yaml:16"),
        ("formulas:", "cards:", "bundle_part_unknown", "margin.yaml:14"),
        (WRITTEN, "- margin", "bundle_kpi_file_shape", "margin.yaml:1"),
    ],
)
def test_a_fault_has_its_line(imported: Actor, file: Path, old: str, new: str, code: str, where: str) -> None:
    file.write_text(WRITTEN.replace(old, new), encoding="utf-8")
    faults = selectors.check_bundle(imported, path=file, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [(code, where)]
