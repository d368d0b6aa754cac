"""States of a year of targets to compare the grid with: everything that was saved in one go is one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.plan.grid.asked import Earlier
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.plan import selectors as plan


@dataclass(frozen=True)
class Moment:
    """One state."""

    key: str  #: as it stands in the address
    at: datetime  #: the moment
    name: str  #: when and by whom
    count: str  #: how many targets were set
    is_chosen: bool  #: the grid is compared with it


def moments_of(viewer: Actor, assignments: Collection[int], codes: Collection[str], chosen: str) -> tuple[Moment, ...]:
    """The states of a year, newest first."""
    if not assignments or not codes:
        return ()
    found = plan.target_moments(viewer, assignment_ids=assignments, period_codes=codes)
    names = names_of(viewer, [row.recorded_by for row in found])
    shown, seen = [], set()
    for row in found:
        key = row.at.strftime("%Y-%m-%dT%H:%MZ")
        if key in seen:
            continue
        seen.add(key)
        who = names.get(row.recorded_by, row.recorded_by)
        shown.append(
            Moment(
                key=key,
                at=row.at,
                name=formats.clauses([periods.moment_short(timezone.localtime(row.at)), who]),
                count=ngettext("%(count)s target", "%(count)s targets", row.count) % {"count": row.count},
                is_chosen=key == chosen,
            )
        )
    return tuple(shown)


def state_of(
    viewer: Actor, assignments: Collection[int], codes: Collection[str], moments: Collection[Moment]
) -> Earlier:
    """What differs from the chosen state; without one, from the version before of each target."""
    chosen = next((row for row in moments if row.is_chosen), None)
    if chosen is None:
        return plan.targets_before(viewer, assignment_ids=assignments, period_codes=codes)
    return plan.targets_as_of(viewer, assignment_ids=assignments, period_codes=codes, moment=chosen.at)
