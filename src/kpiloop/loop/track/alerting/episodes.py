"""Alert episodes: one per assignment and kind, extended while it lasts, resolved when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.status import runs_of
from kpiloop.loop.track.choices import AMBER, LIGHT_KINDS, MISSING, OPEN, RED, RESOLVED
from kpiloop.loop.track.misses.runs import is_silent


@dataclass(frozen=True)
class Episode:
    """A run of months in which one thing was off."""

    kind: str  #: red, amber or missing
    first: int  #: index of the first month
    last: int  #: index of the last month
    is_live: bool  #: whether it still lasts at the newest month


@dataclass(frozen=True)
class Known:
    """An episode that has a row already."""

    alert_id: int  #: key of the row
    kind: str  #: red, amber or missing
    first: int  #: index of the first month
    last: int  #: index of the last month
    state: str  #: open, acknowledged, resolved


@dataclass(frozen=True)
class Changes:
    """What has to be written so that the rows say what the lights say."""

    opened: tuple[Episode, ...]  #: episodes without a row
    moved: tuple[tuple[int, Episode], ...]  #: rows whose months or state changed
    resolved: tuple[int, ...]  #: rows that no longer have an episode


def kind_of(light: str, reason: str) -> str:
    """The kind of alert a month gives: red, amber, missing, or nothing.

    >>> kind_of("na", "not_loaded"), kind_of("na", "no_target"), kind_of("amber", "")
    ('missing', '', 'amber')
    """
    if light in (RED, AMBER):
        return light
    return MISSING if is_silent(light, reason) else ""


def episodes_of(kinds: Sequence[str]) -> list[Episode]:
    """List the episodes of one assignment.

    Shape:    the kind of every month in calendar order ("" = nothing was off) -> its episodes.
    Law:      a red month ends an amber episode: the worse colour takes over.

    >>> [(e.kind, e.first, e.last, e.is_live) for e in episodes_of(["amber", "red", "red"])]
    [('red', 1, 2, True), ('amber', 0, 0, False)]
    """
    return [
        Episode(kind, run.first, run.last, run.is_open) for kind in LIGHT_KINDS for run in runs_of(kinds, bad=(kind,))
    ]


def episodes_beside(kinds: Sequence[str]) -> list[Episode]:
    """Episodes of a kind that stands beside the light of the month, such as a run of misses.

    >>> [(e.kind, e.first, e.last, e.is_live) for e in episodes_beside(["", "repeated", "repeated"])]
    [('repeated', 1, 2, True)]
    """
    return [
        Episode(kind, run.first, run.last, run.is_open)
        for kind in sorted(set(kinds) - {""})
        for run in runs_of(kinds, bad=(kind,))
    ]


def reconcile(wanted: Iterable[Episode], known: Iterable[Known]) -> Changes:
    """Compare the episodes there should be with the rows there are.

    Law:      a row follows the episode that overlaps it, so that a corrected month never opens a
              second alert for the same trouble; a row without any episode is resolved.
    """
    free: dict[str, list[Known]] = {}
    for old in sorted(known, key=lambda old: old.first):
        free.setdefault(old.kind, []).append(old)
    opened: list[Episode] = []
    moved: list[tuple[int, Episode]] = []
    for episode in sorted(wanted, key=lambda episode: episode.first):
        row = _take_overlapping(free, episode)
        if row is None:
            opened.append(episode)
        elif not _says(row, episode):
            moved.append((row.alert_id, episode))
    left = [row for rows in free.values() for row in rows if row.state != RESOLVED]
    return Changes(tuple(opened), tuple(moved), tuple(row.alert_id for row in left))


def state_after(state: str, note: str, *, is_live: bool) -> str:
    """The state of a row once its episode is known: a live one keeps what people said about it."""
    if not is_live:
        return RESOLVED
    if state != RESOLVED:
        return state
    return "acknowledged" if note else OPEN


def sequence(kinds: Mapping[int, str], length: int) -> list[str]:
    """Spread the kinds of an assignment over the months; a month without status has none."""
    return [kinds.get(index, "") for index in range(length)]


def _take_overlapping(free: dict[str, list[Known]], episode: Episode) -> Known | None:
    rows = free.get(episode.kind, [])
    for row in rows:
        if row.first <= episode.last and episode.first <= row.last:
            rows.remove(row)
            return row
    return None


def _says(row: Known, episode: Episode) -> bool:
    is_same_span = (row.first, row.last) == (episode.first, episode.last)
    return is_same_span and (row.state != RESOLVED) == episode.is_live
