"""Meetings: list, call, before, during, after."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.review.meeting_forms import PrepareForm, PublishForm
from kpiloop.interfaces.web.review.meeting_list import meeting_list
from kpiloop.interfaces.web.review.meeting_page import meeting_page
from kpiloop.interfaces.web.review.one_line import LineForm, OneLine, read_one_line, understood
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review import services
from kpiloop.loop.review.errors import MeetingNotFound
from kpiloop.loop.review.rows import ActionDraft, MeetingRow, NewAction

FILL = ["GET", "POST"]


@require_GET
@door("meetings.view")
def meetings(request: PageRequest) -> HttpResponse:
    """All meetings, and the one that is not called yet."""
    return render(request, "review/meetings.html", {"page": meeting_list(request.actor, period_asked(request))})


@require_GET
@door("meetings.view", object_kind="meeting")
def meeting(request: PageRequest, period_code: str) -> HttpResponse:
    """The meeting of a month on one page; before it is called, the list says how to call it."""
    try:
        return _show(request, period_code)
    except MeetingNotFound:
        return go(request, "review:meetings")


@require_http_methods(FILL)
@door("meetings.manage")
def prepare(request: PageRequest, period_code: str) -> HttpResponse:
    """Call the meeting of a month, or renew its agenda."""
    period = calendar.period(request.actor, period_code)
    form = PrepareForm(request.actor, period, today(), request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.prepare_meeting(request.actor, period_code=period_code, **given)
    ):
        messages.success(request, _("The agenda is pulled from the exceptions. Owners can write their causes now."))
        return go(request, "review:meeting", period_code)
    title = _("Call the %(month)s business review") % {"month": period_name(period_code, short=True)}
    page = {"title": title, "submit": _("Call the meeting")}
    return show_form(request, "forms/page.html", form, crumbs=ways.meetings(), **page)


@require_POST
@door("meetings.view", object_kind="meeting")
def start(request: PageRequest, period_code: str) -> HttpResponse:
    """Begin the meeting."""
    services.start_meeting(request.actor, meeting_id=_held(request, period_code).id)
    return go(request, "review:meeting", period_code)


@require_POST
@door("meetings.view", object_kind="meeting")
def remind(request: PageRequest, period_code: str) -> HttpResponse:
    """Tell the owners what they still owe."""
    sent = services.remind(request.actor, meeting_id=_held(request, period_code).id)
    said = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", sent)
    messages.success(request, said % {"count": sent})
    return go(request, "review:meeting", period_code)


@require_POST
@door("meetings.view", object_kind="meeting")
def discuss(request: PageRequest, period_code: str, item_id: int) -> HttpResponse:
    """Tick an item off that needed no decision."""
    services.discuss_item(request.actor, item_id=item_id)
    return go(request, "review:meeting", period_code, anchor=f"#item-{item_id}")


@require_POST
@door("meetings.view", object_kind="meeting")
def decide(request: PageRequest, period_code: str) -> HttpResponse:
    """Record a decision, with its action where the line names one."""
    held = _held(request, period_code)
    form = LineForm(request.actor, held, today(), request.POST)
    if not submitted(form, lambda given: _decide(request, held, given["line"])):
        return _show(request, period_code, form)
    messages.success(request, _("Recorded."))
    return go(request, "review:meeting", period_code, anchor="#decide")


@require_POST
@door("meetings.view", object_kind="meeting")
def draft(request: PageRequest, period_code: str) -> HttpResponse:
    """How a line is understood while it is typed; writes nothing."""
    line = read_one_line(request.actor, _held(request, period_code), request.POST.get("line", "")[:500], today())
    return render(request, "review/_draft.html", {"draft": understood(line)})


@require_GET
@door("meetings.view", object_kind="meeting")
def minutes(request: PageRequest, period_code: str) -> HttpResponse:
    """The published pack as a document to read, print and hand out; before that, the meeting itself."""
    page = meeting_page(request.actor, period_code, today())
    if not page.is_published:
        return go(request, "review:meeting", period_code)
    return render(request, "review/minutes.html", {"page": page})


@require_http_methods(FILL)
@door("meetings.view", object_kind="meeting")
def publish(request: PageRequest, period_code: str) -> HttpResponse:
    """Publish the minutes; what is missing is listed first."""
    held = _held(request, period_code)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.publish_minutes(request.actor, meeting_id=held.id, now=now(), **given)
    ):
        messages.success(request, _("The minutes are published and the figures frozen."))
        return go(request, "review:meeting", period_code)
    page = meeting_page(request.actor, period_code, today())
    return show_form(request, "review/publish.html", form, page=page)


def _decide(request: PageRequest, held: MeetingRow, line: OneLine) -> None:
    with transaction.atomic():
        decision = services.record_decision(request.actor, meeting_id=held.id, text=line.text, item_id=line.item_id)
        if line.draft is not None:
            services.add_actions(request.actor, actions=[_new_action(held, line.draft, decision)])


def _new_action(held: MeetingRow, draft: ActionDraft, decision: int) -> NewAction:
    # A form lets only complete drafts through.
    assert draft.assignment and draft.owner and draft.due_on and draft.expected_effect is not None
    return NewAction(
        title=draft.title,
        assignment_id=draft.assignment.id,
        period_code=held.period_code,
        owner=draft.owner.code,
        due_on=draft.due_on,
        expected_effect=draft.expected_effect,
        effect_period=draft.effect_period,
        decision_id=decision,
        cause_id=draft.cause_id,
    )


def _held(request: PageRequest, period_code: str) -> MeetingRow:
    return review.meeting(request.actor, period_code=period_code)


def _show(request: PageRequest, period_code: str, form: LineForm | None = None) -> HttpResponse:
    page = meeting_page(request.actor, period_code, today())
    line = form or LineForm(request.actor, page.row, today())
    shown = {"page": page, "form": line if page.may_lead else None}
    return render(request, "review/meeting.html", shown, status=422 if form else 200)
