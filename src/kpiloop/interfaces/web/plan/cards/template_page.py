"""What generating cards from a template would do, told before it is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.cards.rows import CardPlan, CardStep, TemplateRow

ACTIONS = ("add", "change", "end", "conflict", "keep")
SHOWN = 200


@dataclass(frozen=True)
class Step:
    """One subject and what happens to its card."""

    name: str  #: subject
    code: str  #: its code
    action: str  #: add, change, end, keep or conflict
    kpis: str  #: KPIs with their weights
    valid_from: date | None  #: first day
    valid_to: date | None  #: first day no longer
    why: str  #: what differs, or why it is left alone


@dataclass(frozen=True)
class TemplatePage:
    """The page."""

    title: str  #: the finding
    template: TemplateRow  #: what is generated from
    on: date  #: running cards change from this day on
    counts: tuple[tuple[str, int], ...]  #: kind of step and how many subjects it touches
    steps: tuple[Step, ...]  #: what changes first, at most a page of them
    cut: int  #: subjects that are not shown
    has_work: bool  #: True when generating would write something


def template_page(viewer: Actor, code: str, on: date) -> TemplatePage:
    """Build the page for one reader."""
    found = plan.preview_cards(viewer, template=code, on=on)
    steps = _steps(viewer, found)
    counts = tuple((action, found.subjects(action)) for action in ACTIONS if found.subjects(action))
    has_work = any(action in ("add", "change", "end") for action, _count in counts)
    return TemplatePage(
        _title(found, has_work=has_work),
        found.template,
        found.on,
        counts,
        steps[:SHOWN],
        max(0, len(steps) - SHOWN),
        has_work,
    )


def _steps(viewer: Actor, found: CardPlan) -> tuple[Step, ...]:
    language = get_language() or "zh-hans"
    names = {row.code: row.name(language) for row in plan.kpis(viewer)}
    held: dict[tuple[int, str, date | None, str], list[CardStep]] = defaultdict(list)
    for step in found.steps:
        held[step.subject.id, step.action, step.valid_from, step.why].append(step)
    shown = [_step(steps, names, language) for steps in held.values()]
    return tuple(sorted(shown, key=lambda step: (ACTIONS.index(step.action), step.code)))


def _step(steps: list[CardStep], names: dict[str, str], language: str) -> Step:
    first = steps[0]
    kpis = [
        f"{names.get(step.kpi, step.kpi)} {formats.number(step.weight.normalize())}%"
        if step.weight is not None
        else names.get(step.kpi, step.kpi)
        for step in steps
        if step.kpi
    ]
    why = [label(f"card_why.{each}") for each in first.why.split(", ") if each]
    return Step(
        name=first.subject.name(language),
        code=first.subject.code,
        action=first.action,
        kpis=formats.join(kpis),
        valid_from=first.valid_from,
        valid_to=first.valid_to,
        why=formats.join(why),
    )


def _title(found: CardPlan, *, has_work: bool) -> str:
    name = found.template.name(get_language() or "zh-hans")
    cards = len({step.subject.id for step in found.steps if step.action in ("add", "change", "keep")})
    said = ngettext("%(name)s serves %(cards)d card", "%(name)s serves %(cards)d cards", cards)
    title = said % {"name": name, "cards": cards}
    return title if has_work else gettext("%(title)s; nothing to change") % {"title": title}
