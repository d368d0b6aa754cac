"""Every write of scheme documents."""

from __future__ import annotations

from kpiloop.governance.charter.services.composing import exempt, set_days, set_offices, set_texts
from kpiloop.governance.charter.services.signing import call_for_signatures, sign_document

__all__ = [
    "call_for_signatures",
    "exempt",
    "set_days",
    "set_offices",
    "set_texts",
    "sign_document",
]
