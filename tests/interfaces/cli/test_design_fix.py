"""Mending a finding on the command line tells every value it changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment
from tests.interfaces.cli.conftest import Line

KEY = "weight_unusual|SH|revenue"


@pytest.mark.feature("N08")
@pytest.mark.parametrize(
    ("lang", "done", "field"), [("en", "Mended:", "Weight %"), ("zh", "已修复：", "权重%")], ids=["en", "zh"]
)
def test_n_08_a_fix_tells_what_it_changed(company: Line, lang: str, done: str, field: str) -> None:
    """70, 28 and 2 are cut to the usual 40 at most; what is left over falls to the last."""
    plan.add_scheme(SYSTEM, code="D26", name_zh="草案", fiscal_year=2026)
    weights = {"revenue": 70, "cost": 28, "discount": 2}
    lines = [NewAssignment(kpi, "SH", "E2", Decimal(held), date(2026, 1, 1)) for kpi, held in weights.items()]
    plan.assign_many(SYSTEM, scheme="D26", assignments=lines)
    told = company("kpi", "fix", "D26", KEY, by="admin", lang=lang)
    assert told.code == 0, told.err
    first, _, *rows = told.out.splitlines()
    assert first.startswith(done)
    assert [" ".join(row.split()) for row in rows] == [
        f"SH cost {field} 28 40",
        f"SH discount {field} 2 20",
        f"SH revenue {field} 70 40",
    ]
    again = company("--json", "kpi", "fix", "D26", KEY, by="admin", lang=lang)
    assert again.code == 1  # it is mended


@pytest.mark.feature("N08")
def test_n_08_a_program_reads_the_changed_values(company: Line) -> None:
    answer = company("--json", "kpi", "fix", "S26", "purpose_missing||revenue", by="admin").json()
    assert (answer["fix"], [row["field"] for row in answer["values"]]) == ("purpose_from_library", ["purpose"])
    (value,) = answer["values"]
    assert (value["before"], value["kpi_code"], value["subject_code"]) == ("", "revenue", "")
    assert value["after"]
