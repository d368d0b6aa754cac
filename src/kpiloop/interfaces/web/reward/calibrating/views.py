"""Calibrating the grades of a quarter: open the groups, change a grade, confirm, open again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, now
from kpiloop.interfaces.web.forms.filling import PageForm, submitted
from kpiloop.interfaces.web.reward.calibrating.forms import ChangeForm, ConfirmForm, ReopenForm
from kpiloop.interfaces.web.reward.calibrating.page import session_page, sessions_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.reward import services


@require_GET
@door("reviews.view_all", object_kind="cycle")
def calibrations(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Every group of a quarter."""
    return render(request, "reward/calibrations.html", {"page": sessions_page(request.actor, cycle_id)})


@require_POST
@door("reviews.view_all", object_kind="cycle")
def open_calibrations(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Open a session for every group, or bring open ones up to date."""
    count = services.open_calibrations(request.actor, cycle_id=cycle_id, now=now())
    said = ngettext("%(count)s calibration stands open.", "%(count)s calibrations stand open.", count)
    messages.success(request, said % {"count": count})
    return redirect("reward:calibrations", cycle_id)


@require_GET
@door("reviews.view_all", object_kind="calibration")
def calibration(request: PageRequest, calibration_id: int) -> HttpResponse:
    """One session; with a person and a grade, the strip as it would be."""
    person, grade = request.GET.get("person", ""), request.GET.get("grade", "")
    tried = {int(person): grade} if person.isdecimal() and grade else {}
    return render(
        request, "reward/calibration.html", {"page": session_page(request.actor, calibration_id, tried=tried)}
    )


@require_POST
@door("reviews.view_all", object_kind="calibration")
def change_grade(request: PageRequest, calibration_id: int) -> HttpResponse:
    """Give somebody another grade."""
    return _act(
        request, calibration_id, ChangeForm(request.POST), _("The change is kept. It counts once it is confirmed."),
        lambda given: services.change_grade(request.actor, calibration_id=calibration_id, now=now(), **given),
    )  # fmt: skip


@require_POST
@door("reviews.view_all", object_kind="calibration")
def confirm(request: PageRequest, calibration_id: int) -> HttpResponse:
    """Confirm a session as a second person."""
    return _act(
        request, calibration_id, ConfirmForm(request.POST), _("The calibration is confirmed: its grades count."),
        lambda given: services.confirm_calibration(request.actor, calibration_id=calibration_id, now=now(), **given),
    )  # fmt: skip


@require_POST
@door("reviews.view_all", object_kind="calibration")
def reopen(request: PageRequest, calibration_id: int) -> HttpResponse:
    """Open a confirmed session again."""
    return _act(
        request, calibration_id, ReopenForm(request.POST), _("The calibration is open again; the grades before count."),
        lambda given: services.reopen_calibration(request.actor, calibration_id=calibration_id, now=now(), **given),
    )  # fmt: skip


def _act(
    request: PageRequest, calibration_id: int, form: PageForm, done: str, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Act and show the session again; a refusal stands above what was typed."""
    if submitted(form, act):
        messages.success(request, done)
        return redirect("reward:calibration", calibration_id)
    fault = " ".join(str(each) for faults in form.errors.values() for each in faults)
    page = session_page(request.actor, calibration_id, fault=fault)
    return render(request, "reward/calibration.html", {"page": page, "typed": request.POST}, status=422)
