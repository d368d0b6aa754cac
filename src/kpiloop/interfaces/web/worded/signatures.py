"""Who signed: records keep accounts, readers know people."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import pgettext

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.reading import each_once
from kpiloop.interfaces.web.worded.figures import tongue


def names_of(viewer: Actor, usernames: Collection[str]) -> Mapping[str, str]:
    """Name of the person behind each account; an account without a person stays what it is."""
    return each_once(("signatures", tongue()), filter(None, usernames), lambda missing: _names(viewer, missing))


def name_of(viewer: Actor | None, username: str) -> str:
    """The same of one account; nothing where nobody signed."""
    return names_of(viewer, [username])[username] if viewer and username else username


def _names(viewer: Actor, wanted: Collection[str]) -> dict[str, str]:
    people = org.people_by_account(viewer, sorted(wanted))
    named = {name: people[name].name(tongue()) if name in people else name for name in wanted}
    if SYSTEM.username in named:
        named[SYSTEM.username] = pgettext("who did it", "system")
    return named
