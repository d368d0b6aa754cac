"""What an account may do follows from roles in force on the day, and from nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import selectors, services
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM, Actor
from kpiloop.foundation.access.choices import PERMISSIONS, ROLE_PERMISSIONS
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
PASSWORD = "loop-keeper-9"


def make(username: str, *roles: str) -> User:
    services.create_account(SYSTEM, username=username, password=PASSWORD, roles=roles, on=MARCH)
    return User.objects.get(username=username)


def refusal_of(call: object, *args: object, **kwargs: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call(*args, **kwargs)  # type: ignore[operator]
    return refused.value


def test_a_role_gives_its_rights_from_its_first_day_until_before_its_last() -> None:
    user = make("wang")
    services.grant_role(
        SYSTEM, username="wang", role="executive", valid_from=date(2026, 4, 1), valid_to=date(2026, 7, 1)
    )
    rights = {
        day: services.actor_for(user, on=day).may("bonus.approve")
        for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(rights.values()) == [False, True, True, False]


def test_rights_over_pay() -> None:
    sees_all_pay = {role for role, permissions in ROLE_PERMISSIONS.items() if "pay.view_all" in permissions}
    assert sees_all_pay == {"executive", "performance_admin", "auditor"}
    assert "pay.view_own" not in ROLE_PERMISSIONS["system_admin"]


def test_nobody_and_the_switched_off_may_do_nothing() -> None:
    user = make("li", "performance_admin")
    assert services.actor_for(user, on=MARCH).may("plan.edit")
    services.deactivate_account(SYSTEM, username="li", reason="left", on=date(2026, 6, 1))
    off = services.actor_for(User.objects.get(pk=user.pk), on=MARCH)
    assert off == ANONYMOUS == services.actor_for(AnonymousUser(), on=MARCH)
    assert not any(ANONYMOUS.may(permission) for permission in PERMISSIONS)


def test_require_names_the_missing_right() -> None:
    actor = Actor(7, "x", frozenset({"plan.view"}))
    services.require(actor, "plan.view")
    refused = refusal_of(services.require, actor, "plan.edit")
    assert (refused.code, refused.fields) == ("permission_denied", {"permission": "plan.edit"})


def test_who_runs_the_installation_is_not_its_auditor() -> None:
    assert refusal_of(make, "both", "system_admin", "auditor").code == "roles_exclusive"
    make("admin", "system_admin")
    refused = refusal_of(services.grant_role, SYSTEM, username="admin", role="auditor", valid_from=MARCH)
    assert refused.code == "roles_exclusive"
    services.create_account(SYSTEM, username="past", password=PASSWORD, roles=(), on=MARCH)
    services.grant_role(SYSTEM, username="past", role="system_admin", valid_from=MARCH, valid_to=date(2026, 4, 1))
    services.grant_role(SYSTEM, username="past", role="auditor", valid_from=date(2026, 4, 1))


def test_many_accounts_come_together_or_not_at_all() -> None:
    rows = [NewAccount("a1", PASSWORD, ("staff",)), NewAccount("a2", PASSWORD, ("staff",), "en")]
    made = services.create_accounts(SYSTEM, accounts=rows, on=MARCH)
    assert [(row.username, row.language, row.roles) for row in made] == [
        ("a1", "zh-hans", ("staff",)),
        ("a2", "en", ("staff",)),
    ]
    assert AuditEntry.objects.count() == 1
    assert refusal_of(
        services.create_accounts, SYSTEM, accounts=[NewAccount("a3", PASSWORD, ()), rows[0]], on=MARCH
    ).fields == {"username": "a1"}
    assert (
        refusal_of(services.create_accounts, SYSTEM, accounts=[NewAccount("b", PASSWORD, ())] * 2, on=MARCH).code
        == "account_exists"
    )
    assert not User.objects.filter(username__in=["a3", "b"]).exists()


@pytest.mark.parametrize("password", ["short", "password123", ""])
def test_weak_passwords_are_refused(password: str) -> None:
    refused = refusal_of(services.create_account, SYSTEM, username="x", password=password, on=MARCH)
    assert refused.code == "password_too_weak"
    assert not User.objects.exists()


def test_the_first_account_can_be_made_once_and_only_by_the_system() -> None:
    human = Actor(1, "eve", PERMISSIONS)
    assert refusal_of(services.bootstrap_admin, human, username="e", password=PASSWORD, on=MARCH).code == (
        "permission_denied"
    )
    services.bootstrap_admin(SYSTEM, username="admin", password=PASSWORD, on=MARCH)
    again = refusal_of(services.bootstrap_admin, SYSTEM, username="second", password=PASSWORD, on=MARCH)
    assert (again.code, again.fields) == ("account_exists", {"username": "admin"})


def test_own_language_and_password() -> None:
    user = make("zhao", "staff")
    actor = services.actor_for(user, on=MARCH)
    services.set_language(actor, language="en")
    assert selectors.account_by_username(actor, "zhao").language == "en"
    assert refusal_of(services.set_language, actor, language="fr").code == "language_unknown"
    assert refusal_of(services.set_language, SYSTEM, language="en").code == "permission_denied"
    services.set_password(actor, username="zhao", password="another-good-one")
    assert User.objects.get(username="zhao").check_password("another-good-one")
    make("other", "staff")
    assert refusal_of(services.set_password, actor, username="other", password=PASSWORD).code == "permission_denied"
    assert refusal_of(selectors.account_by_username, actor, "other").code == "permission_denied"


def test_the_trail_never_holds_a_password() -> None:
    make("chen", "staff")
    services.set_password(SYSTEM, username="chen", password="entirely-secret-1")
    written = str(list(AuditEntry.objects.values_list("before", "after", "reason")))
    assert "loop-keeper" not in written and "entirely-secret" not in written
