"""The audit trail for who watches: filter, read, follow the chain."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kpiloop.foundation.audit import selectors
from kpiloop.foundation.audit.rows import EntryRow
from kpiloop.interfaces.web.access.trail_words import changes_said
from kpiloop.interfaces.web.forms.asking import PageRequest, number_asked
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.labels import choices

#: Kinds a reader may filter by: every kind that has a word.
KINDS = tuple(kind for kind, _word in choices("object"))


@dataclass(frozen=True)
class TrailLine:
    """One entry as a reader sees it."""

    entry: EntryRow  #: what is recorded
    changes: tuple[tuple[str, str | None, str], ...]  #: field, before (None when it was not stated), after


@require_GET
@door("audit.view")
def trail(request: PageRequest) -> HttpResponse:
    """One page of the trail, newest first; on request the whole chain is followed."""
    wanted = {name: request.GET.get(name, "").strip() for name in ("object_kind", "object_key", "actor")}
    entries = selectors.entries(
        request.actor,
        page=number_asked(request, "page"),
        object_kind=wanted["object_kind"],
        object_key=wanted["object_key"],
        actor=wanted["actor"],
    )
    chain = selectors.verify_chain(request.actor) if request.GET.get("verify") else None
    lines = [TrailLine(entry, tuple(changes_said(entry))) for entry in entries.rows]
    shown = {
        "lines": lines,
        "page": entries,
        "wanted": wanted,
        "chain": chain,
        "kinds": KINDS,
        "title": _title(entries.total, chain),
    }
    return render(request, "access/audit.html", {**shown, "is_guarded": selectors.is_guarded(request.actor)})


def _title(total: int, chain: object) -> str:
    if chain is None:
        return _("%(total)s entries in the trail") % {"total": f"{total:,}"}
    if getattr(chain, "ok", False):
        return _("The trail is whole: %(count)s entries, none changed or missing") % {
            "count": f"{getattr(chain, 'entries', 0):,}"
        }
    return _("The trail is broken at entry %(number)s") % {"number": getattr(chain, "first_broken", "")}
