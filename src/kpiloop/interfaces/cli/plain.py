"""Rows as plain JSON values: decimals and days as text, so that no digit is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from kpiloop.engine.values import Missing


def plain(given: object) -> object:
    """Turn rows, mappings and lists into what JSON can carry."""
    if dataclasses.is_dataclass(given) and not isinstance(given, type):
        if isinstance(given, Missing):
            return {"missing": given.reason}
        shown = [field.name for field in dataclasses.fields(given) if not field.name.startswith("_")]
        return {name: plain(getattr(given, name)) for name in shown}
    if isinstance(given, Mapping):
        return {str(key): plain(value) for key, value in given.items()}
    if isinstance(given, list | tuple | set | frozenset):
        return [plain(each) for each in given]
    if isinstance(given, Decimal | Path):
        return str(given)
    if isinstance(given, date | datetime):
        return given.isoformat()
    return given
