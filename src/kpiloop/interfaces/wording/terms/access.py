"""Words for the choices of access."""

from __future__ import annotations

TERMS = {
    "account_proposal.close": "close the account",
    "account_proposal.reopen": "reopen the account",
    "role.executive": "Executive",
    "role.performance_admin": "Performance administrator",
    "role.unit_head": "Unit head",
    "role.staff": "Staff",
    "role.auditor": "Auditor",
    "role.system_admin": "System administrator",
}
