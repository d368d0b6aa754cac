"""Everything a scheme says as one piece of data; what is signed is exactly this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kpiloop.engine.scoring.distribution import FROM_TOP
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.governance.charter.choices import DAYS
from kpiloop.governance.charter.gathering.framework import (
    adjustments_of,
    cards_of,
    kpis_of,
    objectives_of,
    providers_of,
    templates_of,
)
from kpiloop.governance.charter.gathering.plain import figure, named, plain
from kpiloop.governance.charter.gathering.populace import populace, running_lines
from kpiloop.governance.charter.gathering.timetable import collection_days, dates_of, year_of
from kpiloop.governance.charter.rows import OutlineRow, Populace
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.plan.rows import AssignmentRow, SchemeRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.choices import (
    BY_SHARE,
    CONFIRM_DAYS,
    FEEDBACK_DAYS,
    MANAGER_REVIEW_DAYS,
    SCALED,
    SELF_REVIEW_DAYS,
)
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow

#: Raised when the shape of the content changes: editions say which one they have.
FORM = 1
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Ground:
    """What a document is written from."""

    scheme: SchemeRow  #: newest version
    outline: OutlineRow  #: what only the document knows
    on: date  #: whose day it is
    lines: Sequence[AssignmentRow]  #: what counts on the cards of that day
    people: Populace  #: who is assessed by what


def ground_of(scheme: SchemeRow, outline: OutlineRow, today: date) -> Ground:
    """The scheme as it stands today, or on the nearest day of its year."""
    start, end = year_of(scheme) or (today, today + timedelta(days=1))
    on = min(max(today, start), end - timedelta(days=1))
    lines = running_lines(scheme.code, on)
    exempt = {row.person.id for row in outline.exemptions}
    return Ground(scheme, outline, on, lines, populace(lines, default_card=scheme.default_card, exempt=exempt, on=on))


def content_of(ground: Ground) -> dict[str, Any]:
    """The whole document; staff and unit heads read it cut by the selectors."""
    scheme, outline = ground.scheme, ground.outline
    tree = org_io.full_tree(ground.on)
    year = year_of(scheme)
    return {
        "form": FORM,
        "company": named(tree.units[tree.root_id]) if tree.root_id is not None else {},
        "scheme": {**named(scheme), "version": scheme.version, "fiscal_year": scheme.fiscal_year},
        "year": {"first": plain(year[0]), "last": plain(year[1] - timedelta(days=1))} if year else {},
        "as_of": plain(ground.on),
        "aim": {"text": outline.aim},
        "objectives": objectives_of(scheme),
        "guard": {
            "kpi_limit": scheme.kpi_limit,
            "limit_blocks": scheme.limit_blocks,
            "missing_policy": scheme.missing_policy,
            "default_card": scheme.default_card,
        },
        "population": [_counted(row) for row in ground.people.units],
        "templates": templates_of(scheme),
        "exempt": [{**named(row.person), "reason": row.reason} for row in outline.exemptions],
        "cards": cards_of(ground.lines, ground.on),
        "kpis": kpis_of(ground.lines, scheme),
        **_money(scheme),
        "offices": [{"office": row.office, "person": named(row.person), "signs": row.signs} for row in outline.offices],
        "providers": providers_of(ground.lines),
        "flows": _flows(),
        "duties": {"policy": scheme.duties, "waiver": scheme.duties_waiver},
        "days": _days(outline.days),
        "dates": dates_of(scheme, outline.days),
        "appeals": {"text": outline.appeals},
        "changes": {"text": outline.changes, "freeze_days": scheme.freeze_days},
    }


def _counted(row: Any) -> dict[str, Any]:
    return {
        **named(row.unit),
        "depth": row.unit.depth,
        "people": row.people,
        "counts": dict(sorted(row.counts.items())),
    }


def _money(scheme: SchemeRow) -> dict[str, Any]:
    bands, rule = reward.grades(SYSTEM, scheme=scheme.code), reward.bonus_rule(SYSTEM, scheme=scheme.code)
    terms = reward.card_terms(SYSTEM, scheme=scheme.code)
    bonus = None
    if rule is not None:
        bonus = {
            "individual_from": rule.individual_from,
            "uses_unit_factor": rule.uses_unit_factor,
            "uses_company_factor": rule.uses_company_factor,
            "factor_cap": _figure(rule.factor_cap),
            "pool_method": rule.pool_method,
            **({"gate_money": rule.gate_money} if rule.pool_method == BY_SHARE and rule.gate_money != SCALED else {}),
        }
    return {
        "grades": [
            {"grade": row.grade, "lower": figure(row.lower), "upper": _figure(row.upper), "factor": figure(row.factor)}
            for row in bands
        ],
        "adjustments": adjustments_of(scheme),
        "limits": plain(asdict(terms.limits)),
        "distribution": _distribution(terms) if terms.distribution != "off" else None,
        "bonus": bonus,
    }


def _distribution(terms: TermsRow) -> dict[str, Any]:
    return {
        "kind": terms.distribution,
        "wording": terms.wording,
        "shares": [[row.grade, figure(row.share * HUNDRED)] for row in terms.shares],
        "bottom_least": terms.bottom_least,
        "exempt_up_to": terms.exempt_up_to,
        **({"smallest_group": terms.smallest_group} if terms.smallest_group else {}),
        **({} if terms.counted_from == FROM_TOP else {"counted_from": terms.counted_from}),
    }


def _figure(given: Decimal | None) -> str | None:
    return None if given is None else figure(given)


def _flows() -> list[dict[str, Any]]:
    """Through whose hands reported figures go before they count."""
    return [
        {
            **named(flow),
            "kpis": len(flow.kpis),
            "hands": [
                {
                    "act": node.act,
                    "who": node.who,
                    "person": named(node.person) if node.person else None,
                    "due_days": node.due_days,
                }
                for node in flow.nodes
            ],
        }
        for flow in collect.flows(SYSTEM)
        if flow.is_active
    ]


def _days(days: Mapping[str, int]) -> dict[str, int | None]:
    """Every span of days the document names, the ones other rooms keep as well."""
    return {
        "collect_days": collection_days(),
        **{name: days[name] for name in DAYS},
        "self_review_days": SELF_REVIEW_DAYS,
        "manager_review_days": MANAGER_REVIEW_DAYS,
        "confirm_days": CONFIRM_DAYS,
        "talk_days": FEEDBACK_DAYS,
    }
