"""A room that registers when it is imported, as rooms do."""

from __future__ import annotations

from kpiloop.foundation.notify.duties import owed
from kpiloop.loop.collect.entering.computed import computes
from kpiloop.loop.measure.restating.terms import keeps_terms

computes("late room")(lambda on: frozenset({7}))
keeps_terms("late room")(lambda month: ("terms of the close",))  # type: ignore[arg-type, return-value]
owed("late room")(lambda on: ())
