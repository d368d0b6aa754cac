"""Refusals about how long something is kept."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class RetentionFixed(Refusal):
    """This is kept for ever. Fields: kind."""

    code = "retention_fixed"


class RetentionTooShort(Refusal):
    """Shorter than the law asks for. Fields: kind, months, least."""

    code = "retention_too_short"


class RetentionReason(Refusal):
    """Another time needs a reason. Fields: kind."""

    code = "retention_reason_required"
