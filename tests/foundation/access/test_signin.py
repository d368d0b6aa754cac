"""Signing in and tokens: one answer for every failure, nothing readable in the table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
from django.contrib.auth import hashers

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import selectors, services
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.access.models import SignInFailure, Token, User

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "loop-keeper-9"


@pytest.fixture(autouse=True)
def account() -> User:
    services.create_account(SYSTEM, username="zhang", password=PASSWORD, roles=["staff"], on=DAY)
    return User.objects.get(username="zhang")


def attempt(username: str, password: str, now: datetime = NOON, address: str = "10.0.0.1") -> str:
    """Code of the refusal, or the name of who is in."""
    try:
        return services.sign_in(ANONYMOUS, username=username, password=password, address=address, now=now).username
    except Refusal as refused:
        return refused.code


def test_the_right_password_opens() -> None:
    assert attempt("zhang", PASSWORD) == "zhang"
    assert User.objects.get(username="zhang").last_login == NOON


def test_every_failure_gets_one_answer_after_the_same_work(account: User) -> None:
    services.create_account(SYSTEM, username="off", password=PASSWORD, on=DAY)
    services.deactivate_account(SYSTEM, username="off", reason="left", on=date(2026, 6, 1))
    work = []
    for username, password in (("zhang", "wrong"), ("nobody", "wrong"), ("off", PASSWORD)):
        hasher = hashers.get_hasher()
        with mock.patch.object(type(hasher), "encode", autospec=True, side_effect=type(hasher).encode) as hashed:
            assert attempt(username, password) == "sign_in_refused"
        work.append(hashed.call_count)
    assert len(set(work)) == 1 and work[0] > 0


def test_five_failures_close_the_door_for_fifteen_minutes() -> None:
    answers = [attempt("zhang", "wrong") for _ in range(6)]
    assert answers == ["sign_in_refused"] * 5 + ["too_many_attempts"]
    assert attempt("zhang", PASSWORD) == "too_many_attempts"
    assert attempt("zhang", PASSWORD, now=NOON + timedelta(minutes=14)) == "too_many_attempts"
    assert attempt("zhang", PASSWORD, now=NOON + timedelta(minutes=15)) == "zhang"
    assert not SignInFailure.objects.filter(username="zhang").exists()


def test_the_door_closes_for_names_that_do_not_exist_too() -> None:
    answers = [attempt("ghost", "wrong") for _ in range(6)]
    assert answers[-1] == "too_many_attempts"


def test_an_address_that_sprays_names_is_stopped() -> None:
    SignInFailure.objects.bulk_create(
        SignInFailure(username=f"u{number}", address="10.9.9.9", failed_at=NOON) for number in range(50)
    )
    assert attempt("zhang", PASSWORD, address="10.9.9.9") == "too_many_attempts"
    assert attempt("zhang", PASSWORD, address="10.0.0.2") == "zhang"


def test_a_token_acts_as_its_account_until_it_ends(account: User) -> None:
    actor = services.actor_for(account, on=DAY)
    plain = services.create_token(actor, name="report", expires_at=NOON)
    before, after = NOON - timedelta(seconds=1), NOON
    assert services.actor_for_token(plain, now=before, on=DAY) == actor
    assert services.actor_for_token(plain, now=after, on=DAY) is None
    assert services.actor_for_token(plain[:-1] + "?", now=before, on=DAY) is None
    assert plain not in str(list(Token.objects.values()))


def test_tokens_end_when_revoked_or_when_the_account_does(account: User) -> None:
    actor = services.actor_for(account, on=DAY)
    plain, kept = (services.create_token(actor, name=name) for name in ("a", "b"))
    token_id = selectors.tokens(actor)[1].id
    services.create_account(SYSTEM, username="eve", password=PASSWORD, on=DAY)
    eve = services.actor_for(User.objects.get(username="eve"), on=DAY)
    with pytest.raises(Refusal, match="token_unknown"):
        services.revoke_token(eve, token_id=token_id, now=NOON)
    services.revoke_token(actor, token_id=token_id, now=NOON)
    services.revoke_token(actor, token_id=token_id, now=NOON)
    assert services.actor_for_token(plain, now=NOON, on=DAY) is None
    assert services.actor_for_token(kept, now=NOON, on=DAY) is not None
    services.deactivate_account(SYSTEM, username="zhang", reason="left", on=date(2026, 6, 1))
    assert services.actor_for_token(kept, now=NOON, on=DAY) is None
