"""Which driver reads which kind of database, and how a session with a source is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.kinds import KINDS, Kind
from kpiloop.loop.collect.connectors.sql.dialects import MYSQL, ORACLE, POSTGRES, SQLITE, SQLSERVER
from kpiloop.loop.collect.connectors.sql.session import Driver, Session
from kpiloop.loop.collect.connectors.sql.settings import (
    STATEMENT_SECONDS,
    Place,
    check_file_settings,
    check_server_settings,
    place_of,
)
from kpiloop.loop.collect.errors import LocationRefused

_KNOWN = (
    Driver("sqlite", 0, SQLITE),
    Driver("postgres", 5432, POSTGRES),
    Driver("mysql", 3306, MYSQL),
    Driver("sqlserver", 1433, SQLSERVER),
    Driver("oracle", 1521, ORACLE),
)
DRIVERS: dict[str, Driver] = {driver.kind: driver for driver in _KNOWN}
SERVERS = tuple(kind for kind, driver in DRIVERS.items() if driver.port)

KINDS["sqlite"] = Kind("sqlite", check_file_settings)
KINDS.update({kind: Kind(kind, check_server_settings, ("password",)) for kind in SERVERS})


@contextmanager
def session(
    kind: str, settings: Mapping[str, object], *, path: Path | None, secret: Secret | None, seconds: int | None = None
) -> Iterator[Session]:
    """Open a read-only session with the database of a source."""
    driver = DRIVERS[kind]
    if driver.port:
        place = place_of(kind, settings, driver.port)
    else:
        place = Place("", 0, str(path), "", timeout=STATEMENT_SECONDS)
    if seconds is not None:
        place = Place(place.host, place.port, place.database, place.user, place.encrypt, min(seconds, place.timeout))
    _refuse_own(kind, place)
    with driver.opener()(place, secret) as opened:
        yield opened


def _refuse_own(kind: str, place: Place) -> None:
    """Pay and scores lie in our own database; a source that pointed at it would carry them into the fact store."""
    own = connections["default"].settings_dict
    if kind != "postgres" or "postgresql" not in str(own["ENGINE"]):
        return
    here = (str(own["NAME"]), str(own.get("PORT") or 5432))
    if (place.database, str(place.port)) == here:
        raise LocationRefused(location=str(place))
