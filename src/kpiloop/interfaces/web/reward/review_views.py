"""The talk about a quarter: self review, manager review, confirmation; and the talks a rule demands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, now, today
from kpiloop.interfaces.web.forms.filling import submitted
from kpiloop.interfaces.web.reward.forms import ConfirmForm, ReviewForm, TalkForm
from kpiloop.interfaces.web.reward.review_page import review_page, talk_page, talks_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.reward import services

FILL = ["GET", "POST"]
WRITERS = {"self": services.self_review, "manager": services.manager_review}


@require_http_methods(FILL)
@door("values.view", object_kind="review")
def review(request: PageRequest, cycle_id: int, person_id: int) -> HttpResponse:
    """One person's review: what was written, and the field for whoever writes next."""
    page = review_page(request.actor, cycle_id, person_id)
    form = ReviewForm(request.POST or None, initial={"text": page.own_text})
    if request.method == "POST" and page.writes:
        write = WRITERS[page.writes]
        if submitted(form, lambda given: write(request.actor, review_id=page.row.id, now=now(), **given)):
            messages.success(request, _("The review is kept."))
            return redirect("reward:review", cycle_id, person_id)
    shown = {"page": page, "form": form, "confirm": ConfirmForm()}
    return render(request, "reward/review.html", shown, status=422 if form.is_bound else 200)


@require_POST
@door("reviews.view_own", object_kind="review")
def confirm(request: PageRequest, cycle_id: int, person_id: int) -> HttpResponse:
    """Confirm to have seen the review and the result."""
    page = review_page(request.actor, cycle_id, person_id)
    reservation = request.POST.get("reservation", "").strip()
    services.confirm_review(request.actor, review_id=page.row.id, reservation=reservation, now=now())
    messages.success(request, _("Confirmed. Confirming says you have seen it, not that you agree."))
    return redirect("reward:review", cycle_id, person_id)


@require_GET
@door("values.view", object_kind="interview")
def talks(request: PageRequest) -> HttpResponse:
    """Talks that must be held, the earliest due first."""
    return render(request, "reward/talks.html", {"page": talks_page(request.actor, today())})


@require_http_methods(FILL)
@door("values.view", object_kind="interview")
def talk(request: PageRequest, interview_id: int) -> HttpResponse:
    """One talk: what was said, and both signatures."""
    page = talk_page(request.actor, interview_id, today())
    form = TalkForm(
        request.POST or None, initial={"held_on": page.row.held_on or today(), "contents": page.row.contents}
    )
    if request.method == "POST" and submitted(
        form, lambda given: services.hold_interview(request.actor, interview_id=interview_id, **given)
    ):
        messages.success(request, _("What was said is kept. Both sign it now."))
        return redirect("reward:talk", interview_id)
    return render(request, "reward/talk.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@door("values.view", object_kind="interview")
def sign_talk(request: PageRequest, interview_id: int) -> HttpResponse:
    """Sign what was said; a talk of others does not exist."""
    talk_page(request.actor, interview_id, today())
    services.sign_interview(request.actor, interview_id=interview_id, now=now())
    messages.success(request, _("Signed."))
    return redirect("reward:talk", interview_id)
