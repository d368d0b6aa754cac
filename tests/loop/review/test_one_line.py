"""An action typed in one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.review import selectors, services
from kpiloop.loop.review.one_line import read_line
from tests.loop import company

TODAY = date(2026, 11, 6)


def test_every_part_in_any_order() -> None:
    found = read_line("#华东折扣率 华东 5% 以上折扣由销售副总批 预期 +45万元 @陈立 11-30 12月", today=TODAY)
    assert found.title == "华东 5% 以上折扣由销售副总批"
    assert (found.person, found.kpi) == ("陈立", "华东折扣率")
    assert (found.due_on, found.effect, found.effect_month) == (date(2026, 11, 30), Decimal(450000), "2026-12")


@pytest.mark.parametrize(
    ("text", "due_on"),
    [
        ("x 11-30", date(2026, 11, 30)),
        ("x 2-15", date(2027, 2, 15)),
        ("x 2026-12-01", date(2026, 12, 1)),
        ("x 12月5日", date(2026, 12, 5)),
        ("x 13-45", None),
        ("x", None),
    ],
)
def test_days(text: str, due_on: date | None) -> None:
    assert read_line(text, today=TODAY).due_on == due_on


@pytest.mark.parametrize(
    ("text", "effect", "is_points"),
    [
        ("x +45", "45", False),
        ("x −1.5%", "-1.5", True),
        ("x 预期 -2个百分点", "-2", True),
        ("x +0.3亿", "30000000", False),
        ("cut 5 steps", None, False),
    ],
)
def test_effects_are_signed(text: str, effect: str | None, is_points: bool) -> None:
    found = read_line(text, today=TODAY)
    assert found.effect == (Decimal(effect) if effect else None)
    assert found.is_points is is_points


def test_a_day_is_no_month_and_no_effect() -> None:
    found = read_line("review terms @Li 2026-12-01 2027-01 +3", today=TODAY)
    assert (found.title, found.due_on, found.effect_month, found.effect) == (
        "review terms",
        date(2026, 12, 1),
        "2027-01",
        3,
    )


def test_names_are_looked_up_in_sight(actors: dict[str, Actor]) -> None:
    draft = selectors.draft_action(
        actors["wang"], text="收紧授权 @王磊 11-30 -5% #华东平均折扣率 2026-12", period_code="2026-10", today=TODAY
    )
    assert draft.assignment is not None
    assert draft.owner is not None
    assert draft.assignment.id == company.assignment_id("discount", "EAST")
    assert (draft.owner.code, draft.expected_effect, draft.lacks) == ("E2", Decimal("-0.05"), ())
    hidden = selectors.draft_action(
        actors["chen"], text="收紧授权 @王磊 11-30 -5% #华东平均折扣率 2026-12", period_code="2026-10", today=TODAY
    )
    assert hidden.lacks == ("kpi",)


def test_what_stands_for_several_is_no_answer(actors: dict[str, Actor]) -> None:
    draft = selectors.draft_action(actors["boss"], text="x #营业收入", period_code="2026-10", today=TODAY)
    assert draft.lacks == ("owner", "due_on", "kpi", "expected_effect", "effect_period")


@pytest.mark.feature("S12", "S16")
def test_a_number_names_the_item_of_the_agenda(actors: dict[str, Actor]) -> None:
    """In a running meeting #2 stands for the second item; the effect shows in the month after the day."""
    services.prepare_meeting(actors["boss"], period_code="2026-10", starts_at=company.NOW, chair="E1")
    second = selectors.meeting(actors["boss"], period_code="2026-10").items[1].status.assignment
    text = "收紧授权 @王磊 11-30 +20 #2"
    draft = selectors.draft_action(actors["boss"], text=text, period_code="2026-10", today=TODAY)
    assert draft.assignment is not None
    assert (draft.assignment.id, draft.effect_period, draft.effect_text, draft.lacks) == (
        second.id,
        "2026-12",
        "+20",
        (),
    )
    absent = selectors.draft_action(actors["boss"], text=text.replace("#2", "#40"), period_code="2026-10", today=TODAY)
    assert absent.lacks == ("kpi",)
