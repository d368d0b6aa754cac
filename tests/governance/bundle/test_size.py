"""Twice the people cost the same number of queries: a company of 500 comes in as one of 50 does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.governance.bundle.writing import write_folder
from tests.governance.bundle.conftest import bring_in

START = date(2026, 1, 1)
VERBS = ("SELECT", "UPDATE", "DELETE")
KPIS = ("sales", "visits", "returns")


def company(people: int, *, templates: bool) -> Bundle:
    """A company of units of ten people: every person has a card of three KPIs, stated or by a template."""
    numbers = [f"{place:04}" for place in range(people)]
    units = [f"U{place:03}" for place in range((people + 9) // 10)]
    meaning = {"direction": "higher", "time_kind": "flow", "measurement_unit": "CNY", "achievement_method": "ratio"}
    parts: dict[str, list[dict[str, Value]]] = {
        "company": [{"first_month": START, "last_month": date(2026, 12, 1)}],
        "units": [
            {"code": "HQ", "name_zh": "总部", "kind": "company", "valid_from": START},
            *({"code": code, "name_zh": code, "parent": "HQ", "valid_from": START} for code in units),
        ],
        "positions": [{"code": "REP", "name_zh": "代表", "unit": "HQ", "level": "P4"}],
        "people": [{"number": number, "name_zh": f"员工{number}"} for number in numbers],
        "appointments": [
            {"person": number, "unit": units[place // 10], "position": "REP", "valid_from": START}
            for place, number in enumerate(numbers)
        ],
        "kpis": [{"code": code, "name_zh": code, "valid_from": START, **meaning} for code in KPIS],
        "schemes": [{"code": "S", "name_zh": "方案", "fiscal_year": 2026}],
    }
    parts |= _by_template() if templates else _stated(numbers)
    return Bundle(
        {
            name: tuple(
                Row({field.name: row.get(field.name, field.default) for field in PARTS[name].fields}) for row in rows
            )
            for name, rows in parts.items()
        }
    )


def _by_template() -> dict[str, list[dict[str, Value]]]:
    weights = (Decimal(50), Decimal(30), Decimal(20))
    figures: dict[str, Value] = {"target_basis": "month", "figure": Decimal(9)}
    lines: list[dict[str, Value]] = [
        {"template": "T", "kpi": kpi, "weight": weight, **figures} for kpi, weight in zip(KPIS, weights, strict=True)
    ]
    return {
        "templates": [{"code": "T", "scheme": "S", "name_zh": "代表卡", "generate": True}],
        "template_kpis": lines,
        "populations": [{"template": "T", "place": 1, "levels": ("P4",)}],
    }


def _stated(numbers: list[str]) -> dict[str, list[dict[str, Value]]]:
    lines: list[dict[str, Value]] = [
        {"scheme": "S", "subject": number, "kpi": kpi, "weight": weight, "owner": number, "valid_from": START}
        for number in numbers
        for kpi, weight in zip(KPIS, (Decimal(50), Decimal(30), Decimal(20)), strict=True)
    ]
    targets: list[dict[str, Value]] = [
        {"scheme": "S", "subject": line["subject"], "kpi": line["kpi"], "period": "FY2026", "target": Decimal(1200)}
        for line in lines
    ]
    return {"cards": lines, "targets": targets}


@pytest.mark.parametrize("templates", [True, False])
def test_queries_do_not_grow_with_people(keeper: Actor, tmp_path: Path, templates: bool) -> None:
    counted = []
    for people in (10, 40):
        write_folder(company(people, templates=templates), tmp_path / str(people))
        org.whole()  # what tests before have read and kept is no difference between small and large
        with (
            transaction.atomic(),
            CaptureQueriesContext(connection) as queries,
        ):
            bring_in(keeper, tmp_path / str(people), START)
            assert bring_in(keeper, tmp_path / str(people), START) == {}
            transaction.set_rollback(True)
        # Rows are inserted in lots, so only the number of lots may differ.
        counted.append([query["sql"].split()[0] for query in queries].count)
    assert [counted[0](verb) for verb in VERBS] == [counted[1](verb) for verb in VERBS]
    assert counted[1]("INSERT") <= counted[0]("INSERT") + 20
