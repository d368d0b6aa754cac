"""What goes wrong is told in both languages, by command and on the page: what, where, how to mend; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape
from openpyxl import Workbook

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.jobs.services import work_off
from kpiloop.interfaces.cli.errors import ValueUnreadable
from kpiloop.interfaces.cli.reading import measured
from kpiloop.interfaces.cli.refusals import tell_setting
from kpiloop.loop.collect import services as collect
from kpiloop.loop.plan import services as plan
from kpiloop.project.env import SettingWrong, refuse_unknown
from tests.interfaces.cli.conftest import Line
from tests.loop import company as trading

pytestmark = pytest.mark.django_db
RECIPE = {
    "columns": {
        "no": "单号", "on": "日期", "unit": "部门", "seller": "工号", "product": "产品", "net": "金额",
        "list": "标价", "cost": "成本",
    }
}  # fmt: skip
HEAD = "单号,日期,部门,工号,产品,金额,标价,成本"
GOOD = ["N1,2026-10-20,SH,E3,A,5,5,1", "N2,2026-10-21,WEST,E4,A,7,7,2"]
NOVEMBER = "2026-11"


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(lang: str, actors: dict[str, Actor]) -> Callable[[str], str]:
    """A page as the performance administrator reads it."""
    User.objects.filter(username="admin").update(language="zh-hans" if lang == "zh" else "en")
    client = Client()
    client.force_login(User.objects.get(username="admin"))

    def read(address: str, **form: str) -> str:
        answer = client.post(address, form, follow=True) if form else client.get(address, follow=True)
        return answer.content.decode()

    return read


def source(actors: dict[str, Actor], path: Path, kind: str = "csv", **recipe: str) -> None:
    collect.add_source(actors["admin"], code="erp", kind=kind, name_zh="订单", location=str(path), dataset="orders")
    collect.confirm_mapping(actors["admin"], source="erp", recipe={**RECIPE, **recipe})


def says(text: str, *parts: str) -> None:
    for part in parts:
        assert part in text or escape(part) in text, f"{part!r} is missing in {text[-2000:]}"


def failed_job(page: Callable[[str], str]) -> str:
    """The page of the load after the worker tried it."""
    page("/data/sources/erp/load/", go="1")
    work_off()
    return page("/data/jobs/") + page("/data/sources/erp/")


def test_a_missing_file(
    company: Line, actors: dict[str, Actor], lang: str, page: Callable[[str], str], tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    source(actors, path)
    wanted = [str(path), {"zh": "检查路径", "en": "Check the path"}[lang]]
    told = company("collect", "run", "erp", by="admin", lang=lang)
    assert told.code == 1
    says(told.err + told.out, "file_missing", *wanted)
    says(failed_job(page), *wanted)
    path.write_text("\n".join([HEAD, *GOOD]))  # once the file is there, it loads whole
    assert company("collect", "run", "erp", "--json", by="admin").json()["rows_kept"] == 2


def test_a_wrong_sheet(
    company: Line, actors: dict[str, Actor], lang: str, page: Callable[[str], str], tmp_path: Path
) -> None:
    path, book = tmp_path / "orders.xlsx", Workbook()
    book.active.title = "一月"  # type: ignore[union-attr]
    book.save(path)
    source(actors, path, "xlsx", sheet="二月")
    told = company("collect", "run", "erp", by="admin", lang=lang)
    assert told.code == 1
    wanted = ["二月", "一月", {"zh": "工作簿", "en": "Choose one of them"}[lang]]
    says(told.err + told.out, "sheet_missing", *wanted)
    says(failed_job(page), *wanted)


@pytest.mark.parametrize(
    ("row", "written", "how"),
    [
        ("N3,2026-10-22,东区分部,E3,A,5,5,1", "东区分部", {"zh": "别名", "en": "another name of a unit"}),
        ("N3,2026-10-22,SH,E3,A,约五元,5,1", "约五元", {"zh": "不是数字", "en": "is no number. Write it like 1200"}),
    ],
    ids=["unknown unit", "text for a number"],
)
def test_a_bad_row_waits_and_the_good_ones_are_kept(
    company: Line, actors: dict[str, Actor], lang: str, page: Callable[[str], str], tmp_path: Path,
    row: str, written: str, how: dict[str, str],
) -> None:  # fmt: skip
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEAD, *GOOD, row]))
    source(actors, path)
    batch = company("collect", "run", "erp", "--json", by="admin").json()
    assert (batch["rows_read"], batch["rows_kept"], batch["rows_quarantined"]) == (3, 2, 1)
    waiting = company("collect", "quarantine", "--batch", str(batch["number"]), by="admin", lang=lang).out
    says(waiting, "4", written, how[lang])
    says(page(f"/data/loads/{batch['number']}/"), written, how[lang], "N3")


def test_nothing_but_bad_rows_is_one_and_says_where_to_look(
    company: Line, actors: dict[str, Actor], lang: str, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEAD, "N3,2026-10-22,Qqqq,E3,A,5,5,1"]))
    source(actors, path)
    told = company("collect", "run", "erp", by="admin", lang=lang)
    assert told.code == 1
    says(told.out, {"zh": "没有一行入库", "en": "Nothing was taken in"}[lang], "kpiloop collect quarantine --batch")
    waiting = company("collect", "quarantine", by="admin", lang=lang).out
    says(waiting, "Qqqq", {"zh": "没有名称相近的", "en": "none of a like name"}[lang])
    assert {"zh": "最接近", "en": "the nearest"}[lang] not in waiting


def test_code_in_a_formula(company: Line, lang: str, page: Callable[[str], str]) -> None:
    wanted = {"zh": "第", "en": "character"}[lang]
    told = company("measure", "formula", "revenue", "__import__('os')", "--from", "2026-01-01", by="admin", lang=lang)
    assert told.code == 1 and told.err.startswith("formula_")
    says(told.err, "__import__", wanted)
    says(page("/kpis/revenue/formula/", text="__import__('os')", valid_from="2026-01-01"), "__import__", wanted)
    kept = company("measure", "formulas", "--kpi", "revenue", "--json", by="admin").json()
    assert [row["text"] for row in kept] == ["sum(orders.net)"]


def test_a_division_by_zero_is_no_figure_and_says_so(
    company: Line, actors: dict[str, Actor], lang: str, page: Callable[[str], str]
) -> None:
    trading.load_facts({NOVEMBER: {"SH": (0, 0, 0), "ZJ": (0, 0, 0)}})  # discount is 1 - net / list
    trading.compute(NOVEMBER, NOVEMBER)
    word = {"zh": "除数为零", "en": "Division by zero"}[lang]
    rows = company("measure", "values", NOVEMBER, "--kpi", "discount", "--json", by="admin").json()
    assert {(row["actual"], row["reason"]) for row in rows} == {(None, "division_by_zero")}
    says(company("measure", "values", NOVEMBER, "--kpi", "discount", by="admin", lang=lang).out, word)
    work_off()
    key = trading.assignment_id("discount", "EAST")
    says(page(f"/kpis/{key}/?period={NOVEMBER}"), word)


def test_weights_of_95(company: Line, actors: dict[str, Actor], lang: str, page: Callable[[str], str]) -> None:
    plan.add_scheme(actors["admin"], code="S27", name_zh="2027 考核方案", fiscal_year=2027)
    for kpi, weight in (("revenue", "60"), ("discount", "35")):
        plan.assign(
            actors["admin"], scheme="S27", kpi=kpi, subject="EAST", owner="E2", weight=Decimal(weight),
            valid_from=date(2027, 1, 1),
        )  # fmt: skip
    told = company("kpi", "publish-scheme", "S27", by="admin", lang=lang)
    wanted = ["95", "5", "EAST" if lang == "en" else "华东", {"zh": "调整", "en": "Adjust"}[lang]]
    assert told.code == 1 and told.err.startswith("weights_not_100")
    says(told.err, *wanted)
    says(page("/schemes/S27/publish/", go="1"), *wanted[:2])


@pytest.mark.parametrize(
    ("written", "meant"), [("0.95", "0.95"), ("95%", "0.95"), ("3600万", "36000000"), ("1,200", "1200"), ("(5)", "-5")]
)
def test_figures_are_typed_as_on_the_pages(written: str, meant: str) -> None:
    assert measured(written) == Decimal(meant)
    # 1,5 is one and a half to some and a slip to others, never fifteen.
    for nothing in ("—", "abc", "nan", "1,5", "12,34"):
        with pytest.raises(ValueUnreadable):
            measured(nothing)


def test_a_misspelt_setting_is_named_with_the_nearest_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KPILOOP_ALOWED_HOSTS", "kpi.example.com")
    with pytest.raises(SettingWrong) as wrong:
        refuse_unknown()
    assert tell_setting(wrong.value)
    told = capsys.readouterr().err
    assert "KPILOOP_ALOWED_HOSTS" in told and "KPILOOP_ALLOWED_HOSTS" in told and "systemd" in told
    assert "kpi.example.com" not in told
    monkeypatch.delenv("KPILOOP_ALOWED_HOSTS")
    refuse_unknown()
