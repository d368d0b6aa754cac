"""Calibration through the pages, the API and the command line; figures as in tests/loop/reward/test_calibration.py."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest
from django.http import HttpResponse

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.reports.exports import make_export
from kpiloop.interfaces.web.reward.calibrating.page import session_page
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from tests.interfaces.web.test_review_pages import ask, opened
from tests.loop.reward import company as scored
from tests.loop.reward.test_calibration import SHARES
from tests.loop.trading import actors, built_company

__all__ = ["actors", "ask", "built_company", "opened"]
Ask = Callable[..., HttpResponse]


@pytest.fixture
def session(actors: dict[str, Actor], ask: Ask, opened: int) -> int:
    """The key of the one session: the company with EAST, SH and WEST."""
    terms = TermsRow(distribution="guideline", shares=SHARES, smallest_group=4, calibration="required")
    services.set_card_terms(actors["admin"], scheme="S26", terms=terms)
    ask("admin", f"/reviews/{opened}/score/", {"waiver": "trial"})
    assert "还没有校准" in ask("admin", f"/reviews/{opened}/calibrations/").content.decode()
    assert ask("admin", f"/reviews/{opened}/calibrations/open/", {}).status_code == 302
    return selectors.calibrations(actors["admin"], cycle_id=opened)[0].id


@pytest.mark.feature("P20")
def test_p20_a_calibration_from_opening_to_publication(
    actors: dict[str, Actor], ask: Ask, opened: int, session: int
) -> None:
    person, at = scored.subject_id("E3"), f"/calibrations/{session}/"
    listed = ask("admin", f"/reviews/{opened}/calibrations/").content.decode()
    assert at in listed and "exports/calibrations" in listed
    page = ask("admin", at).content.decode()
    assert f'hx-get="{at}?person={person}"' in page and 'id="strips"' in page
    # Choosing D for E3 in the page shows the strip as it would be: one D, no C; nothing is kept.
    tried = session_page(actors["admin"], session, tried={person: "D"})
    assert [given for _grade, _share, _wanted, _was, given, _over in tried.grades] == [1, 0, 2, 0, 1]
    assert not selectors.calibration(actors["admin"], calibration_id=session).history
    wrong = ask("admin", f"{at}change/", {"person_id": person, "grade": "D", "reason": " "})
    assert wrong.status_code == 422
    assert ask("admin", f"{at}change/", {"person_id": person, "grade": "D", "reason": "客诉属实"}).status_code == 302
    assert "C → D" in ask("admin", at).content.decode()
    assert ask("admin", f"/reviews/{opened}/publish/", {}).status_code != 302  # the scheme waits for the confirmation
    assert ask("admin", f"{at}confirm/", {}).status_code == 422  # who changed does not confirm
    assert ask("boss", f"{at}confirm/", {}).status_code == 422  # nor who has an own grade here
    services.confirm_calibration(second(actors), calibration_id=session, now=scored.NOW)
    assert ask("admin", f"{at}reopen/", {"reason": "复核"}).status_code == 302
    services.confirm_calibration(second(actors), calibration_id=session, now=scored.NOW)
    sheet = selectors.sheet(actors["admin"], cycle_id=opened, subject_id=person)
    assert "客诉属实" in ask("admin", f"/sheets/{sheet.id}/").content.decode()
    assert ask("admin", f"/reviews/{opened}/publish/", {}).status_code == 302
    for who in ("wang", "zhao"):
        assert ask(who, at).status_code == 404 == ask(who, f"/reviews/{opened}/calibrations/").status_code


@pytest.mark.feature("P20")
def test_p20_a_calibration_as_a_file(actors: dict[str, Actor], ask: Ask, opened: int, session: int) -> None:
    person = scored.subject_id("E3")
    services.change_grade(
        actors["admin"], calibration_id=session, person_id=person, grade="D", reason="客诉属实", now=scored.NOW
    )
    export = make_export(actors["admin"], "calibrations", period_codes=(scored.QUARTER,))
    rows: list[dict[str, Any]] = [dict(zip(export.columns, row, strict=True)) for row in export.rows]
    assert [(row["person"], row["total"], row["proposed"], row["guideline"], row["grade"]) for row in rows] == [
        ("E4", D(100), "S", "S", "S"), ("E1", D("89.2"), "B", "B", "B"), ("E2", D(80), "B", "B", "B"),
        ("E3", D(70), "C", "D", "D"),
    ]  # fmt: skip
    assert (rows[3]["reason"], rows[3]["changed_by"], rows[0]["reason"]) == ("客诉属实", "admin", "")


def second(actors: dict[str, Actor]) -> Actor:
    held = actors["admin"]
    return Actor(held.user_id, "second", held.permissions | {"bonus.approve"})
