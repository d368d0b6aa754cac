"""A rule of consequences as a bundle writes it."""

from __future__ import annotations

from kpiloop.governance.bundle.rows import Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.improve.ladders.rungs import Rung


def rung_of(row: Row) -> Rung:
    """The rung a row asks for."""
    within, misses, grades = (row.values.get(name) for name in ("within", "misses", "grades"))
    named = ("code", "about", "opens", "scheme")
    return Rung(
        **{name: written(row.values.get(name)) for name in named},
        misses=misses if isinstance(misses, int) else 0,
        within=within if isinstance(within, int) else None,
        grades=tuple(map(str, grades)) if isinstance(grades, tuple) else (),
    )
