"""KPI definitions: versions, what they must say, and which one holds on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import engine_io, selectors, services
from tests.loop.plan.company import NOW, START, publish_kpi


def test_a_published_version_never_changes(actors: dict[str, Actor]) -> None:
    publish_kpi(actors["admin"], "revenue", amber_from=Decimal("0.9"))
    services.revise_kpi(actors["admin"], code="revenue", amber_from=Decimal("0.95"), valid_from=date(2026, 7, 1))
    services.publish_kpi(actors["admin"], code="revenue", now=NOW)

    newest, first = selectors.definitions(actors["admin"], "revenue")
    assert (first.kpi.state, first.kpi.amber_from) == ("retired", Decimal("0.9"))
    assert (newest.kpi.state, newest.kpi.amber_from) == ("published", Decimal("0.95"))
    assert first.fingerprint != newest.fingerprint
    assert newest.published_by == "admin"


@pytest.mark.parametrize(("on", "version"), [(date(2026, 6, 30), 1), (date(2026, 7, 1), 2), (date(2025, 3, 1), 1)])
def test_the_version_of_the_day_is_read(actors: dict[str, Actor], on: date, version: int) -> None:
    key = publish_kpi(actors["admin"], "revenue")
    services.revise_kpi(actors["admin"], code="revenue", green_from=Decimal("1.05"), valid_from=date(2026, 7, 1))
    services.publish_kpi(actors["admin"], code="revenue", now=NOW)
    assert engine_io.published_definitions(on)[key].definition_version == version


def test_a_new_version_may_not_begin_before_the_one_in_force(actors: dict[str, Actor]) -> None:
    publish_kpi(actors["admin"], "revenue")
    services.revise_kpi(actors["admin"], code="revenue", green_from=Decimal("1.05"), valid_from=date(2025, 1, 1))
    with pytest.raises(Refusal) as refused:
        services.publish_kpi(actors["admin"], code="revenue", now=NOW)
    assert refused.value.code == "definition_begins_too_early"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"achievement_method": "mirror"}, "plan_choice_unknown"),
        ({"direction": "lower", "achievement_method": "inverse"}, "definition_incomplete"),
        ({"green_from": Decimal("0.8")}, "definition_limits_inverted"),
        ({"measurement_unit": "bananas"}, "plan_choice_unknown"),
        ({"direction": "range", "achievement_method": "range"}, "definition_incomplete"),
    ],
)
def test_what_cannot_be_judged_is_refused(actors: dict[str, Actor], changes: dict[str, object], code: str) -> None:
    fields: dict[str, object] = {
        "name_zh": "营业收入",
        "direction": "higher",
        "time_kind": "flow",
        "measurement_unit": "CNY",
        "achievement_method": "ratio",
        "green_from": Decimal(1),
        "amber_from": Decimal("0.9"),
        "valid_from": START,
    } | changes
    with pytest.raises(Refusal) as refused:
        services.draft_kpi(actors["admin"], code="revenue", **fields)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_lower_is_better_carries_its_sign(actors: dict[str, Actor]) -> None:
    publish_kpi(actors["admin"], "injuries", direction="lower", achievement_method="signed")
    assert selectors.kpi(actors["admin"], "injuries").achievement_parameters == {"lower": Decimal(1)}


def test_drafts_are_for_who_may_edit(actors: dict[str, Actor]) -> None:
    publish_kpi(actors["admin"], "revenue")
    services.revise_kpi(actors["admin"], code="revenue", name_zh="营收")
    assert selectors.kpi(actors["admin"], "revenue").name_zh == "营收"
    assert selectors.kpi(actors["zhao"], "revenue").name_zh == "指标revenue"
    assert [row.kpi.definition_version for row in selectors.definitions(actors["zhao"], "revenue")] == [1]


@pytest.mark.parametrize("who", ["boss", "wang", "zhao"])
def test_only_who_may_edit_the_plan_writes_it(actors: dict[str, Actor], who: str) -> None:
    with pytest.raises(Refusal) as refused:
        publish_kpi(actors[who], "revenue")
    assert refused.value.code == "permission_denied"


def test_an_objective_knows_its_kpis(actors: dict[str, Actor]) -> None:
    services.add_objective(
        actors["admin"],
        code="GROW",
        name_zh="增长",
        name_en="Grow",
        perspective="financial",
        fiscal_year=2026,
        sponsor="E1",
    )
    publish_kpi(actors["admin"], "revenue", objective="GROW")
    (row,) = selectors.objectives(actors["zhao"], fiscal_year=2026)
    assert (row.kpi_codes, row.sponsor.code if row.sponsor else "", row.name("en")) == (("revenue",), "E1", "Grow")
