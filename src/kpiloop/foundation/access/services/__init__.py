"""Every write about accounts, and the one gate for rights."""

from __future__ import annotations

from kpiloop.foundation.access.rights import actor_for, actor_named, require, require_person
from kpiloop.foundation.access.services.accounts import (
    bootstrap_admin,
    create_account,
    create_accounts,
    deactivate_account,
    grant_role,
    reactivate_account,
    set_language,
    set_password,
)
from kpiloop.foundation.access.services.proposals import (
    carry_out_proposals,
    decide_proposal,
    propose_for_accounts,
)
from kpiloop.foundation.access.services.signin import sign_in
from kpiloop.foundation.access.services.tokens import actor_for_token, create_token, revoke_token

__all__ = [
    "actor_for",
    "actor_for_token",
    "actor_named",
    "bootstrap_admin",
    "carry_out_proposals",
    "create_account",
    "create_accounts",
    "create_token",
    "deactivate_account",
    "decide_proposal",
    "grant_role",
    "propose_for_accounts",
    "reactivate_account",
    "require",
    "require_person",
    "revoke_token",
    "set_language",
    "set_password",
    "sign_in",
]
