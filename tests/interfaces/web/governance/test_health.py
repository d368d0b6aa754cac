"""The health report as a page: four guards, names instead of codes, and nobody without the right."""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.plan.models import Scheme


def read(name: str) -> tuple[int, str]:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.cookies["kpiloop_language"] = "zh-hans"
    answer = client.get("/health/?period=2026-10")
    return answer.status_code, answer.content.decode()


@pytest.mark.feature("S29", "S30", "S32")
def test_the_report_names_what_is_open_and_where_to_mend_it(actors: dict[str, Actor]) -> None:
    Scheme.objects.update(kpi_limit=2)
    status, text = read("boss")
    assert status == 200
    for guard in ("指标过多过杂", "重数据轻分析", "忽视反馈机制", "绩效与激励脱节"):
        assert guard in text
    assert "共 3 个指标，上限 2 个" in text
    assert "/schemes/S26/" in text


def test_who_may_not_see_meetings_finds_no_report(actors: dict[str, Actor]) -> None:
    assert read("zhao")[0] == 404


def test_nothing_to_check_is_not_called_closed(actors: dict[str, Actor]) -> None:
    """A month nobody planned for: no guard may say that all is well."""
    client = Client()
    client.force_login(User.objects.get(username="boss"))
    client.cookies["kpiloop_language"] = "zh-hans"
    text = client.get("/health/?period=2025-03").content.decode()
    assert "还没有可检查的内容" in text
    assert "闭环完整" not in text
