"""Extra points, deductions, vetoes and gates of a score sheet in words, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.reward import sheet_page as page
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.adjustments import condition_words, effect_words, plain, read_figure
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.reward.rows import SheetRow
from kpiloop.loop.reward.scoring.met_rows import KeptRule

TWO = 2


def adjustments_of(viewer: Actor, row: SheetRow) -> tuple[page.Adjustment, ...]:
    """Every rule beside the lines as it was met, in the order it was applied."""
    people = [rule.lift.approved_by for rule in row.adjustments if rule.lift is not None]
    people += [
        name for rule in row.adjustments for event in rule.events for name in (event.recorded_by, event.approved_by)
    ]
    names = names_of(viewer, people) if people else {}
    kpis = {line.kpi.code: line.kpi.name(formats.language()) for line in row.lines}
    return tuple(_adjustment(viewer, row, rule, kpis.get(rule.kpi, rule.kpi), names) for rule in row.adjustments)


def order_words(row: SheetRow) -> str:
    """The order the total came about in; limits that held it are named."""
    if not row.limits:
        return gettext("Order: cap of the line, weight, total, grade; the grade uses the unrounded total")
    said = [gettext("Order: cap of the line, weight, extra points and deductions, vetoes, limits of the total, grade")]
    bound = row.limits.get("binding")
    for name in bound if isinstance(bound, list) else []:
        if name == "total_cap":
            said.append(gettext("held at the highest total %(cap)s") % {"cap": row.limits["cap"]})
        elif name == "total_floor":
            said.append(gettext("lifted to the lowest total %(floor)s") % {"floor": row.limits["floor"]})
    places = row.limits.get("places")
    if places is not None:
        said.append(gettext("official score rounded to %(places)s decimals, ranked unrounded") % {"places": places})
    return formats.clauses(said)


def _adjustment(viewer: Actor, row: SheetRow, rule: KeptRule, kpi: str, names: Mapping[str, str]) -> page.Adjustment:
    said = [
        condition_words(rule.condition, kpi),
        effect_words(rule.kind, rule.scope, points=rule.each, most=rule.most, grade=rule.grade),
    ]
    if rule.condition.reads != "event":
        said.append(gettext("read: %(figure)s") % {"figure": read_figure(rule.examined, rule.condition.reads)})
    for event in rule.events:
        said.append(
            _event_words(event.happened_on, event.text, event.evidence, names.get(event.approved_by, event.approved_by))
        )
    if rule.lift is not None:
        who = names.get(rule.lift.approved_by, rule.lift.approved_by)
        said.append(gettext("lifted by %(who)s: %(reason)s") % {"who": who, "reason": rule.lift.reason})
    return page.Adjustment(
        name=formats.clauses([label(f"adjustment_kind.{rule.kind}"), rule.name(formats.language())]),
        text=formats.clauses([*said, gettext("rule version %(version)s") % {"version": rule.version}]),
        score=_score(rule),
        evidence=_evidence(rule),
        lift_address=_lift_address(viewer, row, rule),
    )


def _event_words(on: str, text: str, evidence: str, who: str) -> str:
    fields = {"on": on, "text": text, "evidence": evidence, "who": who}
    return gettext("%(on)s %(text)s (evidence %(evidence)s, approved by %(who)s)") % fields


def _score(rule: KeptRule) -> str:
    if rule.kind in ("extra_points", "deduction"):
        points = rule.points if rule.kind == "extra_points" else -rule.points
        return formats.number(points + Decimal(0), TWO, signed=True)
    if not rule.holds:
        return label(f"adjustment_state.{rule.state}")
    return rule.grade or (
        formats.percent(rule.most or Decimal(0), 0) if rule.kind == "gate" else plain(rule.most or Decimal(0))
    )


def _evidence(rule: KeptRule) -> Link | None:
    """The stored value a condition read; the whole chain opens from the total."""
    keys = rule.read["value_keys"] if rule.read is not None else []
    return Link(gettext("Proof"), reverse("proof:value", args=[keys[-1]["id"]])) if keys else None


def _lift_address(viewer: Actor, row: SheetRow, rule: KeptRule) -> str:
    is_open = rule.state in ("applied", "unknown") and bool(rule.lifted_by) and row.cycle.state == "scored"
    may = viewer.may("scores.run") or viewer.may("reviews.manage")
    return (
        reverse("reward:ask_lift", args=[row.id, rule.code])
        if is_open and may and rule.kind in ("veto", "gate")
        else ""
    )
