"""The next version of a scheme has everything the scheme owns; a quarter that was opened keeps its version."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.models import Assignment, FindingOverride, Scheme, TargetChange, TargetPlan
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.models import ReviewCycle
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from tests.loop.reward import company as scored
from tests.loop.reward.test_adjustments import ACCIDENT, PRAISE, PROFIT

Actors = dict[str, Actor]


def owned(admin: Actor) -> dict[str, object]:
    """Everything about consequences that the newest version says."""
    return {
        "scoring": {
            (row.kpi_code, row.method, str(row.parameters))
            for row in selectors.scoring_rules(admin, scheme="S26")
            if row.is_current
        },
        "grades": {(row.grade, row.lower, row.upper, row.factor) for row in selectors.grades(admin, scheme="S26")},
        "beside": {row.stated for row in selectors.adjustments(admin, scheme="S26")},
        "limits": selectors.card_terms(admin, scheme="S26").limits,
        "bonus": bonus(admin),
    }


def bonus(admin: Actor) -> tuple[object, ...]:
    held = selectors.bonus_rule(admin, scheme="S26")
    assert held is not None
    return held.individual_from, held.uses_unit_factor, held.factor_cap, held.pool_method


@pytest.mark.feature("S17")
def test_rules_bonus_gates_vetoes_and_terms_come_along(actors: Actors, cycle: int) -> None:
    admin = actors["admin"]
    services.set_adjustments(admin, scheme="S26", rules=[ACCIDENT, PRAISE, PROFIT])
    services.set_card_terms(admin, scheme="S26", terms=TermsRow(CardLimits(cap=D(110), places=1)))
    services.set_bonus_rule(
        admin, scheme="S26", individual_from="score", uses_unit_factor=False, factor_cap=D("1.2"), pool_method="share"
    )
    before = owned(admin)
    lines = Assignment.objects.filter(scheme__code="S26").count()
    begun = services.revise_scheme(admin, code="S26")
    assert (begun.version, dict(begun.carried)) == (
        2,
        {"lines": lines, "scoring": 4, "grades": 5, "adjustments": 3, "terms": 1, "bonus": 1},
    )
    assert owned(admin) == before
    assert bonus(admin) == ("score", False, D("1.2"), "share")
    assert AuditEntry.objects.get(verb="carry_rules").after["bonus"] == 1
    services.set_bonus_rule(admin, scheme="S26", factor_cap=D(2))  # the draft changes alone
    assert bonus(actors["boss"]) == ("score", False, D("1.2"), "share")


def test_a_quarter_that_was_opened_is_scored_by_its_version(actors: Actors, cycle: int) -> None:
    admin = actors["admin"]
    services.revise_scheme(admin, code="S26")
    later = services.open_cycle(admin, scheme="S26", quarter="FY2026-Q2")
    assert ReviewCycle.objects.get(pk=later.id).scheme.version == 1  # a draft is not in force
    plan.publish_scheme(admin, code="S26", now=scored.NOW)
    services.score_cycle(admin, cycle_id=cycle, now=scored.NOW, waiver=scored.OPEN_MONTHS)
    found = {row.subject.code: row.total for row in selectors.sheets(admin, cycle_id=cycle)}
    assert {code: found[code] for code in scored.TOTALS} == scored.TOTALS
    newest = services.open_cycle(admin, scheme="S26", quarter="FY2026-Q4")
    assert ReviewCycle.objects.get(pk=newest.id).scheme.version == 2


def test_accepted_findings_planned_years_and_waiting_requests_follow(actors: Actors, cycle: int) -> None:
    admin = actors["admin"]
    first = Scheme.objects.get(code="S26")
    FindingOverride.objects.create(
        scheme=first, key="few|WEST|", reason="小部门", overridden_by="admin", overridden_at=scored.NOW
    )
    line = Assignment.objects.get(scheme=first, subject__code="WEST", kpi__code="revenue")
    TargetPlan.objects.create(assignment=line, annual=D(1200), method="even", recorded_by="admin")
    asked = plan.propose_target_change(
        admin, assignment_id=line.pk, period="2026-12", new_target=D(130), reason="新客户"
    )
    services.revise_scheme(admin, code="S26")
    assert [row.reason for row in FindingOverride.objects.filter(scheme__version=2)] == ["小部门"]
    plan.publish_scheme(admin, code="S26", now=scored.NOW)
    successor = Assignment.objects.get(scheme__version=2, subject__code="WEST", kpi__code="revenue")
    assert TargetPlan.objects.get(assignment=successor).annual == D(1200)
    assert TargetChange.objects.get(pk=asked).assignment == successor


def test_a_request_that_would_be_lost_keeps_the_version_from_being_published(actors: Actors, cycle: int) -> None:
    admin = actors["admin"]
    line = Assignment.objects.get(scheme__code="S26", subject__code="WEST", kpi__code="revenue")
    plan.propose_target_change(admin, assignment_id=line.pk, period="2026-12", new_target=D(130), reason="新客户")
    services.revise_scheme(admin, code="S26")
    Assignment.objects.filter(scheme__version=2, subject__code="WEST").delete()
    with pytest.raises(Refusal, match="requests_waiting") as refused:
        plan.publish_scheme(admin, code="S26", now=scored.NOW)
    assert refused.value.fields == {"kpi": "revenue", "subject": "WEST", "period": "2026-12"}
    assert Scheme.objects.get(code="S26", version=1).state == "published"
