"""Card templates, and the cards an import generates from them."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.rows import Change, Row
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services
from kpiloop.loop.plan.cards.rows import NewTemplate, Population, TemplateLine

PARTS = ("templates", "template_kpis", "populations")
#: Whatever changes about these may change whom a template serves.
_WHO = ("units", "moves", "positions", "people", "appointments")


def apply_templates(work: Work) -> None:
    """Each template as a whole; one that lost its populations is at rest."""
    touched = _touched(work)
    for row in work.stated("templates"):
        if cells.text(row, "code") in touched:
            services.save_template(work.actor, template=_template(work, row))


def generate_cards(work: Work) -> dict[str, int]:
    """Cards of templates that say so, unless the bundle states the cards itself.

    Shape:    -> kind of step -> KPIs of subjects; empty when nothing was generated.
    """
    stated = {cells.text(row, "template") for row in work.plan.bundle.rows("cards")}
    serves = _touched(work)
    if any(work.touches(part) for part in _WHO):
        serves |= {cells.text(row, "code") for row in work.plan.bundle.rows("templates")}
    counts: dict[str, int] = {}
    for row in work.stated("templates"):
        code = cells.text(row, "code")
        if code in serves - stated and cells.flag(row, "generate"):
            done = services.generate_cards(work.actor, template=code, on=work.on, reason=work.reason)
            for kind, action in (("added", "add"), ("changed", "change"), ("ended", "end"), ("left", "conflict")):
                counts[kind] = counts.get(kind, 0) + done.count(action)
    return {kind: count for kind, count in counts.items() if count}


def without_idle_templates(viewer: Actor, changes: tuple[Change, ...], *, on: date) -> tuple[Change, ...]:
    """The changes without templates that are only asked to generate and would give nobody a card.

    Whether cards were generated is seen from the cards; a template that serves nobody has none, and asking
    again changes nothing. While the import changes who is served, every template may serve somebody.
    """
    if any(change.part in (*_WHO, "template_kpis", "populations") and change.kind != "left" for change in changes):
        return changes
    return tuple(change for change in changes if not _is_idle(viewer, change, on))


def _is_idle(viewer: Actor, change: Change, on: date) -> bool:
    if change.part != "templates" or change.kind != "changed" or set(change.after) != {"generate"}:
        return False
    steps = plan.preview_cards(viewer, template=change.key[0], on=on).steps
    return not any(step.action in ("add", "change", "end") for step in steps)


def _touched(work: Work) -> set[str]:
    return {change.key[0] for change in work.plan.changes if change.part in PARTS and change.kind != "left"}


def _template(work: Work, row: Row) -> NewTemplate:
    code = cells.text(row, "code")
    lines = [line for line in work.stated("template_kpis") if cells.text(line, "template") == code]
    rules = [rule for rule in work.stated("populations") if cells.text(rule, "template") == code]
    return NewTemplate(
        code=code,
        scheme=cells.text(row, "scheme"),
        name_zh=cells.text(row, "name_zh"),
        name_en=cells.text(row, "name_en"),
        lines=tuple(
            TemplateLine(
                cells.text(line, "kpi"),
                cells.figure(line, "weight"),
                cells.text(line, "target_basis"),
                cells.optional_figure(line, "figure"),
            )
            for line in lines
        ),
        populations=tuple(_population(rule) for rule in sorted(rules, key=lambda rule: cells.whole(rule, "place"))),
        owner_rule=cells.text(row, "owner_rule"),
        owner=cells.text(row, "owner"),
        provider_rule=cells.text(row, "provider_rule"),
        provider=cells.text(row, "provider"),
    )


def _population(row: Row) -> Population:
    return Population(
        kind=cells.text(row, "kind"),
        units=cells.names(row, "units"),
        with_below=cells.flag(row, "with_below"),
        levels=cells.names(row, "levels"),
        positions=cells.names(row, "positions"),
        people=cells.names(row, "people"),
        excluded=cells.names(row, "excluded"),
        heads=cells.text(row, "heads"),
        valid_from=cells.optional_day(row, "valid_from"),
        valid_to=cells.optional_day(row, "valid_to"),
    )
