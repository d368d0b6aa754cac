"""What the plan gives to others: frozen rows, and what it takes in bulk."""

from __future__ import annotations

from kpiloop.loop.plan.rows.cards import AssignmentChange, AssignmentRow, CardLine, NewAssignment, SchemeRow
from kpiloop.loop.plan.rows.definitions import DefinitionChange, DefinitionRow, KpiRow, LibraryRow, ObjectiveRow
from kpiloop.loop.plan.rows.findings import (
    DesignEvidence,
    FindingRow,
    Mended,
    MendedValue,
    OverrideRow,
    TemplateCards,
)
from kpiloop.loop.plan.rows.negotiations import NegotiationRow, StepRow
from kpiloop.loop.plan.rows.strategy import CheckInRow, InitiativeRow, KeyResultRow, LinkRow
from kpiloop.loop.plan.rows.targets import (
    Aim,
    CascadeGap,
    CourseMonth,
    NewAnnualTarget,
    NewTarget,
    TargetChangeRow,
    TargetCourse,
    TargetMoment,
    TargetPlanRow,
    TargetRow,
    aim_of,
    aims_together,
    without_aim,
)

__all__ = [
    "Aim",
    "AssignmentChange",
    "AssignmentRow",
    "CardLine",
    "CascadeGap",
    "CheckInRow",
    "CourseMonth",
    "DefinitionChange",
    "DefinitionRow",
    "DesignEvidence",
    "FindingRow",
    "InitiativeRow",
    "KeyResultRow",
    "KpiRow",
    "LibraryRow",
    "LinkRow",
    "Mended",
    "MendedValue",
    "NegotiationRow",
    "NewAnnualTarget",
    "NewAssignment",
    "NewTarget",
    "ObjectiveRow",
    "OverrideRow",
    "SchemeRow",
    "StepRow",
    "TargetChangeRow",
    "TargetCourse",
    "TargetMoment",
    "TargetPlanRow",
    "TargetRow",
    "TemplateCards",
    "aim_of",
    "aims_together",
    "without_aim",
]
