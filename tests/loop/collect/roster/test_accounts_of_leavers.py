"""Who leaves by a list: the account is proposed for closing, or closed on its day; who comes back gets it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.proposals.models import AccountProposal
from kpiloop.foundation.access.proposals.reading import account_proposals
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.org import services as org
from kpiloop.loop.collect import services
from kpiloop.loop.collect.roster.choices import SETTLED
from kpiloop.loop.collect.roster.rows import Terms
from tests.loop.collect.roster.conftest import AS_IT_IS, Write
from tests.loop.plan.company import NOW, START

TODAY = date(2026, 10, 20)
GONE = AS_IT_IS[:2] + AS_IT_IS[3:]  # without E3, whose account is zhao


@pytest.fixture
def ops(admin: Actor) -> Actor:
    """A system administrator who is no employee."""
    access.create_account(SYSTEM, username="ops", password="correct-horse-9", roles=["system_admin"], on=START)
    return access.actor_named("ops", on=TODAY)


def take(admin: Actor, on: date = TODAY, now: datetime = NOW) -> None:
    plan = services.preview_roster(admin, source="hr", on=on)
    services.apply_roster(admin, source="hr", mark=plan.mark, on=on, leaving=plan.leaving, now=now)


def is_open(username: str) -> bool:
    return User.objects.get(username=username).is_active


def waiting(ops: Actor) -> list[tuple[str, str, date, bool]]:
    return [(row.username, row.kind, row.on, row.by_itself) for row in account_proposals(ops)]


def trail(username: str) -> list[tuple[str, str]]:
    held = AuditEntry.objects.filter(object_kind="account", object_key=username).order_by("seq")
    return [(row.verb, row.actor) for row in held]


@pytest.mark.feature("S33")
def test_a_leaver_is_proposed_and_an_administrator_decides(admin: Actor, ops: Actor, people: Write) -> None:
    people(*GONE)
    take(admin)
    assert waiting(ops) == [("zhao", "close", TODAY, False)]
    assert is_open("zhao")
    notices = Notice.objects.filter(code="accounts_proposed")
    assert [(row.user.username, row.fields["count"], row.link) for row in notices] == [("ops", 1, "/accounts/")]
    take(admin)  # the same list proposes nothing new
    assert AccountProposal.objects.count() == 1
    with pytest.raises(Refusal, match="permission_denied"):
        access.decide_proposal(admin, username="zhao", is_agreed=True, on=TODAY, now=NOW)
    access.decide_proposal(ops, username="zhao", is_agreed=True, reason="离职", on=TODAY, now=NOW)
    assert not is_open("zhao")
    assert trail("zhao")[-2:] == [("propose_close", "admin"), ("deactivate", "ops")]
    people(*AS_IT_IS)
    take(admin)  # hired again: what a list closed is proposed for reopening, and no list reopens it alone
    assert (waiting(ops), is_open("zhao")) == ([("zhao", "reopen", TODAY, False)], False)
    access.decide_proposal(ops, username="zhao", is_agreed=True, on=TODAY, now=NOW)
    assert is_open("zhao")
    with pytest.raises(Refusal, match="account_nothing_proposed"):
        access.decide_proposal(ops, username="zhao", is_agreed=True, on=TODAY, now=NOW)


def test_what_is_decided_against_stays_and_who_stays_loses_the_proposal(
    admin: Actor, ops: Actor, people: Write
) -> None:
    people(*GONE)
    take(admin)
    access.decide_proposal(ops, username="zhao", is_agreed=False, reason="顾问", on=TODAY, now=NOW)
    assert (is_open("zhao"), waiting(ops)) == (True, [])
    people(*AS_IT_IS[:2], "E3,赵敏,EAST,,,,2026-10-20,2026-12-01", AS_IT_IS[3])
    take(admin)  # back for six weeks: the account is open, and its end is known
    assert waiting(ops) == [("zhao", "close", date(2026, 12, 1), False)]
    people(*AS_IT_IS[:2], "E3,赵敏,EAST,,,,2026-10-20,", AS_IT_IS[3])
    take(admin)
    assert waiting(ops) == []


@pytest.mark.feature("S33")
def test_where_the_terms_say_so_accounts_close_and_reopen_by_themselves(
    admin: Actor, ops: Actor, people: Write
) -> None:
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_roster_terms(admin, source="hr", terms=Terms(accounts=SETTLED), now=NOW)
    services.set_roster_terms(ops, source="hr", terms=Terms(accounts=SETTLED), now=NOW)
    services.set_roster_terms(admin, source="hr", terms=Terms(most_leaving=50, accounts=SETTLED), now=NOW)
    people(*AS_IT_IS[:1], "E2,王磊,EAST,,,是,,2026-10-23", *AS_IT_IS[3:])
    take(admin)  # E3 is gone today, E2 leaves in three days
    assert (is_open("zhao"), is_open("wang")) == (False, True)
    assert trail("zhao")[-1] == ("deactivate", "ops")  # who allowed it answers for it
    assert waiting(ops) == [("wang", "close", date(2026, 10, 23), True)]
    assert services.settle_accounts(SYSTEM, now=NOW + timedelta(days=2)) == ()
    assert services.settle_accounts(SYSTEM, now=NOW + timedelta(days=3)) == ("wang",)
    people(AS_IT_IS[0], AS_IT_IS[2], AS_IT_IS[3])
    later = NOW + timedelta(days=10)
    take(admin, on=later.date(), now=later)
    assert (is_open("zhao"), is_open("wang")) == (True, False)


def test_who_was_switched_off_by_hand_stays_off(admin: Actor, ops: Actor, people: Write) -> None:
    services.set_roster_terms(ops, source="hr", terms=Terms(most_leaving=50, accounts=SETTLED), now=NOW)
    access.deactivate_account(ops, username="zhao", reason="冻结", on=TODAY)
    people(*GONE)
    take(admin)
    people(*AS_IT_IS)
    take(admin)
    assert (is_open("zhao"), waiting(ops)) == (False, [])


def test_nobody_with_a_place_is_closed_when_the_day_comes(admin: Actor, ops: Actor, people: Write) -> None:
    services.set_roster_terms(ops, source="hr", terms=Terms(most_leaving=50, accounts=SETTLED), now=NOW)
    people(*AS_IT_IS[:2], "E3,赵敏,EAST,,,,,2026-11-01", AS_IT_IS[3])
    take(admin)
    org.appoint(admin, person="E3", unit="WEST", valid_from=date(2026, 11, 1))
    assert services.settle_accounts(SYSTEM, now=datetime(2026, 11, 2, tzinfo=UTC)) == ()
    assert (is_open("zhao"), waiting(ops)) == (True, [])


def test_the_last_administrator_is_never_closed(admin: Actor, ops: Actor, people: Write) -> None:
    org.link_account(admin, person="E4", username="ops")
    services.set_roster_terms(ops, source="hr", terms=Terms(most_leaving=50, accounts=SETTLED), now=NOW)
    people(*AS_IT_IS[:3])
    take(admin)
    assert (is_open("ops"), waiting(ops)) == (True, [("ops", "close", TODAY, True)])
    assert account_proposals(ops)[0].is_last_administrator
    for act in (
        lambda: access.decide_proposal(ops, username="ops", is_agreed=True, on=TODAY, now=NOW),
        lambda: access.deactivate_account(ops, username="ops", reason="离职", on=TODAY),
    ):
        with pytest.raises(Refusal, match="account_last_administrator"):
            act()
    access.grant_role(ops, username="boss", role="system_admin", valid_from=START)
    assert services.settle_accounts(SYSTEM, now=NOW) == ("ops",)
