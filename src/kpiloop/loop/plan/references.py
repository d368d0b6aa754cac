"""Finds what a code stands for, all of a request at once; an unknown code is refused by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.plan.errors import ChoiceUnknown, NotFound, UnknownReference
from kpiloop.loop.plan.models import CardTemplate, KeyResult, Kpi, Objective, Scheme


def require_choice(field: str, value: str, choices: Iterable[str]) -> None:
    """Refuse a word that is not one of the choices."""
    allowed = tuple(choices)
    if value not in allowed:
        raise ChoiceUnknown(field=field, value=value, choices=", ".join(allowed))


def subjects(codes: Iterable[str]) -> dict[str, SubjectRow]:
    """Subjects by code; the first unknown code is refused."""
    known = org_io.subjects_by_code()
    wanted = set(codes)
    for code in sorted(wanted - known.keys()):
        raise UnknownReference(kind="subject", name=code)
    return {code: known[code] for code in wanted}


def people(numbers: Iterable[str]) -> dict[str, SubjectRow]:
    """People by employee number; a code of a unit or position is refused."""
    found = subjects(numbers)
    for number, subject in sorted(found.items()):
        if subject.kind != "person":
            raise UnknownReference(kind="person", name=number)
    return found


def kpis(codes: Iterable[str]) -> dict[str, Kpi]:
    """KPIs by code."""
    wanted = set(codes)
    known = {kpi.code: kpi for kpi in Kpi.objects.all() if kpi.code in wanted}
    for code in sorted(wanted - known.keys()):
        raise UnknownReference(kind="kpi", name=code)
    return known


def card_templates(codes: Iterable[str]) -> dict[str, int]:
    """Keys of card templates by code."""
    wanted = set(codes)
    known = dict(CardTemplate.objects.filter(code__in=wanted).values_list("code", "pk")) if wanted else {}
    for code in sorted(wanted - known.keys()):
        raise UnknownReference(kind="card_template", name=code)
    return known


def objective(code: str) -> Objective:
    """One objective by code."""
    found = Objective.objects.filter(code=code).first()
    if found is None:
        raise UnknownReference(kind="objective", name=code)
    return found


def key_result(code: str) -> KeyResult:
    """One key result by code."""
    found = KeyResult.objects.filter(code=code).first()
    if found is None:
        raise UnknownReference(kind="key_result", name=code)
    return found


def scheme(code: str, *, for_update: bool = False) -> Scheme:
    """The newest version of a scheme."""
    held = Scheme.objects.select_for_update() if for_update else Scheme.objects
    found = held.filter(code=code).order_by("-version").first()
    if found is None:
        raise UnknownReference(kind="scheme", name=code)
    return found


def periods(actor: Actor, codes: Iterable[str]) -> dict[str, PeriodRow]:
    """Period rows by code."""
    return calendar.periods_by_code(actor, sorted(set(codes)))


def require_scope(actor: Actor, subject_ids: Collection[int], on: date) -> None:
    """Refuse subjects outside the actor's scope as if they did not exist."""
    if actor.is_system:
        return
    visible = org.visible_subjects(actor, on=on)
    if not visible.everything and not set(subject_ids) <= visible.subject_ids:
        hidden = min(set(subject_ids) - visible.subject_ids)
        raise NotFound(kind="subject", key=hidden)
