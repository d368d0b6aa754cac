"""What is wrong with a bundle, before anything is written."""

from __future__ import annotations

from kpiloop.governance.bundle.checking.changes import refused_changes
from kpiloop.governance.bundle.checking.content import content_faults
from kpiloop.governance.bundle.checking.lists import unallowed_terms
from kpiloop.governance.bundle.checking.references import reference_faults

__all__ = ["content_faults", "reference_faults", "refused_changes", "unallowed_terms"]
