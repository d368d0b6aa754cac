"""What a REST source needs beside its address; secrets are kept elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpiloop.loop.collect.errors.web import RestSettingWrong

PAGINGS = ("none", "page", "offset", "cursor", "link")
SIGN_INS = ("none", "bearer", "basic", "header")
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class RestSettings:
    """How a REST source is asked."""

    records: str = ""  #: path to the list of records, such as data.orders; empty: the answer is the list
    paging: str = "none"  #: none, page, offset, cursor or link
    page_param: str = "page"  #: parameter of the page number, offset or cursor
    first_page: int = 1  #: number of the first page
    size_param: str = ""  #: parameter of the page size; empty: the source decides
    page_size: int = 100  #: records per page
    cursor: str = ""  #: path to the next cursor in the answer
    total: str = ""  #: path to the number of all records; they are compared with what was read
    sign_in: str = "none"  #: none, bearer, basic or header
    user: str = ""  #: account of basic sign-in
    header: str = "X-API-Key"  #: header that carries the key
    query: Mapping[str, str] = field(default_factory=dict)  #: fixed parameters
    since_param: str = ""  #: parameter that asks for newer records only
    since_field: str = ""  #: field of a record that says how new it is
    since_first: str = ""  #: where to begin when nothing was read yet
    timeout: int = 30  #: seconds for one answer
    retries: int = 4  #: further attempts after a fault that may pass
    most_pages: int = 5000  #: a source that never ends is refused
    most_megabytes: int = 200  #: of all answers together

    @property
    def most_bytes(self) -> int:
        """The budget of a reading."""
        return self.most_megabytes * _MEGABYTE


_NUMBERS = {
    "first_page": (0, 1),
    "page_size": (1, 10_000),
    "timeout": (1, 300),
    "retries": (0, 8),
    "most_pages": (1, 100_000),
    "most_megabytes": (1, 2048),
}
_CHOICES = {"paging": PAGINGS, "sign_in": SIGN_INS}


def read_settings(written: Mapping[str, object]) -> RestSettings:
    """Settings of a source, each one checked; anything unknown is refused by name."""
    given: dict[str, object] = {}
    for name, value in written.items():
        if name not in RestSettings.__dataclass_fields__:
            raise RestSettingWrong(setting=name, value=str(value))
        given[name] = _value(name, value)
    settings = RestSettings(**given)  # type: ignore[arg-type]
    if settings.paging == "cursor" and not settings.cursor:
        raise RestSettingWrong(setting="cursor", value="")
    if bool(settings.since_param) != bool(settings.since_field):
        raise RestSettingWrong(setting="since_param" if settings.since_field else "since_field", value="")
    return settings


def check(written: Mapping[str, object]) -> dict[str, object]:
    """Settings as they are kept."""
    read_settings(written)
    return dict(written)


def _value(name: str, value: object) -> object:
    if name == "query":
        if not isinstance(value, Mapping):
            raise RestSettingWrong(setting=name, value=str(value))
        return {str(key): str(part) for key, part in value.items()}
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        if isinstance(value, bool) or not str(value).isdigit() or not low <= int(str(value)) <= high:
            raise RestSettingWrong(setting=name, value=str(value))
        return int(str(value))
    if name in _CHOICES and value not in _CHOICES[name]:
        raise RestSettingWrong(setting=name, value=str(value))
    return str(value)
