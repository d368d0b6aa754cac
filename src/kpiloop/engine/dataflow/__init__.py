"""What must be computed, engine-neutral: which rows are scanned once, for which figures."""

from __future__ import annotations

from kpiloop.engine.dataflow.build import KpiRequest, build
from kpiloop.engine.dataflow.explain import ScanNote, explain
from kpiloop.engine.dataflow.layout import Form, Ladder, Layout, lay_out
from kpiloop.engine.dataflow.membership import merge_members
from kpiloop.engine.dataflow.nodes import (
    COMPANY_LEAF,
    CROSS,
    OTHERS,
    SPLIT,
    Measure,
    Member,
    Place,
    Plan,
    Role,
    Scan,
    Window,
)

__all__ = [
    "COMPANY_LEAF",
    "CROSS",
    "OTHERS",
    "SPLIT",
    "Form",
    "KpiRequest",
    "Ladder",
    "Layout",
    "Measure",
    "Member",
    "Place",
    "Plan",
    "Role",
    "Scan",
    "ScanNote",
    "Window",
    "build",
    "explain",
    "lay_out",
    "merge_members",
]
