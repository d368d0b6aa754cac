"""Sentences of refusals raised by access."""

from __future__ import annotations

SENTENCES = {
    "sign_in_refused": "The name or password is not correct, or the account is switched off. Check both and try again.",
    "too_many_attempts": "Too many failed sign-ins. Try again in %(minutes)s minutes.",
    "account_unknown": 'There is no account named "%(username)s". Check the name.',
    "account_exists": 'The account "%(username)s" exists already. Choose another name.',
    "password_too_weak": (
        "The password does not meet the rules (%(rules)s). Use at least 8 characters that are not a common password."
    ),
    "account_last_administrator": (
        'Nobody else manages accounts, so "%(username)s" stays open. Give another account the role of '
        "system administrator first."
    ),
    "account_nothing_proposed": 'Nothing waits to be decided about "%(username)s". Reload the list of accounts.',
    "role_unknown": 'There is no role "%(role)s". Choose one from the list of roles.',
    "roles_exclusive": "One account may not hold both %(first)s and %(second)s. Use two accounts.",
    "language_unknown": 'The language "%(language)s" is not available. Choose zh-hans or en.',
    "token_unknown": "There is no token %(token)s of yours. Reload the list of tokens.",
    "permission_denied": (
        "You do not have the right to do this (%(permission)s). Ask an administrator for it, or use an "
        "account that has it."
    ),
}
