"""Reading what waits to be done about accounts."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.proposals.models import AccountProposal
from kpiloop.foundation.access.proposals.rows import CLOSE, WAITING, ProposalRow
from kpiloop.foundation.access.proposals.switching import MANAGE, is_last_administrator
from kpiloop.foundation.access.rights import require


def account_proposals(viewer: Actor) -> tuple[ProposalRow, ...]:
    """Accounts that wait to be closed or reopened, the nearest day first; for who manages accounts."""
    require(viewer, MANAGE)
    rows = AccountProposal.objects.select_related("user").filter(state=WAITING).order_by("on", "user__username")
    return tuple(
        ProposalRow(
            username=row.user.username,
            kind=row.kind,
            on=row.on,
            origin=row.origin,
            by_itself=row.by_itself,
            allowed_by=row.allowed_by,
            proposed_at=row.proposed_at,
            is_last_administrator=row.kind == CLOSE and is_last_administrator(row.user_id, on=row.on),
        )
        for row in rows
    )
