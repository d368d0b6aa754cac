"""Templates and populations (P14): one card for many, generated as often as one likes, joiners and leavers by date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.cards.rows import CardPlan, NewTemplate, Population, TemplateLine
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.rows import AssignmentChange, NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, publish_kpi

pytestmark = pytest.mark.feature("P14")
LINES = (TemplateLine("revenue", D(70)), TemplateLine("service", D(30)))
SINFUL = {"revenue": 70, "service": 28, "morale": 2}
JULY = date(2026, 7, 1)


@pytest.fixture
def admin(actors: dict[str, Actor]) -> Actor:
    admin = actors["admin"]
    for code in ("revenue", "service"):
        publish_kpi(admin, code)
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    return admin


def save(admin: Actor, *populations: Population, lines: tuple[TemplateLine, ...] = LINES, **more: str) -> None:
    asked = NewTemplate("sales", "S", "销售岗", lines, populations or (Population(heads="without"),), **more)
    services.save_template(admin, template=asked)


def generate(admin: Actor, on: date = START) -> CardPlan:
    return services.generate_cards(admin, template="sales", on=on)


def done(plan: CardPlan) -> dict[str, int]:
    return {name: count for name in ("add", "change", "end", "keep", "conflict") if (count := plan.count(name))}


def crowd(size: int) -> None:
    """Sales people in two units, on one seat of each."""
    org.import_organisation(
        SYSTEM,
        positions=[NewPosition("SE", "销售", "EAST", level="P5"), NewPosition("SW", "销售", "WEST", level="P6")],
        people=[NewPerson(f"N{number:04d}", f"员工{number}") for number in range(size)],
        appointments=[
            NewAppointment(f"N{number:04d}", "EAST" if number % 2 else "WEST", START, "SE" if number % 2 else "SW")
            for number in range(size)
        ],
    )


def test_five_hundred_cards_in_one_call(admin: Actor) -> None:
    crowd(20)
    save(admin, Population(positions=("SE", "SW")))
    with CaptureQueriesContext(connection) as few:
        assert done(generate(admin)) == {"add": 40}
    crowd_more = [NewPerson(f"M{number:04d}", f"员工{number}") for number in range(500)]
    places = [NewAppointment(row.number, "EAST", START, "SE") for row in crowd_more]
    org.import_organisation(SYSTEM, people=crowd_more, appointments=places)
    trail = AuditEntry.objects.count()
    selectors.preview_cards(admin, template="sales", on=START)  # the changed organisation is read once, as before
    with CaptureQueriesContext(connection) as many:
        assert done(generate(admin)) == {"add": 1000, "keep": 40}
    assert AuditEntry.objects.count() == trail + 1
    assert len(many) <= len(few) + 1000 // 50  # rows go in by the dozen, nothing is asked per person
    services.publish_scheme(admin, code="S", now=NOW)
    assert Assignment.objects.filter(scheme__state="published").count() == 1040


def test_generating_again_changes_nothing(admin: Actor) -> None:
    crowd(4)
    save(admin)
    first = selectors.preview_cards(admin, template="sales", on=START)
    assert (first.subjects("add"), Assignment.objects.count()) == (5, 0)  # a preview writes nothing; zhao is staff too
    assert done(generate(admin)) == {"add": 10}
    before = list(Assignment.objects.values_list("pk", "weight", "owner_id", "valid_to").order_by("pk"))
    assert done(generate(admin)) == {"keep": 10}
    assert list(Assignment.objects.values_list("pk", "weight", "owner_id", "valid_to").order_by("pk")) == before


def test_joiners_begin_and_leavers_end_on_their_days(admin: Actor) -> None:
    crowd(2)
    save(admin, Population(units=("EAST",), heads="without", excluded=("E3",)))
    generate(admin)
    org.import_organisation(SYSTEM, people=[NewPerson("J1", "新人")], appointments=[NewAppointment("J1", "EAST", JULY)])
    org.transfer(SYSTEM, person="N0001", unit="WEST", on=JULY)
    plan = selectors.preview_cards(admin, template="sales", on=START)
    told = {(step.action, step.subject.code, step.why) for step in plan.steps}
    assert told == {("add", "J1", ""), ("change", "N0001", "dates")}
    generate(admin)
    found = dict(Assignment.objects.filter(kpi__code="revenue").values_list("subject__code", "valid_to"))
    assert found == {"N0001": JULY, "J1": None}
    assert Assignment.objects.get(kpi__code="service", subject__code="J1").valid_from == JULY


def test_a_new_weight_goes_on_from_its_day_and_takes_targets_along(admin: Actor) -> None:
    save(admin, Population(people=("E3",)))
    generate(admin)
    before = Assignment.objects.get(kpi__code="revenue")
    months = [f"2026-{month:02d}" for month in (6, 7, 8)]
    services.set_targets(admin, targets=[NewTarget(before.pk, month, D(10)) for month in months])
    save(admin, Population(people=("E3",)), lines=(TemplateLine("revenue", D(60)), TemplateLine("service", D(40))))
    assert done(generate(admin, JULY)) == {"change": 2}
    rows = Assignment.objects.filter(kpi__code="revenue").order_by("valid_from")
    assert list(rows.values_list("weight", "valid_from", "valid_to")) == [(D(70), START, JULY), (D(60), JULY, None)]
    owned = Target.objects.filter(assignment=rows[1]).values_list("period__code", flat=True)
    assert sorted(owned) == ["2026-07", "2026-08"]
    assert done(generate(admin, JULY)) == {"keep": 2}


def test_cards_written_by_hand_are_left_alone_and_named(admin: Actor) -> None:
    services.assign_many(admin, scheme="S", assignments=[NewAssignment("revenue", "E3", "E3", D(100), START)])
    save(admin, Population(people=("E3", "E4")))
    plan = generate(admin)
    assert [(step.subject.code, step.why) for step in plan.steps if step.action == "conflict"] == [("E3", "other_card")]
    assert done(plan) == {"add": 2, "conflict": 1}


def test_who_no_longer_fits_is_ended_and_comes_back(admin: Actor) -> None:
    save(admin, Population(people=("E3", "E4")))
    generate(admin)
    save(admin, Population(people=("E3",)))
    assert done(generate(admin)) == {"end": 2, "keep": 2}
    save(admin, Population(people=("E3", "E4")))
    assert done(generate(admin)) == {"change": 2, "keep": 2}
    assert set(Assignment.objects.values_list("valid_to", flat=True)) == {None}


def test_one_card_for_every_unit_of_a_level(admin: Actor) -> None:
    save(admin, Population(kind="unit", levels=("1",)), provider_rule="unit_head")
    generate(admin)
    found = Assignment.objects.filter(kpi__code="revenue").order_by("subject__code")
    rows = found.values_list("subject__code", "owner__subject__code", "provider__subject__code")
    assert list(rows) == [("EAST", "E2", "E2"), ("WEST", "E4", "E4")]


def test_positions_are_served_with_their_holder_as_owner(admin: Actor) -> None:
    crowd(2)
    save(admin, Population(kind="position", levels=("P5",)))
    generate(admin)
    assert set(Assignment.objects.values_list("subject__code", "owner__subject__code")) == {("SE", "N0001")}


def test_first_targets_share_the_units_target_exactly(admin: Actor) -> None:
    crowd(6)
    unit = services.assign_many(admin, scheme="S", assignments=[NewAssignment("revenue", "EAST", "E2", D(100), START)])[
        0
    ]
    services.set_targets(admin, targets=[NewTarget(unit, "2026-01", D(1000)), NewTarget(unit, "2026-12", D(500))])
    lines = (TemplateLine("revenue", D(70), "unit_share"), TemplateLine("service", D(30), "year", D(1200)))
    save(admin, Population(positions=("SE",)), lines=lines)
    generate(admin)
    january = Target.objects.filter(assignment__kpi__code="revenue", period__code="2026-01").exclude(assignment=unit)
    assert sorted(january.values_list("target", flat=True)) == [D("333.33"), D("333.33"), D("333.34")]
    yearly = Target.objects.filter(assignment__kpi__code="service", assignment__subject__code="N0001")
    assert (yearly.count(), sum(row.target or 0 for row in yearly)) == (12, D(1200))
    Target.objects.filter(assignment__subject__code="N0001").update(target=D(7))
    assert done(generate(admin)) == {"keep": 6}
    assert Target.objects.filter(target=D(7)).count() == 14  # what stands is never written over


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"lines": (TemplateLine("revenue", D("99.9999")),)}, "weights_not_100"),
        ({"owner_rule": "named"}, "owner_missing"),
        ({"owner_rule": "anybody"}, "plan_choice_unknown"),
    ],
)
def test_p01_a_template_that_cannot_stand_is_refused(admin: Actor, more: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        save(admin, **more)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_unit_head_makes_no_templates(actors: dict[str, Actor], admin: Actor) -> None:
    save(admin)
    with pytest.raises(Refusal, match="permission_denied"):
        services.generate_cards(actors["wang"], template="sales", on=START)


@pytest.fixture
def sinful(admin: Actor) -> Actor:
    """Four cards of one template and one by hand, all of them 70, 28 and 2."""
    publish_kpi(admin, "morale")
    crowd(4)
    lines = tuple(TemplateLine(kpi, D(weight)) for kpi, weight in SINFUL.items())
    save(admin, Population(positions=("SE", "SW")), lines=lines)
    by_hand = [NewAssignment(kpi, "EAST", "E2", D(weight), START) for kpi, weight in SINFUL.items()]
    services.assign_many(admin, scheme="S", assignments=by_hand)
    generate(admin)
    return admin


def found(admin: Actor, code: str, kpi: str) -> list[tuple[str, int]]:
    rows = selectors.findings(admin, scheme="S")
    return [(row.key, row.cards) for row in rows if (row.code, row.kpi_code) == (code, kpi) and row.override is None]


@pytest.mark.feature("N08")
def test_cards_of_a_template_have_one_finding_and_one_reason(sinful: Actor) -> None:
    by_hand = [("target_missing|EAST|revenue", 1)]
    assert found(sinful, "target_missing", "revenue") == [*by_hand, ("target_missing|template:sales|revenue", 4)]
    held = services.override_finding
    held(sinful, scheme="S", key="target_missing|N0001|revenue", reason="已离岗", now=NOW)  # kept as before, by person
    assert found(sinful, "target_missing", "revenue") == [*by_hand, ("target_missing|template:sales|revenue", 3)]
    held(sinful, scheme="S", key="target_missing|template:sales|revenue", reason="三月起定", now=NOW)
    places = [NewAppointment("J1", "EAST", START, "SE")]
    org.import_organisation(SYSTEM, people=[NewPerson("J1", "新人")], appointments=places)
    generate(sinful)
    assert found(sinful, "target_missing", "revenue") == by_hand  # whoever joins is covered by the reason
    reasons = {row.key: row.override.reason for row in selectors.findings(sinful, scheme="S") if row.override}
    assert reasons == {
        "target_missing|N0001|revenue": "已离岗",
        "target_missing|template:sales|revenue": "三月起定",
    }
    services.reinstate_finding(sinful, scheme="S", key="target_missing|template:sales|revenue", now=NOW)
    assert found(sinful, "target_missing", "revenue")[1:] == [("target_missing|template:sales|revenue", 4)]


@pytest.mark.feature("N08")
def test_one_step_mends_all_cards_of_a_template_and_the_template(sinful: Actor) -> None:
    amended = AuditEntry.objects.filter(verb="amend").count()
    key = "weight_unusual|template:sales|revenue"
    mended = services.fix_finding(sinful, scheme="S", key=key, on=START, now=NOW)
    assert mended.fix == "even_weights"
    of_template = {(row.kpi_code, row.before, row.after) for row in mended.values if row.template_code == "sales"}
    assert of_template == {("revenue", "70", "40"), ("service", "28", "40"), ("morale", "2", "20")}
    assert {row.subject_code for row in mended.values if not row.template_code} == {f"N000{card}" for card in range(4)}
    assert len(mended.values) == 3 * 5  # four cards and the template
    assert AuditEntry.objects.filter(verb="amend").count() == amended + 1
    held = set(Assignment.objects.filter(template__code="sales").values_list("subject__code", "kpi__code", "weight"))
    # 70 and 28 are cut to the usual 40, what is left over falls to the last
    even = {"revenue": D(40), "service": D(40), "morale": D(20)}
    assert held == {(f"N000{number}", kpi, weight) for number in range(4) for kpi, weight in even.items()}
    assert {line.kpi: line.weight for line in selectors.card_template(sinful, "sales").asked.lines} == even
    assert done(generate(sinful)) == {"keep": 12}
    assert found(sinful, "weight_unusual", "revenue") == [("weight_unusual|EAST|revenue", 1)]


@pytest.mark.feature("N08")
def test_a_card_changed_by_hand_does_not_bend_its_template(sinful: Actor) -> None:
    services.fix_finding(sinful, scheme="S", key="weight_unusual|template:sales|revenue", on=START, now=NOW)
    rows = {
        row.kpi.code: row.id
        for row in selectors.assignments(sinful, on=START, scheme="S")
        if row.subject.code == "N0002"
    }
    strange = [
        AssignmentChange(rows["revenue"], D(78)),
        AssignmentChange(rows["morale"], D(2)),
        AssignmentChange(rows["service"], D(20)),
    ]
    services.amend_assignments(sinful, scheme="S", changes=strange, on=START)
    services.fix_finding(sinful, scheme="S", key="weight_unusual|template:sales|revenue", on=START, now=NOW)
    held = {line.kpi: line.weight for line in selectors.card_template(sinful, "sales").asked.lines}
    assert held == {"revenue": D(40), "service": D(40), "morale": D(20)}
    card = dict(Assignment.objects.filter(subject__code="N0002").values_list("kpi__code", "weight"))
    assert sum(card.values()) == 100 and max(card.values()) == 40


@pytest.mark.feature("N08")
def test_the_page_names_the_template_once_and_takes_one_reason(sinful: Actor) -> None:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    page = client.get("/schemes/S/check/").content.decode()
    said = "<b>模板“销售岗”，4 张考核卡</b> 指标指标revenue还没有目标值。"
    assert page.count(said) == 1 and "员工1" not in page
    assert "调匀权重（全部 4 张卡）" in page and "/schemes/S/templates/sales/edit/" in page
    asked = {"key": "target_missing|template:sales|revenue", "reason": "三月起定"}
    assert client.post("/schemes/S/check/accept/", asked).status_code == 302
    page = client.get("/schemes/S/check/").content.decode()
    assert page.count(said) == 1 and "三月起定" in page.split(said)[1]
