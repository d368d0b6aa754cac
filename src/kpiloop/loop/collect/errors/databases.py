"""Refusals of databases: what happened, where, and what to do about it."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class DatabaseUnreachable(Refusal):
    """Nothing answers there: place, reason."""

    code = "database_unreachable"


class SignInRefused(Refusal):
    """The database does not know this account or its password: place, user."""

    code = "database_sign_in_refused"


class DatabaseMissing(Refusal):
    """The server has no such database: place, database."""

    code = "database_missing"


class ReadRefused(Refusal):
    """The account may not read this: place, reason."""

    code = "database_read_refused"


class DatabaseSlow(Refusal):
    """A statement took longer than allowed: place, seconds."""

    code = "database_slow"


class ConnectionLost(Refusal):
    """The connection broke off in the middle: place, reason."""

    code = "database_connection_lost"


class DatabaseRefused(Refusal):
    """The database refused for another reason: place, reason."""

    code = "database_refused"


class DriverMissing(Refusal):
    """The library for this kind of database is not installed: kind, extra."""

    code = "database_driver_missing"
