"""What a push gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RefusedRow:
    """A pushed row that waits for a person, or would."""

    line: int  #: place in the push, from 1
    reason: str  #: code
    fields: Mapping[str, str]  #: what the sentence needs
    values: Mapping[str, str]  #: cells as written, by column of the dataset


@dataclass(frozen=True)
class PushRow:
    """One push: what was understood of it, and the run that publishes it."""

    source: str  #: source code
    key: str  #: idempotency key of the sender
    run_id: int  #: background run that makes the rows visible, all at once
    state: str  #: state of that run: queued, running, done, failed
    load: int | None  #: load number once it is published
    read: int  #: rows received
    kept: int  #: rows that will be taken
    skipped: int  #: blank rows and totals
    repeated: int  #: rows that stood in the push twice
    refused: tuple[RefusedRow, ...]  #: rows that go to quarantine, with the reason
