"""Structures of a bundle as rows and plain cells of a workbook, and back; what fits no row stays JSON in its cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.sheets import PAIRS, RARE, ROLES, SHEETS, SPREAD
from kpiloop.governance.bundle.fields import Nested, Value
from kpiloop.governance.bundle.reading import recipes
from kpiloop.governance.bundle.spelling import SEPARATORS, NotUnderstood, understood, written

#: Cells of one row, by column; codes and figures as text.
Cells = dict[str, str]
#: Rows of further sheets that stand inside one row.
Inside = dict[str, list[Cells]]
#: Lists of columns of a dataset that roles stand for.
_LISTS = {
    "key": "key_columns", "date": "date_columns", "unit": "unit_column",
    "person": "person_column", "dimension": "dimensions", "money": "money_columns",
}  # fmt: skip
_BANDS = {"interpolation": "points", "step_table": "steps"}
#: Structure a further sheet says.
_SAYS = {
    "dataset_columns": "columns", "source_settings": "settings", "source_columns": "recipe", "source_steps": "recipe",
    "scoring_bands": "parameters",
}  # fmt: skip
#: Columns that say whose row it is.
_OWNERS = ("dataset", "source", "scheme", "kpi")
_BETWEEN = re.compile(r"[;；\n]")
_EQUALS = re.compile(r"[=＝]")


def split(part: str, values: Mapping[str, Value], *, with_rows: bool = True) -> tuple[Cells, Inside]:
    """One row of a part as cells of its sheet and, `with_rows`, rows of the sheets that say the rest.

    Law: `join` gives the same values back; a structure no rows can say stands as JSON in its own cell.
    """
    whole = {field.name: written(values.get(field.name)) for field in PARTS[part].fields}
    apart = _SPLITS.get(part)
    if apart is None or not with_rows:
        cells = whole | {name: paired(values.get(name)) for name in whole if (part, name) in PAIRS}
        return cells, {}
    cells, inside = apart(values, dict(whole))
    lost = set(_lost(part, values, cells, inside))
    lost |= {_SAYS[sheet] for sheet, rows in inside.items() if not all(_is_fit(sheet, row) for row in rows)}
    lost |= {name for owner, name in SPREAD if owner == part and not _is_fit(part, cells, _spread(part, name))}
    if lost & {"columns", "parameters"}:  # nothing of the others holds without them
        return whole, {}
    for name in ("settings", "recipe"):
        if name in lost:
            inside = {sheet: rows for sheet, rows in inside.items() if _SAYS[sheet] != name}
    kept = {column: text for column, text in cells.items() if not any(column in _spread(part, name) for name in lost)}
    return kept | {name: whole[name] for name in lost}, inside


def join(part: str, cells: Mapping[str, str], inside: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, Nested]:
    """Values of one row of a part, structures put together from cells and rows.

    Law: a structure that is written out in its own cell is taken as it is.
    """
    stated: dict[str, Nested] = {name: text for name, text in cells.items() if PARTS[part].field(name)}
    for name, text in cells.items():
        if (part, name) in PAIRS and (part, name) not in SPREAD and text:
            stated[name] = unpaired(text)
    fill = _JOINS.get(part)
    if fill:
        stated |= fill(cells, inside)
    return stated


def unpaired(text: str) -> Nested:
    """`name = value; name = value` as a structure; JSON and anything else is left to be understood as it is.

    >>> unpaired("cap = 1.2; tolerance=0.05")
    {'cap': '1.2', 'tolerance': '0.05'}
    """
    if text.startswith(("{", "[")):
        return text
    pairs = [_EQUALS.split(pair, maxsplit=1) for pair in _BETWEEN.split(text) if pair.strip()]
    if not all(len(pair) == 2 and pair[0].strip() for pair in pairs):
        return text
    return {name.strip(): value.strip() for name, value in pairs}


def paired(value: object) -> str:
    """A structure as `name = value; name = value` where that says it, as JSON elsewhere."""
    if not isinstance(value, dict) or not value:
        return ""
    text = "; ".join(f"{name} = {each}" for name, each in sorted(value.items()))
    return text if unpaired(text) == value else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _lost(part: str, values: Mapping[str, Value], cells: Cells, inside: Inside) -> Iterator[str]:
    """Structures that would come back as something else."""
    found = join(part, cells, inside)
    watched = (*RARE.get(part, ()), *(name for owner, name in PAIRS if owner == part))
    for field in PARTS[part].fields:
        if field.name not in watched:
            continue
        try:
            back = understood(field, found.get(field.name))
        except NotUnderstood:
            yield field.name
            continue
        if back != values.get(field.name):
            yield field.name


def _is_fit(sheet: str, cells: Mapping[str, str], columns: set[str] | None = None) -> bool:
    """Whether every cell could be read where it would stand."""
    for field in SHEETS[sheet].columns:
        if columns is not None and field.name not in columns:
            continue
        text = cells.get(field.name, "")
        if not text and field.is_required and field.name not in _OWNERS:
            return False
        try:
            understood(field, unpaired(text) if (sheet, field.name) in PAIRS else text)
        except NotUnderstood:
            return False
    return True


def _spread(part: str, name: str) -> set[str]:
    return {field.name for field in SPREAD.get((part, name), ())}


def _split_dataset(values: Mapping[str, Value], cells: Cells) -> tuple[Cells, Inside]:
    for name in RARE["datasets"]:
        cells.pop(name)
    held = values.get("registered")
    if isinstance(held, dict):
        cells |= {name: str(held.get(name) or "") for name in ("folder", "keeps")}
        cells["folder_names"] = paired(held.get("names"))
    columns = values.get("columns")
    if not isinstance(columns, dict):
        return cells, {}
    lists = {role: _listed(values.get(column)) for role, column in _LISTS.items()}
    ordered = [name for name in _in_order(lists["date"], lists["key"], lists["money"]) if name in columns]
    trees = values.get("tree_columns")
    rows = [
        {
            "column": name,
            "type": str(columns[name]),
            "roles": ", ".join(role for role in ROLES if name in lists[role]),
            "trees": ", ".join(sorted(tree for tree, each in trees.items() if each == name))
            if isinstance(trees, dict)
            else "",
        }
        for name in (*ordered, *(name for name in columns if name not in ordered))
    ]
    return cells, {"dataset_columns": rows}


def _in_order(*lists: tuple[str, ...]) -> list[str]:
    """Names so that each list keeps its order, where one order can do that for all of them."""
    before: TopologicalSorter[str] = TopologicalSorter()
    for names in lists:
        for place, name in enumerate(names):
            before.add(name, *names[max(0, place - 1) : place])
    try:
        return list(before.static_order())
    except CycleError:
        return list(dict.fromkeys(name for names in lists for name in names))


def _join_dataset(cells: Mapping[str, str], inside: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, Nested]:
    rows = inside.get("dataset_columns", ())
    found: dict[str, Nested] = {}
    if rows:
        found["columns"] = {row["column"]: row["type"] for row in rows}
    for role, name in _LISTS.items():
        named: list[Nested] = [row["column"] for row in rows if role in _parts_of(row.get("roles", ""))]
        if named:
            found[name] = named if role not in ("unit", "person") else named[0] if len(named) == 1 else named
    trees: dict[str, Nested] = {tree: row["column"] for row in rows for tree in _parts_of(row.get("trees", ""))}
    if trees:
        found["tree_columns"] = trees
    folder: dict[str, Nested] = {name: cells[name] for name in ("folder", "keeps") if cells.get(name)}
    names = unpaired(cells.get("folder_names", ""))
    if isinstance(names, dict) and names:
        folder["names"] = names
    if folder:
        found["registered"] = folder
    return {name: value for name, value in found.items() if not cells.get(name)}


def _split_source(values: Mapping[str, Value], cells: Cells) -> tuple[Cells, Inside]:
    for name in RARE["sources"]:
        cells.pop(name)
    inside: Inside = {}
    settings, recipe = values.get("settings"), values.get("recipe")
    if isinstance(settings, dict) and settings:
        inside["source_settings"] = recipes.rows_of(settings, "setting")
    if isinstance(recipe, dict) and recipe:
        inside["source_columns"], inside["source_steps"] = recipes.rows_of_recipe(recipe)
    return cells, inside


def _join_source(cells: Mapping[str, str], inside: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, Nested]:
    found: dict[str, Nested] = {}
    if inside.get("source_settings"):
        found["settings"] = recipes.tree_of_rows(inside["source_settings"], "setting")
    if inside.get("source_columns") or inside.get("source_steps"):
        columns: list[dict[str, Nested]] = [
            {**row, "map": unpaired(row.get("map", ""))} for row in inside.get("source_columns", ())
        ]
        found["recipe"] = recipes.recipe_of(columns, inside.get("source_steps", ()))
    return {name: value for name, value in found.items() if not cells.get(name)}


def _split_scoring(values: Mapping[str, Value], cells: Cells) -> tuple[Cells, Inside]:
    stated = values.get("parameters")
    if not isinstance(stated, dict):
        return cells, {}
    rest = dict(stated)
    for name in ("full_mark", "cap", "floor", "on", "missing"):
        cells[name] = str(rest.pop(name)) if isinstance(rest.get(name), str) else ""
    bands = rest.pop(_BANDS.get(str(values.get("method")), ""), None)
    cells["parameters"] = paired(rest)
    if not isinstance(bands, list):
        return cells, {}
    return cells, {"scoring_bands": [_band(row) for row in bands if isinstance(row, list)]}


def _band(row: list[Nested]) -> Cells:
    edges = ["" if each is None else str(each) for each in row]
    if len(edges) not in (2, 3):
        return {"band_from": "", "band_to": "", "band_score": ""}
    return {"band_from": edges[0], "band_to": edges[1] if len(edges) == 3 else "", "band_score": edges[-1]}


def _join_scoring(cells: Mapping[str, str], inside: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, Nested]:
    found = unpaired(cells.get("parameters", ""))
    if not isinstance(found, dict):
        if found:
            return {"parameters": found}
        found = {}
    found |= {name: cells[name] for name in ("full_mark", "cap", "floor", "on", "missing") if cells.get(name)}
    bands = inside.get("scoring_bands", ())
    are_closed = any(row.get("band_to") for row in bands)
    listed: list[Nested] = []
    for row in bands:
        edges: list[Nested] = [row.get("band_from") or None]
        edges += [row.get("band_to") or None] if are_closed else []
        listed.append([*edges, row["band_score"]])
    if listed:
        found[_BANDS.get(cells.get("method", ""), "points")] = listed
    return {"parameters": found} if found else {}


def _listed(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()


def _parts_of(text: str) -> list[str]:
    return [each.strip() for each in SEPARATORS.split(text) if each.strip()]


_SPLITS = {"datasets": _split_dataset, "sources": _split_source, "scoring": _split_scoring}
_JOINS = {"datasets": _join_dataset, "sources": _join_source, "scoring": _join_scoring}
