"""Templates for many cards: list, form, preview and generating."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, day_asked, go, number_asked
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.cards.template_form import TemplateForm
from kpiloop.interfaces.web.plan.cards.template_page import template_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services

FILL = ["GET", "POST"]


@require_GET
@door("plan.edit", object_kind="scheme")
def templates(request: PageRequest, code: str) -> HttpResponse:
    """Templates of a scheme with whom they serve."""
    scheme = plan.scheme(request.actor, code)
    shown = {"scheme": scheme, "templates": plan.card_templates(request.actor, scheme=code)}
    return render(request, "plan/templates.html", shown)


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def edit(request: PageRequest, code: str, template: str = "") -> HttpResponse:
    """Write a template, new or stored; cards change only when they are generated."""
    scheme = plan.scheme(request.actor, code)
    stored = plan.card_template(request.actor, template) if template else None
    count = len(stored.asked.populations) if stored else 0
    shown = min(max(number_asked(request, "population", 1), 1), count + 1)
    form = TemplateForm(request.actor, stored.asked if stored else None, request.POST or None, population=shown)
    if request.method == "POST" and submitted(
        form, lambda given: services.save_template(request.actor, template=form.stated(code))
    ):
        messages.success(request, _("The template stands. Look at what it would change, then generate."))
        return go(request, "plan:template", code, form.cleaned_data["code"])
    page = {
        "title": stored.name(formats.language()) if stored else _("New template"),
        "submit": _("Save the template"),
        "populations": range(1, count + 1) if stored else (),
        "shown": shown,
        "another": count + 1,
    }
    crumbs = (*ways.scheme(scheme), ways.step(_("Cards for many"), "plan:templates", code))
    return show_form(request, "plan/template_edit.html", form, crumbs=crumbs, **page)


@require_GET
@door("plan.edit", object_kind="scheme")
def template(request: PageRequest, code: str, template: str) -> HttpResponse:
    """What generating on a day would add, change and end."""
    scheme = plan.scheme(request.actor, code)
    page = template_page(request.actor, template, day_asked(request))
    return render(request, "plan/template.html", {"page": page, "scheme": scheme})


@require_POST
@door("plan.edit", object_kind="scheme")
def generate(request: PageRequest, code: str, template: str) -> HttpResponse:
    """Give everybody the card; what was previewed is computed again and written."""
    done = services.generate_cards(request.actor, template=template, on=day_asked(request))
    count = len({step.subject.id for step in done.steps if step.action in ("add", "change", "end")})
    said = ngettext("%(count)d card was brought up to date.", "%(count)d cards were brought up to date.", count)
    messages.success(request, said % {"count": count})
    return go(request, "plan:template", code, template)


@require_POST
@door("plan.edit", object_kind="scheme")
def remove(request: PageRequest, code: str, template: str) -> HttpResponse:
    """Take the template away; its cards stay."""
    services.remove_template(request.actor, code=template)
    messages.success(request, _("The template is gone; the cards it gave stay."))
    return go(request, "plan:templates", code)
