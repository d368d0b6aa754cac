"""Sessions with their members as they stand: grades after the changes, and sheets that moved on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.loop.reward.calibrating.grouping import Member, SessionTerms, read_member, read_terms
from kpiloop.loop.reward.choices import CALIBRATING_RIGHTS
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import Calibration, ScoreSheet


@dataclass(frozen=True)
class Standing:
    """A session as it stands."""

    session: Calibration  #: the row, its cycle read along
    terms: SessionTerms  #: guideline and limits as they were at the opening
    members: tuple[Member, ...]  #: as they were at the opening, best place first
    grades: dict[int, str]  #: person -> grade after the changes that count
    sheets: dict[int, ScoreSheet]  #: person -> sheet the session was opened with

    @property
    def outdated(self) -> frozenset[int]:
        """People who were scored anew since; a sheet this session made counts as its own."""
        return frozenset(
            row.subject_id
            for row in self.members
            if row.subject_id not in self.sheets or self.sheets[row.subject_id].fingerprint != row.mark
        )


def session_of(calibration_id: int) -> Calibration:
    """A session with what it belongs to."""
    found = Calibration.objects.select_related("cycle__scheme", "cycle__period", "unit").filter(pk=calibration_id)
    session = found.first()
    if session is None:
        raise NotVisible(kind="calibration", key=calibration_id)
    return session


def standing_of(session: Calibration) -> Standing:
    """Read one session as it stands."""
    return standings_of([session])[0]


def standings_of(sessions: Iterable[Calibration]) -> list[Standing]:
    """Read sessions of one cycle as they stand, in a fixed number of reads."""
    held = list(sessions)
    cycles = {row.cycle_id for row in held}
    counting = ScoreSheet.objects.filter(cycle_id__in=cycles, is_current=True)
    current = {(row.cycle_id, row.subject_id): row for row in counting}
    began = ScoreSheet.objects.in_bulk([row["sheet"] for session in held for row in session.members])
    found = []
    for session in held:
        members = tuple(read_member(row) for row in session.members)
        grades = {row.subject_id: row.proposed for row in members}
        grades |= {row.subject_id: row.after for row in session.changes.all() if row.counts}
        sheets = {}
        for row in members:
            now = current.get((session.cycle_id, row.subject_id))
            if now is not None:
                sheets[row.subject_id] = began[row.sheet_id] if now.calibration.get("session") == session.pk else now
        found.append(Standing(session, read_terms(session.terms), members, grades, sheets))
    return found


def right_of(actor: Actor) -> str:
    """The right by which somebody calibrates; refused without one."""
    for right in CALIBRATING_RIGHTS:
        if actor.may(right):
            return right
    raise PermissionRefused(permission=CALIBRATING_RIGHTS[0])
