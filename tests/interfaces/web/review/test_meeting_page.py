"""The meeting in a browser's hands: agenda, one line that becomes a decision and an action, frozen minutes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.review import selectors, services
from kpiloop.loop.track import selectors as track
from tests.loop import company

OCTOBER = "2026-10"
PAGE = f"/meetings/{OCTOBER}/"
HERE = f"?period={OCTOBER}"


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.cookies["kpiloop_language"] = "zh-hans"
    return client


def calls(client: Client) -> None:
    """The meeting is called from the template, as the form of the page does it."""
    given = {"starts_at": "2026-11-06T09:30", "chair": "E1", "place": "三楼"}
    assert client.post(f"{PAGE}prepare/{HERE}", given).status_code == 302


@pytest.mark.feature("S12", "S16")
def test_one_line_becomes_a_decision_with_its_action(actors: dict[str, Actor]) -> None:
    client = signed_in("boss")
    calls(client)
    second = selectors.meeting(actors["boss"], period_code=OCTOBER).items[1].status.assignment
    cause = analyse.write_cause(
        actors["admin"], assignment_id=second.id, period_code=OCTOBER, kind="price", text="竞品降价"
    )
    line = "收紧授权 @王磊 2026-11-30 +20 #2"
    typed = client.post(f"{PAGE}draft/", {"line": line}).content.decode()
    assert "王磊 E2" in typed
    assert "12 月前达到 +20" in typed
    assert not selectors.actions(actors["boss"])
    assert client.post(f"{PAGE}decide/{HERE}", {"line": line}).status_code == 302
    row = selectors.meeting(actors["boss"], period_code=OCTOBER)
    (action,) = selectors.actions(actors["boss"])
    assert [(each.code, each.text, each.item_id) for each in row.decisions] == [("D10-1", "收紧授权", row.items[1].id)]
    assert (action.assignment.id, action.owner.code, action.due_on) == (second.id, "E2", date(2026, 11, 30))
    assert (action.expected_effect, action.effect_period, action.state) == (20, "2026-12", "open")
    assert (action.decision_code, action.cause_id) == ("D10-1", cause)


def test_what_a_line_lacks_is_said_and_nothing_is_saved(actors: dict[str, Actor]) -> None:
    client = signed_in("boss")
    calls(client)
    answer = client.post(f"{PAGE}decide/{HERE}", {"line": "收紧授权 @王磊 #2"})
    assert answer.status_code == 422
    assert "行动需要日期" in answer.content.decode()
    assert "收紧授权 @王磊 #2" in answer.content.decode()
    assert selectors.meeting(actors["boss"], period_code=OCTOBER).decisions == ()
    assert not selectors.actions(actors["boss"])


@pytest.mark.feature("S12")
def test_a_plain_line_is_a_decision(actors: dict[str, Actor]) -> None:
    client = signed_in("boss")
    calls(client)
    assert client.post(f"{PAGE}decide/{HERE}", {"line": "12 月前非生产费用冻结"}).status_code == 302
    row = selectors.meeting(actors["boss"], period_code=OCTOBER)
    assert [(each.text, each.item_id) for each in row.decisions] == [("12 月前非生产费用冻结", None)]
    assert not selectors.actions(actors["boss"])


@pytest.mark.feature("S30")
def test_a_red_without_cause_stands_against_publishing(actors: dict[str, Actor]) -> None:
    client = signed_in("boss")
    calls(client)
    shown = client.get(f"{PAGE}{HERE}").content.decode()
    assert "/ 7 项已齐" in shown
    answer = client.post(f"{PAGE}publish/{HERE}", {"minutes": "x", "waiver": ""})
    assert answer.status_code == 422
    assert selectors.meeting(actors["boss"], period_code=OCTOBER).state == "preparing"


@pytest.mark.feature("S12")
def test_the_minutes_are_one_document_with_a_seal(actors: dict[str, Actor]) -> None:
    client = signed_in("boss")
    calls(client)
    assert client.get(f"{PAGE}minutes/{HERE}").status_code == 302
    client.post(f"{PAGE}decide/{HERE}", {"line": "收紧授权 #1"})
    client.post(f"{PAGE}publish/{HERE}", {"minutes": "按议程讨论", "waiver": "试点"})
    row = selectors.meeting(actors["boss"], period_code=OCTOBER)
    text = client.get(f"{PAGE}minutes/{HERE}").content.decode()
    for part in ("按议程讨论", "D10-1", "收紧授权", "试点", row.seal):
        assert part in text
    assert client.post(f"{PAGE}decide/{HERE}", {"line": "late"}).status_code == 422


@pytest.mark.feature("S16")
def test_an_alert_becomes_an_action_in_one_step(actors: dict[str, Actor]) -> None:
    """The form comes filled in: KPI, month, owner and the effect that closes the gap; saving answers the alert."""
    client = signed_in("boss")
    alert = next(row for row in track.alerts(actors["boss"]) if row.assignment.kpi.code == "revenue")
    address = f"/actions/new/?alert={alert.id}&period={OCTOBER}"
    initial = client.get(address).context["form"].initial
    assert initial["owner"] == alert.assignment.owner.code
    given = {**initial, "title": "三级审批", "due_on": initial["due_on"].isoformat()}
    assert client.post(address, given).status_code == 302
    (action,) = selectors.actions(actors["boss"])
    assert (action.alert_id, action.assignment.id, action.title) == (alert.id, alert.assignment.id, "三级审批")
    status = track.status(actors["boss"], assignment_id=alert.assignment.id, period_code=alert.last_period)
    assert status is not None
    assert status.gap is not None
    assert action.expected_effect == -status.gap
    assert track.alert(actors["boss"], alert_id=alert.id).state == "acknowledged"


@pytest.mark.feature("S16")
def test_a_cause_becomes_an_action_in_one_step(actors: dict[str, Actor]) -> None:
    client = signed_in("boss")
    key = company.assignment_id("revenue", "EAST")
    cause = analyse.write_cause(actors["admin"], assignment_id=key, period_code=OCTOBER, kind="price", text="竞品降价")
    address = f"/actions/new/?assignment={key}&cause={cause}&period={OCTOBER}"
    initial = client.get(address).context["form"].initial
    client.post(address, {**initial, "title": "三级审批", "due_on": initial["due_on"].isoformat()})
    (action,) = selectors.actions(actors["boss"])
    assert (action.cause_id, action.assignment.id, action.expected_effect) == (cause, key, 45)


def test_the_draft_is_read_within_the_readers_sight(actors: dict[str, Actor]) -> None:
    calls(signed_in("boss"))
    services.start_meeting(actors["boss"], meeting_id=selectors.meeting(actors["boss"], period_code=OCTOBER).id)
    hidden = signed_in("chen").post(f"{PAGE}draft/", {"line": "x @王磊 11-30 +20 #1"}).content.decode()
    assert "营业收入" not in hidden
    assert "还缺" in hidden
    assert signed_in("zhao").post(f"{PAGE}draft/", {"line": "x"}).status_code == 404
