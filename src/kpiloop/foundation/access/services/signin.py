"""Signing in: one answer for every failure, and a closed door after too many."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import SignInRefused, TooManyAttempts
from kpiloop.foundation.access.models import SignInFailure, User
from kpiloop.foundation.audit.services import record

WINDOW = timedelta(minutes=15)
FAILURES_ALLOWED = 5
#: One office behind one address has many people, so the address may fail more often than an account.
FAILURES_PER_ADDRESS = 50


def sign_in(actor: Actor, *, username: str, password: str, address: str = "", now: datetime) -> User:
    """Check name and password, slowing down whoever guesses.

    Shape:    actor is ANONYMOUS (nobody is signed in yet) -> the account, for the framework's login.
    Law:      an unknown name, a wrong password and a switched-off account get the same answer after
              the same work; five failures in fifteen minutes close the door for that account.
    Errors:   sign_in_refused; too_many_attempts (minutes).
    """
    _refuse_guessing(username, address, now)
    user = authenticate(None, username=username, password=password)
    if not isinstance(user, User):
        with transaction.atomic():
            SignInFailure.objects.create(username=username[:150], address=address[:64], failed_at=now)
        raise SignInRefused()
    with transaction.atomic():
        SignInFailure.objects.filter(username=username).delete()
        User.objects.filter(pk=user.pk).update(last_login=now)
        record(actor, verb="sign_in", object_kind="account", object_key=user.username)
    return user


def _refuse_guessing(username: str, address: str, now: datetime) -> None:
    recent = SignInFailure.objects.filter(failed_at__gt=now - WINDOW)
    of_account = recent.filter(username=username).count()
    of_address = recent.filter(address=address).count() if address else 0
    if of_account >= FAILURES_ALLOWED or of_address >= FAILURES_PER_ADDRESS:
        raise TooManyAttempts(minutes=int(WINDOW.total_seconds() // 60))
