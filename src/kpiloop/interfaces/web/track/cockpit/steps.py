"""What the reader has to do next: meeting, late actions, missing causes, approvals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.track.cockpit.page import ExceptionRow, NextStep
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.choices import PUBLISHED
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.rows import SheetRow
from kpiloop.loop.track import selectors as track

NAMED = 2


def next_steps(viewer: Actor, *, period: str, exceptions: Sequence[ExceptionRow], today: date) -> tuple[NextStep, ...]:
    """The list beside the unit grid; empty when nothing waits."""
    return (
        *_meeting(viewer, period),
        *_own_result(viewer),
        *_late_actions(viewer, today),
        *_unanswered(viewer, period),
        *_missing_causes(exceptions),
        *_approvals(viewer),
    )


def _meeting(viewer: Actor, period: str) -> Iterator[NextStep]:
    if not viewer.may("meetings.view"):
        return
    coming = [meeting for meeting in review.meetings(viewer) if meeting.period_code == period]
    for meeting in coming[:1]:
        if meeting.state == PUBLISHED:
            continue
        ready = review.readiness(viewer, period_code=period)
        waiting = len({row.person.id for row in ready.waiting}) if ready else 0
        done, total = (ready.ready, ready.total) if ready else (0, 0)
        starts = timezone.localtime(meeting.starts_at)
        yield NextStep(
            title=gettext("Monthly review"),
            aside=f"{periods.day_with_weekday(starts.date())} {starts:%H:%M}",
            lines=(gettext("Pre-read %(done)s/%(total)s ready") % {"done": done, "total": total},),
            link=_link(
                "review:meetings", ngettext("Remind %(count)s", "Remind %(count)s", waiting) % {"count": waiting}
            ),
            progress=(done, total) if total else None,
        )


def _own_result(viewer: Actor) -> Iterator[NextStep]:
    """The newest own score sheet, until it is signed."""
    me = org.person_of(viewer)
    sheet = reward.newest_sheet(viewer, subject_id=me.id) if me is not None else None
    if sheet is None or sheet.signed_at is not None:
        return
    yield NextStep(
        title=gettext("Your score, %(quarter)s") % {"quarter": period_name(sheet.cycle.period_code)},
        aside="",
        lines=(gettext("%(total)s points, %(grade)s, not signed yet") % _scored(sheet),),
        link=Link(gettext("Open"), reverse("reward:sheet", args=[sheet.id])),
    )


def _scored(sheet: SheetRow) -> dict[str, str]:
    return {"total": formats.number(sheet.total, 1), "grade": sheet.grade or formats.MISSING}


def _late_actions(viewer: Actor, today: date) -> Iterator[NextStep]:
    late = review.overdue(viewer, today=today) if viewer.may("actions.view") else []
    if not late:
        return
    language = formats.language()
    lines = tuple(
        gettext("%(owner)s: %(title)s, %(days)s days late")
        % {"owner": action.owner.name(language), "title": action.title, "days": action.days_late(today)}
        for action in late[:NAMED]
    )
    title = ngettext("%(count)s action overdue", "%(count)s actions overdue", len(late)) % {"count": len(late)}
    yield NextStep(title, "", lines, _link("review:actions", gettext("All actions")))


def _unanswered(viewer: Actor, period: str) -> Iterator[NextStep]:
    count = track.unanswered_count(viewer, period_code=period)
    if not count:
        return
    title = ngettext("%(count)s miss unanswered", "%(count)s misses unanswered", count) % {"count": count}
    address = f"{reverse('track:alerts')}?whose=all"
    yield NextStep(title, "", (gettext("Neither cause nor action"),), Link(gettext("Open"), address))


def _missing_causes(exceptions: Sequence[ExceptionRow]) -> Iterator[NextStep]:
    without = [row for row in exceptions if row.light == "red" and not row.cause]
    if not without:
        return
    named = [f"{row.owner}{_colon()}{row.name}" for row in without[:NAMED]]
    title = ngettext("%(count)s cause missing", "%(count)s causes missing", len(without)) % {"count": len(without)}
    yield NextStep(title, "", (_semicolon().join(named),), Link(gettext("Open"), without[0].address))


def _approvals(viewer: Actor) -> Iterator[NextStep]:
    if not viewer.may("proposals.approve"):
        return
    waiting = [
        change for change in plan.target_changes(viewer, state="proposed") if change.proposed_by != viewer.username
    ]
    if not waiting:
        return
    first, language = waiting[0], formats.language()
    title = ngettext("%(count)s approval for you", "%(count)s approvals for you", len(waiting)) % {
        "count": len(waiting)
    }
    fields = {
        "kpi": first.assignment.kpi.name(language),
        "subject": first.assignment.subject.name(language),
        "period": period_name(first.period_code, short=True),
        "who": first.proposed_by,
    }
    line = gettext("New target for %(kpi)s of %(subject)s, %(period)s, by %(who)s") % fields
    yield NextStep(title, "", (line,), _link("plan:target_changes", gettext("Open")))


def _link(page: str, word: str) -> Link | None:
    try:
        return Link(word, reverse(page))
    except NoReverseMatch:
        return None


def _colon() -> str:
    return ": " if formats.language() == "en" else "："


def _semicolon() -> str:
    return "; " if formats.language() == "en" else "；"
