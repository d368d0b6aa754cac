"""A row as it is written, before it is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpiloop.governance.bundle.fields import Nested
from kpiloop.governance.bundle.rows import Fault


@dataclass(frozen=True)
class Written:
    """One row of a file or sheet."""

    values: Mapping[str, Nested]  #: by head of the column
    where: str  #: file and line, or sheet and line
    cells: Mapping[str, str]  #: place of each value


#: What people decide about one month or one person; a bundle is the plan, and brings none of it in.
DECIDED = frozenset({"overrides", "values", "scores", "bonuses", "bases", "signatures", "adjustment_events"})


def unknown_part(name: str, where: str, known: Iterable[str]) -> Fault:
    """A file or sheet that is no part of a bundle, with what to do with it."""
    if name in DECIDED:
        return Fault("bundle_part_decided", where, {"part": name})
    return Fault("bundle_part_unknown", where, {"part": name, "parts": ", ".join(known)})
