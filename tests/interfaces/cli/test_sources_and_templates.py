"""`kpiloop collect source pause`, `kpiloop card save` and `card remove`: what they change and what they leave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import Line

pytestmark = pytest.mark.django_db


@pytest.mark.feature("IN-15")
def test_a_paused_source_refuses_loads_until_it_is_taken_up_again(company: Line, home: Path) -> None:
    (home / "day.csv").write_text("id\n1\n", encoding="utf-8")
    added = ("--kind", "csv", "--dataset", "orders", "--name", "日报", "--location", "day.csv")
    assert company("collect", "source", "add", "day", *added, by="admin").code == 0
    assert company("collect", "source", "pause", "day", by="zhao").code == 1
    told = company("collect", "source", "pause", "day", "--reason", "till upgrade", "--json", by="admin")
    assert told.json() == {"source": "day", "is_active": False}
    refused = company("collect", "run", "day", by="admin")
    assert refused.code == 1 and "Source day is paused." in refused.err
    again = company("collect", "source", "pause", "day", "--resume", by="admin", lang="zh")
    assert (again.code, again.out) == (0, "已恢复读取。\n")
    assert "is paused" not in company("collect", "run", "day", by="admin").err
    assert company("collect", "source", "pause", "none", by="admin").code == 1


@pytest.mark.feature("P14")
def test_a_template_is_stored_from_a_file_changed_and_taken_away(company: Line, tmp_path: Path) -> None:
    file = tmp_path / "shops.json"
    said = {
        "code": "shops", "scheme": "S26", "name_zh": "门店岗", "lines": [{"kpi": "revenue", "weight": "100"}],
        "populations": [{"units": ["WEST"]}],
    }  # fmt: skip

    def save(by: str = "admin", **other: object) -> int:
        file.write_text(json.dumps({**said, **other}), encoding="utf-8")
        return company("card", "save", str(file), by=by).code

    def stored() -> list[tuple[str, list[str], list[str], int]]:
        rows = company("card", "templates", "--json", by="admin").json()
        fits = [(row["asked"]["code"], row["asked"]["populations"][0], row["generated"]) for row in rows]
        return [(code, fit["units"], fit["people"], generated) for code, fit, generated in fits]

    assert (save(by="zhao"), stored()) == (1, [])
    assert (save(), stored()) == (0, [("shops", ["WEST"], [], 0)])
    assert save(lines=[{"kpi": "revenue", "weight": "99.5"}]) == 1
    assert (save(populations=[{"people": ["E5"]}]), stored()) == (0, [("shops", [], ["E5"], 0)])
    file.write_text('{"code": "shops", "scheme": 5}', encoding="utf-8")
    wrong = company("card", "save", str(file), by="admin")
    assert wrong.code == 1 and 'cannot be read at "scheme"' in wrong.err
    assert company("card", "generate", "shops", "--on", "2026-11-01", by="admin").code == 0
    assert stored() == [("shops", [], ["E5"], 1)]
    assert company("card", "remove", "shops", by="zhao").code == 1
    assert company("card", "remove", "shops", "--json", by="admin").json() == {"template": "shops"}
    assert stored() == []
    assert company("card", "remove", "shops", by="admin").code == 1


def test_a_file_is_named_from_where_one_stands(company: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As people type it; what is not there is looked for below the home directory, as a source of its own is."""
    (tmp_path / "calls.csv").write_text("no,on,calls\n1,2026-10-05,12\n", encoding="utf-8")
    (tmp_path / "next.csv").write_text("no,on,calls\n2,2026-10-06,8\n3,2026-10-07,9\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    taken = company("import", "take", "calls.csv", "--source", "calls", "--json", by="admin")
    assert (taken.code, taken.json()["rows_kept"]) == (0, 1), taken.err
    read = company("collect", "run", "calls", "--location", "next.csv", "--json", by="admin")
    assert (read.code, read.json()["rows_kept"]) == (0, 2), read.err
    gone = company("collect", "run", "calls", "--location", "gone.csv", by="admin")
    assert (gone.code, gone.err.split(":")[0]) == (1, "file_missing")


@pytest.mark.feature("IN-15")
def test_a_source_is_renamed_and_keeps_its_code(company: Line) -> None:
    added = ("--kind", "csv", "--dataset", "orders", "--name", "日报", "--location", "day.csv")
    assert company("collect", "source", "add", "day", *added, by="admin").code == 0
    renamed = ("collect", "source", "rename", "day", "--name", "每日销售", "--name-en", "Daily sales")
    assert company(*renamed, by="zhao").code == 1
    assert company(*renamed, "--json", by="admin").json() == {"source": "day", "name": "每日销售"}
    assert company("collect", "source", "rename", "none", "--name", "x", by="admin").code == 1
    again = ("collect", "source", "rename", "day", "--name", "日销")
    assert company(*again, "--was", "日报", by="admin").code == 1  # somebody renamed it since
    assert company(*again, "--was", "每日销售", by="admin").code == 0
