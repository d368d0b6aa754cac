"""Operations on whole companies, designs, files and webhooks with their paths; what is answered when it is done."""

from __future__ import annotations

#: Whole companies, the design of schemes: for who may plan.
PLANNING = {
    "check_bundle": "/bundle/check",
    "import_bundle": "/bundle/import",
    "get_bundle_rehearsal": "/bundle/rehearsals/1",
    "get_bundle_workbook": "/bundle/workbook",
    "get_bundle_template": "/bundle/template",
    "get_bundle_files": "/bundle/files",
    "get_bundle_schema": "/bundle/schema",
    "set_scheme": "/schemes/S26",
    "get_findings": "/schemes/S26/findings",
    "keep_finding": "/schemes/S26/findings/keep",
    "fix_finding": "/schemes/S26/findings/fix",
    "save_card_template": "/card-templates/sales",
    "remove_card_template": "/card-templates/sales/remove",
    "get_card_templates": "/card-templates",
    "get_card_plan": "/card-templates/sales/cards?on=2026-11-01",
    "generate_cards": "/card-templates/sales/cards",
}
#: Of a scheme: everybody of the company may ask, the answer is cut to what is signed and in sight.
SCHEMES = {
    "list_schemes": "/schemes",
    "get_scheme": "/schemes/S26",
    "get_scheme_document": "/schemes/S26/document",
}
#: Files that are sent back filled in: closed to nobody signed in, cut by whose figures they name.
FILES = {"submit_entry_workbook": "/entries/workbook", "send_target_workbook": "/targets/workbook"}
#: What runs the installation: nobody of the company here may.
HOOKS = {
    "list_hooks": "/webhooks",
    "add_hook": "/webhooks",
    "set_hook_state": "/webhooks/1/state",
    "remove_hook": "/webhooks/1/remove",
    "list_hook_deliveries": "/webhooks/1/deliveries",
    "redeliver": "/webhooks/deliveries/1/again",
}
#: What an operation answers when it is done, where that is not 200.
ANSWERS = {
    "push_rows": "202", "hand_over_file": "202", "run_source": "202", "take_file": "202", "compute_again": "202",
    "import_bundle": "202", "redeliver": "202", "reject_waiting": "204", "remove_hook": "204",
    "decide_correction": "204", "remove_days": "204",
}  # fmt: skip
