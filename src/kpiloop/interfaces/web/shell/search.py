"""Search over KPIs, units, people and pages, within what the reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.navigation import NOUNS
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan

SHOWN = 20


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    kind: str  #: word of its kind
    name: str  #: what it is called
    note: str  #: code or number
    address: str  #: where it stands


@require_GET
@door()
def search(request: HttpRequest) -> HttpResponse:
    """What the words lead to, best first."""
    words = request.GET.get("q", "").strip()[:80]
    hits = list(found(request.actor, words))[:SHOWN] if words else []  # type: ignore[attr-defined]
    return render(request, "shell/search.html", {"words": words, "hits": hits})


def found(viewer: Actor, words: str) -> Iterator[Hit]:
    """Everything whose name, in either language, or code holds the words."""
    wanted, language, today = words.casefold(), formats.language(), timezone.localdate()
    for code, (page, permission, _) in NOUNS.items():
        is_open = viewer.may(permission)
        if is_open and wanted in label(f"noun.{code}").casefold() and (address := _address(page)):
            yield Hit(label("found.page"), label(f"noun.{code}"), "", address)
    if viewer.may("plan.view"):
        for kpi in plan.kpis(viewer):
            if _holds(wanted, kpi.code, kpi.name_zh, kpi.name_en):
                yield Hit(label("found.kpi"), kpi.name(language), kpi.code, _address("plan:kpi", kpi.code))
    for unit in org.units(viewer, on=today):
        if _holds(wanted, unit.code, unit.name_zh, unit.name_en):
            yield Hit(label("found.unit"), unit.name(language), unit.code, f"{_address('plan:kpis')}?unit={unit.code}")
    for person in org.people(viewer, on=today) if viewer.may("org.view") else ():
        if _holds(wanted, person.code, person.name_zh, person.name_en):
            yield Hit(label("found.person"), person.name(language), person.code, _address("org:person", person.code))


def _holds(wanted: str, *names: str) -> bool:
    return any(wanted in name.casefold() for name in names)


def _address(page: str, *arguments: str) -> str:
    try:
        return reverse(page, args=arguments)
    except NoReverseMatch:
        return ""
