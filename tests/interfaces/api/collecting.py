"""Every operation of collecting and its path, for the table of rights."""

from __future__ import annotations

#: Collecting: read by who may see sources or load, written by who may load.
COLLECT_LISTS = {
    "list_sources": "/collect/sources",
    "list_loads": "/collect/loads",
    "list_quarantine": "/collect/quarantine",
    "get_precedence": "/collect/datasets/orders/precedence",
    "list_corrections": "/collect/corrections",
    "list_schedules": "/collect/schedules",
    "get_waiting_workbook": "/collect/quarantine/workbook?load=1",
}
COLLECT_OBJECTS = {
    "get_source": "/collect/sources/erp",
    "get_recipe": "/collect/sources/erp/recipe",
    "get_load": "/collect/loads/1",
    "get_run": "/collect/runs/1",
}
COLLECT_WRITES = {
    "push_rows": "/collect/sources/erp/rows",
    "hand_over_file": "/collect/sources/erp/files",
    "run_source": "/collect/sources/erp/run",
    "fix_waiting": "/collect/quarantine/1/fix",
    "reject_waiting": "/collect/quarantine/1/reject",
    "preview_roster": "/collect/sources/erp/organisation",
    "apply_roster": "/collect/sources/erp/organisation",
    "set_precedence": "/collect/datasets/orders/precedence",
    "set_roster_terms": "/collect/sources/erp/organisation/terms",
    "add_source": "/collect/sources",
    "rename_source": "/collect/sources/erp/name",
    "propose_recipe": "/collect/sources/erp/recipe/proposal",
    "confirm_recipe": "/collect/sources/erp/recipe",
    "get_connection": "/collect/sources/erp/connection",
    "set_connection": "/collect/sources/erp/connection",
    "try_source": "/collect/sources/erp/test",
    "list_source_tables": "/collect/sources/erp/tables",
    "set_source_secret": "/collect/sources/erp/secret",
    "remove_source_secret": "/collect/sources/erp/secret/remove",
    "set_schedule": "/collect/sources/erp/schedule",
    "pause_schedule": "/collect/sources/erp/schedule/state",
    "accept_source_columns": "/collect/sources/erp/recipe/columns",
    "set_source_state": "/collect/sources/erp/state",
    "preview_file": "/collect/preview",
    "take_file": "/collect/import",
    "accept_waiting": "/collect/quarantine/accept",
    "hand_back_waiting": "/collect/quarantine/workbook",
    "undo_load": "/collect/loads/1/undo",
    "add_correction": "/collect/corrections",
    "decide_correction": "/collect/corrections/1/decide",
}
#: Looks that only who may change it gets.
COLLECT_LOOKS = {"preview_roster", "propose_recipe", "get_connection", "list_source_tables"}
COLLECT = COLLECT_LISTS | COLLECT_OBJECTS | COLLECT_WRITES
