"""Writes a bundle as a folder of text files that people and version control can read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Nested, Part, Value
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.governance.bundle.spelling import figure_text

_WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def write_folder(bundle: Bundle, folder: Path) -> list[Path]:
    """One file per part; what equals the default of its column is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, part in PARTS.items():
        if name in bundle.parts:
            path = folder / f"{name}.yaml"
            path.write_text(part_text(part, bundle.rows(name)), encoding="utf-8")
            written.append(path)
    return written


def zipped(bundle: Bundle) -> bytes:
    """The folder as a zip; the same bundle is the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in PARTS.items():
            if name in bundle.parts:
                packed.writestr(zipfile.ZipInfo(f"{name}.yaml"), part_text(part, bundle.rows(name)))
    return held.getvalue()


def part_text(part: Part, rows: tuple[Row, ...]) -> str:
    """The text of one file."""
    stated = [_stated(part, row.values) for row in rows]
    return _dumped(stated if part.key else stated[0])


def kpi_text(bundle: Bundle) -> str:
    """One file of KPIs with their formulas, small enough to be read and reviewed line by line."""
    return _dumped({name: [_stated(PARTS[name], row.values) for row in rows] for name, rows in bundle.parts.items()})


def _dumped(stated: object) -> str:
    return yaml.dump(
        stated,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH,
        default_flow_style=False,
    )


def _stated(part: Part, values: Mapping[str, Value]) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in part.fields:
        value = values.get(field.name)
        if value is not None and value != field.default and value != "":
            found[field.name] = _plain(value)
    return found


def _plain(value: Value) -> object:
    """A value as YAML writes it best: days and figures plain, codes quoted where they look like figures."""
    if isinstance(value, Decimal):
        text = figure_text(value)
        return int(text) if text.lstrip("-").isdigit() else _Plain(text)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, list | dict):
        return _ordered(value)
    return value if isinstance(value, date | bool | int | str) else str(value)


def _ordered(value: Nested) -> Nested:
    """Names inside a structure by alphabet: databases keep no order of their own, and files must not differ by it."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


class _Plain(str):
    """A figure written without quotes, with exactly its digits."""

    __slots__ = ()


_Dumper.add_representer(
    _Plain, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:float", str(text), style="")
)
