"""Flows, stand-ins and locks as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.worded.figures import kpi_of, tongue
from kpiloop.interfaces.wording.formats import clauses
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import day, moment
from kpiloop.loop.collect import selectors
from kpiloop.loop.collect.entering.rows import FlowRow, LockRuleRow, SeparationRow
from kpiloop.loop.plan import selectors as plan


@dataclass(frozen=True)
class FlowLine:
    """One flow."""

    name: str  #: name
    code: str  #: code
    kpis: str  #: names of its KPIs
    hands: str  #: who does what by when
    is_active: bool  #: False once it ended


@dataclass(frozen=True)
class Told:
    """One line of two texts and a note."""

    what: str  #: first cell
    who: str  #: second cell
    note: str  #: third cell
    code: str = ""  #: of what may be changed and ended


@dataclass(frozen=True)
class FlowPage:
    """The page."""

    title: str  #: how many KPIs go through a flow
    flows: tuple[FlowLine, ...]  #: by code
    warnings: tuple[Told, ...]  #: one person holds two hands of a paid figure
    stand_ins: tuple[Told, ...]  #: who stands in for whom
    locks: tuple[Told, ...]  #: until when figures may be changed
    exceptions: tuple[Told, ...]  #: who still may
    may_edit: bool  #: whether the reader may set them


def flow_page(viewer: Actor, today: date, now: datetime) -> FlowPage:
    """Build the page for its reader."""
    names = {row.code: row.name(tongue()) for row in plan.kpis(viewer)} if viewer.may("plan.view") else {}
    rows = selectors.flows(viewer)
    count = sum(len(row.kpis) for row in rows if row.is_active)
    title = ngettext("%(count)d KPI goes through a flow", "%(count)d KPIs go through a flow", count) % {"count": count}
    return FlowPage(
        title=title if count else gettext("Reported figures count at once"),
        flows=tuple(_flow(row, names) for row in rows),
        warnings=tuple(
            Told(kpi_of(row.assignment), row.person.name(tongue()), _doubled(row))
            for row in sorted(selectors.separation(viewer, on=today), key=lambda row: not row.refused_by)
        ),
        stand_ins=tuple(
            Told(
                gettext("%(to)s for %(principal)s")
                % {"to": row.delegate.name(tongue()), "principal": row.principal.name(tongue())},
                gettext("%(start)s to before %(end)s") % {"start": day(row.valid_from), "end": day(row.valid_to)},
                row.reason,
            )
            for row in selectors.delegations(viewer, on=today)
        ),
        locks=tuple(_lock(row, names) for row in selectors.lock_rules(viewer)),
        exceptions=tuple(
            Told(f"{row.account} · {names.get(row.kpi, row.kpi)} {row.period}", moment(row.until), row.reason)
            for row in selectors.lock_exceptions(viewer, now=now)
        ),
        may_edit=viewer.may("sources.edit"),
    )


def _flow(row: FlowRow, names: dict[str, str]) -> FlowLine:
    hands = " → ".join(
        gettext("%(who)s %(act)s by day %(day)d")
        % {
            "who": node.person.name(tongue()) if node.person else label(f"entry_holder.{node.who}"),
            "act": label(f"entry_act.{node.act}"),
            "day": node.due_days,
        }
        for node in row.nodes
    )
    kpis = ", ".join(names.get(code, code) for code in row.kpis)
    return FlowLine(row.name(tongue()), row.code, kpis, hands, row.is_active)


def _doubled(row: SeparationRow) -> str:
    """Which two hands one person holds, and whether that step will be refused for it."""
    word = label(f"entry_warning.{row.code}")
    if not row.refused_by:
        return word
    refused = gettext("scheme %(scheme)s refuses it: somebody else must take that step") % {"scheme": row.refused_by}
    return clauses([word, refused])


def _lock(row: LockRuleRow, names: dict[str, str]) -> Told:
    kpis = ", ".join(names.get(code, code) for code in row.kpis) or gettext("all KPIs")
    return Told(row.code, f"{label(f'lock_kind.{row.kind}')} · {row.days}", kpis, row.code)
