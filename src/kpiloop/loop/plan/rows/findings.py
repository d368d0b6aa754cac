"""What the design check found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpiloop.foundation.org.rows import SubjectRow


@dataclass(frozen=True)
class FindingRow:
    """Something about a scheme that deserves a second look."""

    code: str  #: what was found
    severity: str  #: blocks (publishing is refused) or notice
    subject: SubjectRow | None  #: whose card
    kpi_code: str  #: which KPI, empty for the whole card
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the sentence needs
