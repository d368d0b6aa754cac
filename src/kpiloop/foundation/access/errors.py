"""Refusals about accounts, rights, signing in and tokens."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class PermissionRefused(Refusal):
    """The account may not do this."""

    code = "permission_denied"


class SignInRefused(Refusal):
    """Unknown account, wrong password or switched-off account: one answer for all three."""

    code = "sign_in_refused"


class TooManyAttempts(Refusal):
    """Too many failures for this account or address in a short time."""

    code = "too_many_attempts"


class AccountUnknown(Refusal):
    """There is no such account."""

    code = "account_unknown"


class AccountExists(Refusal):
    """The account name is taken."""

    code = "account_exists"


class PasswordTooWeak(Refusal):
    """The password does not meet the rules."""

    code = "password_too_weak"


class RoleUnknown(Refusal):
    """There is no such role."""

    code = "role_unknown"


class RolesExclusive(Refusal):
    """One account may not hold both roles at once."""

    code = "roles_exclusive"


class LanguageUnknown(Refusal):
    """The product does not speak this language."""

    code = "language_unknown"


class TokenUnknown(Refusal):
    """There is no such token of this account."""

    code = "token_unknown"


class LastAdministrator(Refusal):
    """Nobody else could manage accounts any more: username."""

    code = "account_last_administrator"


class NothingProposed(Refusal):
    """Nothing waits to be done about this account: username."""

    code = "account_nothing_proposed"
