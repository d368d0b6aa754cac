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
}
