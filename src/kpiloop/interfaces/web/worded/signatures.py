"""Who signed: records keep accounts, readers know people."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.worded.figures import tongue


def names_of(viewer: Actor, usernames: Collection[str]) -> Mapping[str, str]:
    """Name of the person behind each account; an account without a person stays what it is."""
    wanted = sorted(set(filter(None, usernames)))
    people = org.people_by_account(viewer, wanted)
    return {name: people[name].name(tongue()) if name in people else name for name in wanted}
