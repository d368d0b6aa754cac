"""What this room hands out and takes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

#: What shall become of an account.
CLOSE, REOPEN = "close", "reopen"
#: What became of a proposal.
WAITING, DONE, KEPT, WITHDRAWN = "waiting", "done", "kept", "withdrawn"


@dataclass(frozen=True)
class Whereabouts:
    """What is known of the owner of an account."""

    user_id: int  #: key of the account
    here_from: date | None  #: first day of the place held now or next; None without one
    until: date | None  #: first day without any place; None while no end is known


@dataclass(frozen=True)
class ProposalRow:
    """An account that waits to be closed or reopened."""

    username: str  #: sign-in name
    kind: str  #: close or reopen
    on: date  #: from which day on
    origin: str  #: list that said so
    by_itself: bool  #: carried out on its day without being asked about
    allowed_by: str  #: who answers for it
    proposed_at: datetime  #: when the list said so
    is_last_administrator: bool  #: nobody else could manage accounts; it stays open
