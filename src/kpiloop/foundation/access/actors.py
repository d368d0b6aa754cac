"""Who acts or looks: the value every service and selector receives first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The acting or viewing account, already resolved to what it may do."""

    user_id: int | None  #: key of the account; None for the system itself
    username: str  #: kept as text in the trail, which outlives the account
    permissions: frozenset[str]  #: what may be done; over whom is decided by org scopes
    is_system: bool = False  #: True only for jobs acting without a person
    roles: frozenset[str] = frozenset()  #: roles in force, for display; rights come from permissions

    def may(self, permission: str) -> bool:
        """True when the permission is granted, or the system acts."""
        return self.is_system or permission in self.permissions


#: Jobs act as the system; doors never do (the exporting and reading paths refuse it).
SYSTEM = Actor(user_id=None, username="system", permissions=frozenset(), is_system=True)

#: Nobody is signed in: may do nothing.
ANONYMOUS = Actor(user_id=None, username="", permissions=frozenset())
