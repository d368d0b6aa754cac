"""Words for the choices of org."""

from __future__ import annotations

TERMS = {
    "subject.unit": "Unit",
    "subject.position": "Position",
    "subject.person": "Person",
    "scope.self": "Self",
    "scope.node": "Unit only",
    "scope.subtree": "Unit and below",
    "scope.company": "Whole company",
    "unit_kind.company": "Company",
    "unit_kind.division": "Division",
    "unit_kind.unit": "Unit",
    "unit_kind.team": "Team",
    "why.currency": "currency",
    "why.time_zone": "time zone",
    "why.day_begins": "hour a day begins at",
    "why.company_first": "the company has none yet",
    "why.no_entity": "no legal entity",
    "why.month": "no such month",
    "why.not_first_day": "no first day of such a year",
    "why.closed": "closed month",
}
