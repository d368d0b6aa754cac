"""What the target grid sends: cells to save, cells to propose, cells to lock; answered in JSON."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.engine.errors import ChangedMeanwhile, Refusal
from kpiloop.interfaces.reports.target_sheet import WorkbookRefused
from kpiloop.interfaces.web.forms.asking import PageRequest, period_asked, today
from kpiloop.interfaces.web.plan.cards.target_workbook import read_back, workbook_of
from kpiloop.interfaces.web.plan.target_saving import cells_sent, told
from kpiloop.interfaces.web.plan.views.targets import wanted_of
from kpiloop.interfaces.web.shell.doors import HIDDEN, door
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.plan import services
from kpiloop.loop.plan.errors import TargetChanged

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@door("targets.edit", object_kind="assignment")
def save(request: PageRequest) -> HttpResponse:
    """Set the changed cells; all of them or none."""
    return _take(request, proposing=False)


@require_POST
@door("proposals.write", object_kind="assignment")
def propose(request: PageRequest) -> HttpResponse:
    """Ask for the changed cells; somebody else decides."""
    return _take(request, proposing=True)


@require_POST
@door("targets.edit", object_kind="assignment")
def lock(request: PageRequest) -> HttpResponse:
    """Fix negotiated cells, or free them again."""
    is_locked = request.POST.get("locked") != "no"
    try:
        count = services.lock_targets(
            request.actor, cells=_cells(request), is_locked=is_locked, reason=_reason(request), seen=_seen(request)
        )
    except Refusal as refusal:
        return _refused(refusal)
    said = (
        ngettext("%(count)d cell locked.", "%(count)d cells locked.", count)
        if is_locked
        else ngettext("%(count)d cell unlocked.", "%(count)d cells unlocked.", count)
    )
    return _done(request, said % {"count": count})


@require_POST
@door("targets.edit", object_kind="assignment")
def pin(request: PageRequest) -> HttpResponse:
    """Keep threshold and stretch of cells where they are, or let them move with their targets again."""
    cells, is_pinned = _cells(request), request.POST.get("pinned") != "no"
    try:
        count = services.pin_limits(
            request.actor, cells=cells, is_pinned=is_pinned, reason=_reason(request), seen=_seen(request)
        )
    except Refusal as refusal:
        return _refused(refusal)
    said = (
        ngettext("Limits of %(count)d cell stay.", "Limits of %(count)d cells stay.", count)
        if is_pinned
        else ngettext("Limits of %(count)d cell move again.", "Limits of %(count)d cells move again.", count)
    )
    return _done(request, said % {"count": count})


@require_GET
@door("plan.view")
def workbook(request: PageRequest) -> HttpResponse:
    """The cards of the grid as a workbook with the figures that stand."""
    wanted = wanted_of(request)
    answer = HttpResponse(workbook_of(request.actor, period_asked(request), wanted), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="targets-{wanted.year or "year"}.xlsx"'
    return answer


@require_POST
@door("plan.view", object_kind="assignment")
def read(request: PageRequest) -> HttpResponse:
    """What a workbook says that differs; the grid shows it as cells that are not saved yet."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise WorkbookRefused(file="")
        found = read_back(request.actor, period_asked(request), wanted_of(request), file)
    except Refusal as refusal:
        return _refused(refusal)
    count = len(found.cells)
    said = ngettext("%(count)d cell differs from what stands.", "%(count)d cells differ from what stands.", count)
    told = {"cells": found.cells, "same": found.same, "unknown": found.unknown, "said": said % {"count": count}}
    return JsonResponse(told)


def _take(request: PageRequest, *, proposing: bool) -> HttpResponse:
    sent = cells_sent(request.actor, period_asked(request), wanted_of(request), request.POST.dict())
    if sent.wrong:
        said = _("Some cells hold no figure; they are marked. Nothing has been saved yet.")
        return JsonResponse({"error": said, "wrong": sent.wrong}, status=422)
    try:
        if proposing:
            count = len(
                services.propose_target_changes(
                    request.actor, targets=sent.targets, reason=_reason(request), on=today()
                )
            )
        else:
            written = services.set_targets(request.actor, targets=sent.targets, reason=_reason(request))
            count = written.added + written.changed
    except TargetChanged as refusal:
        return JsonResponse({"error": told(request.actor, refusal, today()), "wrong": []}, status=409)
    except Refusal as refusal:
        return _refused(refusal)
    return _done(request, _counted(count, proposing=proposing))


def _counted(count: int, *, proposing: bool) -> str:
    if proposing:
        said = ngettext(
            "%(count)d target proposed. Somebody else decides.",
            "%(count)d targets proposed. Somebody else decides.",
            count,
        )
        return said % {"count": count}
    return ngettext("%(count)d target saved.", "%(count)d targets saved.", count) % {"count": count}


def _reason(request: PageRequest) -> str:
    return request.POST.get("reason", "").strip()


def _cells(request: PageRequest) -> list[tuple[int, str]]:
    """Cells that were marked: assignment and period."""
    cells = [name.removeprefix("t").partition(".") for name in request.POST.getlist("cell")]
    return [(int(key), code) for key, _dot, code in cells if key.isdigit()]


def _seen(request: PageRequest) -> dict[tuple[int, str], int]:
    """The version of each marked cell that the page showed."""
    shown = {(key, code): request.POST.get(f"seen.t{key}.{code}", "") for key, code in _cells(request)}
    return {cell: int(version) for cell, version in shown.items() if version.isascii() and version.isdigit()}


def _done(request: PageRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return JsonResponse({"said": said})


def _refused(refusal: Refusal) -> HttpResponse:
    if refusal.code in HIDDEN:
        raise refusal
    status = 409 if isinstance(refusal, ChangedMeanwhile) else 422
    return JsonResponse({"error": refusal_sentence(refusal), "wrong": []}, status=status)
