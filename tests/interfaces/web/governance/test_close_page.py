"""Closing on a page: the checklist, a reason, and what the page saw is what is closed."""

from __future__ import annotations

import html

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.archive import selectors, services
from kpiloop.loop.collect import services as collect
from tests.governance.archive.test_closing import silent_kpi
from tests.governance.archive.test_undecided import ORDER, push
from tests.interfaces.web.governance.test_compare_page import signed_in
from tests.loop import company

PERIOD = "/periods/2026-10/"

ADDRESS = "/periods/2026-10/close/"


def test_the_page_closes_what_it_showed(actors: dict[str, Actor]) -> None:
    """Six red units have no cause in October, see tests/governance/archive/test_closing.py."""
    admin = signed_in("admin")
    page = admin.get(ADDRESS).content.decode()
    assert "未达标均有原因" in page
    assert page.count("已满足") == 6
    plan = services.prepare_close(actors["admin"], period_code="2026-10", now=company.NOW)
    given = {"act": "close", "waiver": "月结", "fingerprint": plan.fingerprint}
    assert admin.post(ADDRESS, {**given, "fingerprint": "0" * 64}).status_code == 422
    assert admin.post(ADDRESS, {**given, "waiver": ""}).status_code == 422
    assert admin.post(ADDRESS, given).status_code == 302
    assert [row.sha256[:8] for row in selectors.closes(actors["admin"])] != []
    assert "已关账" in admin.get(ADDRESS).content.decode()


def test_who_decides_about_a_waiver_reads_who_asked_and_why(actors: dict[str, Actor]) -> None:
    silent_kpi()
    admin, boss = signed_in("admin"), signed_in("boss")
    assert 'value="close"' not in admin.get(ADDRESS).content.decode()  # no reason would be enough
    assert admin.post(ADDRESS, {"act": "ask", "reason": "系统停机两周"}).status_code == 302
    page = boss.get(ADDRESS).content.decode()
    assert "<b>沈岚</b> 系统停机两周" in page and "沈岚 已申请放行" in page
    assert boss.post(ADDRESS, {"act": "grant"}).status_code == 302
    page = admin.get(ADDRESS).content.decode()
    assert 'value="close"' in page and "李总 已放行" in page
    left = services.prepare_close(actors["admin"], period_code="2026-10", now=company.NOW).findings
    assert f"还有 {len(left) - 1} 项未完成" in page  # what is waived is no longer open


def test_two_people_open_a_month_again_on_the_page(actors: dict[str, Actor]) -> None:
    plan = services.prepare_close(actors["admin"], period_code="2026-10", now=company.NOW)
    services.apply_close(actors["admin"], plan, waiver="月结", now=company.NOW)
    admin, boss = signed_in("admin"), signed_in("boss")
    assert "与第 1 次修订披露的一致" in admin.get(PERIOD).content.decode()
    asked = {"reason": "上海补单", "until": "2026-11-20", "kpis": ["revenue"], "subjects": ["SH"]}
    assert admin.post(f"{PERIOD}reopen/", {**asked, "subjects": ["NORTH"]}).status_code == 422
    assert admin.post(f"{PERIOD}reopen/", asked).status_code == 302
    key = selectors.reopenings(actors["boss"])[0].id
    page = boss.get(PERIOD).content.decode()
    assert "营业收入, 上海" in page or "营业收入，上海" in page or "营业收入、上海" in page
    assert boss.post(f"/periods/reopenings/{key}/", {"act": "approve"}).status_code == 302
    assert "2026 年 10 月已反关账，目前仍与第 1 次修订一致" in boss.get(PERIOD).content.decode()
    assert "已反关账，待关账" in boss.get("/periods/?year=2026").content.decode()
    assert selectors.reopenings(actors["boss"])[0].state == "approved"


def test_a_waiting_correction_is_named_and_leads_to_where_it_is_decided(actors: dict[str, Actor]) -> None:
    """An order of SH of October, 60 in the source; the one who closes without the right to decide may look at it."""
    made = collect.propose_correction(
        actors["admin"], dataset="orders", key=["2026-10-SH"], field="net", value="80", reason="发票", now=company.NOW
    )
    boss = signed_in("boss")
    page = html.unescape(boss.get(ADDRESS).content.decode())
    link = f'<a href="/data/corrections/#correction-{made}">订单 · 2026-10-SH</a>'
    assert f'{link} <span class="second">net 60 → 80，沈岚 提出的更正 {made} 待批准</span>' in page
    assert f'<tr id="correction-{made}">' in boss.get("/data/corrections/").content.decode()


def test_waiting_rows_lead_to_their_load(actors: dict[str, Actor]) -> None:
    """An order of October with a figure nobody can read."""
    load = push(actors["admin"], ORDER, {**ORDER, "no": "X2", "net": "约十二"})
    page = html.unescape(signed_in("boss").get(ADDRESS).content.decode())
    assert f'<a href="/data/loads/{load}/">订单</a> <span class="second">批次 {load} 有 1 行待处理</span>' in page
    assert "没有待审批、待处理事项" in page
