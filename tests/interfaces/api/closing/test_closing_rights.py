"""Who may close, open again and decide about late data by program; everybody else meets an unknown address."""

from __future__ import annotations

import pytest

from tests.interfaces.api.closed_months import CLOSED_LISTS, CLOSER_LOOKS, CLOSER_WRITES
from tests.interfaces.api.closing.conftest import Call

pytestmark = pytest.mark.django_db
UNKNOWN = "/values/999999"


@pytest.mark.parametrize("name", CLOSER_LOOKS)
def test_looks_are_for_who_closes(call: Call, name: str) -> None:
    absent = call("boss", UNKNOWN)
    assert {call(who, CLOSER_LOOKS[name]) == absent for who in ("wang", "chen", "zhao")} == {True}
    # September is open: it may be looked at before it is closed, and has no late data yet
    status, code = {"get_close": (200, None), "get_late_data": (400, "period_not_closed")}[name]
    for who in ("admin", "boss"):
        answered, told = call(who, CLOSER_LOOKS[name])
        assert (answered, told.get("code")) == (status, code), told


@pytest.mark.parametrize("name", CLOSER_WRITES)
def test_acts_are_for_who_closes(call: Call, name: str) -> None:
    absent, (path, body) = call("boss", UNKNOWN), CLOSER_WRITES[name]
    barred = ("wang", "chen", "zhao", "boss") if name == "ask_reopening" else ("wang", "chen", "zhao")
    assert {call(who, path, body) == absent for who in barred} == {True}
    assert call("admin", path, body) != absent


@pytest.mark.parametrize("path", CLOSED_LISTS.values(), ids=CLOSED_LISTS)
def test_lists_are_for_everybody_of_the_company(call: Call, path: str) -> None:
    assert {call(who, path)[0] for who in ("admin", "boss", "wang", "chen", "zhao")} == {200}
