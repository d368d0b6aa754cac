"""Entering figures: the list that is the form, one figure with its history, its evidence."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.web.entering.entry_lines import JOIN
from kpiloop.interfaces.web.entering.entry_page import entry_page
from kpiloop.interfaces.web.entering.grid_page import grid_page
from kpiloop.interfaces.web.entering.mine_page import mine_page
from kpiloop.interfaces.web.entering.typed_page import Typed, read_typed
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.entering.choices import LARGEST_EVIDENCE


@require_GET
@door("values.view")
def mine(request: PageRequest) -> HttpResponse:
    """What the reader owes now, as one form."""
    return render(request, "entering/mine.html", {"page": mine_page(request.actor, today())})


@require_POST
@door("values.view")
def save(request: PageRequest) -> HttpResponse:
    """Keep what was typed, or hand it on; the script of the page keeps drafts by itself."""
    given = read_typed(request.actor, request.POST, today())
    keeps = request.POST.get("act") != "submit"
    try:
        if keeps:
            versions = services.save_drafts(request.actor, values=given.values, now=now()) if given.values else ()
            if request.headers.get("X-Autosave"):
                return _kept(given, versions)
        elif not given.errors and given.values:
            done = services.submit_entries(
                request.actor, values=given.values, is_confirmed=given.is_confirmed, now=now()
            )
            messages.success(request, _handed_on(done.on_their_way, done.in_force))
            return go(request, _place(request))
    except Refusal as refusal:
        if request.headers.get("X-Autosave"):
            return JsonResponse({"said": refusal_sentence(refusal)}, status=422)
        return _again(request, given, refusal)
    if given.errors or not keeps:
        return _again(request, given)
    messages.success(request, _("The drafts are kept."))
    return go(request, _place(request))


def _place(request: PageRequest) -> str:
    return "entering:grid" if request.POST.get("page") == "grid" else "entering:mine"


def _again(request: PageRequest, given: Typed, refusal: Refusal | None = None) -> HttpResponse:
    """The page the figures were typed on, with what was typed."""
    if _place(request) == "entering:grid":
        grid = grid_page(request.actor, place_of(request).period, today(), given=given, refusal=refusal)
        return render(request, "entering/grid.html", {"page": grid}, status=422)
    mine = mine_page(request.actor, today(), given=given, refusal=refusal)
    return render(request, "entering/mine.html", {"page": mine}, status=422)


@require_GET
@door("values.view", object_kind="entry")
def entry(request: PageRequest, code: str, subject: str, period_code: str) -> HttpResponse:
    """One figure: where it stands, who did what with it, files that prove it."""
    row = selectors.entry_of(request.actor, kpi=code, subject=subject, period=period_code, today=today())
    return render(request, "entering/entry.html", {"page": entry_page(row, today())})


@require_POST
@door("values.view", object_kind="entry")
def attach(request: PageRequest, code: str, subject: str, period_code: str) -> HttpResponse:
    """Attach a file that proves the figure."""
    selectors.entry_of(request.actor, kpi=code, subject=subject, period=period_code, today=today())
    file = request.FILES.get("file")
    content = file.read(LARGEST_EVIDENCE + 1) if file else b""
    services.attach_evidence(
        request.actor,
        kpi=code,
        subject=subject,
        period=period_code,
        file_name=(file.name or "") if file else "",
        content=content,
        now=now(),
    )
    messages.success(request, _("The file is attached."))
    return go(request, "entering:entry", code, subject, period_code)


@require_GET
@door("values.view", object_kind="entry")
def evidence(request: PageRequest, evidence_id: int) -> HttpResponseBase:
    """Hand a file to who may see the figure; never shown inside the page."""
    kept = selectors.evidence_file(request.actor, evidence_id, today=today())
    return FileResponse(kept.path.open("rb"), as_attachment=True, filename=kept.file_name)


def _kept(given: Typed, versions: tuple[int, ...]) -> JsonResponse:
    keys = (JOIN.join((row.kpi, row.subject, row.period)) for row in given.values)
    said = "" if given.errors else _("Draft kept")
    return JsonResponse({"versions": dict(zip(keys, versions, strict=True)), "errors": given.errors, "said": said})


def _handed_on(on_their_way: int, in_force: int) -> str:
    if not on_their_way:
        return ngettext("%(count)d figure counts now.", "%(count)d figures count now.", in_force) % {"count": in_force}
    return ngettext(
        "%(count)d figure was handed on and counts once it is approved.",
        "%(count)d figures were handed on and count once they are approved.",
        on_their_way,
    ) % {"count": on_their_way}
