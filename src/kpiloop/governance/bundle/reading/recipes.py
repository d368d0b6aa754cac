"""Settings and recipes of sources as rows: a row per column read, and a row per step or setting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kpiloop.governance.bundle.fields import Nested

#: Steps of a recipe and settings of a source that have a name of their own.
STEPS = (
    "skip_rows_matching", "header_row", "header_rows", "sheet", "range", "covers", "same_key", "year", "captured_to",
    "unit_codes", "person_codes", "defaults", "unpivot.month_to", "unpivot.value_to", "unpivot.name_to",
    "unpivot.names", "unpivot.year", "unpivot.heads", "title_to", "section_to", "sheet_to", "month_to", "names",
    "encoding", "delimiter", "quote", "table", "table_columns", "columns", "unconfirmed",
)  # fmt: skip
SETTINGS = (
    "host", "port", "database", "user", "schema", "table", "query", "increment", "overlap", "encrypt", "timeout",
    "records", "paging", "page_param", "first_page", "size_param", "page_size", "cursor", "total", "sign_in", "header",
    "since_param", "since_field", "since_first", "retries", "most_pages", "most_megabytes",
)  # fmt: skip
#: Steps that are lists even where they have one entry.
_LISTS = ("skip_rows_matching", "names", "unpivot.names", "table_columns")
_WHOLE = re.compile(r"-?(0|[1-9]\d*)")
_TRUTHS = {"true": True, "false": False, "是": True, "否": False, "yes": True, "no": False}
_BETWEEN = " / "
_PLACED = re.compile(r"#([1-9]\d*)")
#: What a row of a column says about it, beside its heading.
_RULE = ("scale", "map", "required", "fill_down", "order", "low", "high")
_Path = tuple[str, ...]


def scalar(value: Nested) -> str:
    """One value as a cell; a text that looks like a number or a truth gets a quote before it, as in Excel."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _typed(text) == text and not text.startswith("'") else f"'{text}"


def _typed(text: str) -> Nested:
    if text.startswith("'"):
        return text[1:]
    if _WHOLE.fullmatch(text):
        return int(text)
    return _TRUTHS.get(text.casefold(), text)


def rows_of(tree: Mapping[str, Nested], head: str) -> list[dict[str, str]]:
    """A structure as rows of step, name and value."""
    return [_row(path, value, head) for path, value in _leaves(dict(tree), ())]


def tree_of_rows(rows: Sequence[Mapping[str, str]], head: str) -> dict[str, Nested]:
    """The structure rows of step, name and value say."""
    listed: dict[_Path, list[Nested]] = {}
    for row in rows:
        path = (*row[head].split("."), *filter(None, row.get("name", "").split(_BETWEEN)))
        if row.get("value"):
            listed.setdefault(path, []).append(_typed(row["value"]))
    found: dict[str, Nested] = {}
    for path, values in listed.items():
        is_list = len(values) > 1 or ".".join(path) in _LISTS
        _put(found, path, list(values) if is_list else values[0])
    return {name: _with_lists(value) for name, value in found.items()}


def rows_of_recipe(recipe: Mapping[str, Nested]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rows of the columns, and rows of everything else."""
    rest = dict(recipe)
    columns, defaults = rest.pop("columns", {}), rest.pop("defaults", {})
    if not isinstance(columns, dict) or not isinstance(defaults, dict):
        return [], rows_of(recipe, "step")
    rows, others = [], []
    for name in dict.fromkeys((*columns, *defaults)):
        row, further = _column(name, columns.get(name))
        if name in defaults:
            row["default"] = scalar(defaults[name])
        rows += [row] if len(row) > 1 or not further else []
        others += [_row(("columns", name, *path), value, "step") for path, value in further]
    return rows, [*rows_of(rest, "step"), *others]


def recipe_of(columns: Sequence[Mapping[str, Nested]], steps: Sequence[Mapping[str, str]]) -> dict[str, Nested]:
    """The recipe that rows of columns and rows of steps say."""
    found = tree_of_rows(steps, "step")
    rules: dict[str, Nested] = {}
    defaults: dict[str, Nested] = {}
    for row in columns:
        name = str(row["column"])
        if row.get("default"):
            defaults[name] = _typed(str(row["default"]))
        rule = _rule(row)
        if rule or not row.get("default"):
            rules[name] = rule
    for head, stated in (("columns", rules), ("defaults", defaults)):
        further = found.get(head)
        merged = {**stated}
        for name, value in (further if isinstance(further, dict) else {}).items():
            held = merged.get(name)
            held = {"from": held} if isinstance(held, str | list) else held
            merged[name] = {**held, **value} if isinstance(held, dict) and isinstance(value, dict) else value
        if merged:
            found[head] = merged
    return found


def _column(name: str, rule: Nested) -> tuple[dict[str, str], list[tuple[_Path, Nested]]]:
    """The row of a column, and what of its rule needs rows of steps."""
    row = {"column": name}
    stated: dict[str, Nested] = dict(rule) if isinstance(rule, dict) else {} if rule is None else {"from": rule}
    heading = stated.get("from")
    is_bare = isinstance(rule, dict) and set(stated) == {"from"}
    if not is_bare and isinstance(heading, str):
        row["heading"] = heading
    elif not is_bare and isinstance(heading, list) and len(heading) == 2:
        row["heading_above"], row["heading"] = (str(each) for each in heading)
    if "heading" in row:
        stated.pop("from")
    for key in _RULE:
        value = stated.get(key)
        if key == "map" and isinstance(value, dict):
            row[key] = "; ".join(f"{word} = {scalar(meant)}" for word, meant in sorted(value.items()))
            stated.pop(key)
        elif value is not None and not isinstance(value, dict | list):
            row[key] = scalar(value)
            stated.pop(key)
    return row, list(_leaves(stated, ()))


def _rule(row: Mapping[str, Nested]) -> Nested:
    heading: Nested = str(row["heading"]) if row.get("heading") else None
    if heading and row.get("heading_above"):
        heading = [str(row["heading_above"]), heading]
    rule: dict[str, Nested] = {"from": heading} if heading else {}
    for key in _RULE:
        value = row.get(key)
        if isinstance(value, dict) and value:
            rule[key] = {word: _typed(str(meant)) for word, meant in value.items()}
        elif value:
            rule[key] = _typed(str(value))
    return heading if heading and len(rule) == 1 else rule


def _leaves(value: Nested, path: _Path) -> Iterator[tuple[_Path, Nested]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, (*path, name))
    elif isinstance(value, list):
        are_plain = all(not isinstance(each, dict | list) for each in value)
        is_list = are_plain and (len(value) > 1 or ".".join(path) in _LISTS)
        for place, each in enumerate(value, 1):
            yield from _leaves(each, path if is_list else (*path, f"#{place}"))
    else:
        yield path, value


def _row(path: _Path, value: Nested, head: str) -> dict[str, str]:
    named = 2 if ".".join(path[:2]) in STEPS else 1
    return {head: ".".join(path[:named]), "name": _BETWEEN.join(path[named:]), "value": scalar(value)}


def _put(tree: dict[str, Nested], path: _Path, value: Nested) -> None:
    for name in path[:-1]:
        below = tree.setdefault(name, {})
        if not isinstance(below, dict):
            return  # said twice in two ways: the first stands
        tree = below
    tree[path[-1]] = value


def _with_lists(value: Nested) -> Nested:
    """Names that are places become lists again."""
    if not isinstance(value, dict):
        return value
    below = {name: _with_lists(each) for name, each in value.items()}
    if below and all(_PLACED.fullmatch(name) for name in below):
        return [below[name] for name in sorted(below, key=lambda name: int(name[1:]))]
    return below
