"""What the cockpit makes of the rows it is given, by hand-made figures."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from kpiloop.engine.values import Missing
from kpiloop.engine.variance.difference import difference
from kpiloop.interfaces.web.track.cockpit import bridges, cards, exceptions, sentence
from kpiloop.interfaces.web.track.cockpit.page import Card
from kpiloop.interfaces.wording.formats import Display
from kpiloop.loop.analyse.rows import BridgeStep, MoneyEffect
from kpiloop.loop.track.rows import LightCounts

WAN = Display("CNY", "wan", 0)
RATE = Display("percent", "percent", 1)


def step(key: str, change: int, good: str = "neutral", kind: str = "step") -> BridgeStep:
    """One step of a bridge; where it starts does not matter here."""
    return BridgeStep(key, key, key, kind, Decimal(change), Decimal(0), Decimal(0), good)


def steps(*inner: BridgeStep, base: int, current: int) -> list[BridgeStep]:
    """A whole bridge."""
    return [step("base", base, kind="total"), *inner, step("current", current, kind="total")]


def kpi(unit: str = "CNY", scale: str = "wan", direction: str = "higher", amber: str = "0.95") -> Any:
    """A KPI row as far as the cards look at it."""
    return SimpleNamespace(
        measurement_unit=unit, display_scale=scale, decimals=0, direction=direction, amber_from=Decimal(amber),
        name=lambda language: "Net profit" if language == "en" else "净利润",
    )  # fmt: skip


def status(**given: Any) -> Any:
    """A status row as far as the exceptions look at it."""
    plain: dict[str, Any] = {"light": "red", "streak": 0, "shortfall": Decimal(0), "id": 1}
    plain |= given
    plain["assignment"] = SimpleNamespace(id=plain.pop("id"), kpi=kpi())
    return SimpleNamespace(**plain)


def test_small_steps_are_added_up_and_nothing_is_lost() -> None:
    inner = [step(f"s{index}", size, "worse") for index, size in enumerate((-400, -300, -200, -100, -90, -80, -70, -3))]
    merged = bridges.merged(steps(*inner, base=5000, current=3757))
    assert [part[0] for part in merged] == ["base", "s0", "s1", "s2", "s3", "s4", "rest", "current"]
    assert sum(part[3] for part in merged[:-1]) == merged[-1][3]
    assert merged[-2][3] == -153


def test_steps_of_nothing_are_left_out() -> None:
    merged = bridges.merged(steps(step("a", -50, "worse"), step("b", 0), base=100, current=50))
    assert [part[0] for part in merged] == ["base", "a", "current"]


def test_written_steps_add_up_to_the_written_totals() -> None:
    found = steps(step("a", -14_000, "worse"), step("b", -14_000, "worse"), base=1_004_000, current=976_000)
    written = bridges.merged(bridges.written(found, kpi()))
    tens = [int(part[3] / 10_000) for part in written]
    assert tens[0] == 100 and tens[-1] == 98
    assert sum(tens[:-1]) == tens[-1]


def test_a_step_is_rounded_before_the_small_ones_are_put_together() -> None:
    small = [step(f"s{place}", -1_000, "worse") for place in range(7)]
    found = steps(step("a", -189_000, "worse"), step("b", 154_000, "better"), *small, base=1_108_000, current=1_066_000)
    written = bridges.merged(bridges.written(found, kpi()))
    # 110.8 − 18.9 + 15.4 − 7 × 0.1 = 106.6: seven nothings and 111 − 19 + 15 = 107, as the table of all parts reads.
    assert [(part[0], int(part[3] / 10_000)) for part in written] == [
        ("base", 111), ("a", -19), ("b", 15), ("current", 107),
    ]  # fmt: skip


def test_a_kpi_on_two_cards_says_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def card(kpi_id: int, subject: str) -> Any:
        named = SimpleNamespace(name=lambda language: subject)
        return SimpleNamespace(
            status=SimpleNamespace(assignment=SimpleNamespace(kpi=SimpleNamespace(id=kpi_id), subject=named))
        )

    plain = Card("转化率", "/kpis/1/", "green", "24.0", "%", None, (), None)
    monkeypatch.setattr(cards, "card_of", lambda found: plain)
    shown = cards.cards_of([card(1, "黄刚超"), card(2, "黄刚超"), card(1, "上海团队销售代表")])
    assert [one.subject for one in shown] == ["黄刚超", "", "上海团队销售代表"]


def test_missed_comes_first_then_the_largest_loss_in_money() -> None:
    rows = [
        status(id=1, light="amber"),
        status(id=2),
        status(id=3),
        status(id=4, shortfall=Decimal(5)),
        status(id=5, shortfall=Decimal(9)),
    ]
    effects = {
        1: MoneyEffect(Decimal(-900), "gap"),
        2: MoneyEffect(Decimal(-10), "rate"),
        3: MoneyEffect(Decimal(-50), "gap"),
    }
    assert [row.assignment.id for row in exceptions.ordered(rows, effects)] == [3, 2, 5, 4, 1]


@pytest.mark.parametrize(
    ("row", "lights", "words", "is_first"),
    [
        (status(streak=3), ["green", "red", "red", "red"], "3 months", False),
        (status(streak=1), ["green", "red"], "First", True),
        (status(light="amber"), ["red", "amber", "amber"], "2 months", False),
        (status(light="amber"), ["green", "amber"], "First", True),
    ],
)
def test_a_streak_counts_months_of_the_same_light(row: Any, lights: list[str], words: str, is_first: bool) -> None:
    with translation.override("en"):
        assert exceptions.streak_words(row, lights) == (words, is_first)


def test_percentages_differ_in_points_and_amounts_also_in_percent() -> None:
    with translation.override("zh-hans"):
        money = difference(Decimal(12_160_000), Decimal(12_960_000), direction="higher", in_points=False)
        assert [part.text for part in cards.differences(money, WAN)] == ["−80", "−6.2%"]
        rate = difference(Decimal("0.964"), Decimal("0.95"), direction="higher", in_points=True)
        assert [part.text for part in cards.differences(rate, RATE)] == ["+1.4 个百分点"]
    unknown = difference(Missing("no_value"), Decimal(1), direction="higher", in_points=False)
    assert cards.differences(unknown, WAN) == ()


def test_a_bullet_turns_with_the_direction_and_ranges_have_none() -> None:
    higher = cards.bullet_of(Decimal(90), Decimal(100), kpi())
    lower = cards.bullet_of(Decimal(90), Decimal(100), kpi(direction="lower"))
    assert higher is not None and lower is not None
    assert (higher.bands[0].kind, lower.bands[0].kind) == ("b1", "b3")
    assert cards.bullet_of(Decimal(90), Decimal(100), kpi(direction="range")) is None
    assert cards.bullet_of(Decimal(90), None, kpi()) is None


def card(actual: int, target: int) -> Any:
    """A headline card."""
    held = SimpleNamespace(
        assignment=SimpleNamespace(kpi=kpi()), actual=Decimal(actual), gap=Decimal(actual - target), is_paced=False
    )
    change = difference(Decimal(actual), Decimal(target), direction="higher", in_points=False)
    return SimpleNamespace(status=held, to_target=change)


def bridge(baseline: str, *inner: BridgeStep) -> Any:
    """A bridge as far as the sentence looks at it."""
    return SimpleNamespace(
        contribution=SimpleNamespace(baseline=baseline, change=Decimal(-1)),
        steps=steps(*inner, base=12_960_000, current=12_160_000),
    )


COUNTS = LightCounts(green=11, amber=4, red=3, na=0)


def test_the_sentence_names_the_gap_and_the_part_that_explains_most_of_it() -> None:
    found = bridge(
        "target", step("价格", -1_180_000, "worse"), step("销量", 620_000, "better"), step("材料", -240_000, "worse")
    )
    with translation.override("zh-hans"):
        said = sentence.sentence_of("2026-10", COUNTS, card(12_160_000, 12_960_000), found)
    assert said == "净利润 1,216 万元，比计划少 80 万元（−6.2%），最大减项是价格 −118"


def test_the_sentence_names_no_cause_that_was_not_computed_against_the_plan() -> None:
    found = bridge("prior_year", step("价格", -1_180_000, "worse"))
    with translation.override("en"):
        said = sentence.sentence_of("2026-10", COUNTS, card(12_160_000, 12_960_000), found)
    assert said == "Net profit CNY 12.16 M, CNY 0.80 M below plan (−6.2%)"


def test_without_a_headline_the_sentence_counts() -> None:
    with translation.override("en"):
        assert sentence.sentence_of("2026-10", COUNTS, None, None) == "Oct 2026: 3 of 18 KPIs missed, 4 at risk"
        nothing = LightCounts(green=0, amber=0, red=0, na=0)
        assert sentence.sentence_of("2026-10", nothing, None, None) == "No KPI has a value in Oct 2026 yet"
