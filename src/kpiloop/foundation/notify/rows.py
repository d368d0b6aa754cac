"""A notice as its reader sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class NoticeRow:
    """A notice to an account."""

    id: int  #: key
    code: str  #: which sentence; the door words it
    fields: Mapping[str, object]  #: fields of that sentence
    link: str  #: page to open; may be empty
    created_at: datetime  #: when it reached the reader
    read_at: datetime | None  #: when it was read; None = unread
    digest_day: date | None = None  #: day of the digest it came in; None = it came by itself
