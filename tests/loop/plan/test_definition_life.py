"""Directions, versions beside each other, the end of a KPI, and one value for two units (R1, R20, KP-07, KP-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track.judgement import judge_month
from tests.loop.plan.company import NOW, START, publish_kpi

TODAY = date(2026, 10, 20)
LEVELS = {"level_1": "0.5", "level_2": "0.9", "level_3": "1"}


@pytest.mark.parametrize(
    ("direction", "method", "parameters", "actual", "target", "achieved", "light"),
    [
        ("milestone", "ratio", {}, "3", "4", "0.75", "red"),  # 3 of 4 due milestones
        ("milestone", "binary", {}, "4", "4", "1", "green"),
        ("qualitative", "level", LEVELS, "2", None, "0.9", "amber"),
        ("qualitative", "level", LEVELS, "4", None, "not_applicable", "na"),  # no such level
        ("unscored", "none", {}, "7", "9", "unscored", "na"),
        ("range", "range", {"band": "5", "tolerance": "10"}, "110", "100", "0.5", "red"),
    ],
)
def test_r1_every_direction_is_judged_by_its_own_rule(
    actors: dict[str, Actor],
    direction: str,
    method: str,
    parameters: dict[str, str],
    actual: str,
    target: str | None,
    achieved: str,
    light: str,
) -> None:
    publish_kpi(actors["admin"], "k", direction=direction, achievement_method=method, achievement_parameters=parameters)
    kpi = selectors.kpi(actors["boss"], "k")
    judged = judge_month(kpi, Decimal(actual), Decimal(target) if target else Missing("no_target"))
    reached = judged.achievement.reason if isinstance(judged.achievement, Missing) else judged.achievement
    assert (str(reached), judged.light) == (achieved, light)


def test_r1_what_is_never_scored_may_not_weigh(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    publish_kpi(admin, "watched", direction="unscored", achievement_method="none")
    services.add_scheme(admin, code="S26", name_zh="方案", fiscal_year=2026)
    services.assign(
        admin, scheme="S26", kpi="watched", subject="EAST", owner="E2", weight=Decimal(100), valid_from=START
    )
    with pytest.raises(Refusal) as refused:
        services.publish_scheme(admin, code="S26", now=NOW)
    assert refused.value.code == "unscored_with_weight"


@pytest.mark.feature("KP-07")
def test_kp_07_points_and_yi_change_what_is_shown_never_what_is_kept() -> None:
    points = formats.Display("points", "one", 1)
    assert formats.value_with_unit(Decimal("0.014"), points).startswith("1.4 ")
    assert formats.value(Decimal(1_250_000_000), formats.Display("CNY", "yi", 2)) in ("12.50", "1.250")


@pytest.mark.feature("KP-08")
def test_kp_08_two_versions_stand_beside_each_other(actors: dict[str, Actor]) -> None:
    publish_kpi(actors["admin"], "revenue")
    services.revise_kpi(
        actors["admin"], code="revenue", amber_from=Decimal("0.95"), source="ERP", valid_from=date(2026, 7, 1)
    )
    services.publish_kpi(actors["admin"], code="revenue", now=NOW)
    changed = {
        row.field: (row.before, row.after)
        for row in selectors.definition_changes(actors["zhao"], "revenue", older=1, newer=2)
    }
    assert changed == {
        "amber_from": ("0.9", "0.95"),
        "source": ("", "ERP"),
        "valid_from": ("2026-01-01", "2026-07-01"),
    }
    boss = Client()
    boss.force_login(User.objects.get(username="boss"))
    page = boss.get("/kpis/revenue/changes/").content.decode()
    assert "90.0%" in page and "95.0%" in page and "3 处不同" in page


def test_an_unused_kpi_is_retired_and_a_used_one_is_not(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    for code in ("used", "free"):
        publish_kpi(admin, code)
    services.add_scheme(admin, code="S26", name_zh="方案", fiscal_year=2026)
    services.assign(admin, scheme="S26", kpi="used", subject="EAST", owner="E2", weight=Decimal(100), valid_from=START)
    services.publish_scheme(admin, code="S26", now=NOW)
    with pytest.raises(Refusal) as refused:
        services.retire_kpi(admin, code="used", reason="旧", today=TODAY, now=NOW)
    assert refused.value.code == "kpi_in_use"
    services.retire_kpi(admin, code="free", reason="无人使用", today=TODAY, now=NOW)
    held = selectors.definitions(admin, "free")[0]
    assert (held.kpi.state, held.retired_by, held.retirement_reason) == ("retired", "admin", "无人使用")


def test_r20_a_shared_kpi_has_one_meaning_two_weights_and_two_targets(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    for code in ("revenue", "rest"):
        publish_kpi(admin, code)
    services.add_scheme(admin, code="S26", name_zh="方案", fiscal_year=2026)
    for subject, owner, weight in (("EAST", "E2", 70), ("WEST", "E4", 40)):
        for kpi, share in (("revenue", weight), ("rest", 100 - weight)):
            services.assign(
                admin, scheme="S26", kpi=kpi, subject=subject, owner=owner, weight=Decimal(share), valid_from=START
            )
    services.publish_scheme(admin, code="S26", now=NOW)
    held = {row.subject.code: row for row in selectors.assignments(actors["boss"], on=TODAY, kpi="revenue")}
    wanted = [NewTarget(held[code].id, "2026-10", Decimal(target)) for code, target in (("EAST", 150), ("WEST", 90))]
    services.set_targets(admin, targets=wanted)
    found = selectors.targets(
        actors["boss"], assignment_ids=[row.id for row in held.values()], period_codes=["2026-10"]
    )
    figures = {row.assignment_id: row.target for row in found.values()}
    assert {code: (row.weight, figures[row.id]) for code, row in held.items()} == {
        "EAST": (Decimal(70), Decimal(150)),
        "WEST": (Decimal(40), Decimal(90)),
    }
    assert len({row.kpi.definition_id for row in held.values()}) == 1
    # the same actual of 120 misses one target and beats the other
    east, west = (judge_month(held[code].kpi, Decimal(120), figures[held[code].id] or Decimal(0)) for code in held)
    assert (east.light, west.light) == ("red", "green")
    assert replace(held["EAST"].kpi) == held["WEST"].kpi
