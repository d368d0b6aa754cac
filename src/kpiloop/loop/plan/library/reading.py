"""Reads the files of the library and refuses what a definition could not be made of.

The library is content, not code: a person who knows the trade edits YAML, and a slip is named with
its file and KPI before anybody adopts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kpiloop.engine.formula import Aggregate, parse, walk
from kpiloop.engine.formula.nodes import Column
from kpiloop.loop.plan import choices
from kpiloop.loop.plan.library.entries import LEVELS, Bilingual, LibraryKpi

FOLDER = Path(__file__).parent / "fields"
#: Fields of business in the order a reader sees them; each is one file.
FIELDS = ("finance", "sales", "operations", "service", "people", "manufacturing", "retail", "software")

_TEXTS = ("name", "definition", "words", "source", "pitfalls")
_PLAIN = ("code", "direction", "unit", "time_kind", "level", "counter")
_OPTIONAL = {
    "formula": "",
    "method": "",
    "parameters": {},
    "scale": "one",
    "decimals": 0,
    "green": "1",
    "amber": "0.9",
    "empty_means": "default",
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "direction": choices.DIRECTIONS,
    "time_kind": choices.TIME_KINDS,
    "unit": choices.MEASUREMENT_UNITS,
    "scale": choices.DISPLAY_SCALES,
    "empty_means": choices.EMPTY_MEANS,
    "level": LEVELS,
}

Columns = Mapping[str, Mapping[str, str]]
#: The reader in C where its library is there: a twelfth of the time.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LibraryFault(ValueError):
    """A file of the library says something no definition could be made of."""


@cache
def ready_kpis() -> dict[str, LibraryKpi]:
    """Every ready KPI by code, in the order of fields and files."""
    texts = {field: (FOLDER / f"{field}.yaml").read_text(encoding="utf-8") for field in FIELDS}
    shapes: dict[str, Mapping[str, str]] = {}
    for text in texts.values():
        shapes.update(_read(text).get("datasets", {}))
    found: dict[str, LibraryKpi] = {}
    for field, text in texts.items():
        for entry in read_field(field, text, shapes):
            if entry.code in found:
                raise LibraryFault(f"{field}: {entry.code} stands in {found[entry.code].field} already")
            found[entry.code] = entry
    for entry in found.values():
        if entry.counter not in found or entry.counter == entry.code:
            raise LibraryFault(
                f"{entry.field}: {entry.code} names the counter-KPI {entry.counter}, which is no other KPI"
            )
    return found


def read_field(field: str, text: str, shapes: Columns) -> list[LibraryKpi]:
    """The KPIs of one file; `shapes` are the columns of all datasets the library speaks of."""
    return [_entry(field, stated, shapes) for stated in _read(text).get("kpis", ())]


def _read(text: str) -> Mapping[str, Any]:
    return yaml.load(text, Loader=_LOADER) or {}


def _entry(field: str, stated: Mapping[str, Any], shapes: Columns) -> LibraryKpi:
    where = f"{field}: {stated.get('code', 'a KPI without code')}"
    _check(where, stated)
    given = {**_OPTIONAL, **stated}
    texts = {name: Bilingual(str(given[name]["zh"]), str(given[name]["en"])) for name in _TEXTS}
    default = {"higher": "ratio", "lower": "mirror"}.get(given["direction"], given["direction"])
    formula = " ".join(str(given["formula"]).split())
    return LibraryKpi(
        code=given["code"],
        field=field,
        names=texts["name"],
        definition=texts["definition"],
        words=texts["words"],
        source=texts["source"],
        pitfalls=texts["pitfalls"],
        formula=formula,
        columns=_columns(where, formula, shapes),
        direction=given["direction"],
        time_kind=given["time_kind"],
        measurement_unit=given["unit"],
        display_scale=given["scale"],
        decimals=int(given["decimals"]),
        achievement_method=given["method"] or default,
        achievement_parameters={name: str(figure) for name, figure in given["parameters"].items()},
        green_from=Decimal(str(given["green"])),
        amber_from=Decimal(str(given["amber"])),
        empty_means=given["empty_means"],
        level=given["level"],
        counter=given["counter"],
    )


def _check(where: str, stated: Mapping[str, Any]) -> None:
    for name in stated.keys() - {*_TEXTS, *_PLAIN, *_OPTIONAL}:
        raise LibraryFault(f"{where}: {name} is not a field of a ready KPI")
    for name in (*_PLAIN, *_TEXTS):
        if not stated.get(name):
            raise LibraryFault(f"{where}: {name} is missing")
    for name in _TEXTS:
        if not isinstance(stated[name], dict) or any(not stated[name].get(part) for part in ("zh", "en")):
            raise LibraryFault(f"{where}: {name} must be said in zh and en")
    for name, allowed in _CHOICES.items():
        if name in stated and stated[name] not in allowed:
            raise LibraryFault(f"{where}: {name} {stated[name]!r} is none of {', '.join(allowed)}")


def _columns(where: str, formula: str, shapes: Columns) -> Columns:
    if not formula:
        return {}
    used: dict[str, dict[str, str]] = {}
    for part in walk(parse(formula)):
        if not isinstance(part, Aggregate):
            continue
        if part.dataset not in shapes:
            raise LibraryFault(f"{where}: the dataset {part.dataset} is described in no file of the library")
        held = used.setdefault(part.dataset, {})
        for column in _columns_in(part):
            if column.name not in shapes[part.dataset]:
                raise LibraryFault(f"{where}: {part.dataset}.{column.name} is described in no file of the library")
            held[column.name] = shapes[part.dataset][column.name]
    return used


def _columns_in(part: object) -> Iterator[Column]:
    """Columns anywhere inside an aggregate, its condition included."""
    if isinstance(part, Column):
        yield part
    elif is_dataclass(part):
        for each in fields(part):
            yield from _columns_in(getattr(part, each.name))
