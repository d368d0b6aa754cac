"""Roles and what each may do. A right over pay is never implied by a place in the tree."""

from __future__ import annotations

EXECUTIVE = "executive"
PERFORMANCE_ADMIN = "performance_admin"
UNIT_HEAD = "unit_head"
STAFF = "staff"
AUDITOR = "auditor"
SYSTEM_ADMIN = "system_admin"

ROLE_CHOICES = [(role, role) for role in (EXECUTIVE, PERFORMANCE_ADMIN, UNIT_HEAD, STAFF, AUDITOR, SYSTEM_ADMIN)]

#: Who runs the installation must not be who watches it.
EXCLUSIVE_ROLES = (frozenset({SYSTEM_ADMIN, AUDITOR}), frozenset({PERFORMANCE_ADMIN, AUDITOR}))

LANGUAGES = ("zh-hans", "en")

_READ = frozenset({"values.view", "plan.view", "actions.view", "reviews.view_own", "pay.view_own", "leaderboard.view"})
_LEAD = _READ | {
    "causes.write",
    "actions.write",
    "alerts.acknowledge",
    "meetings.view",
    "reviews.manage",
    "sources.view",
}

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    STAFF: _READ | {"causes.write", "actions.write", "alerts.acknowledge"},
    UNIT_HEAD: _LEAD | {"improvement.confirm", "proposals.write"},
    EXECUTIVE: _LEAD
    | {
        "meetings.manage",
        "reviews.view_all",
        "bonus.approve",
        "pay.view_all",
        "periods.close",
        "proposals.approve",
        "improvement.confirm",
        "improvement.view",
    },
    PERFORMANCE_ADMIN: _LEAD
    | {
        "plan.edit",
        "targets.edit",
        "org.view",
        "org.edit",
        "sources.edit",
        "loads.run",
        "measures.run",
        "values.override",
        "meetings.manage",
        "reviews.view_all",
        "scores.run",
        "scores.publish",
        "bonus.prepare",
        "pay.view_all",
        "periods.close",
        "periods.reopen",
        "proposals.write",
        "proposals.approve",
        "improvement.manage",
        "improvement.view",
        "improvement.confirm",
    },
    AUDITOR: _READ
    | {
        "meetings.view",
        "sources.view",
        "reviews.view_all",
        "pay.view_all",
        "audit.view",
        "org.view",
        "improvement.view",
    },
    # The system admin runs the installation and sees no pay (separation of duties).
    SYSTEM_ADMIN: frozenset(
        {"accounts.manage", "org.view", "org.edit", "sources.view", "sources.edit", "loads.run", "measures.run"}
    ),
}

PERMISSIONS: frozenset[str] = frozenset().union(*ROLE_PERMISSIONS.values())
