"""What a scheme says beside its cards, said anew: names and limits at any time, the missing policy in a draft."""

from __future__ import annotations

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.plan import selectors, services
from tests.loop.plan.company import NOW, publish_kpi


@pytest.fixture
def admin(actors: dict[str, Actor]) -> Actor:
    services.add_scheme(actors["admin"], code="S", name_zh="方案", fiscal_year=2026)
    return actors["admin"]


def publish(admin: Actor) -> None:
    publish_kpi(admin, "revenue")
    services.publish_scheme(admin, code="S", now=NOW)


def test_a_draft_says_everything_anew_and_the_trail_only_what_changed(admin: Actor) -> None:
    services.set_scheme_rules(admin, code="S", name_zh="甲案", name_en="Plan A", missing_policy="zero", kpi_limit=5)
    held = selectors.scheme(admin, "S")
    assert (held.name_zh, held.name_en, held.missing_policy, held.kpi_limit) == ("甲案", "Plan A", "zero", 5)
    entry = AuditEntry.objects.filter(object_kind="scheme", verb="set").latest("seq")
    assert entry.before == {"name_zh": "方案", "name_en": "", "missing_policy": "renormalise", "kpi_limit": 8}
    assert entry.after == {"name_zh": "甲案", "name_en": "Plan A", "missing_policy": "zero", "kpi_limit": 5}
    services.set_scheme_rules(admin, code="S", name_zh="甲案", kpi_limit=5)
    assert AuditEntry.objects.filter(object_kind="scheme", verb="set").count() == 1  # nothing differs, nothing is told


def test_in_force_names_and_limits_change_and_the_missing_policy_stays(admin: Actor) -> None:
    publish(admin)
    services.set_scheme_rules(
        admin, code="S", name_zh="乙案", kpi_limit=6, limit_blocks=True, missing_policy="renormalise"
    )
    with pytest.raises(Refusal, match="scheme_term_pinned"):
        services.set_scheme_rules(admin, code="S", name_zh="丙案", missing_policy="zero")
    held = selectors.scheme(admin, "S")
    assert (held.name_zh, held.kpi_limit, held.limit_blocks, held.missing_policy) == ("乙案", 6, True, "renormalise")
    services.revise_scheme(admin, code="S")
    services.set_scheme_rules(admin, code="S", missing_policy="zero")  # the way the refusal names
    policies = {row.version: row.missing_policy for row in selectors.schemes(admin)}
    assert policies == {1: "renormalise", 2: "zero"}


def test_what_somebody_changed_meanwhile_is_not_overwritten(admin: Actor) -> None:
    seen = selectors.scheme(admin, "S").mark
    services.set_scheme_rules(admin, code="S", name_zh="甲案", seen=seen)
    with pytest.raises(Refusal, match="scheme_changed"):
        services.set_scheme_rules(admin, code="S", name_zh="乙案", seen=seen)
    assert selectors.scheme(admin, "S").name_zh == "甲案"


def test_words_that_are_none_and_people_who_may_not(admin: Actor, actors: dict[str, Actor]) -> None:
    with pytest.raises(Refusal, match="plan_choice_unknown"):
        services.set_scheme_rules(admin, code="S", missing_policy="guess")
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_scheme_rules(actors["boss"], code="S", name_zh="乙案")
