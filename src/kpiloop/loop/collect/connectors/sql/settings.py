"""Settings of a database source: where it is, what is read, and by which column new rows are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from kpiloop.loop.collect.errors import SettingInvalid

_PLACE = frozenset({"host", "port", "database", "user", "encrypt", "timeout"})
_WANTED = frozenset({"schema", "table", "query", "increment", "overlap"})
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:_-]{0,252})")
_OVERLAP = re.compile(r"(\d{1,6})\s*(d|h|min)?")
_UNITS = {"d": "days", "h": "hours", "min": "minutes"}
#: Seconds one statement may take unless the settings say otherwise.
STATEMENT_SECONDS = 900
_LONGEST_QUERY = 20_000


@dataclass(frozen=True)
class Place:
    """Where a database is and as whom it is read."""

    host: str  #: name or address; empty for a database in a file
    port: int  #: port
    database: str  #: database, service or file
    user: str  #: account of the database
    encrypt: bool = False  #: whether an unencrypted connection is refused
    timeout: int = STATEMENT_SECONDS  #: seconds one statement may take

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.database}" if self.host else self.database


@dataclass(frozen=True)
class Wanted:
    """What is read there."""

    schema: str = ""  #: schema, empty for the usual one
    table: str = ""  #: table or view, exactly as the database writes it
    query: str = ""  #: one SELECT instead of a table
    increment: str = ""  #: column by which new rows are known; empty: everything is read again
    overlap: str = ""  #: how far behind the newest value late rows may arrive: 3 d, 12 h, or a number

    def late(self) -> timedelta | Decimal:
        """The overlap as a length of time, or as a number for a column of numbers."""
        found = _OVERLAP.fullmatch(self.overlap)
        if found and found[2]:
            return timedelta(**{_UNITS[found[2]]: int(found[1])})
        return Decimal(found[1]) if found else Decimal(0)


def place_of(kind: str, settings: Mapping[str, object], port: int) -> Place:
    """Where the database of a source is."""
    stated = check_server_settings(settings)
    return Place(
        host=str(stated["host"]),
        port=int(str(stated.get("port") or port)),
        database=str(stated["database"]),
        user=str(stated["user"]),
        encrypt=bool(stated.get("encrypt")),
        timeout=int(str(stated.get("timeout") or STATEMENT_SECONDS)),
    )


def wanted_of(settings: Mapping[str, object], recipe: Mapping[str, object]) -> Wanted:
    """What is read; a recipe of an earlier version may name the table itself."""
    stated = {name: str(settings.get(name) or "") for name in _WANTED}
    if not stated["table"] and not stated["query"]:
        stated["table"] = str(recipe.get("table") or "")
    return Wanted(**stated)


def check_server_settings(written: Mapping[str, object]) -> dict[str, object]:
    """Settings of a database on a server as they are kept."""
    kept = _checked(written, _PLACE | _WANTED)
    for name in ("host", "database", "user"):
        if not str(kept.get(name) or "").strip():
            raise SettingInvalid(setting=name, value="")
    if not _HOST.fullmatch(str(kept["host"])):
        raise SettingInvalid(setting="host", value=str(kept["host"]))
    _check_whole(kept, "port", 65535)
    _check_whole(kept, "timeout", 24 * 3600)
    return kept


def check_file_settings(written: Mapping[str, object]) -> dict[str, object]:
    """Settings of a database in a file as they are kept."""
    return _checked(written, _WANTED)


def _checked(written: Mapping[str, object], known: frozenset[str]) -> dict[str, object]:
    kept = {name: value for name, value in written.items() if value not in (None, "")}
    for name, value in kept.items():
        if name not in known or not isinstance(value, str | int | bool):
            raise SettingInvalid(setting=name, value=str(value)[:100])
    if kept.get("table") and kept.get("query"):
        raise SettingInvalid(setting="query", value=str(kept["query"])[:100])
    if len(str(kept.get("query") or "")) > _LONGEST_QUERY:
        raise SettingInvalid(setting="query", value=f"> {_LONGEST_QUERY}")
    overlap = str(kept.get("overlap") or "")
    if overlap and (not _OVERLAP.fullmatch(overlap) or not kept.get("increment")):
        raise SettingInvalid(setting="overlap", value=overlap)
    return kept


def _check_whole(kept: dict[str, object], name: str, most: int) -> None:
    if name not in kept:
        return
    try:
        number = Decimal(str(kept[name]))
    except InvalidOperation:
        number = Decimal(0)
    if number != number.to_integral_value() or not 0 < number <= most:
        raise SettingInvalid(setting=name, value=str(kept[name]))
    kept[name] = int(number)
