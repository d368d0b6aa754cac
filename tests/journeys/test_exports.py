"""What programs read: ids first and stable, every digit, an empty cell for no value and 0 for zero."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.journeys.conftest import CutOff, answered, exported, kept_export, kpiloop, truth_of

pytestmark = pytest.mark.journey
KINDS = ("values", "scores", "bonuses", "actions")


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_is_the_same_twice_with_unique_ids_in_front(cut_off: CutOff, tmp_path: Path, kind: str) -> None:
    first, again = tmp_path / "first.csv", tmp_path / "again.csv"
    for out in (first, again):
        done = kpiloop(cut_off.home, "--as", "wangmin", "export", kind, "--out", str(out))
        assert done.returncode == 0, done.stderr
    assert first.read_bytes() == again.read_bytes()
    lines = first.read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",")[0] == "id"
    ids = [row["id"] for row in kept_export(cut_off.home, "wangmin", kind)]
    assert ids and len(set(ids)) == len(ids) and all(re.fullmatch(r"[LS]?\d+", key) for key in ids)


@pytest.mark.feature("AN-04")
def test_figures_are_exported_in_full(demo_home: Path) -> None:
    values = kept_export(demo_home, "wangmin", "values")
    wanted = ("on_time_delivery", "SALES", truth_of(demo_home)["months"][0])
    ratio = next(row for row in values if (row["kpi"], row["subject"], row["period"]) == wanted)
    top, bottom = truth_of(demo_home)["on_time"]["SALES"][ratio["period"]].split("/")
    assert abs(Decimal(ratio["actual"]) - Decimal(top) / Decimal(bottom)) <= Decimal("5E-13")
    assert all(abs(Decimal(row["actual"]).as_tuple().exponent) == 12 for row in values if row["actual"])  # type: ignore[arg-type]
    scores = kept_export(demo_home, "wangmin", "scores")
    assert list(scores[0]) == ["id", "subject", "period", "kpi", "weight", "score", "grade", "rank"]
    quarter = scores[0]["period"]
    (sheet,) = answered(demo_home, "wangmin", "score", "show", quarter, "E1101")
    *lines, total = [row for row in scores if (row["subject"], row["period"]) == ("E1101", quarter)]
    assert (total["kpi"], total["score"], total["grade"]) == ("total", sheet["total"], sheet["grade"])
    assert [(row["kpi"], row["score"] or None) for row in lines] == [
        (line["kpi"]["code"], line["score"]) for line in sheet["lines"]
    ]


@pytest.mark.feature("AN-04")
def test_no_value_is_an_empty_cell_and_zero_is_written(demo_home: Path) -> None:
    values = kept_export(demo_home, "wangmin", "values", "--with", "evidence")
    missing = [row for row in values if row["state"] == "missing"]
    assert missing and all(row["actual"] == "" and row["reason"] for row in missing)
    assert all(row["actual"] != "" for row in values if row["state"] == "complete")
    injuries = [row["actual"] for row in values if row["kpi"] == "recordable_injuries" and row["state"] == "complete"]
    assert {Decimal(figure) for figure in injuries} >= {Decimal(0), Decimal(1)}
    actions = kept_export(demo_home, "wangmin", "actions")
    assert any(row["effect_figure"] == "" for row in actions) and any(row["effect_figure"] for row in actions)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_as_json_are_the_rows_as_csv(cut_off: CutOff, kind: str) -> None:
    done = kpiloop(cut_off.home, "--as", "chenli", "--json", "export", kind)
    told = json.loads(done.stdout)
    written = kept_export(cut_off.home, "chenli", kind)
    assert [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in told] == written


def test_exports_end_where_sight_ends(demo_home: Path) -> None:
    """The head of Plant 1 exports the plant and its people; nobody's pay but the own."""
    everything = {row["id"]: row for row in kept_export(demo_home, "wangmin", "values")}
    mine = exported(demo_home, "wugang", "values")
    assert 0 < len(mine) < len(everything) and all(everything[row["id"]] == row for row in mine)
    assert {row["subject"] for row in mine}.isdisjoint({"EAST", "SH", "E1101", "HC"})
    assert {row["person"] for row in exported(demo_home, "wugang", "bonuses")} == {"E0031"}
