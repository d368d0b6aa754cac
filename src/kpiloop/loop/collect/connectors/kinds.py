"""What a kind of source needs beside its place: settings that are checked, and secrets that are sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kpiloop.loop.collect.choices import PARQUET, REST
from kpiloop.loop.collect.connectors.parquet import settings as parquet
from kpiloop.loop.collect.connectors.rest import settings as rest
from kpiloop.loop.collect.errors import SettingInvalid

#: Settings are shown on pages, in the trail and in exports, so nothing of this kind may stand among them.
_LOOKS_SECRET = ("password", "passwd", "pwd", "secret", "token", "api_key", "apikey", "credential")

Settings = Mapping[str, object]


def no_settings(written: Settings) -> dict[str, object]:
    """Refuse any setting: the place alone says where the source is."""
    for name in written:
        raise SettingInvalid(setting=name, value=str(written[name]))
    return {}


@dataclass(frozen=True)
class Kind:
    """One kind of source."""

    code: str  #: as stored with the source
    check: Callable[[Settings], dict[str, object]] = no_settings  #: settings as they are kept, or a refusal
    secrets: tuple[str, ...] = ()  #: names of secrets it can use


#: Kinds that are files need neither; a connector that does names itself here.
KINDS: dict[str, Kind] = {
    REST: Kind(REST, rest.check, ("token", "password")),
    PARQUET: Kind(PARQUET, parquet.check),
}


def usual_secret(kind: str, settings: Settings) -> str:
    """Name of the secret a source signs in with: a token on the web unless it says basic, else a password."""
    return "token" if kind == REST and settings.get("sign_in") != "basic" else "password"


def kind_of(code: str) -> Kind:
    """What a kind of source needs."""
    return KINDS.get(code) or Kind(code)


def check_settings(kind: str, written: Settings) -> dict[str, object]:
    """Settings as they are kept; a secret among them is refused before anything stores it."""
    for name in written:
        if any(mark in name.lower().replace("-", "_") for mark in _LOOKS_SECRET):
            raise SettingInvalid(setting=name, value="•••")
    return kind_of(kind).check(written)
