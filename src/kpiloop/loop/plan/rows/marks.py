"""Marks by which a page tells whether somebody changed a thing after it was shown."""

from __future__ import annotations

OBJECTIVE = ("name_zh", "name_en", "text", "perspective", "fiscal_year", "sponsor_id", "ended_on", "end_reason")
INITIATIVE = (
    "name_zh", "name_en", "objective_id", "kpi_id", "owner_id", "budget", "spent", "risk", "risk_note", "state",
    "ends_on",
)  # fmt: skip
SCHEME = (
    "version", "name_zh", "name_en", "state", "missing_policy", "kpi_limit", "limit_blocks", "default_card", "duties",
    "duties_waiver", "freeze_days",
)  # fmt: skip
KEY_RESULT = ("name", "objective_id", "owner_id", "kpi_id", "start", "target", "unit", "is_active")
LINK = ("is_hypothesis", "note")
