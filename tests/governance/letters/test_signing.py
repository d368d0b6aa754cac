"""R58: a letter of the product's own card is signed by both sides, and a later change shows as unsigned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.letters import selectors, services
from kpiloop.governance.letters.document_rows import LetterRow
from kpiloop.governance.letters.errors import LetterChanged, NotYourLetter
from kpiloop.governance.letters.models import Letter
from kpiloop.interfaces.reports.letters import letter_shown
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services as plan_services
from kpiloop.loop.plan.rows import NewTarget
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]

TODAY = date(2026, 11, 10)


@pytest.fixture
def scheme(actors: dict[str, Actor]) -> str:
    return next(row.code for row in plan.schemes(actors["admin"]) if row.state == "published")


def east(viewer: Actor, scheme: str) -> LetterRow:
    return selectors.letter(viewer, scheme=scheme, subject="EAST", on=TODAY)


def sign(actor: Actor, scheme: str, seen: str, reservation: str = "") -> str:
    return services.sign_letter(
        actor, scheme=scheme, subject="EAST", seen=seen, reservation=reservation, on=TODAY, now=company.NOW
    )


def test_the_letter_says_what_the_card_says(actors: dict[str, Actor], scheme: str) -> None:
    document = east(actors["wang"], scheme).document
    # EAST carries revenue at 60 with 150 a month and discount at 40 with 0.05; Wang Lei answers, Li leads him.
    assert [(line.kpi.code, line.weight) for line in document.lines] == [("revenue", 60), ("discount", 40)]
    months = len(document.lines[0].months)
    assert document.lines[0].annual == 150 * months
    assert document.lines[1].annual == Decimal("0.05")
    assert (document.owner.code, document.superior and document.superior.code) == ("E2", "E1")


def test_r_58_both_sides_sign_the_same_text_and_a_change_leaves_it_unsigned(
    actors: dict[str, Actor], scheme: str
) -> None:
    held = east(actors["wang"], scheme)
    assert (held.state, held.may_sign) == ("unsigned", "owner")
    seen = held.document.fingerprint
    assert sign(actors["wang"], scheme, seen, "折扣由总部批") == "owner"
    assert sign(actors["boss"], scheme, seen) == "superior"
    held = east(actors["admin"], scheme)
    assert (held.state, held.may_sign) == ("signed", "")
    assert [(row.side, row.person.code, row.reservation) for row in held.signatures] == [
        ("owner", "E2", "折扣由总部批"),
        ("superior", "E1", ""),
    ]
    line = next(row for row in plan.assignments(actors["admin"], on=TODAY, kpi="revenue") if row.subject.code == "EAST")
    plan_services.set_targets(actors["admin"], targets=[NewTarget(line.id, "2026-12", Decimal(160))])
    held = east(actors["wang"], scheme)
    assert (held.state, held.may_sign, len(held.signatures), len(held.earlier)) == ("changed", "owner", 0, 2)
    kept = Letter.objects.get()  # the text that was signed stays as it was
    assert "160" not in str(kept.content["lines"][0]["months"])
    assert sign(actors["wang"], scheme, held.document.fingerprint) == "owner"
    assert east(actors["wang"], scheme).state == "owner"


def test_only_the_two_sign_once_and_only_what_they_read(actors: dict[str, Actor], scheme: str) -> None:
    seen = east(actors["wang"], scheme).document.fingerprint
    with pytest.raises(NotYourLetter):
        sign(actors["admin"], scheme, seen)
    with pytest.raises(LetterChanged):
        sign(actors["wang"], scheme, "0" * 64)
    sign(actors["wang"], scheme, seen)
    with pytest.raises(NotYourLetter):
        sign(actors["wang"], scheme, seen)


def test_who_sees_which_letters(actors: dict[str, Actor], scheme: str) -> None:
    everybody = {row.document.subject.code for row in selectors.letters(actors["boss"], scheme=scheme, on=TODAY)}
    staff = {row.document.subject.code for row in selectors.letters(actors["zhao"], scheme=scheme, on=TODAY)}
    assert everybody == {"HQ", "EAST", "WEST", "SH", "ZJ", "E3"}
    assert "HQ" not in staff
    assert "E3" in staff


def test_in_words(actors: dict[str, Actor], scheme: str) -> None:
    shown = letter_shown(east(actors["wang"], scheme))
    assert [line.weight for line in shown.lines] == ["60", "40"]
    assert (shown.total, [place.signed for place in shown.places]) == ("100", ["", ""])
    assert shown.fingerprint.startswith(shown.seal)
