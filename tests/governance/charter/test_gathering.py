"""What a scheme says, and what it misses: population, findings by step, dates on working days."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.calendar import services as calendar
from kpiloop.governance.charter import selectors, services
from kpiloop.governance.charter.choices import STEPS
from kpiloop.governance.charter.errors import DaysWrong, OfficeTwice
from kpiloop.governance.charter.rows import CharterFinding, Content, NewOffice
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.entering.rows import NewNode
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.errors import ReasonMissing
from kpiloop.loop.plan.models import Scheme
from kpiloop.loop.reward import services as reward
from tests.governance.charter.conftest import SCHEME, TODAY
from tests.loop import company

pytestmark = pytest.mark.django_db


def found(actors: dict[str, Actor]) -> dict[str, CharterFinding]:
    return {row.code: row for row in selectors.findings(actors["admin"], scheme=SCHEME, on=TODAY)}


def draft(actors: dict[str, Actor]) -> Content:
    content = selectors.charter(actors["admin"], scheme=SCHEME, on=TODAY).draft
    assert content is not None
    return content


def test_who_is_assessed_by_which_card(actors: dict[str, Actor]) -> None:
    # Li leads HQ, Wang Lei EAST, Chen Jing WEST; Zhao Min has KPIs of her own; Shen Lan has none and leads nothing.
    people = selectors.populace(actors["admin"], scheme=SCHEME, on=TODAY)
    assert {row.unit.code: dict(row.counts) for row in people.units} == {
        "HQ": {"unit": 1, "none": 1},
        "EAST": {"unit": 1},
        "SH": {"own": 1},
        "WEST": {"unit": 1},
    }
    assert [(person.code, unit.code) for person, unit in people.without] == [("E5", "HQ")]
    services.exempt(actors["admin"], scheme=SCHEME, person="E5", reason="不参加考核", now=company.NOW)
    services.exempt(actors["admin"], scheme=SCHEME, person="E3", reason="试用期", now=company.NOW)
    people = selectors.populace(actors["admin"], scheme=SCHEME, on=TODAY)
    assert (people.count("exempt"), people.count("own"), people.without) == (2, 0, ())
    assert [row.code for row in people.exempt_with_card] == ["E3"]
    services.exempt(actors["admin"], scheme=SCHEME, person="E3", reason="", now=company.NOW)
    with pytest.raises(ReasonMissing):
        services.exempt(actors["admin"], scheme=SCHEME, person="E3", reason="", now=company.NOW)
    Scheme.objects.update(default_card="unit_by_head")  # Shen Lan is then judged by the result of HQ
    services.exempt(actors["admin"], scheme=SCHEME, person="E5", reason="", now=company.NOW)
    assert selectors.populace(actors["admin"], scheme=SCHEME, on=TODAY).count("default") == 1


@pytest.mark.feature("S23", "S32")
def test_every_step_says_what_it_misses_and_where_that_is_mended(actors: dict[str, Actor]) -> None:
    rows = found(actors)
    assert {code: row.severity for code, row in rows.items() if row.severity == "blocks"} == {
        "charter_aim_missing": "blocks",
        "charter_sponsor_missing": "blocks",
        "charter_administrator_missing": "blocks",
    }
    assert {(row.step, code, row.fix) for code, row in rows.items()} >= {
        ("aim", "charter_no_objectives", "objectives"),
        ("population", "charter_without_card", "templates"),
        ("calendar", "charter_no_holidays", "calendar"),
        ("calendar", "charter_nothing_expected", "reporting"),
        ("scoring", "charter_scoring_missing", "start_rules"),
        ("scoring", "charter_grades_missing", "grades"),
        ("scoring", "charter_pay_link_missing", "pay_link"),
    }
    assert {row.step for row in rows.values()} <= set(STEPS)
    # every counting KPI lacks a rule: profit, revenue, cost, discount; orders weighs 0
    assert rows["charter_scoring_missing"].fields["count"] == 4
    reward.start_rules(actors["admin"], scheme=SCHEME)
    reward.set_bonus_rule(actors["admin"], scheme=SCHEME)
    left = found(actors)
    assert not {"charter_scoring_missing", "charter_grades_missing", "charter_pay_link_missing"} & left.keys()


@pytest.mark.feature("S29")
def test_cards_with_too_many_kpis_stand_in_the_first_step(actors: dict[str, Actor]) -> None:
    Scheme.objects.update(kpi_limit=2)  # HQ holds three
    row = found(actors)["charter_too_many_kpis"]
    assert (row.step, row.severity, row.fields["count"], row.fix) == ("aim", "notice", 1, "check")
    Scheme.objects.update(limit_blocks=True)
    assert found(actors)["charter_too_many_kpis"].severity == "blocks"


@pytest.mark.feature("S23")
def test_separate_duties_until_they_are_waived(actors: dict[str, Actor]) -> None:
    """Rule R47: nobody is named to report revenue of EAST, so Wang Lei who answers for it does, and approves it."""
    nodes = [NewNode("provide", "provider", 5), NewNode("approve", "person", 9, person="E2")]
    flow = {"code": "f", "name_zh": "上报", "kpis": ("revenue",), "nodes": nodes, "now": company.NOW}
    collect.set_flow(actors["admin"], **flow)  # type: ignore[arg-type]
    rows = found(actors)
    # Revenue is paid on six cards: HQ, EAST, WEST, SH, ZJ, E3. EAST, SH and ZJ are answered for by Wang Lei.
    assert rows["charter_provider_is_owner"].fields["count"] == 6
    assert (rows["charter_provider_approves"].fields["count"], rows["charter_provider_approves"].severity) == (
        3,
        "notice",
    )
    assert draft(actors)["flows"][0]["hands"][1]["person"]["code"] == "E2"
    assert draft(actors)["days"]["collect_days"] == 9
    plan.set_scheme_rules(actors["admin"], code=SCHEME, duties="require")
    assert found(actors)["charter_provider_approves"].severity == "blocks"
    plan.waive_duties(actors["admin"], code=SCHEME, reason="五人公司", now=company.NOW)
    assert not {"charter_provider_is_owner", "charter_provider_approves"} & found(actors).keys()
    assert draft(actors)["duties"] == {"policy": "require", "waiver": "五人公司"}


def test_dates_fall_on_days_that_are_worked(actors: dict[str, Actor]) -> None:
    dates = draft(actors)["dates"]
    months = {row["period"]: row for row in dates["months"]}
    quarters = {row["period"]: row for row in dates["quarters"]}
    # October ends on a Saturday: the 8th working day after it is Wednesday the 11th, the 10th Friday the 13th.
    assert months["2026-10"] == {"period": "2026-10", "review": "2026-11-11", "close": "2026-11-13"}
    # The 15th working day after September is 21 October, five more 28 October, ten more 11 November.
    quarter = quarters["FY2026-Q3"]
    assert (quarter["publish"], quarter["appeal"], quarter["ruling"]) == ("2026-10-21", "2026-10-28", "2026-11-11")
    assert (quarter["self_review"], quarter["confirm"]) == ("2026-10-11", "2026-10-31")
    calendar.add_event(
        actors["admin"], kind="holiday", first_day=date(2026, 10, 1), last_day=date(2026, 10, 7), name_zh="国庆"
    )
    # Five of those days were worked before: publication moves to the 28th.
    quarter = {row["period"]: row for row in draft(actors)["dates"]["quarters"]}["FY2026-Q3"]
    assert (quarter["publish"], quarter["appeal"]) == ("2026-10-28", "2026-11-04")
    services.set_days(actors["admin"], scheme=SCHEME, days={"review_days": 12, "appeal_days": 0})
    assert found(actors)["charter_close_before_review"].fields["count"] == 12
    assert draft(actors)["days"]["review_days"] == 12
    with pytest.raises(DaysWrong):
        services.set_days(actors["admin"], scheme=SCHEME, days={"close_days": 61})


def test_collection_is_due_when_the_last_rhythm_says(actors: dict[str, Actor]) -> None:
    for days, kpi in ((4, "revenue"), (13, "cost")):
        collect.set_duty(actors["admin"], kpi=kpi, frequency="month", due_days=days, first_day=date(2026, 11, 1))
    months = {row["period"]: row for row in draft(actors)["dates"]["months"]}
    assert months["2026-10"]["collect"] == "2026-11-13"  # 31 October and 13 days
    assert found(actors)["charter_review_before_collect"].fields["count"] == 12


def test_offices_are_held_once(actors: dict[str, Actor]) -> None:
    for twice in (("sponsor", "E1", "sponsor", "E2"), ("committee", "E4", "committee", "E4")):
        offices = [NewOffice(twice[0], twice[1]), NewOffice(twice[2], twice[3])]
        with pytest.raises(OfficeTwice):
            services.set_offices(actors["admin"], scheme=SCHEME, offices=offices)
    assert selectors.outline(actors["admin"], scheme=SCHEME).offices == ()


@pytest.mark.parametrize("username", ["boss", "wang", "zhao"])
def test_only_who_draws_up_composes(actors: dict[str, Actor], username: str) -> None:
    actor = actors[username]
    with pytest.raises(PermissionRefused):
        services.set_texts(actor, scheme=SCHEME, aim="x")
    with pytest.raises(PermissionRefused):
        selectors.findings(actor, scheme=SCHEME, on=TODAY)
    with pytest.raises(PermissionRefused):
        selectors.populace(actor, scheme=SCHEME, on=TODAY)
    assert selectors.charter(actor, scheme=SCHEME, on=TODAY).draft is None
