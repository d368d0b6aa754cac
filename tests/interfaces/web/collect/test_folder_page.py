"""The page of a folder that is read where it lies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from kpiloop.foundation.access.models import User
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import services
from tests.loop.plan.company import NOW, found_company


@pytest.fixture
def page(db: None, home: Path, tmp_path_factory: pytest.TempPathFactory, client: Client) -> str:
    """Twelve units nobody knows beside one that is known."""
    admin, folder = found_company()["admin"], tmp_path_factory.mktemp("lake")
    units = ["EAST", *(f"OLD{number:02}" for number in range(12))]
    columns = {"no": list(map(str, range(13))), "on": [date(2026, 10, 5)] * 13, "unit": units, "fee": [1.5] * 13}
    pq.write_table(pa.table(columns), folder / "2026-10.parquet")
    warehouse.register_dataset(
        admin, code="fees", name_zh="服务费", key_columns=["no"], date_columns=["on"], unit_column="unit",
        columns={"no": "text", "on": "date", "unit": "text", "fee": "decimal"},
    )  # fmt: skip
    services.add_source(admin, code="lake", kind="parquet", name_zh="数据湖", location=str(folder), dataset="fees")
    services.load(admin, source="lake", now=NOW)
    client.force_login(User.objects.get(username="admin"))
    return client.get("/data/sources/lake/").content.decode()


def test_unknown_codes_are_folded_and_no_file_is_asked_for(page: str) -> None:
    shown, _, folded = page.split('id="unknown-units"')[1].partition("<details")
    assert shown.count("<code>OLD") == 10
    assert folded.count("<code>OLD") == 2
    assert 'type="file"' not in page
