"""What one review and one talk show, and who writes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.rows import InterviewRow, ReviewRow, SheetRow

STEPS = ("self", "manager", "confirm", "confirmed")
LIGHTS = {"due": "amber", "held": "na", "signed": "green"}


@dataclass(frozen=True)
class ReviewPage:
    """One person's review of a quarter."""

    title: str  #: who and which quarter
    row: ReviewRow  #: what was written
    manager: str  #: name of the line manager
    steps: tuple[tuple[str, bool], ...]  #: step in words, whether it is behind
    writes: str  #: self or manager when this reader writes now, else empty
    own_text: str  #: what this reader wrote before
    may_confirm: bool  #: the person itself, after publication
    sheet_address: str  #: the score sheet; empty while there is none to see
    total: str  #: total and grade of that sheet


@dataclass(frozen=True)
class TalkLine:
    """One talk of the list."""

    row: InterviewRow  #: the talk
    kind: str  #: its kind in words
    person: str  #: with whom
    interviewer: str  #: by whom
    light: str  #: colour of its state
    state: str  #: its word
    late: str  #: how late it is, empty when it is not
    after: str  #: the quarter it follows, empty where misses demand it


@dataclass(frozen=True)
class TalksPage:
    """The list of talks."""

    title: str  #: the finding
    lines: tuple[TalkLine, ...]  #: open ones first, the earliest due first


@dataclass(frozen=True)
class TalkPage:
    """One talk."""

    title: str  #: with whom and why
    line: TalkLine  #: the talk in words
    row: InterviewRow  #: the talk
    may_write: bool  #: the interviewer, until somebody signed
    may_sign: bool  #: either side, once it was held


def review_page(viewer: Actor, cycle_id: int, person_id: int) -> ReviewPage:
    """Build the page of one review for one reader."""
    row = selectors.review(viewer, cycle_id=cycle_id, person_id=person_id)
    me = org.person_of(viewer)
    is_own = me is not None and me.id == row.person.id
    is_leader = row.manager is not None and me is not None and me.id == row.manager.id
    is_leader = is_leader or (not is_own and viewer.may("scores.run") and viewer.may("reviews.view_all"))
    is_open = row.cycle.state in ("open", "scored", "published")
    writes = ""
    if is_open and is_own and row.state in ("self", "manager"):
        writes = "self"
    elif is_open and is_leader and row.state in ("self", "manager", "confirm"):
        writes = "manager"
    said = {"person": row.person.name(tongue()), "quarter": period_name(row.cycle.period_code)}
    sheet = _sheet(viewer, cycle_id, person_id)
    reached = STEPS.index(row.state)
    return ReviewPage(
        title=gettext("%(person)s, %(quarter)s") % said,
        row=row,
        manager=_name(row.manager),
        steps=tuple((label(f"review_step.{step}"), place < reached) for place, step in enumerate(STEPS[:3])),
        writes=writes,
        own_text={"self": row.self_text, "manager": row.manager_text}.get(writes, ""),
        may_confirm=is_own and row.state == "confirm" and row.cycle.is_visible,
        sheet_address=reverse("reward:sheet", args=[sheet.id]) if sheet else "",
        total=f"{formats.number(sheet.total, 1)} {sheet.grade}" if sheet else "",
    )


def talks_page(viewer: Actor, today: date) -> TalksPage:
    """Talks this reader takes part in or may see."""
    rows = sorted(selectors.interviews(viewer), key=lambda row: (row.state == "signed", row.due_on))
    quarters = _quarters(viewer)
    lines = tuple(_line(row, today, quarters) for row in rows)
    waiting = sum(row.state != "signed" for row in rows)
    if not rows:
        title = gettext("No talk has to be held")
    elif not waiting:
        title = gettext("Every talk is held and signed")
    else:
        title = ngettext("%(count)d talk to hold or sign", "%(count)d talks to hold or sign", waiting)
        title %= {"count": waiting}
    return TalksPage(title, lines)


def talk_page(viewer: Actor, interview_id: int, today: date) -> TalkPage:
    """One talk for one reader."""
    row = selectors.interview(viewer, interview_id)
    line = _line(row, today, _quarters(viewer))
    me = org.person_of(viewer)
    is_person = me is not None and me.id == row.person.id
    is_interviewer = row.interviewer is not None and me is not None and me.id == row.interviewer.id
    signed = (row.person_signed_at if is_person else row.interviewer_signed_at) is not None
    is_untouched = row.person_signed_at is None and row.interviewer_signed_at is None
    return TalkPage(
        title=gettext("%(kind)s with %(person)s") % {"kind": line.kind, "person": line.person},
        line=line,
        row=row,
        may_write=is_untouched and not is_person and (is_interviewer or viewer.may("improvement.manage")),
        may_sign=row.state == "held" and (is_person or is_interviewer) and not signed,
    )


def _quarters(viewer: Actor) -> dict[int, str]:
    return {row.id: period_name(row.period_code) for row in selectors.cycles(viewer)}


def _line(row: InterviewRow, today: date, quarters: Mapping[int, str]) -> TalkLine:
    late = (today - row.due_on).days if row.state == "due" else 0
    return TalkLine(
        row=row,
        kind=label(f"interview_kind.{row.kind}"),
        person=row.person.name(tongue()),
        interviewer=_name(row.interviewer),
        light=LIGHTS[row.state],
        state=label(f"interview_state.{row.state}"),
        late=ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late} if late > 0 else "",
        after=quarters.get(row.cycle_id or 0, ""),
    )


def _sheet(viewer: Actor, cycle_id: int, person_id: int) -> SheetRow | None:
    return _seen(lambda: selectors.sheet(viewer, cycle_id=cycle_id, subject_id=person_id))


def _seen(read: Callable[[], SheetRow]) -> SheetRow | None:
    """A sheet, or None where this reader may not see one yet."""
    try:
        return read()
    except NotVisible:
        return None


def _name(subject: SubjectRow | None) -> str:
    return subject.name(tongue()) if subject else formats.MISSING
