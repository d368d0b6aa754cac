"""Every write about sources, loads, waiting rows, submissions and the one-sheet workbook."""

from __future__ import annotations

from kpiloop.loop.collect.services.corrections import decide_correction, propose_correction, withdraw_correction
from kpiloop.loop.collect.services.duties import set_duty
from kpiloop.loop.collect.services.entering.deciding import approve_entries, return_entries
from kpiloop.loop.collect.services.entering.entries import save_drafts, submit_entries
from kpiloop.loop.collect.services.entering.entry_sheets import submit_sheet
from kpiloop.loop.collect.services.entering.evidence import attach_evidence
from kpiloop.loop.collect.services.entering.flows import delegate, end_flow, set_flow
from kpiloop.loop.collect.services.entering.locks import except_from_lock, set_lock_rule
from kpiloop.loop.collect.services.entering.submissions import submit_value, submit_values
from kpiloop.loop.collect.services.loads import load, queue_load, receive_file
from kpiloop.loop.collect.services.one_sheet import load_one_sheet, preview_one_sheet
from kpiloop.loop.collect.services.precedence import set_precedence
from kpiloop.loop.collect.services.previews import preview
from kpiloop.loop.collect.services.proposals import confirm_proposal, preview_file
from kpiloop.loop.collect.services.pushes import push_rows
from kpiloop.loop.collect.services.quarantine import (
    accept_rows,
    fix_row,
    mend_rows,
    reject_row,
    reject_rows,
    retry_rows,
)
from kpiloop.loop.collect.services.returning import hand_back
from kpiloop.loop.collect.services.rosters import apply_roster, preview_roster, set_roster_terms, settle_accounts
from kpiloop.loop.collect.services.schedules import pause_schedule, set_schedule
from kpiloop.loop.collect.services.secrets import remove_secret, set_secret
from kpiloop.loop.collect.services.sources import (
    accept_columns,
    add_source,
    change_source,
    confirm_mapping,
    rename_source,
    set_source_active,
    test_source,
)
from kpiloop.loop.collect.services.undoing import undo_load
from kpiloop.loop.collect.services.watching import queue_dropped, watch_folder

__all__ = [
    "accept_columns",
    "accept_rows",
    "add_source",
    "apply_roster",
    "approve_entries",
    "attach_evidence",
    "change_source",
    "confirm_mapping",
    "confirm_proposal",
    "decide_correction",
    "delegate",
    "end_flow",
    "except_from_lock",
    "fix_row",
    "hand_back",
    "load",
    "load_one_sheet",
    "mend_rows",
    "pause_schedule",
    "preview",
    "preview_file",
    "preview_one_sheet",
    "preview_roster",
    "propose_correction",
    "push_rows",
    "queue_dropped",
    "queue_load",
    "receive_file",
    "reject_row",
    "reject_rows",
    "remove_secret",
    "rename_source",
    "retry_rows",
    "return_entries",
    "save_drafts",
    "set_duty",
    "set_flow",
    "set_lock_rule",
    "set_precedence",
    "set_roster_terms",
    "set_schedule",
    "set_secret",
    "set_source_active",
    "settle_accounts",
    "submit_entries",
    "submit_sheet",
    "submit_value",
    "submit_values",
    "test_source",
    "undo_load",
    "watch_folder",
    "withdraw_correction",
]
