"""Closing and reopening periods."""

from __future__ import annotations

from kpiloop.governance.archive.services.closing import apply_close, explain_close, prepare_close
from kpiloop.governance.archive.services.deciding import decide_late
from kpiloop.governance.archive.services.keeping import let_go, set_retention
from kpiloop.governance.archive.services.reopening import approve_reopen, end_reopenings, refuse_reopen, request_reopen
from kpiloop.governance.archive.services.waiving import ask_waiver, decide_waivers

__all__ = [
    "apply_close",
    "approve_reopen",
    "ask_waiver",
    "decide_late",
    "decide_waivers",
    "end_reopenings",
    "explain_close",
    "let_go",
    "prepare_close",
    "refuse_reopen",
    "request_reopen",
    "set_retention",
]
