"""The scheme bundle on pages: faults with their place, changes before anything is stored, an import as a job."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.jobs.services import work_off
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.bundle import services
from kpiloop.interfaces.reports.writers import bundle_workbook
from tests.governance.bundle.conftest import EXAMPLE, NOW, TODAY, edit, keeper

__all__ = ["keeper"]


@pytest.fixture
def client(keeper: Actor, home: Path) -> Client:
    """Who keeps the scheme, reading Chinese."""
    found = Client()
    found.force_login(User.objects.get(username="keeper"))
    found.cookies["kpiloop_language"] = "zh-hans"
    return found


def packed(folder: Path) -> SimpleUploadedFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as target:
        for path in sorted(folder.glob("*.yaml")):
            target.write(path, path.name)
    return SimpleUploadedFile("我的公司.zip", held.getvalue())


def hand_over(client: Client, folder: Path) -> str:
    answer = client.post("/bundle/", {"file": packed(folder)})
    assert answer.status_code == 302, answer.content.decode()[-800:]
    return str(answer["Location"])


@pytest.mark.feature("S05")
def test_ef_03_a_company_comes_in_on_pages_and_goes_out_again(client: Client) -> None:
    look = hand_over(client, EXAMPLE)
    page = client.get(look).content.decode()
    assert "目前尚未写入" in page and "部门" in page and "EAST" in page
    assert 'name="reason"' not in page and "试导入方案包" not in page  # not rehearsed yet
    work_off()
    page = client.get(look).content.decode()
    assert 'name="reason"' in page and "试导入没有错误" in page
    assert org.units(SYSTEM, on=TODAY) == ()  # looking and rehearsing stored nothing
    run = client.post(look, {"reason": "首次导入"})["Location"]
    work_off()
    done = client.get(run).content.decode()
    assert "完成" in done
    address = re.search(r'href="(/bundle/imports/\d+/)', done)
    assert address is not None
    imported = client.get(address[1]).content.decode()
    assert "方案包已导入" in imported and "新增 4" in imported  # four units
    assert len(org.units(SYSTEM, on=TODAY)) == 4
    for address in ("/bundle/company.zip", "/bundle/company.xlsx"):
        again = client.post("/bundle/", {"file": SimpleUploadedFile(address, client.get(address).content)})
        assert "没有变化：公司与方案包一致" in client.get(again["Location"]).content.decode()


def test_every_fault_stands_on_the_page_and_nothing_can_be_imported(client: Client, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "bundle"))
    edit(folder, "cards", "weight: 70", "weight: 75")
    edit(folder, "units", "parent: HQ", "parent: HO")
    look = hand_over(client, folder)
    page = client.get(look).content.decode()
    assert "有 2 处错误要改" in page and "cards.yaml:4" in page and "units.yaml:10" in page
    assert 'name="reason"' not in page
    assert client.post(look).status_code == 422
    assert org.units(SYSTEM, on=TODAY) == ()


def test_what_only_writing_refuses_is_told_by_a_job_before_the_import(client: Client, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "bundle"))
    edit(folder, "schemes", "fiscal_year: 2027", "fiscal_year: 2031")  # the calendar ends in 2027
    look = hand_over(client, folder)
    page = client.get(look).content.decode()
    cancel = re.search(r'action="(/collect/jobs/\d+/cancel/|[^"]*/cancel[^"]*)"', page)
    assert cancel is not None and 'name="reason"' not in page and 'value="rehearse"' not in page
    client.post(cancel[1])
    work_off()
    assert 'value="rehearse"' in client.get(look).content.decode()  # cancelled: to be begun again
    client.post(look, {"act": "rehearse"})
    (job,) = set(re.findall(r'hx-get="([^"]+)"', client.get(look).content.decode()))
    work_off()
    assert f'href="{look}"' in client.get(job).content.decode()
    page = client.get(look).content.decode()
    assert "有 1 处错误要改" in page and "templates.yaml:2" in page and "日历" in page
    assert 'name="reason"' not in page and 'value="rehearse"' not in page
    assert org.units(SYSTEM, on=TODAY) == ()


def test_what_changed_after_the_look_is_not_written(client: Client, keeper: Actor) -> None:
    look = hand_over(client, EXAMPLE)
    run = client.post(look)["Location"]
    plan = services.prepare_import(keeper, path=EXAMPLE, on=TODAY)
    services.apply_import(keeper, plan, on=TODAY, now=NOW)
    work_off()
    assert "准备导入之后内容有变动" in client.get(run).content.decode()


def test_another_kind_of_file_and_a_broken_one_are_refused(client: Client) -> None:
    for name, content in (("a.pdf", b"x"), ("a.zip", b"no zip")):
        answer = client.post("/bundle/", {"file": SimpleUploadedFile(name, content)})
        if answer.status_code == 302:
            answer = client.get(answer["Location"])
        assert answer.status_code in (409, 422), name


def comments(book: bytes) -> str:
    """Every comment of a workbook."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if "comments" in name)


def test_the_template_speaks_the_language_of_the_page(client: Client) -> None:
    assert "工号" in comments(client.get("/bundle/template.xlsx").content)
    with translation.override("en"):
        english = comments(bundle_workbook.template())
    assert "Employee number" in english and "工号" not in english
