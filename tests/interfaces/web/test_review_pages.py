"""A quarter through its pages: opened, scored with a reason, reviewed by both, published, confirmed; talks signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.interfaces.web.reward.distribution_page import DistributionPage, distribution_page
from kpiloop.loop.reward import selectors
from tests.loop.reward import company as scored
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(actors: dict[str, Actor]) -> Ask:
    """A page as an account; with data it is sent as a form."""
    clients: dict[str, Client] = {}

    def answer(who: str, path: str, data: dict[str, Any] | None = None) -> HttpResponse:
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(User.objects.get(username=who))
        return clients[who].get(path) if data is None else clients[who].post(path, data)

    return answer


@pytest.fixture
def opened(actors: dict[str, Actor], ask: Ask) -> int:
    """The third quarter, opened from the page."""
    scored.add_mover()
    scored.set_rules()
    answer = ask("admin", "/reviews/new/", {"scheme": "S26", "quarter": scored.QUARTER})
    assert answer.status_code == 302
    return selectors.cycles(actors["admin"])[0].id


@pytest.mark.feature("S13")
def test_a_quarter_from_opening_to_confirmation(actors: dict[str, Actor], ask: Ask, opened: int) -> None:
    refused = ask("admin", f"/reviews/{opened}/score/", {})
    assert refused.status_code == 422
    assert "2026-07" in refused.content.decode() or "7 月" in refused.content.decode()
    assert ask("admin", f"/reviews/{opened}/score/", {"waiver": "trial"}).status_code == 302
    person = scored.subject_id("E3")
    page = f"/reviews/{opened}/people/{person}/"
    assert ask("zhao", page, {"text": "丢了一家大客户"}).status_code == 302
    assert ask("wang", page, {"text": "过程扎实，价格偏低"}).status_code == 302
    assert "过程扎实" not in ask("zhao", page).content.decode()  # not before publication
    assert ask("zhao", f"{page}confirm/", {}).status_code == 422
    assert ask("admin", f"/reviews/{opened}/publish/", {}).status_code == 302
    assert "过程扎实" in ask("zhao", page).content.decode()
    assert ask("zhao", f"{page}confirm/", {"reservation": "客户停产"}).status_code == 302
    row = selectors.review(actors["wang"], cycle_id=opened, person_id=person)
    assert (row.state, row.reservation) == ("confirmed", "客户停产")
    assert ask("chen", page).status_code == 404


@pytest.mark.feature("S19")
def test_a_talk_is_kept_and_signed_by_both(actors: dict[str, Actor], ask: Ask, opened: int) -> None:
    ask("admin", f"/reviews/{opened}/score/", {"waiver": "trial"})
    ask("admin", f"/reviews/{opened}/publish/", {})
    talk = next(row for row in selectors.interviews(actors["zhao"]) if row.person.code == "E3")
    page = f"/talks/{talk.id}/"
    assert "赵敏" in ask("wang", "/talks/").content.decode()
    assert ask("zhao", page, {"held_on": "2026-11-18", "contents": "x"}).status_code == 422
    assert ask("wang", page, {"held_on": "2026-11-18", "contents": ""}).status_code == 422
    assert ask("wang", page, {"held_on": "2026-11-18", "contents": "下月起每周复盘"}).status_code == 302
    for who in ("zhao", "wang"):
        assert ask(who, f"{page}sign/", {}).status_code == 302
    assert selectors.interview(actors["wang"], talk.id).state == "signed"
    assert ask("wang", page, {"held_on": "2026-11-19", "contents": "改写"}).status_code == 422
    assert "下月起每周复盘" in ask("zhao", page).content.decode()


def test_who_may_not_open_a_review(actors: dict[str, Actor], ask: Ask) -> None:
    for who in ("zhao", "wang", "boss"):
        assert ask(who, "/reviews/new/").status_code == 404


def test_the_guideline_stands_beside_the_grades_the_scores_gave(
    actors: dict[str, Actor], ask: Ask, opened: int
) -> None:
    """E1 to E4 are each alone in their unit: B, B, C and S by the scores (tests/loop/reward/company.py)."""
    ask("admin", f"/reviews/{opened}/score/", {"waiver": "trial"})
    before = {row.id: (row.total, row.grade) for row in selectors.sheets(actors["admin"], cycle_id=opened)}

    def page(wording: str, **asked: str) -> DistributionPage:
        return distribution_page(actors["admin"], opened, asked=asked, wording=wording, number=1, smallest="0")

    found = page("at_least")  # a tenth of one person, rounded up, is that person
    assert {line.grade: (line.wanted, line.actual, line.difference) for line in found.grades} == {
        "S": (4, 1, "−3"), "A": (0, 0, "0"), "B": (0, 2, "+2"), "C": (0, 1, "+1"), "D": (0, 0, "0"),
    }  # fmt: skip
    assert found.title.endswith("：4 人中 3 人等级与分布建议不同，B 级多出 2 人")
    assert [(part.grade, part.starts, part.wide) for part in found.actual] == [
        ("S", "0.00", "25.00"), ("B", "25.00", "50.00"), ("C", "75.00", "25.00"),
    ]  # fmt: skip
    assert sorted((line.actual, line.wanted) for line in found.moved.rows) == [("B", "S"), ("B", "S"), ("C", "S")]
    # A tenth of one, rounded down, is nobody, above the middle as below it: all have the middle grade.
    assert [line.wanted for line in page("at_most").grades] == [0, 0, 4, 0, 0]
    everything_b = {"S": "0", "A": "0", "B": "100", "C": "0", "D": "0"}
    assert sorted(line.actual for line in page("at_most", **everything_b).moved.rows) == ["C", "S"]
    assert page("at_most", **{**everything_b, "B": "90"}).fault == "各等级占比合计为 90%，应为 100%。"
    for wrong in ({**everything_b, "B": "90"}, {**everything_b, "B": "viel"}):
        assert page("at_most", **wrong).fault and not page("at_most", **wrong).grades
    few = distribution_page(actors["admin"], opened, asked={}, wording="at_most", number=1)
    assert (few.units, few.smallest, len(few.left_out)) == ((), 5, 2)
    assert few.title.endswith("没有可以相互比较的人员")
    merged = distribution_page(actors["admin"], opened, asked={}, wording="at_most", number=1, smallest="4")
    assert [line.size for line in merged.units] == [4] and len(merged.units[0].merged.split("、")) == 3
    told = ask("boss", f"/reviews/{opened}/distribution/?share_S=100&share_A=0&share_B=0&share_C=0&share_D=0")
    assert told.status_code == 200 and 'hx-target="#distribution"' in told.content.decode()
    assert ask("wang", f"/reviews/{opened}/distribution/").status_code == 404
    assert {row.id: (row.total, row.grade) for row in selectors.sheets(actors["admin"], cycle_id=opened)} == before
