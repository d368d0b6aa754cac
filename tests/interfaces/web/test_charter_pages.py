"""Walking the design of a scheme on the pages, from nothing written to a signed document (S23)."""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.governance.charter import selectors
from kpiloop.loop.plan.models import Scheme
from kpiloop.loop.reward import selectors as reward
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("S23")]

DESIGN, DOCUMENT = "/schemes/S26/design", "/schemes/S26/document/"


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    client.post("/choose/language/", {"language": "en"})
    return client


@pytest.fixture
def admin(actors: dict[str, Actor]) -> Client:
    return client_of("admin")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_from_nothing_to_a_signed_document(admin: Client, actors: dict[str, Actor]) -> None:
    page = text_of(admin, f"{DESIGN}/aim/")
    assert "3 things are missing before it can be signed" in page
    assert "To carry the objectives of the company" in page  # a usual text stands in the form
    assert admin.post(f"{DESIGN}/aim/", {"aim": "Grow with margin."}).status_code == 302
    page = text_of(admin, f"{DESIGN}/population/")
    assert "Shen Lan E5" in page and "1 people have no card" in page
    assert admin.post(f"{DESIGN}/population/", {"person": "E5", "reason": "on long leave"}).status_code == 302
    page = text_of(admin, f"{DESIGN}/population/")
    assert "on long leave" in page and 'value="E5"' in page
    page = text_of(admin, f"{DESIGN}/responsibilities/")
    assert '<option value="E1" selected>' in page and '<option value="E5" selected>' in page  # proposed
    offices = {"sponsor": "E1", "administrator": "E5", "committee": ["E2", "E4"], "signs": ["administrator", "sponsor"]}
    assert admin.post(f"{DESIGN}/responsibilities/", offices).status_code == 302
    days = {
        "review_days": 6,
        "close_days": 9,
        "publish_days": 12,
        "appeal_days": 5,
        "ruling_days": 8,
        "appeals": "To HR.",
    }
    assert admin.post(f"{DESIGN}/calendar/", days).status_code == 302
    page = text_of(admin, f"{DESIGN}/scoring/")
    assert "No link to pay: results change nothing for anybody." in page and f'href="{DESIGN}/pay/' in page
    assert admin.post(f"{DESIGN}/rules/").status_code == 302
    pay = {"individual_from": "grade", "uses_company_factor": "on", "pool_method": "cap"}
    assert admin.post(f"{DESIGN}/pay/", pay).status_code == 302
    page = text_of(admin, f"{DESIGN}/scoring/")
    assert "Nothing is missing in this step." in page and "ready to be signed" in page
    shares = {"distribution": "guideline", "wording": "at_most", "share_A": "20", "share_B": "60", "share_C": "20"}
    assert admin.post(f"{DESIGN}/scoring/", shares).status_code == 302
    assert (
        admin.post(
            f"{DESIGN}/scoring/", {"distribution": "guideline", "wording": "at_most", "share_A": "20"}
        ).status_code
        == 422
    )  # not 100
    page = text_of(admin, DOCUMENT)
    assert "Grow with margin." in page and "at most A 20%, B 60%, C 20%, D 0%" in page
    held = selectors.charter(actors["admin"], scheme="S26", on=company.NOW.date())
    seen = page.split('name="seen" value="')[1][:64]
    assert len(held.draft_fingerprint) == len(seen)
    assert admin.post(f"{DOCUMENT}sign/", {"seen": seen}).status_code == 302
    assert "Ask for the signature" in text_of(admin, DOCUMENT)
    assert admin.post(f"{DOCUMENT}call/").status_code == 302
    boss = client_of("boss")
    page = text_of(boss, DOCUMENT)
    seen = page.split('name="seen" value="')[1][:64]
    assert boss.post(f"{DOCUMENT}sign/", {"seen": seen, "reservation": "pool first"}).status_code == 302
    page = text_of(client_of("zhao"), DOCUMENT)
    assert "Edition 1" in page and "pool first" in page and 'name="seen"' not in page
    assert "华西" not in page and "West" not in page and "on long leave" not in page
    answer = client_of("zhao").get(f"{DOCUMENT}document.pdf?edition=1")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert client_of("zhao").get(f"{DOCUMENT}?edition=2").status_code == 422
    admin.post(f"{DESIGN}/aim/", {"aim": "Grow."})
    page = text_of(admin, DOCUMENT + "?edition=1")
    assert "Differs from what was signed" in page and "<del>Grow with margin.</del>" in page


def test_grades_are_written_from_the_best_down(admin: Client, actors: dict[str, Actor]) -> None:
    assert 'value="100"' in text_of(admin, f"{DESIGN}/grades/")  # the usual ones to begin with
    lines = {"grade_0": "A", "lower_0": "95", "factor_0": "1.2", "grade_1": "B", "lower_1": "0", "factor_1": "0.9"}
    assert admin.post(f"{DESIGN}/grades/", lines).status_code == 302
    bands = reward.grades(actors["admin"], scheme="S26")
    assert [(row.grade, row.lower, row.upper, str(row.factor)) for row in bands] == [
        ("A", 95, None, "1.2000"),
        ("B", 0, 95, "0.9000"),
    ]
    half = admin.post(f"{DESIGN}/grades/", {"grade_0": "A", "lower_0": "95"})
    assert half.status_code == 422 and "leave all three empty" in half.content.decode()


def test_nobody_signed_yet_and_drafts_stay_with_who_draws_up(admin: Client) -> None:
    assert "Nobody has signed this scheme yet" in text_of(client_of("wang"), DOCUMENT)
    assert client_of("wang").get(f"{DOCUMENT}document.pdf").status_code == 302
    assert client_of("wang").get(f"{DESIGN}/aim/").status_code == 404
    assert admin.get(f"{DESIGN}/nothing/").status_code == 404
    Scheme.objects.update(state="draft")
    assert "The scheme is a draft: publish it before it is signed." in text_of(admin, f"{DESIGN}/aim/")
