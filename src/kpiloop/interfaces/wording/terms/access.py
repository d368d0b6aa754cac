"""Words for the choices of access."""

from __future__ import annotations

TERMS = {
    "role.executive": "Executive",
    "role.performance_admin": "Performance administrator",
    "role.unit_head": "Unit head",
    "role.staff": "Staff",
    "role.auditor": "Auditor",
    "role.system_admin": "System administrator",
}
