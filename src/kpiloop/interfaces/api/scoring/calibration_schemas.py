"""What the API says about guidelines and calibrations."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ninja import Field, Schema

from kpiloop.loop.reward.calibrating.rows import CalibrationRow
from kpiloop.loop.reward.selectors.guideline import Guideline


class RankOut(Schema):
    """Somebody's place in a group."""

    person: str
    total: Decimal
    place: int
    grade: str


class GroupOut(Schema):
    """People compared with each other."""

    unit: str
    units: list[str] = Field(..., description="Units whose people are compared here")
    size: int
    reaches: dict[str, int] = Field(..., description="Last place each grade reaches")
    given: dict[str, int]
    people: list[RankOut]


class GuidelineOut(Schema):
    """Grades by a guideline; nothing is stored."""

    smallest: int = Field(..., description="Units with fewer people are compared with the unit above")
    groups: list[GroupOut]
    too_few: list[str] = Field(..., description="People too few to compare even with the company")
    left_out: int = Field(..., description="People on several cards or resting on somebody else's result")

    @staticmethod
    def of(row: Guideline) -> GuidelineOut:
        """From the row."""
        return GuidelineOut(
            smallest=row.smallest,
            too_few=[each.code for each in row.too_few],
            left_out=row.left_out,
            groups=[
                GroupOut(
                    unit=group.unit.code,
                    units=[unit.code for unit in group.units],
                    size=group.size,
                    reaches=dict(group.reaches),
                    given=dict(group.given),
                    people=[
                        RankOut(person=each.subject.code, total=each.total, place=each.place, grade=each.grade)
                        for each in group.rows
                    ],
                )
                for group in row.groups
            ],
        )


class MemberOut(Schema):
    """Somebody whose grade is calibrated."""

    person: str
    sheet: int
    total: Decimal | None
    place: int
    proposed: str
    guideline: str
    grade: str
    is_outdated: bool


class GradeChangeOut(Schema):
    """One change of a grade."""

    person: str
    before: str
    after: str
    reason: str
    made_by: str
    made_at: datetime
    counts: bool


class CalibrationOut(Schema):
    """A session."""

    id: int
    unit: str
    units: list[str]
    state: str
    changed: int
    guideline: dict[str, int]
    proposed: dict[str, int]
    given: dict[str, int]
    over: list[str] = Field(..., description="Grades given more often than the guideline allows")
    members: list[MemberOut]
    history: list[GradeChangeOut]
    confirmed_by: str
    confirmed_at: datetime | None
    exception: str

    @staticmethod
    def of(row: CalibrationRow) -> CalibrationOut:
        """From the row."""
        return CalibrationOut(
            id=row.id,
            unit=row.unit.code,
            units=[unit.code for unit in row.merged] or [row.unit.code],
            state=row.state,
            changed=row.changed,
            guideline={each.grade: each.guideline for each in row.quotas},
            proposed={each.grade: each.proposed for each in row.quotas},
            given={each.grade: each.given for each in row.quotas},
            over=list(row.over),
            members=[
                MemberOut(
                    person=each.subject.code, sheet=each.sheet_id, total=each.total, place=each.place,
                    proposed=each.proposed, guideline=each.guideline, grade=each.grade, is_outdated=each.is_outdated,
                )
                for each in row.members
            ],
            history=[
                GradeChangeOut(
                    person=each.subject.code, before=each.before, after=each.after, reason=each.reason,
                    made_by=each.made_by, made_at=each.made_at, counts=each.counts,
                )
                for each in row.history
            ],
            confirmed_by=row.confirmed_by,
            confirmed_at=row.confirmed_at,
            exception=row.exception_reason,
        )  # fmt: skip


class OpenIn(Schema):
    """The quarter whose groups are calibrated."""

    quarter: str


class GradeIn(Schema):
    """Another grade of somebody, with the reason."""

    person: str = Field(..., description="Employee number")
    grade: str
    reason: str


class ConfirmIn(Schema):
    """A confirmation."""

    exception: str = Field("", description="Why grades go beyond the guideline")


class ReopenIn(Schema):
    """Why a confirmed calibration is opened again."""

    reason: str
