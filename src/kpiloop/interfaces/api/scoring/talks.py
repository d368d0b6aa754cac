"""The talk about a quarter by program: both reviews, the confirmation; and the talks a rule demands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.api.scoring.calibration import cycle_of
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.rows import InterviewRow, ReviewRow

router = Router(tags=["talks"])
MOST_TEXT = 20_000


class ReviewOut(Schema):
    """One person's review of a quarter."""

    id: int
    scheme: str
    quarter: str
    person: str
    manager: str = Field(..., description="Line manager at the end of the quarter; empty for nobody")
    state: str = Field(..., description="self, manager, confirm or confirmed: what comes next")
    self_text: str
    self_at: datetime | None
    manager_text: str = Field(..., description="Hidden from the person until publication")
    manager_at: datetime | None
    confirmed_at: datetime | None
    confirmed_with_reservation: bool
    reservation: str

    @staticmethod
    def of(row: ReviewRow) -> ReviewOut:
        """From the row."""
        return out_of(
            ReviewOut,
            row,
            scheme=row.cycle.scheme_code,
            quarter=row.cycle.period_code,
            person=row.person.code,
            manager=row.manager.code if row.manager else "",
        )


class ReviewTextIn(Schema):
    """What is written."""

    text: str = Field(..., max_length=MOST_TEXT)


class ReservationIn(Schema):
    """Seen, and what is not agreed."""

    reservation: str = Field("", max_length=MOST_TEXT, description="Empty = nothing")


class TalkOut(Schema):
    """A talk that must be held."""

    id: int
    kind: str = Field(..., description="feedback or accountability")
    person: str
    interviewer: str = Field(..., description="Empty while nobody is named: whoever writes it down held it")
    assignment: int | None = Field(None, description="Line of a card it is about")
    reason: str
    due_on: date
    state: str = Field(..., description="due, held or signed")
    contents: str
    held_on: date | None
    person_signed_at: datetime | None
    interviewer_signed_at: datetime | None

    @staticmethod
    def of(row: InterviewRow) -> TalkOut:
        """From the row."""
        return out_of(
            TalkOut,
            row,
            person=row.person.code,
            interviewer=row.interviewer.code if row.interviewer else "",
            assignment=row.assignment_id,
        )


class HeldIn(Schema):
    """What was said, and when."""

    contents: str = Field(..., max_length=MOST_TEXT)
    held_on: date


class DoneOut(Schema):
    """What was written or signed."""

    id: int


@reading(
    router,
    "/schemes/{code}/reviews",
    answer=list[ReviewOut],
    permission="reviews.view_own",
    object_kind="scheme",
    summary="Reviews of a quarter and where each stands",
)
def list_reviews(request: HttpRequest, code: str, quarter: str = Query(...)) -> list[ReviewOut]:
    """The own one, those one has to write, and those in sight by right."""
    viewer = reader(request)
    return [ReviewOut.of(row) for row in selectors.reviews(viewer, cycle_id=cycle_of(viewer, code, quarter))]


@writing(
    router,
    "/reviews/{key}/self",
    answer=DoneOut,
    permission="reviews.view_own",
    object_kind="review",
    summary="Write the own view of the quarter; it may be rewritten until the manager wrote",
)
def write_self_review(request: HttpRequest, key: int, body: ReviewTextIn) -> DoneOut:
    """By the person alone."""
    services.self_review(reader(request), review_id=key, text=body.text, now=timezone.now())
    return DoneOut(id=key)


@writing(
    router,
    "/reviews/{key}/manager",
    answer=DoneOut,
    permission="reviews.view_own",
    object_kind="review",
    summary="Write the line manager's view of a person's quarter",
)
def write_manager_review(request: HttpRequest, key: int, body: ReviewTextIn) -> DoneOut:
    """Nobody reviews oneself."""
    services.manager_review(reader(request), review_id=key, text=body.text, now=timezone.now())
    return DoneOut(id=key)


@writing(
    router,
    "/reviews/{key}/confirm",
    answer=DoneOut,
    permission="reviews.view_own",
    object_kind="review",
    summary="Confirm to have seen the review and the published result; that is not to agree",
)
def confirm_review(request: HttpRequest, key: int, body: ReservationIn) -> DoneOut:
    """By the person alone, with a reservation if there is one."""
    services.confirm_review(reader(request), review_id=key, reservation=body.reservation, now=timezone.now())
    return DoneOut(id=key)


@writing(
    router,
    "/scores/{sheet_id}/sign",
    answer=DoneOut,
    permission="reviews.view_own",
    object_kind="sheet",
    summary="Sign a published score sheet: the own one, or that of a unit one leads",
)
def sign_sheet(request: HttpRequest, sheet_id: int, body: ReservationIn) -> DoneOut:
    """A signature says it was seen."""
    services.sign_sheet(reader(request), sheet_id=sheet_id, reservation=body.reservation, now=timezone.now())
    return DoneOut(id=sheet_id)


@reading(
    router,
    "/talks",
    answer=list[TalkOut],
    permission="values.view",
    object_kind="interview",
    summary="Talks that must be held, the earliest due first",
)
def list_talks(
    request: HttpRequest,
    state: Literal["due", "held", "signed"] | None = None,
    kind: Literal["feedback", "accountability"] | None = None,
) -> list[TalkOut]:
    """Those one takes part in, and those in sight by the right over improvement."""
    return [TalkOut.of(row) for row in selectors.interviews(reader(request), state=state, kind=kind)]


@reading(
    router,
    "/talks/{key}",
    answer=TalkOut,
    permission="values.view",
    object_kind="interview",
    summary="One talk: what was said, and both signatures",
)
def get_talk(request: HttpRequest, key: int) -> TalkOut:
    """A talk of others does not exist."""
    return TalkOut.of(selectors.interview(reader(request), key))


@writing(
    router,
    "/talks/{key}/hold",
    answer=TalkOut,
    permission="values.view",
    object_kind="interview",
    summary="Write down what a talk said; it may be corrected until somebody signed",
)
def hold_talk(request: HttpRequest, key: int, body: HeldIn) -> TalkOut:
    """By who holds it, never by the person."""
    actor = reader(request)
    services.hold_interview(actor, interview_id=key, contents=body.contents, held_on=body.held_on)
    return TalkOut.of(selectors.interview(actor, key))


@writing(
    router,
    "/talks/{key}/sign",
    answer=TalkOut,
    permission="values.view",
    object_kind="interview",
    summary="Sign what a talk said, as the person or as who held it",
)
def sign_talk(request: HttpRequest, key: int) -> TalkOut:
    """It is signed once both did."""
    actor = reader(request)
    services.sign_interview(actor, interview_id=key, now=timezone.now())
    return TalkOut.of(selectors.interview(actor, key))
