"""Responsibility letters of the product's own cards: who signed which text, one letter, signing, print."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpiloop.governance.letters import selectors, services
from kpiloop.interfaces.reports.letters import letter_shown
from kpiloop.interfaces.reports.writers.letters_pdf import letters_pdf
from kpiloop.interfaces.web.design.letter_page import letters_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.shell.doors import door


@require_GET
@door("plan.view", object_kind="scheme")
def letters(request: PageRequest, code: str) -> HttpResponse:
    """Every letter in sight with how far it is signed."""
    return render(request, "design/card_letters.html", {"page": letters_page(request.actor, code, on=today())})


@require_GET
@door("plan.view", object_kind="scheme")
def letters_print(request: PageRequest, code: str) -> HttpResponse:
    """Every letter in sight on paper, one a page."""
    held = selectors.letters(request.actor, scheme=code, on=today())
    shown = {"letters": [letter_shown(row) for row in held], "language": get_language() or "zh-hans"}
    return render(request, "design/card_letters_print.html", shown)


@require_GET
@door("plan.view", object_kind="scheme")
def letters_file(request: PageRequest, code: str) -> HttpResponse:
    """Every letter in sight, or the one of a subject, as a PDF."""
    asked = request.GET.get("subject", "")
    if asked:
        held = [selectors.letter(request.actor, scheme=code, subject=asked, on=today())]
    else:
        held = list(selectors.letters(request.actor, scheme=code, on=today()))
    content = letters_pdf([letter_shown(row) for row in held])
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="letters.pdf"'
    return response


@require_GET
@door("plan.view", object_kind="scheme")
def letter(request: PageRequest, code: str, subject: str) -> HttpResponse:
    """One letter as it is now, who signed this text, and who signed an earlier one."""
    held = selectors.letter(request.actor, scheme=code, subject=subject, on=today())
    shown = {"letter": letter_shown(held), "held": held, "code": code}
    return render(request, "design/card_letter.html", shown)


@require_POST
@door("plan.view", object_kind="scheme")
def sign(request: PageRequest, code: str, subject: str) -> HttpResponse:
    """Sign exactly the text that was read."""
    services.sign_letter(
        request.actor,
        scheme=code,
        subject=subject,
        seen=request.POST.get("seen", ""),
        reservation=request.POST.get("reservation", "")[:1000],
        on=today(),
        now=now(),
    )
    messages.success(request, _("Signed. The text you signed is kept as it is."))
    return go(request, "design:letter", code, subject)
