"""The document is signed in turn below one kept text; a later change shows and needs a new edition (S23)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.org import services as org
from kpiloop.governance.charter import selectors, services
from kpiloop.governance.charter.errors import (
    DocumentChanged,
    EditionUnknown,
    NothingToSign,
    NotReady,
    NotYourTurn,
)
from kpiloop.governance.charter.models import Edition
from kpiloop.governance.charter.rows import CharterRow
from kpiloop.interfaces.reports.charter.document import differences_shown
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import AssignmentChange
from kpiloop.loop.reward import services as reward
from tests.governance.charter.conftest import SCHEME, TODAY
from tests.loop import company

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S23")]


def read(actor: Actor) -> CharterRow:
    return selectors.charter(actor, scheme=SCHEME, on=TODAY)


def sign(actor: Actor, reservation: str = "", seen: str = "") -> None:
    held = read(actor)
    begins = not held.editions or bool(held.differences)
    seen = seen or (held.draft_fingerprint if begins else held.editions[0].fingerprint)
    services.sign_document(actor, scheme=SCHEME, seen=seen, reservation=reservation, on=TODAY, now=company.NOW)


def told(username: str) -> list[str]:
    return list(
        Notice.objects.filter(user__username=username, code__startswith="charter").values_list("code", flat=True)
    )


def test_three_sign_in_turn_what_the_first_one_read(drawn_up: dict[str, Actor]) -> None:
    admin, wang, boss = drawn_up["admin"], drawn_up["wang"], drawn_up["boss"]
    assert (read(admin).state, read(admin).may_sign, read(wang).may_sign) == ("unsigned", "administrator", "")
    with pytest.raises(NotYourTurn):
        sign(boss)
    assert services.call_for_signatures(admin, scheme=SCHEME, on=TODAY, now=company.NOW) == "E5"
    assert told("admin") == []  # nobody is told of the own act
    sign(admin)
    kept = Edition.objects.get()
    assert (read(boss).state, read(boss).may_sign, told("wang")) == ("signing", "", ["charter_turn"])
    with pytest.raises(NotYourTurn):
        sign(admin)
    sign(wang, "华东目标偏高")
    sign(boss)
    held = read(admin)
    assert (held.state, held.editions[0].is_signed, held.editions[0].is_whole) == ("signed", True, True)
    assert [(row.office, row.person.code, row.reservation) for row in held.editions[0].signers] == [
        ("administrator", "E5", ""),
        ("hr", "E2", "华东目标偏高"),
        ("sponsor", "E1", ""),
    ]
    assert Edition.objects.get().content == kept.content
    assert told("wang") == ["charter_turn", "charter_signed"]
    with pytest.raises(NothingToSign):
        services.call_for_signatures(admin, scheme=SCHEME, on=TODAY, now=company.NOW)
    trail = AuditEntry.objects.filter(object_kind="charter", verb="sign").order_by("pk")
    assert [row.actor for row in trail] == ["admin", "wang", "boss"]


def test_a_change_shows_and_begins_a_new_edition(drawn_up: dict[str, Actor]) -> None:
    admin, wang = drawn_up["admin"], drawn_up["wang"]
    sign(admin)
    first = Edition.objects.get().content
    reward.set_bonus_rule(admin, scheme=SCHEME)
    services.set_days(admin, scheme=SCHEME, days={"appeal_days": 7})
    held = read(admin)
    # appeals end two days later in four quarters, and so do the answers to them
    chapters = [row.chapter for row in held.differences]
    assert (held.state, chapters.count("dates"), set(chapters)) == ("changed", 4, {"bonus", "days", "dates"})
    bonus = next(row for row in differences_shown(held.differences) if row.before == "")
    assert bonus.after.startswith("奖金基数 × 等级系数")
    days = next(row for row in held.differences if row.chapter == "days")
    assert (days.before and days.before["days"], days.after and days.after["days"]) == (5, 7)
    assert read(wang).may_sign == ""  # the old text is no longer signed: it begins with the first office again
    with pytest.raises(DocumentChanged):
        sign(wang, seen=held.editions[0].fingerprint)
    sign(admin)
    sign(wang)
    held = read(admin)
    assert [(row.number, row.content["bonus"] is None) for row in held.editions] == [(2, False), (1, True)]
    assert Edition.objects.get(number=1).content == first
    assert [row.signed_at is not None for row in held.editions[1].signers] == [True, False, False]
    assert selectors.edition(drawn_up["zhao"], scheme=SCHEME, number=1, on=TODAY).content["bonus"] is None
    with pytest.raises(EditionUnknown):
        selectors.edition(admin, scheme=SCHEME, number=3, on=TODAY)


def test_people_who_come_and_go_change_no_promise_and_a_rewritten_text_is_found_out(drawn_up: dict[str, Actor]) -> None:
    sign(drawn_up["admin"])
    org.add_person(SYSTEM, number="E9", name_zh="新人")
    org.appoint(SYSTEM, person="E9", unit="HQ", valid_from=date(2026, 11, 1))
    held = read(drawn_up["admin"])
    assert held.draft is not None and held.draft["population"] != held.editions[0].content["population"]
    assert (held.differences, held.state, held.editions[0].is_whole) == ((), "signing", True)
    text = Edition.objects.get().content
    Edition.objects.update(content={**text, "aim": {"text": "另一个目的"}})
    assert not read(drawn_up["admin"]).editions[0].is_whole


def test_a_weight_moves_on_one_card(drawn_up: dict[str, Actor]) -> None:
    sign(drawn_up["admin"])
    revenue, discount = company.assignment_id("revenue", "EAST"), company.assignment_id("discount", "EAST")
    changes = [AssignmentChange(revenue, weight=Decimal(70)), AssignmentChange(discount, weight=Decimal(30))]
    plan.amend_assignments(drawn_up["admin"], scheme=SCHEME, changes=changes, on=TODAY)
    (row,) = differences_shown(read(drawn_up["admin"]).differences)
    assert (row.chapter, row.name, row.before, row.after) == (
        "权重",
        "华东",
        "营业收入 60%、平均折扣率 40%",
        "营业收入 70%、平均折扣率 30%",
    )


def test_what_blocks_keeps_it_from_being_signed(actors: dict[str, Actor], drawn_up: dict[str, Actor]) -> None:
    services.set_texts(actors["admin"], scheme=SCHEME, aim="")
    with pytest.raises(NotReady) as refused:
        sign(actors["admin"])
    assert refused.value.fields["count"] == 1
    with pytest.raises(NotReady):
        services.call_for_signatures(actors["admin"], scheme=SCHEME, on=TODAY, now=company.NOW)
    assert not Edition.objects.exists()


def test_who_reads_what(drawn_up: dict[str, Actor]) -> None:
    assert read(drawn_up["zhao"]).editions == ()
    sign(drawn_up["admin"])
    whole = read(drawn_up["boss"]).editions[0]  # who signs reads what is signed
    assert [row["code"] for row in whole.content["exempt"]] == ["E5"]
    leads = read(drawn_up["chen"])  # leads WEST, signs nothing: the framework whole, nobody exempt from elsewhere
    assert (leads.draft, leads.differences, leads.may_sign) == (None, (), "")
    assert leads.editions[0].content["exempt"] == []
    assert leads.editions[0].content["cards"] == whole.content["cards"]
    staff = read(drawn_up["zhao"]).editions[0]  # works in SH with a card of her own
    cards = staff.content["cards"]
    assert [(card["level"], [row["code"] for row in card["subjects"]]) for card in cards] == [
        ("unit", ["SH"]),  # ZJ and WEST hold the same card and are not named
        ("person", []),
    ]
    assert [row["code"] for row in staff.content["population"]] == ["SH"]
    assert staff.content["hidden"]["exempt"] == 1
    assert staff.is_whole and staff.fingerprint == whole.fingerprint
