"""The reader's own notices: nobody reads those of others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.foundation.notify import services
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import submitted
from kpiloop.interfaces.web.notify.inbox_page import QuietForm, inbox_page
from kpiloop.interfaces.web.shell.doors import door


@require_GET
@door()
def inbox(request: PageRequest) -> HttpResponse:
    """Digests and notices, newest first."""
    return render(request, "notify/inbox.html", {"page": inbox_page(request.actor)})


@require_POST
@door()
def read(request: PageRequest) -> HttpResponse:
    """Mark one notice or all of them as read."""
    keys = [int(key) for key in request.POST.getlist("notice") if key.isascii() and key.isdigit()]
    count = services.mark_read(request.actor, notice_ids=keys or None, now=now())
    said = ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
    messages.success(request, said % {"count": count})
    return go(request, "notify:inbox")


@require_POST
@door()
def quiet(request: PageRequest) -> HttpResponse:
    """Set the own quiet hours."""
    form = QuietForm(request.POST)
    if submitted(form, lambda given: services.set_quiet_hours(request.actor, **given)):
        messages.success(request, _("Your quiet hours are set."))
        return go(request, "notify:inbox")
    return render(request, "notify/inbox.html", {"page": inbox_page(request.actor, quiet=form)}, status=422)
