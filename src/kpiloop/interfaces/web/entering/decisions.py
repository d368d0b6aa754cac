"""The queue of who checks and approves: many at once, or one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.entering.entry_lines import EntryLine, entry_line
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.shell.doors import HIDDEN, door
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services


@dataclass(frozen=True)
class QueuePage:
    """The page."""

    title: str  #: how much waits
    lines: tuple[EntryLine, ...]  #: longest waiting first
    error: str  #: why nothing was done
    note: str  #: what was typed
    chosen: frozenset[int]  #: entries that were chosen


@require_GET
@door("values.view")
def queue(request: PageRequest) -> HttpResponse:
    """What waits for the reader's decision."""
    return render(request, "entering/queue.html", {"page": _page(request.actor, today())})


@require_POST
@door("values.view")
def decide(request: PageRequest) -> HttpResponse:
    """Pass the chosen figures on, or give them back with the reason."""
    chosen = {int(key): _version(request, key) for key in request.POST.getlist("entry") if key.isdigit()}
    note, act = request.POST.get("note", ""), request.POST.get("act", "")
    if not chosen:
        messages.error(request, _("Choose at least one figure."))
        return go(request, "entering:queue")
    try:
        said = _decided(request.actor, chosen, note, act)
    except Refusal as refusal:
        if refusal.code in HIDDEN:
            raise
        page = _page(request.actor, today(), error=refusal_sentence(refusal), note=note, chosen=frozenset(chosen))
        return render(request, "entering/queue.html", {"page": page}, status=422)
    messages.success(request, said)
    return go(request, "entering:queue")


def _decided(actor: Actor, chosen: dict[int, int | None], note: str, act: str) -> str:
    if act == "approve":
        services.approve_entries(actor, entries=chosen, note=note, now=now())
        count = len(chosen)
        return ngettext("%(count)d figure passed on.", "%(count)d figures passed on.", count) % {"count": count}
    count = services.return_entries(actor, entries=chosen, reason=note, to_start=act == "start", now=now())
    return ngettext("%(count)d figure given back.", "%(count)d figures given back.", count) % {"count": count}


def _version(request: PageRequest, key: str) -> int | None:
    written = request.POST.get(f"version~{key}", "")
    return int(written) if written.isdigit() else None


def _page(
    viewer: Actor, on: date, *, error: str = "", note: str = "", chosen: frozenset[int] = frozenset()
) -> QueuePage:
    lines = tuple(entry_line(row, on) for row in selectors.queue(viewer, today=on))
    count = len(lines)
    waits = ngettext("%(count)d figure waits for you", "%(count)d figures wait for you", count) % {"count": count}
    return QueuePage(waits if count else _("No figure waits for you"), lines, error, note, chosen)
