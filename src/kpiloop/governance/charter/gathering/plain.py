"""Things as data that can be kept: names in both languages, figures and days as text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol


class Named(Protocol):
    """Anything with a code and two names."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name_zh(self) -> str:
        """Its Chinese name."""

    @property
    def name_en(self) -> str:
        """Its English name, may be empty."""


def named(row: Named) -> dict[str, str]:
    """A thing by code and both names.

    A document is read years later, when the thing may be called otherwise.
    """
    return {"code": row.code, "zh": row.name_zh, "en": row.name_en}


def figure(given: Decimal) -> str:
    """A figure without zeros nobody wrote.

    >>> figure(Decimal("40.0000")), figure(Decimal("100"))
    ('40', '100')
    """
    return format(given.normalize(), "f")


def plain(given: object) -> Any:
    """Anything as data of JSON, never a binary float."""
    if isinstance(given, Mapping):
        return {str(name): plain(each) for name, each in given.items()}
    if isinstance(given, list | tuple):
        return [plain(each) for each in given]
    if isinstance(given, Decimal):
        return figure(given)
    return given.isoformat() if isinstance(given, date) else given


def fingerprint_of(content: Mapping[str, Any]) -> str:
    """The hash of a document; equal contents have one and the same."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
