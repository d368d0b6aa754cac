"""The talks about a quarter by program: who writes, who signs, and whom nobody else learns of."""

from __future__ import annotations

from typing import Any

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import services
from tests.interfaces.api.closing.conftest import Call
from tests.loop.reward import company as scored

pytestmark = pytest.mark.django_db
REVIEWS = f"/schemes/S26/reviews?quarter={scored.QUARTER}"


@pytest.fixture
def cycle(actors: dict[str, Actor]) -> int:
    scored.add_mover()
    return scored.scored_cycle(actors)


def review_of(call: Call, who: str, person: str) -> Any:
    return next(row for row in call(who, REVIEWS)[1] if row["person"] == person)


@pytest.mark.feature("S13")
def test_a_review_is_written_by_both_and_confirmed_after_publication(
    call: Call,
    actors: dict[str, Actor],
    cycle: int,
) -> None:
    key = review_of(call, "zhao", "E3")["id"]
    absent = call("boss", "/values/999999")
    for act in ("self", "manager"):  # of somebody else's people nobody learns anything
        assert call("chen", f"/reviews/{key}/{act}", {"text": "x"}) == absent
    assert call("zhao", f"/reviews/{key}/self", {"text": " "})[1]["code"] == "reward_text_missing"
    assert call("zhao", f"/reviews/{key}/self", {"text": "多跑了三家客户"}) == (200, {"id": key})
    status, refused = call("wang", f"/reviews/{key}/self", {"text": "x"}, "en")
    assert (status, refused["code"]) == (400, "reward_not_yours")  # the manager sees it and may not write this one
    assert call("wang", f"/reviews/{key}/manager", {"text": "回款要抓紧"})[0] == 200
    seen = review_of(call, "zhao", "E3")
    assert (seen["state"], seen["self_text"], seen["manager_text"], seen["manager"]) == (
        "confirm", "多跑了三家客户", "", "E2",
    )  # fmt: skip
    assert call("zhao", f"/reviews/{key}/confirm", {})[1]["code"] == "cycle_stage"
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    assert call("zhao", f"/reviews/{key}/confirm", {"reservation": "台风停业两周"})[0] == 200
    seen = review_of(call, "wang", "E3")
    assert (seen["state"], seen["confirmed_with_reservation"], seen["reservation"], seen["manager_text"]) == (
        "confirmed", True, "台风停业两周", "回款要抓紧",
    )  # fmt: skip


@pytest.mark.feature("S19")
def test_a_talk_is_held_by_one_and_signed_by_both(call: Call, actors: dict[str, Actor], cycle: int) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    (talk,) = call("zhao", "/talks?state=due")[1]
    assert (talk["kind"], talk["person"], talk["interviewer"], talk["due_on"]) == ("feedback", "E3", "E2", "2026-11-24")
    path, held = f"/talks/{talk['id']}", {"contents": "价格纪律", "held_on": "2026-11-18"}
    absent = call("boss", "/values/999999")
    assert call("chen", path) == call("chen", f"{path}/hold", held) == call("chen", f"{path}/sign", {}) == absent
    status, refused = call("zhao", f"{path}/hold", held, "en")
    assert (status, refused["code"]) == (400, "reward_not_yours")
    assert call("zhao", f"{path}/sign", {})[1]["code"] == "cycle_stage"
    assert call("wang", f"{path}/hold", held)[1]["state"] == "held"
    assert call("zhao", f"{path}/sign", {})[1]["state"] == "held"
    assert call("wang", f"{path}/hold", held)[1]["code"] == "cycle_stage"  # signed words are not rewritten
    signed = call("wang", f"{path}/sign", {})[1]
    assert (signed["state"], signed["contents"], signed["held_on"]) == ("signed", "价格纪律", "2026-11-18")
    assert signed["person_signed_at"] and signed["interviewer_signed_at"]


def test_a_sheet_is_signed_by_who_leads_the_unit(call: Call, actors: dict[str, Actor], cycle: int) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    rows = call("wang", f"/exports/scores?quarter={scored.QUARTER}")[1]
    place = {name: column for column, name in enumerate(rows["columns"])}
    ids = [row[place["id"]] for row in rows["rows"] if row[place["subject"]] == "EAST"]
    east = int(next(key for key in ids if key.startswith("S")).removeprefix("S"))
    absent = call("boss", "/values/999999")
    assert call("chen", f"/scores/{east}/sign", {}) == absent
    assert call("wang", f"/scores/{east}/sign", {"reservation": "一次性大单"}) == (200, {"id": east})
    assert call("wang", f"/scores/{east}/sign", {})[1]["code"] == "cycle_stage"
