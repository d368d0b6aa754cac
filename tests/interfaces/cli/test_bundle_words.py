"""What an import of a scheme would change, told on the command line in the words of the reader's workbook."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.interfaces.wording.bundle_changes import row_word
from kpiloop.loop.plan import services as plan
from tests.interfaces.cli.conftest import Line
from tests.loop import company as trading


@pytest.fixture
def folder(company: Line, tmp_path: Path) -> Path:
    """The company with a draft, as text files."""
    fields = {"direction": "higher", "measurement_unit": "orders", "achievement_method": "ratio"}
    plan.draft_kpi(
        SYSTEM, code="visits", name_zh="走访客户数", time_kind="stock", green_from=Decimal(1),
        amber_from=Decimal("0.9"), valid_from=trading.START, **fields,  # type: ignore[arg-type]
    )  # fmt: skip
    path = tmp_path / "company"
    assert company("bundle", "export", str(path), by="admin").code == 0
    return path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.feature("EF-03")
def test_ef_03_text_files_are_told_in_words_with_their_codes_beside(company: Line, folder: Path) -> None:
    change(folder / "units.yaml", "华东", "东部大区")
    change(folder / "kpis.yaml", "time_kind: stock", "time_kind: flow")
    english = company("bundle", "import", str(folder), by="admin", lang="en")
    assert english.code != 0  # nothing without --yes
    assert "Units (units) EAST  Chinese name (name_zh): 华东 → 东部大区" in english.out
    chinese = company("bundle", "import", str(folder), by="admin", lang="zh")
    assert "部门（units） EAST  中文名称（name_zh）: 华东 → 东部大区" in chinese.out
    assert "KPIs (kpis) visits / 2025-01-01  Over time (time_kind): Stock (stock) → Flow (flow)" in english.out
    assert "指标（kpis） visits / 2025-01-01  时间特性（time_kind）: 时点（stock） → 流量（flow）" in chinese.out
    listed = company("--json", "bundle", "import", str(folder), by="admin").json()
    assert [(row["part"], row["key"]) for row in listed] == [
        ("units", ["EAST"]),
        ("kpis", ["visits", "2025-01-01"]),
    ]  # programs: codes


def test_ef_03_a_workbook_is_told_in_its_words_alone(company: Line, tmp_path: Path) -> None:
    path = tmp_path / "company.xlsx"
    assert company("bundle", "export", str(path), "--lang", "zh", by="admin").code == 0
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "华东"]
    for cell in cells:
        cell.value = "东部大区"
    assert cells
    book.save(path)
    told = company("bundle", "import", str(path), by="admin", lang="en").out
    assert "Units EAST  Chinese name: 华东 → 东部大区" in told
    assert "name_zh" not in told and "units" not in told
    assert company("bundle", "import", str(path), "--yes", by="admin", lang="zh").code == 0
    assert "没有变化" in company("bundle", "import", str(path), by="admin", lang="zh").out


def test_what_is_empty_in_a_key_is_not_told() -> None:
    assert row_word("rhythms", ("books", "", "")) == "books"
    assert row_word("cards", ("FY2026", "EAST", "revenue", "")) == "FY2026 / EAST / revenue"
    told = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            told[language] = row_word("company", ())
    assert told == {"en": "Calendar", "zh-hans": "日历"}
