"""Misses in a row, carried month by month (domain B6)."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.loop.track.choices import RED, SILENT_REASONS


@dataclass(frozen=True)
class Run:
    """Misses in a row up to and with a month."""

    streak: int = 0  #: reds in a row; a month without value or target breaks it (shown to people)
    misses: int = 0  #: the same, but an unreported month neither counts nor breaks (for consequences)

    def longer(self, other: Run) -> Run:
        """The longer of two runs, where two schemes judge the same KPI."""
        return Run(max(self.streak, other.streak), max(self.misses, other.misses))


def next_run(before: Run, *, light: str, reason: str) -> Run:
    """Carry a run of misses one month further.

    Missing:  an unreported month breaks the shown streak but never the misses that have
              consequences: silence must not pay.

    >>> first = next_run(Run(), light="red", reason="")
    >>> next_run(next_run(first, light="na", reason="not_loaded"), light="red", reason="")
    Run(streak=1, misses=2)
    """
    if light == RED:
        return Run(before.streak + 1, before.misses + 1)
    return Run(0, before.misses if is_silent(light, reason) else 0)


def is_silent(light: str, reason: str) -> bool:
    """Whether nobody reported, as opposed to nothing being expected."""
    return light == "na" and reason in SILENT_REASONS
