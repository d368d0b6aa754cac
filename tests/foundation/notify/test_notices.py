"""Notices reach their account and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.notify import selectors, services

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def people() -> tuple[Actor, Actor]:
    for name in ("zhang", "li"):
        access.create_account(SYSTEM, username=name, password="loop-keeper-9", roles=["staff"], on=DAY)
    zhang, li = (access.actor_for(user, on=DAY) for user in User.objects.order_by("-username"))
    return zhang, li


def test_each_reads_the_own_notices(people: tuple[Actor, Actor]) -> None:
    zhang, li = people
    sent = services.send(SYSTEM, user_ids=[zhang.user_id, zhang.user_id], code="alert_opened", fields={"due": DAY})
    assert sent == 1
    assert [(row.code, row.fields) for row in selectors.notices(zhang)] == [("alert_opened", {"due": "2026-03-01"})]
    assert (selectors.unread_count(zhang), selectors.unread_count(li)) == (1, 0)
    assert services.mark_read(li, notice_ids=[selectors.notices(zhang)[0].id], now=NOW) == 0
    assert services.mark_read(zhang, now=NOW) == 1
    assert selectors.notices(zhang, unread_only=True) == ()
    assert selectors.notices(zhang)[0].read_at == NOW


def test_nobody_is_told_about_the_own_act(people: tuple[Actor, Actor]) -> None:
    zhang, li = people
    assert services.send(zhang, user_ids=[zhang.user_id, li.user_id], code="action_added") == 1
    assert selectors.notices(zhang) == ()


def test_nobody_is_signed_in() -> None:
    assert selectors.unread_count(ANONYMOUS) == 0
    with pytest.raises(Refusal, match="permission_denied"):
        selectors.notices(ANONYMOUS)
