"""The work of one import: what is wanted, what differs, since when, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Change, ImportPlan, Row


@dataclass(frozen=True)
class Work:
    """One import under way."""

    actor: Actor  #: who imports
    plan: ImportPlan  #: what shall be and what is
    on: date  #: day from which ended rows no longer hold
    now: datetime  #: moment of publishing
    reason: str  #: why, for the trail

    @cached_property
    def _wanted(self) -> dict[str, dict[tuple[str, ...], Row]]:
        return {name: indexed(PARTS[name], self.plan.bundle) for name in self.plan.bundle.parts}

    def rows(self, part: str, kind: str) -> list[Row]:
        """Rows of the bundle that are added or changed, in the order they are written."""
        keys = {change.key for change in self.plan.changes if change.part == part and change.kind == kind}
        return [row for key, row in self._wanted.get(part, {}).items() if key in keys]

    def row(self, part: str, key: tuple[str, ...]) -> Row:
        """The row of the bundle with a key."""
        return self._wanted[part][key]

    def stated(self, part: str) -> tuple[Row, ...]:
        """Every row that shall be: those of the bundle, or what there is where it does not say."""
        return (self.plan.bundle if part in self.plan.bundle.parts else self.plan.held).rows(part)

    def changes(self, part: str, kind: str) -> list[Change]:
        """Changes of a kind in a part."""
        return [change for change in self.plan.changes if change.part == part and change.kind == kind]

    def touches(self, part: str) -> bool:
        """Whether anything of a part would be written."""
        return any(change.part == part and change.kind != "left" for change in self.plan.changes)
