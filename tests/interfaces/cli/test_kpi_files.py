"""A KPI as a file on the command line: exported, compared, changed and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import Line


@pytest.mark.feature("KP-08", "N20")
def test_n_20_out_compared_and_back(company: Line, tmp_path: Path) -> None:
    file = tmp_path / "revenue.yaml"
    assert company("kpi", "export", "revenue", str(file), by="admin").code == 0
    same = company("kpi", "diff", str(file), by="admin")
    assert (same.code, same.out.strip()) == (0, "No difference.")
    text = file.read_text(encoding="utf-8")
    version, formulas = text.split("formulas:")
    later = version.replace("kpis:\n", "").replace("valid_from: 20", "valid_from: 21")
    file.write_text(f"{version}{later}formulas:{formulas}", encoding="utf-8")
    differs = company("kpi", "diff", str(file), by="admin")
    assert differs.code == 1
    added = [row for row in differs.out.splitlines() if row.startswith("+") and "valid_from" in row]
    assert len(added) == 1
    assert company("kpi", "import", str(file), by="admin").code != 0  # nothing without --yes
    assert company("kpi", "import", str(file), "--yes", by="admin").code == 0
    assert company("kpi", "diff", str(file), by="admin").out.strip() == "No difference."
    assert company("kpi", "import", str(tmp_path / "none.yaml"), by="admin").code == 1
